/** Looking through what each contact would get, before anybody is engaged. */
import * as z from 'zod'
import { base, instant } from './base.ts'
import { exact } from './sends-text.ts'

const count = z.number().int()
const tags = ['schedule']

const Words = { subject: z.string(), html: z.string().nullable(), text: z.string().nullable() }

const Draft = z.object({
  ...Words,
  how: z.enum(['edited', 'reviewed']).meta({ description: 'Written by hand, or approved as its step gave it.' }),
  at: instant,
  changed: z.boolean().meta({ description: 'The step gives this contact another text by now than was looked at.' }),
})

const Reviewed = z
  .object({
    contacts: count.meta({ description: 'Who would be written to.' }),
    reviewed: count.meta({
      description: 'Of these, whose email of this step was edited or approved, and still holds.',
    }),
    steps: z.array(
      z.object({
        step: count,
        kind: z.enum(['email', 'task']),
        drawn: z
          .boolean()
          .meta({ description: 'Its variant is drawn when contacts are engaged: it can be looked at, not kept.' }),
      }),
    ),
    rows: z.array(
      z.object({
        place: count.meta({ description: 'Among all who would be written to, from 0.' }),
        contact_id: z.string(),
        contact: z.string(),
        name: z.string().nullable(),
        account: z.string().meta({ description: 'Public id of the account, or alias of one, that would send it.' }),
        from: z.object({ name: z.string().nullable(), address: z.string() }),
        given: z.object(Words).nullable().meta({ description: 'What its step gives this contact. Null: nothing.' }),
        base: z.string().meta({ description: 'Hash of that: give it back to approve what was seen.' }),
        trouble: z.string().nullable().meta({ description: 'Why its step gives nothing.' }),
        title: z.string().meta({ description: 'The subject that it leaves with.' }),
        draft: Draft.nullable(),
      }),
    ),
    next: count.nullable(),
  })
  .meta({ id: 'LettersToReview' })

/** @param whom which contacts and which senders, as a preview takes them */
export const reviewOf = <W extends z.ZodRawShape>(whom: W) =>
  base
    .route({
      method: 'POST',
      path: '/schedule/review',
      tags,
      description: 'What each contact would get of a step, page by page, with what was edited or approved.',
    })
    .input(
      z.strictObject({
        ...whom,
        step: count.min(1).max(1000).default(1),
        after: count.min(0).optional().meta({ description: 'The place after which the page begins.' }),
        only: z.enum(['all', 'open', 'changed']).default('all').meta({
          description: 'open: neither edited nor approved yet; changed: the step says something else by now.',
        }),
        limit: count.min(1).max(100).default(20),
      }),
    )
    .output(Reviewed)

const one = {
  sequence: z.string().max(200),
  contact: z.string().max(320).meta({ description: 'Public id or address' }),
  step: count.min(1).max(1000),
}

export const keep_reviewed = base
  .route({
    method: 'POST',
    path: '/schedule/review/keep',
    tags,
    description:
      'Freezes an email before its contact is engaged: as it is (subject, html and text left out; what was kept before and still holds stays), or as written.',
  })
  .input(
    z.strictObject({
      ...one,
      account: z.string().max(320).meta({ description: 'Public id or address of who would send it.' }),
      base: z.string().max(64).meta({ description: 'What was seen; refused where it is another text by now.' }),
      subject: exact.subject.optional(),
      html: exact.html,
      text: exact.text,
    }),
  )
  .output(z.object({ how: z.enum(['edited', 'reviewed']), hash: z.string() }))

export const drop_reviewed = base
  .route({ method: 'POST', path: '/schedule/review/drop', tags, description: "Forgets it: the step's text counts." })
  .input(z.strictObject({ sequence: one.sequence, contact: one.contact.optional(), step: one.step.optional() }))
  .output(z.object({ dropped: count }))
