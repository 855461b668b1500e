import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { twinReasons } from '../domain/contact-twins.ts'
import { base, publicId } from './base.ts'
import { Progress } from './contacts-import.ts'

const count = z.number().int()
const tags = ['contacts']

const Twin = z.object({
  public_id: z.string(),
  address: z.string(),
  name: z.string().nullable(),
  company: z.string().nullable(),
})

export const Duplicates = z
  .object({
    groups: z.array(z.object({ reason: z.enum(twinReasons), contacts: z.array(Twin) })),
    more: z.boolean().meta({ description: 'There are more than are named here.' }),
    looked: count,
  })
  .meta({ id: 'Duplicates' })

const chosen = {
  keep: publicId.meta({ description: 'The contact that stays.' }),
  merge: z.array(publicId).min(1).max(20).meta({ description: 'Those that go into it.' }),
  take: z.record(z.string().max(100), publicId).optional().meta({
    description:
      'Field → whose value wins. Fields of its own are called fields.<name>. Else: the kept one’s, where it has one.',
  }),
}

export const Merging = z
  .object({
    keep: Twin,
    merge: z.array(Twin),
    values: z.array(
      z.object({
        field: z.string(),
        from: z.string().meta({ description: 'Public id of whose value it becomes.' }),
        value: z.string(),
        others: z.array(z.object({ from: z.string(), value: z.string() })),
      }),
    ),
    tags: z.array(z.string()),
    emails: count.meta({ description: 'Of the ledger, that go over.' }),
    incoming: count,
    notes: count,
    enrollments: count,
    stopped: z.array(z.object({ sequence: z.string(), planned: count })).meta({
      description: 'One contact is in one sequence at a time: these end, and what they had planned is withdrawn.',
    }),
    moved: z
      .object({ sequence: z.string(), planned: count })
      .nullable()
      .meta({ description: 'Goes on, to the address that is kept.' }),
    suppressed: z.string().nullable().meta({ description: 'Why the kept one goes on the suppression list with it.' }),
  })
  .meta({ id: 'Merging' })

export const merging = {
  duplicates: base
    .route({
      method: 'POST',
      path: '/contacts/duplicates',
      tags,
      description: 'People who are likely one: same name and company, same phone number, one Gmail mailbox.',
    })
    .output(eventIterator(Progress, Duplicates)),
  merging: base
    .route({ method: 'POST', path: '/contacts/merge/preview', tags, description: 'Nothing is changed.' })
    .input(z.strictObject(chosen))
    .output(Merging),
  merge: base
    .route({
      method: 'POST',
      path: '/contacts/merge',
      tags,
      description:
        'Several become one, with all that was sent and received. Their addresses stay known as its own. It cannot be undone.',
    })
    .input(z.strictObject(chosen))
    .output(Merging),
}
