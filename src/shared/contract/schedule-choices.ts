import * as z from 'zod'
import { zone } from './base.ts'

export const recontactDays = z
  .number()
  .int()
  .min(0)
  .max(3650)
  .optional()
  .meta({ description: "Days kept between two sequences, instead of the workspace's; 0: none" })

export const join = z.string().max(200).optional().meta({
  description:
    'An engagement of the sequence (public id) that they are added to: its senders, hours, pace and ends hold, and are left out here.',
})

/** What ends the sequence for a contact, beside a reply, a bounce or an opt-out of their own. */
export const Ends = z
  .strictObject({
    company: z.boolean().optional().meta({ description: 'A colleague of the same company replied.' }),
    clicked: z.boolean().optional().meta({ description: 'A link in an email was followed.' }),
    until: z.iso.date().optional().meta({ description: 'Nothing leaves after this date.' }),
  })
  .meta({ id: 'EngagementEnds' })

/** How to send: the choices of the wizard. Everything left out takes the workspace's default. */
export const ScheduleChoices = z.object({
  assign: z.enum(['mine', 'owners', 'selected', 'group']).default('mine'),
  group: z
    .string()
    .max(200)
    .optional()
    .meta({ description: 'With assign "group": the delivery group, by name or public id.' }),
  /** Addresses or public ids of sending accounts, or of their aliases, with weights; for `mine` one at most. */
  senders: z
    .array(z.strictObject({ account: z.string().max(320), weight: z.number().int().min(0).optional() }))
    .default([]),
  start: z
    .string()
    .max(40)
    .default('now')
    .meta({ description: '"now" or a slot, local to the zone: 2026-11-23T10:00' }),
  per_day: z.number().int().min(1).optional(),
  per_hour: z.number().int().min(1).optional(),
  windows: z.array(z.string().max(200)).max(50).optional(),
  zone: zone.optional(),
  recipient_zone: z.boolean().default(false),
  holidays: z.string().max(6).optional(),
  days_off: z.array(z.iso.date()).max(2000).optional(),
  ends: Ends.optional(),
  seed: z.number().int().min(0).max(4294967295).optional(),
})
