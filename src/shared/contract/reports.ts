import * as z from 'zod'
import { enrollmentStates } from '../domain/enrollment.ts'
import { sendStates } from '../domain/send.ts'
import { base, instant, page, paged, sentFrom } from './base.ts'
import { deliverability, hours, over_time, table, team } from './reports-span.ts'

const count = z.number().int()
const ids = z.array(z.string())
const counts = {
  planned: z.number().int(),
  sending: z.number().int(),
  sent: z.number().int(),
  refused: z.number().int(),
  unsure: z.number().int(),
  withdrawn: z.number().int(),
}
const outcomes = {
  replied: count.meta({
    description: 'Contacts whose sequence ended by a reply, after this was the last email to them.',
  }),
  bounced: count,
  unsubscribed: count,
}
/** Of Wilson's interval: in 19 of 20 cases the true share lies between low and high. */
export const Share = z
  .object({
    part: count,
    whole: count,
    rate: z.number().nullable(),
    low: z.number().nullable(),
    high: z.number().nullable(),
    enough: z.boolean().meta({ description: 'False: too few emails to speak of a rate.' }),
  })
  .meta({ id: 'Share' })
const reply_rate = Share.meta({ description: 'Contacts who replied, of the emails that left.' })

const Wait = z.object({
  why: z.enum(['held', 'halted', 'account', 'paused', 'timeless']),
  account: z.string().nullable().meta({ description: 'Address of the mailbox that they wait for.' }),
  n: count,
})
const Engagement = z.object({
  public_id: z.string(),
  at: instant,
  by: z.string(),
  contacts: count,
  start: instant,
  zone: z.string(),
  contact_zone: z.boolean().meta({ description: 'Its hours are those of each contact.' }),
  windows: z.array(z.object({ day: count, from: count, to: count })).meta({
    description: 'When it may leave: day 1 to 7 from Monday on, whole hours, the last one not included.',
  }),
  holidays: z.string().nullable(),
  per_day: count.nullable(),
  per_hour: count.nullable(),
  paused: z.boolean(),
  planned: count,
  next: instant.nullable(),
  finish: instant.nullable(),
})
/** Which rule the figures break, and for whom. */
const Fault = z.object({
  rule: z.enum(['contacts', 'emails', 'over']),
  step: count.nullable(),
  expected: count,
  found: count,
  enrollments: ids.meta({ description: 'Of those it is about, the first twenty.' }),
})

export const Report = z
  .object({
    sequence: z.string(),
    public_id: z.string(),
    sandbox: z.boolean().meta({ description: 'True when all of it stayed on this computer.' }),
    sandboxContacts: z
      .number()
      .int()
      .meta({ description: 'Engaged in the sandbox; in no other figure, unless sandbox is true.' }),
    engaged: z.number().int(),
    written: z.number().int().meta({ description: 'Contacts who got at least one email.' }),
    paused: z.boolean(),
    held: z.number().int().meta({ description: 'Planned emails that a person or a fault of their own holds back.' }),
    enrollments: z.record(z.string(), z.number().int()).meta({ description: 'By state; they add up to engaged.' }),
    emails: z.object(counts),
    before: z.object(outcomes).meta({ description: 'Of those to whom nothing had left yet.' }),
    perStep: z.array(
      z.object({
        step: count,
        task: z.boolean().meta({ description: 'Done by hand: no email, and in no other figure.' }),
        subject: z.string(),
        owed: count.meta({ description: 'Contacts who are to get it; what became of it adds up to that.' }),
        ...counts,
        ...outcomes,
        reply_rate,
      }),
    ),
    perSender: z.array(
      z.object({ sender: z.string(), account: z.string(), contacts: count, ...counts, ...outcomes, reply_rate }),
    ),
    perVariant: z
      .array(
        z.object({
          step: count,
          variant: z.string(),
          subject: z.string(),
          winner: z.boolean(),
          ...counts,
          ...outcomes,
          reply_rate,
        }),
      )
      .meta({ description: 'Of steps that are written in several ways.' }),
    zone: z.string(),
    days: z.array(z.object({ date: z.string(), from: instant, to: instant, planned: count, sent: count })),
    engagements: z.array(Engagement).meta({ description: 'Newest first, fifty at most.' }),
    waits: z.array(Wait).meta({ description: 'Planned emails that do not leave by themselves at their time.' }),
    first: instant.nullable(),
    last: instant.nullable(),
    next: instant.nullable(),
    finish: instant.nullable(),
    conserved: z.boolean().meta({ description: 'True when every figure adds up.' }),
    faults: z.array(Fault).meta({ description: 'What does not add up.' }),
    slots: z.array(z.object({ start: instant, planned: z.number().int(), sent: z.number().int() })),
  })
  .meta({ id: 'Report' })
export type ReportShown = z.input<typeof Report>

export const ReportContact = z
  .object({
    enrollment: z.string(),
    contact: z.object({
      public_id: z.string(),
      address: z.string(),
      name: z.string().nullable(),
      company: z.string().nullable(),
    }),
    sender: z.string(),
    account: z.string(),
    state: z.enum(enrollmentStates),
    reason: z.string().nullable(),
    sent: z.number().int().meta({ description: 'Emails that left.' }),
    emails: z.number().int().meta({ description: 'Emails this contact is to get in all.' }),
    last_at: instant.nullable(),
    next: z
      .object({
        send: z.string(),
        step: z.number().int(),
        at: instant,
        held: z.boolean(),
        planned: z.boolean(),
        ...sentFrom,
      })
      .nullable()
      .meta({ description: 'The earliest email that is still to come; planned is false while it has no slot.' }),
    unsure: z.boolean().meta({ description: 'It is not certain whether one of the emails arrived.' }),
  })
  .meta({ id: 'ReportContact' })

const of = z.strictObject({ sequence: z.string().max(200) })
const step = z.coerce.number().int().min(1).max(1000)
const tags = ['reports']
export const reports = {
  sequence: base.route({ method: 'GET', path: '/sequences/{sequence}/report', tags }).input(of).output(Report),
  contacts: base
    .route({ method: 'GET', path: '/sequences/{sequence}/report/contacts', tags })
    .input(
      page.extend({
        ...of.shape,
        state: z.enum(enrollmentStates).optional(),
        account: z.string().max(64).optional().meta({ description: 'Public id of a sending account.' }),
        step: step.optional().meta({ description: 'With `email`: the step it is.' }),
        email: z
          .array(z.enum(sendStates))
          .or(z.enum(sendStates).transform((one) => [one]))
          .optional()
          .meta({ description: 'With the email of `step` in one of these states.' }),
        variant: z.string().max(1).optional().meta({ description: 'Of that email, or of the last that left.' }),
        last_step: z.coerce.number().int().min(0).max(1000).optional().meta({
          description: 'The last email that left to them was this step; 0: none left.',
        }),
        last_account: z.string().max(64).optional().meta({ description: 'And the mailbox it left from.' }),
      }),
    )
    .output(
      paged(ReportContact).meta({
        description: 'A page may be short, even empty, and still have a next: it then looked at as much as one may.',
      }),
    ),
  export: base
    .route({
      method: 'GET',
      path: '/sequences/{sequence}/report/export',
      tags,
      description: 'CSV in pieces: put them together until next is null. The first one has the heads.',
    })
    .input(of.extend({ after: z.string().max(200).optional() }))
    .output(z.object({ csv: z.string(), next: z.string().nullable() })),
  team,
  deliverability,
  hours,
  over_time,
  table,
}
