import * as z from 'zod'
import { base, instant } from './base.ts'

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
    enrollments: z.record(z.string(), z.number().int()).meta({ description: 'By state; they add up to engaged.' }),
    emails: z.object(counts),
    perStep: z.array(z.object({ step: z.number().int(), ...counts })),
    perSender: z.array(z.object({ sender: z.string(), contacts: z.number().int(), ...counts })),
    first: instant.nullable(),
    last: instant.nullable(),
    next: instant.nullable(),
    finish: instant.nullable(),
    conserved: z.boolean().meta({ description: 'True when every figure adds up.' }),
    slots: z.array(z.object({ start: instant, planned: z.number().int(), sent: z.number().int() })),
  })
  .meta({ id: 'Report' })

export const reports = {
  sequence: base
    .route({ method: 'GET', path: '/sequences/{sequence}/report', tags: ['reports'] })
    .input(z.strictObject({ sequence: z.string().max(200) }))
    .output(Report),
}
