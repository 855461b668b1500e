import * as z from 'zod'
import { base, id, instant } from './base.ts'

const count = z.number().int()

/** Sends what is written before a mailbox goes. Beside it: save it (`accounts.drafts`), or hand it on. */
export const send_drafts = base
  .route({
    method: 'POST',
    path: '/providers/{public_id}/drafts/send',
    tags: ['providers'],
    description:
      'Puts the next email to each of its contacts first in line, in the next open hour and within all limits. 500 in one go: ask again with `next` until it is null. With dry_run nothing is changed.',
  })
  .input(
    z.strictObject({
      ...id.shape,
      after: z.string().max(20).optional(),
      dry_run: z.boolean().default(false).meta({ description: 'Only tell what would happen, to all of them.' }),
    }),
  )
  .output(
    z
      .object({
        done: count.meta({ description: 'Emails that are first in line now.' }),
        refused: z.array(z.object({ public_id: z.string(), contact: z.string(), why: z.string() })),
        later: count.meta({ description: 'Later emails to the same contacts: they stay planned.' }),
        last: instant.nullable().meta({
          description: 'With dry_run: the hour in which the last of them leaves. Null: too many are planned to tell.',
        }),
        words: z.array(z.string()).meta({ description: 'With dry_run: what happens, a sentence each.' }),
        next: z.string().nullable(),
      })
      .meta({ id: 'SentDrafts' }),
  )
