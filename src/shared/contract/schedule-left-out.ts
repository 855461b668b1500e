import * as z from 'zod'

const count = z.number().int()

/** One contact that is not written to, and why. */
export const Excluded = z.object({ contact: z.string(), reason: z.string(), message: z.string() })

/** How many are not written to for one reason. */
export const Group = z.object({
  reason: z.string(),
  count,
  overridable: z.boolean(),
  variable: z.string().nullable().meta({ description: 'What they lack, where that is the reason' }),
  empty: z
    .array(z.object({ step: count, part: z.enum(['text', 'subject']), contacts: count }))
    .optional()
    .meta({ description: 'For `empty_email`: which step would be without what, for how many' }),
})
