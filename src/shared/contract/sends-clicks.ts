import * as z from 'zod'
import { base, id, instant } from './base.ts'

export const Clicks = z
  .object({
    links: z.number().int().meta({ description: 'Different links that people followed.' }),
    rows: z.array(
      z.object({
        target: z.string(),
        counted: z.boolean().meta({ description: "False: it looks like a program's." }),
        why: z.string().nullable().meta({ description: 'Why it is not counted.' }),
        agent: z.string(),
        times: z.number().int(),
        first_at: instant,
        last_at: instant,
      }),
    ),
  })
  .meta({ id: 'Clicks' })

export const clicks = base
  .route({
    method: 'GET',
    path: '/sends/{public_id}/clicks',
    tags: ['sends'],
    description: 'Links of an email that were followed.',
  })
  .input(id)
  .output(Clicks)
