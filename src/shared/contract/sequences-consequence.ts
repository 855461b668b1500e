import * as z from 'zod'
import { instant } from './base.ts'

/** What becomes of texts that a person wrote or approved for one contact, where the text of their step changes. */
export const ownTexts = {
  own_texts: z.enum(['keep', 'replace']).optional().meta({
    description:
      'Of unsent emails with a text that a person wrote or approved for one contact, where the text of their step, or of the variant that falls to them, changes: they keep it (unless said), or take what the step says now.',
  }),
  own_token: z
    .string()
    .max(64)
    .optional()
    .meta({ description: 'From the dry run: any other texts than those it counted are not replaced (conflict).' }),
}

export const Consequence = z
  .object({
    applied: z.boolean(),
    words: z.array(z.string()).meta({ description: 'What it changes for mail that has not left yet.' }),
    steps: z.array(
      z.object({
        step: z.number().int(),
        change: z.enum(['same', 'changed', 'added']),
        new_text: z
          .number()
          .int()
          .meta({ description: 'Unsent emails that take another text: that of the variant that is theirs.' }),
        own_text: z.number().int().meta({
          description:
            'Unsent emails with a text that a person wrote or approved, where what their step or variant says changes.',
        }),
        new_time: z.number().int().meta({ description: 'Unsent emails that get another slot.' }),
        missing: z.array(z.object({ variable: z.string(), contacts: z.number().int() })),
        empty: z
          .array(
            z.object({
              part: z.enum(['text', 'subject']).meta({ description: 'What it would lack.' }),
              contacts: z.number().int(),
              first: z.array(z.string()).meta({ description: 'Up to three of their addresses, the next ones first.' }),
            }),
          )
          .meta({
            description:
              'To whom the step would say nothing, as its conditions leave nothing of it for them; those emails are held. Looked at are the 20,000 that leave next.',
          }),
      }),
    ),
    own: z
      .object({
        count: z.number().int(),
        become: z.enum(['kept', 'replaced']),
        token: z.string().meta({ description: 'Of exactly these texts; give it back as own_token.' }),
        emails: z
          .array(
            z.object({
              public_id: z.string(),
              step: z.number().int(),
              contact: z.string(),
              name: z.string().nullable(),
              how: z.enum(['edited', 'reviewed']),
              by: z.string().nullable().meta({ description: 'Name of who did it.' }),
              at: instant,
            }),
          )
          .meta({ description: 'The first 50, by step, the one that leaves next first.' }),
      })
      .meta({
        description: 'Texts that a person wrote or approved for one contact, where the step says something else.',
      }),
    emails: z
      .array(
        z.object({
          public_id: z.string(),
          step: z.number().int(),
          contact: z.string(),
          name: z.string().nullable(),
          variant: z.string().nullable().meta({ description: 'The one that it gets, where that is what changes.' }),
          at: instant,
        }),
      )
      .meta({
        description:
          'Unsent emails that take the new text of their step, or another variant: the first 50, the next ones first.',
      }),
    finish: z.object({ before: instant.nullable(), after: instant.nullable() }),
  })
  .meta({ id: 'SequenceConsequence' })
