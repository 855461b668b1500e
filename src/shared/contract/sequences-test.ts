/** One email of a step, sent to whoever asks for it. */
import * as z from 'zod'
import { base } from './base.ts'
import { keptFile, newFile } from './sequences-files.ts'

const body = z.string().max(500_000).optional()

/** As it is written just now; nothing of it is saved. */
const TestStep = z.strictObject({
  kind: z.enum(['email', 'task']).optional(),
  thread: z.enum(['reply', 'new']).optional(),
  subject: z.string().max(5000),
  html: body,
  text: body,
  attachments: z
    .array(z.union([newFile, keptFile]))
    .max(20)
    .optional(),
})

export const test_send = base
  .route({
    method: 'POST',
    path: '/sequences/test_send',
    successStatus: 201,
    tags: ['sequences'],
    description:
      'It leaves at once where the limits of the mailbox allow, whatever the hour; they are all that it counts in. Read what became of it at /sends/{public_id}.',
  })
  .input(
    z.strictObject({
      sequence: z.string().max(200).optional().meta({ description: 'Name or id; else give steps.' }),
      steps: z.array(TestStep).min(1).max(50).optional(),
      step: z.number().int().min(1).max(50),
      variant: z
        .string()
        .regex(/^[A-E]$/)
        .optional()
        .meta({ description: 'Of a saved sequence: A, or one of its variants.' }),
      contact: z.string().max(320).optional().meta({ description: 'Address or id; else the newest contact.' }),
      account: z.string().max(320).optional().meta({ description: 'Address or id; else a mailbox of your own.' }),
    }),
  )
  .output(
    z.object({
      public_id: z.string().meta({ description: 'Of the email, among the sends.' }),
      to: z.string(),
      from: z.string(),
      subject: z.string(),
      sandbox: z.boolean().meta({ description: 'It stays on this computer, in the Sandbox inbox.' }),
      running: z.boolean().meta({ description: 'False: it leaves once Cadenza runs.' }),
    }),
  )
