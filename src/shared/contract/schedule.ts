import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { Alias, whose } from './accounts.ts'
import { base, instant } from './base.ts'
import { ContactFilter } from './contact-filter.ts'
import { Progress } from './contacts-import.ts'
import { Ends, join, recontactDays, ScheduleChoices } from './schedule-choices.ts'
import { Excluded, Group } from './schedule-left-out.ts'
import { drop_reviewed, keep_reviewed, reviewOf } from './schedule-review.ts'
import { TryoutInput } from './schedule-tryout.ts'

export const PerSender = z.object({ sender: z.string(), contacts: z.number().int(), emails: z.number().int() })
const count = z.number().int()

/** One sender's mail in one slot. */
export const SlotLane = z.object({
  sender: count.meta({ description: 'Place in `calendar.senders`' }),
  first: count,
  later: count.meta({ description: 'Follow-ups' }),
  other: count.meta({ description: 'Of other sequences: planned, or gone out in that hour' }),
  cap: count.nullable().meta({ description: 'The most that its limits leave it in this slot; null: no limit' }),
  by: z.string().nullable().meta({ description: 'Which limit says so, where it is not the hourly one: "400 a day"' }),
})
export const SlotSummary = z.object({
  start: instant,
  emails: count.meta({ description: 'Of this sequence' }),
  perSender: z.record(z.string(), count),
  perStep: z.record(z.string(), count),
  lanes: z.array(SlotLane).optional(),
})

const sender = {
  account: z.string().meta({ description: 'Public id; the address itself for a placeholder' }),
  address: z.string(),
  name: z.string().nullable(),
  aliases: z.array(Alias).meta({ description: 'Other addresses it writes from: each can be named as a sender.' }),
  kind: whose,
  seat: z.string().nullable().meta({ description: 'Address of the seat it belongs to; null: the team' }),
  limits: z.string().meta({ description: '"50 an hour, 400 a day"' }),
  per_hour: count.nullable(),
  weight: count,
  sandbox: z.boolean(),
  objection: z.string().nullable().meta({ description: "Why it can't send now, and what to do" }),
}
const CalendarSender = z.object({
  ...sender,
  from: z.string().meta({ description: 'The address it writes from here: its own, or an alias.' }),
  share: z.number().nullable(),
  contacts: count,
  emails: count,
})
export const CalendarDay = z.object({
  date: z.iso.date(),
  open: z.boolean(),
  closed: z.string().nullable().meta({ description: 'Why nothing is sent that day: "Weekend", "Armistice Day"' }),
  hours: z.array(count).meta({ description: 'Starts of its open slots' }),
})
const MovedEmail = z.object({
  contact: z.string(),
  sequence: z.string(),
  sender: z.string(),
  step: count,
  from: instant,
  to: instant,
})
const Plain = z.object({ step: count, sender: z.string(), at: instant, slot: instant, why: z.array(z.string()) })
const Held = z.object({
  kind: z.string(),
  accounts: z.array(z.string()),
  unit: z.string().nullable(),
  limit: z.number(),
  text: z.string(),
})
/** What the calendar beside the choices shows of a preview. */
export const PreviewCalendar = z.object({
  now: instant,
  next_open: instant.nullable().meta({ description: 'The slot that starting now means, if it has room' }),
  senders: z.array(CalendarSender),
  days: z.array(CalendarDay),
  groups: z.array(Group).meta({ description: 'Who is left out, by reason' }),
  moved: z.object({ count, examples: z.array(MovedEmail) }).meta({
    description: 'Emails planned already that this puts into another slot',
  }),
  held_back: Held.nullable(),
  example: z
    .object({ contact: z.string(), sends: z.array(Plain) })
    .nullable()
    .meta({ description: 'The emails of the contact who gets the last one, with their reasons' }),
})
/** A change that was really planned. */
export const Help = z.object({
  kind: z.enum(['limit', 'sender', 'windows', 'pace', 'start']),
  text: z.string().meta({ description: '"80 an hour for anna@example.com"' }),
  finish: instant,
  account: z.string().nullable().meta({ description: 'The account to change, where it is its limit' }),
  change: z
    .record(z.string(), z.unknown())
    .nullable()
    .meta({ description: 'The choices that do it; null: the change is made elsewhere' }),
})
const waits = z
  .string()
  .nullable()
  .meta({ description: 'Why nothing of it leaves for now: no account of its delivery group is active.' })

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
    slots: z.array(SlotSummary).meta({ description: 'With `calendar` also those that hold only other mail' }),
    excluded: z.array(Excluded).meta({ description: 'With `calendar` 100 at most: `calendar.groups` counts all' }),
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
    calendar: PreviewCalendar.optional(),
    help: z.array(Help).optional(),
    waits: waits.optional(),
    ends: Ends.optional(),
    cut: z.object({ until: z.iso.date(), emails: count, contacts: count, none: count }).nullable().optional().meta({
      description: 'What the date on which it ends cuts off: emails, of so many contacts; `none` get nothing',
    }),
  })
  .meta({ id: 'Preview' })
