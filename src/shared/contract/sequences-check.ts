/** A check of steps that are being written. */
import * as z from 'zod'
import { base } from './base.ts'

const body = z.string().max(500_000)
const text = { subject: z.string().max(5000), html: body.optional(), text: body.optional() }
const variant = z.string().regex(/^[A-E]$/)
const attachments = z
  .array(
    z.strictObject({
      name: z.string().max(255),
      size: z.number().int().min(0).optional(),
      cid: z
        .string()
        .regex(/^[A-Za-z0-9._-]{1,64}$/)
        .optional(),
    }),
  )
  .max(20)
  .optional()
  .meta({ description: 'Left out: nobody says which, so none is missed.' })

/** A step on its way: checked and rendered as far as it goes, so what is missing in it is no error. */
export const DraftStep = z.strictObject({
  kind: z.enum(['email', 'task']).optional(),
  thread: z.enum(['reply', 'new']).optional(),
  ...text,
})

/** A draft with all that is looked at in a check. */
const CheckedStep = z.strictObject({
  kind: z.enum(['email', 'task']).optional(),
  thread: z.enum(['reply', 'new']).optional(),
  ...text,
  attachments,
  variants: z
    .array(z.strictObject({ key: variant, ...text, attachments }))
    .max(4)
    .optional(),
})

export const StepProblem = z
  .object({
    step: z.number().int(),
    part: z.enum(['subject', 'html', 'text', 'delay', 'attachments', 'step']),
    line: z.number().int().nullable(),
    column: z.number().int().nullable(),
    severity: z.enum(['error', 'warning']),
    code: z.string().meta({ description: 'What it is, for programs: link_scheme, wrong_case, files_large, …' }),
    variant: variant.nullable().meta({ description: 'Null: of the step itself.' }),
    message: z.string().meta({ description: 'What is wrong, and what to do.' }),
  })
  .meta({ id: 'StepProblem' })

const Checked = z.object({
  problems: z.array(StepProblem),
  variables: z.array(
    z.object({
      name: z.string(),
      steps: z.array(z.number().int()),
      fallback: z.boolean().meta({ description: 'True when no step needs it from every contact.' }),
      known: z.boolean(),
      near: z.string().nullable().meta({ description: 'The known variable it may have been meant to be.' }),
      missing: z.number().int().meta({ description: 'Contacts looked at that lack it.' }),
    }),
  ),
  looked_at: z.number().int(),
})

export const check = base
  .route({ method: 'POST', path: '/sequences/check', tags: ['sequences'] })
  .input(
    z.strictObject({
      sequence: z.string().max(200).optional().meta({ description: 'Name or id, as it is saved; else give steps.' }),
      steps: z.array(CheckedStep).min(1).max(50).optional(),
      account: z.string().max(64).optional().meta({ description: 'Whose server has to take it; else those of all.' }),
      accounts: z.array(z.string().max(64)).max(1000).optional().meta({ description: 'The same, of several.' }),
    }),
  )
  .output(Checked)
