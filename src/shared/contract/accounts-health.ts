import * as z from 'zod'
import { measures } from '../domain/deliverability.ts'
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

export const PausedFor = z
  .object({
    at: instant,
    measure: z.enum(measures).meta({ description: 'What of its mail was too much: what came back, or complaints.' }),
    words: z.string().meta({ description: 'With the figures: how many of how many emails, and what the limit is.' }),
    domain: z
      .string()
      .nullable()
      .meta({ description: 'All mail written from it was paused; null: for what the account sent itself.' }),
  })
  .nullable()
  .meta({ description: 'Why Cadenza paused it by itself, until a person resumes it. Null: it did not.' })

export const history = base
  .route({
    method: 'GET',
    path: '/providers/{public_id}/history',
    tags: ['providers'],
    description: 'What happened to an account in the last 90 days, newest first.',
  })
  .input(z.strictObject({ ...id.shape, ...page.shape }))
  .output(paged(AccountEvent))
