import * as z from 'zod'
import { base, id, instant } from './base.ts'

/** A text of an email as a person leaves it: no template, sent word for word. At least one of html and text. */
export const exact = {
  subject: z.string().max(1200).meta({ description: 'Empty: that of the conversation it answers.' }),
  html: z.string().max(500_000).optional(),
  text: z
    .string()
    .max(500_000)
    .optional()
    .meta({ description: 'With html: its plain text. Left out there, it is made from the html.' }),
}

export const Own = z
  .object({
    how: z.enum(['edited', 'reviewed']).meta({ description: 'Written by hand, or approved as its step gave it.' }),
    by: z.string().nullable().meta({ description: 'Name of who did it.' }),
    at: instant,
  })
  .meta({ id: 'OwnText' })

const Words = z.object({ subject: z.string(), html: z.string().nullable(), text: z.string().nullable() })

export const text = base
  .route({
    method: 'GET',
    path: '/sends/{public_id}/text',
    tags: ['sends'],
    description:
      'What an email says before it is finished: without the opt-out line, with its links as they were written.',
  })
  .input(id)
  .output(
    Words.extend({
      own: Own.nullable(),
      title: z.string().meta({ description: 'The subject that it leaves with.' }),
      template: Words.nullable().meta({ description: 'What its step gives this contact. Null: it gives nothing.' }),
      trouble: z.string().nullable().meta({ description: 'Why its step gives nothing.' }),
      opens: z.boolean().meta({ description: 'It begins a conversation, and needs a subject.' }),
    }).meta({ id: 'SendText' }),
  )
