import * as z from 'zod'
import { ScheduleChoices } from './schedule-choices.ts'

const count = z.number().int()

/** A preview for somebody who has neither contacts nor accounts here yet. */
export const TryoutInput = z.strictObject({
  csv: z.string().max(900_000).optional().meta({ description: 'The list itself; a longer one as an `upload`' }),
  upload: z.string().max(200).optional(),
  steps: z
    .array(z.strictObject({ days: count.min(1).max(365), hour: count.min(0).max(23).nullable().default(null) }))
    .max(49)
    .optional()
    .meta({ description: 'Later emails; left out: two, three and then five working days later' }),
  placeholders: z
    .array(z.strictObject({ address: z.string().max(320), limits: z.array(z.string().max(40)).max(10).default([]) }))
    .min(1)
    .max(20)
    .optional()
    .meta({ description: 'Senders that need not exist; left out: one, or the owners that the list names' }),
  limits: z
    .array(z.string().max(40))
    .max(10)
    .optional()
    .meta({ description: 'Of every sender that has none of its own' }),
  ...ScheduleChoices.omit({ senders: true, assign: true, group: true, ends: true }).shape,
  assign: z.enum(['owners', 'selected']).optional().meta({ description: 'Left out: as the list suggests' }),
  sends: z.boolean().default(false),
})
export type TryoutWish = z.output<typeof TryoutInput>
