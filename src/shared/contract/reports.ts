import * as z from 'zod'
import { enrollmentStates } from '../domain/enrollment.ts'
import { base, instant, page, paged } from './base.ts'

const counts = {
  planned: z.number().int(),
  sending: z.number().int(),
  sent: z.number().int(),
  refused: z.number().int(),
  unsure: z.number().int(),
  withdrawn: z.number().int(),
}
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
    perStep: z.array(z.object({ step: z.number().int(), subject: z.string(), ...counts })),
    perSender: z.array(z.object({ sender: z.string(), account: z.string(), contacts: z.number().int(), ...counts })),
    first: instant.nullable(),
    last: instant.nullable(),
    next: instant.nullable(),
    finish: instant.nullable(),
    conserved: z.boolean().meta({ description: 'True when every figure adds up.' }),
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
        computer: z.string().nullable().meta({
          description: 'Name of the other computer that sends it: its time is then an estimate. Null: this one does.',
        }),
      })
      .nullable()
      .meta({ description: 'The earliest email that is still to come; planned is false while it has no slot.' }),
    unsure: z.boolean().meta({ description: 'It is not certain whether one of the emails arrived.' }),
  })
  .meta({ id: 'ReportContact' })

const of = z.strictObject({ sequence: z.string().max(200) })
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
      }),
    )
    .output(paged(ReportContact)),
  export: base
    .route({
      method: 'GET',
      path: '/sequences/{sequence}/report/export',
      tags,
      description: 'CSV in pieces: put them together until next is null. The first one has the heads.',
    })
    .input(of.extend({ after: z.string().max(200).optional() }))
    .output(z.object({ csv: z.string(), next: z.string().nullable() })),
}
