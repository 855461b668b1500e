import * as z from 'zod'
import { base, instant, publicId } from './base.ts'
import { ContactsMeant } from './contact-filter.ts'

const count = z.number().int()

export const Reassigned = z
  .object({
    account: z.string(),
    from_email: z.string(),
    done: z.boolean().meta({ description: 'False after a dry run.' }),
    contacts: count.meta({ description: 'Contacts who go on.' }),
    emails: count.meta({ description: 'Emails planned again.' }),
    reached: count.meta({ description: 'Of these contacts, those who have an email from the old address.' }),
    sequences: z.array(
      z.object({
        public_id: z.string(),
        name: z.string(),
        contacts: count,
        steps: z.array(z.object({ step: count, contacts: count })).meta({ description: 'Where they go on.' }),
      }),
    ),
    first: instant.nullable(),
    last: instant.nullable(),
    displaced: count
      .nullable()
      .meta({ description: 'Emails to others that get another slot; null: too many to tell.' }),
    refused: z
      .array(z.object({ enrollment: z.string(), contact: z.string(), sequence: z.string(), why: z.string() }))
      .max(500),
    refused_contacts: count,
    words: z.array(z.string()).meta({ description: 'What happens, a sentence each.' }),
  })
  .meta({ id: 'Reassigned' })

export const reassign = base
  .route({
    method: 'POST',
    path: '/enrollments/reassign',
    tags: ['enrollments'],
    description:
      'Contacts whose sequence stopped because their mailbox was removed go on from another one, at the step where they stopped.',
  })
  .input(
    z.strictObject({
      account: publicId.meta({ description: 'The mailbox that goes on.' }),
      tag: z.string().trim().min(1).max(100).optional().meta({ description: 'Everybody with this tag.' }),
      enrollments: z.array(publicId).min(1).max(10_000).optional(),
      contacts: z.array(publicId).min(1).max(10_000).optional(),
      filter: ContactsMeant.optional().meta({ description: 'Every contact whom it fits.' }),
      sequence: z.string().max(200).optional().meta({ description: 'Everybody stopped in it.' }),
      removed: z
        .string()
        .trim()
        .min(1)
        .max(320)
        .optional()
        .meta({ description: 'Everybody of this removed mailbox: its address, or its public id.' }),
      untag: z.boolean().default(false).meta({ description: 'Takes the tag off those who go on.' }),
      dry_run: z.boolean().default(false).meta({ description: 'Only tell what would happen.' }),
    }),
  )
  .output(Reassigned)
