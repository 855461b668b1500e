import * as z from 'zod'
import { healthKinds } from '../domain/health.ts'
import { base, id, instant, page, paged } from './base.ts'

export const AccountEvent = z
  .object({
    at: instant,
    kind: z.enum(healthKinds),
    words: z.string().meta({ description: "The server's own words, or a sentence." }),
    trouble: z.enum(['credentials', 'quota', 'connection']).nullable(),
    until: instant.nullable().meta({ description: 'out: when it is tried again by itself; null: by hand.' }),
    works: z.boolean().nullable().meta({ description: 'tested: whether it worked.' }),
  })
  .meta({ id: 'AccountEvent' })

export const history = base
  .route({
    method: 'GET',
    path: '/providers/{public_id}/history',
    tags: ['providers'],
    description: 'What happened to an account in the last 90 days, newest first.',
  })
  .input(z.strictObject({ ...id.shape, ...page.shape }))
  .output(paged(AccountEvent))