/** Which contacts: all, or those named by address or public id. */
const whom = {
  sequence: z.string().max(200).meta({ description: 'Name or public id' }),
  contacts: z.union([z.literal('all'), z.array(z.string().max(320)).max(100_000)]).default('all'),
  tag: z.string().max(200).optional(),
  filter: ContactFilter.optional().meta({
    description: 'With contacts "all": those whom it fits, as in a list of them',
  }),
  except: z.array(z.string().max(320)).max(10_000).optional().meta({ description: 'Left out by hand: public ids' }),
  override: z.array(z.string()).default([]).meta({
    description: 'Warnings to go ahead with: been_in_this_sequence, contacted_recently',
  }),
  recontact_days: recontactDays,
  join,
  ends: ScheduleChoices.shape.ends,
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
    waits,
  })
  .meta({ id: 'Engaged' })
const EngageInput = z.strictObject({ ...whom, ...ScheduleChoices.shape, token: z.string().optional() })
/** What engaging is asked, defaults filled in, and what it answers. */
export type EngageWish = z.output<typeof EngageInput>
export type EngagedAnswer = z.input<typeof Engaged>

const PreviewInput = z.strictObject({
  ...whom,
  ...ScheduleChoices.shape,
  sends: z.boolean().default(false),
  calendar: z.boolean().optional().meta({ description: 'With lanes, days, senders, what it moves' }),
  help: z.boolean().optional().meta({ description: 'With what would finish earlier: plans several times' }),
})
/** What a preview is asked, defaults filled in, and what it answers. */
export type PreviewWish = z.output<typeof PreviewInput>
export type PreviewAnswer = z.input<typeof Preview>
export type PreviewShown = z.output<typeof Preview>

const AudienceInput = z.strictObject({
  ...whom,
  assign: ScheduleChoices.shape.assign,
  group: ScheduleChoices.shape.group,
  senders: ScheduleChoices.shape.senders,
  seed: ScheduleChoices.shape.seed,
  reason: z.string().max(40).optional().meta({ description: 'The rows of this group' }),
  variable: z.string().max(200).nullable().optional().meta({ description: 'Of that group, only who lacks this' }),
  after: count.min(0).optional(),
  limit: count.min(1).max(200).default(50),
})
const Audience = z
  .object({
    contacts: count.meta({ description: 'Named by the wish' }),
    engaged: count.meta({ description: 'Who would be written to' }),
    groups: z.array(Group),
    rows: z.array(
      z.object({
        public_id: z.string().nullable().meta({ description: 'Null: no contact of this workspace' }),
        contact: z.string(),
        name: z.string().nullable(),
        message: z.string(),
        variable: z.string().nullable(),
        suppressed: z.string().nullable().meta({ description: 'The address or domain on the suppression list' }),
      }),
    ),
    next: count.nullable(),
  })
  .meta({ id: 'Audience' })
export type AudienceWish = z.output<typeof AudienceInput>
export type AudienceShown = z.input<typeof Audience>
const Options = z
  .object({
    sequence: z.object({ public_id: z.string(), name: z.string(), steps: count, paused: z.boolean() }),
    zone: z.string(),
    windows: z.string().meta({ description: '"Mon–Fri 09:00–18:00"' }),
    holidays: z.string().nullable(),
    now: instant,
    next_open: instant.nullable(),
    contacts: count,
    tags: z.array(z.object({ tag: z.string(), contacts: count })),
    accounts: z.array(z.object(sender)),
    groups: z.array(
      z.object({
        public_id: z.string(),
        name: z.string(),
        senders: z.array(z.string()).meta({ description: 'Addresses that would share the contacts.' }),
        objection: z.string().nullable().meta({ description: "Why it can't be chosen, and what to do" }),
        waits,
      }),
    ),
    default_account: z.string().nullable().meta({ description: 'What "my account" means without a choice' }),
    owners: z
      .array(
        z.object({
          owner: z.string().nullable().meta({ description: 'As contacts name it; null: they name none' }),
          contacts: count,
          address: z.string().nullable().meta({ description: 'The mailbox that would send' }),
          objection: z.string().nullable(),
        }),
      )
      .meta({ description: 'Owners that contacts name, the most contacts first, 200 at most' }),
  })
  .meta({ id: 'ScheduleOptions' })

const tags = ['schedule']
export const schedule = {
  preview: base.route({ method: 'POST', path: '/schedule/preview', tags }).input(PreviewInput).output(Preview),
  audience: base
    .route({ method: 'POST', path: '/schedule/audience', tags, description: 'Who would be written to, who not, why' })
    .input(AudienceInput)
    .output(Audience),
  options: base
    .route({ method: 'GET', path: '/schedule/options', tags, description: 'What there is to choose from' })
    .input(z.strictObject({ sequence: whom.sequence }))
    .output(Options),
  tryout: base
    .route({ method: 'POST', path: '/schedule/tryout', tags, description: 'A preview without contacts or accounts' })
    .input(TryoutInput)
    .output(Preview),
  review: reviewOf({
    ...whom,
    assign: ScheduleChoices.shape.assign,
    group: ScheduleChoices.shape.group,
    senders: ScheduleChoices.shape.senders,
    seed: ScheduleChoices.shape.seed,
  }),
  keep_reviewed,
  drop_reviewed,
  engage: base
    .route({ method: 'POST', path: '/schedule/engage', successStatus: 201, tags })
    .input(EngageInput)
    .output(Engaged),
  engaging: base
    .route({
      method: 'POST',
      path: '/schedule/engaging',
      tags,
      description:
        'The same, telling how far it is. Whoever stops listening before its end cancels it: nobody is engaged.',
    })
    .input(EngageInput)
    .output(eventIterator(Progress, Engaged)),
}
