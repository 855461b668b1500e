import * as z from 'zod'
import { base, instant, zone } from './base.ts'

/** How to send: the choices of the wizard. Everything left out takes the workspace's default. */
export const ScheduleChoices = z.object({
  assign: z.enum(['mine', 'owners', 'selected']).default('mine'),
  /** Addresses or public ids of sending accounts, with weights; for `mine` one at most. */
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
  seed: z.number().int().min(0).max(4294967295).optional(),
})

export const Excluded = z.object({ contact: z.string(), reason: z.string(), message: z.string() })
export const PerSender = z.object({ sender: z.string(), contacts: z.number().int(), emails: z.number().int() })
export const SlotSummary = z.object({
  start: instant,
  emails: z.number().int(),
  perSender: z.record(z.string(), z.number().int()),
  perStep: z.record(z.string(), z.number().int()),
})
export const Preview = z
  .object({
    zone: z.string(),
    seed: z.number().int(),
    summary: z.object({
      contacts: z.number().int(),
      emails: z.number().int(),
      start: instant.nullable(),
      finish: instant.nullable(),
      bottleneck: z.string().nullable(),
      perSender: z.array(PerSender),
    }),
    slots: z.array(SlotSummary),
    excluded: z.array(Excluded),
    sends: z
      .array(
        z.object({
          contact: z.string(),
          sender: z.string(),
          step: z.number().int(),
          at: instant,
          slot: instant,
          why: z.array(z.string()),
        }),
      )
      .optional(),
    token: z.string().optional().meta({ description: 'Present it to engage exactly this plan.' }),
  })
  .meta({ id: 'Preview' })

/** Which contacts: all, or those named by address or public id. */
const whom = {
  sequence: z.string().max(200).meta({ description: 'Name or public id' }),
  contacts: z.union([z.literal('all'), z.array(z.string().max(320)).max(100_000)]).default('all'),
  tag: z.string().max(200).optional(),
  override: z.array(z.string()).default([]).meta({ description: 'Warnings to go ahead with: been_in_this_sequence' }),
}

export const Engaged = z
  .object({
    batch: z.string(),
    sequence: z.string(),
    engaged: z.number().int(),
    sends: z.number().int(),
    start: instant.nullable(),
    finish: instant.nullable(),
    perSender: z.array(PerSender),
    excluded: z.array(Excluded),
    sandbox: z.boolean(),
  })
  .meta({ id: 'Engaged' })

const PreviewInput = z.strictObject({ ...whom, ...ScheduleChoices.shape, sends: z.boolean().default(false) })
/** What a preview is asked, defaults filled in, and what it answers. */
export type PreviewWish = z.output<typeof PreviewInput>
export type PreviewAnswer = z.input<typeof Preview>

const tags = ['schedule']
export const schedule = {
  preview: base.route({ method: 'POST', path: '/schedule/preview', tags }).input(PreviewInput).output(Preview),
  engage: base
    .route({ method: 'POST', path: '/schedule/engage', successStatus: 201, tags })
    .input(z.strictObject({ ...whom, ...ScheduleChoices.shape, token: z.string().optional() }))
    .output(Engaged),
}
