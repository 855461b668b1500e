import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import type { Limit, WindowBlock } from '../domain/plan-shape.ts'
import type { Numbers } from '../domain/what-if-numbers.ts'
import { base, instant } from './base.ts'
import { CalendarNumbers } from './calendar-numbers.ts'

const count = z.number().int()
const date = z.iso.date()
const slot = z.string().max(40).meta({ description: 'A slot, local to the workspace: 2026-11-23T10:00' })

export const CalendarLane = z.object({
  key: z.string().meta({ description: 'Of the sender or the sequence' }),
  other: count.meta({ description: 'Emails of other sequences, where one is looked at; letters and test emails' }),
  first: count,
  later: count.meta({ description: 'Follow-ups' }),
  sent: count.meta({ description: 'How many of first and later have left' }),
  unsure: count,
  sandbox: count.meta({ description: 'How many of all of these stay on this computer' }),
  cap: count
    .nullable()
    .meta({ description: 'What the smallest limit allows in this slot, to the hour; null: no limit' }),
  by: z.string().nullable().meta({ description: 'That limit, where it counts longer than an hour: "400 a day"' }),
})
const Slot = z.object({ start: instant, lanes: z.array(CalendarLane) })
const DayTotal = z.object({ date, emails: count })

const Sender = z.object({
  id: z.string(),
  address: z.string(),
  name: z.string().nullable(),
  kind: z.string(),
  limits: z.array(z.string()).meta({ description: '"50/hour", as they are given' }),
  limits_text: z.string(),
  can_change: z.boolean().meta({ description: 'Its limits are the asker’s to change' }),
  sandbox: z.boolean(),
  version: count,
})
const Sequence = z.object({
  id: z.string(),
  name: z.string(),
  paused: z.boolean(),
  rest: instant.nullable().meta({ description: 'Where the first emails that are still to leave begin' }),
})

const Sharing = z.object({
  id: z.string(),
  address: z.string(),
  name: z.string().nullable(),
  kind: z.string(),
  limits_text: z.string(),
  contacts: count.meta({ description: 'That have had no email yet' }),
  against: z.string().nullable().meta({ description: 'Why it can’t be chosen, and what to do' }),
})
export const CalendarSenders = z
  .object({
    sequence: z.string(),
    contacts: count.meta({ description: 'That have had no email yet, and may be shared anew' }),
    against: z.string().nullable().meta({ description: 'Why the asker can’t share them anew' }),
    senders: z.array(Sharing).meta({ description: 'Who shares them now, the largest share first' }),
    others: z.array(Sharing).meta({ description: 'Who could be added, the asker’s own mailboxes first' }),
  })
  .meta({ id: 'CalendarSenders' })
export type CalendarSendersShown = z.input<typeof CalendarSenders>

const Dots = z.object({
  start: instant,
  emails: z
    .array(z.tuple([z.string(), count, z.boolean()]))
    .meta({ description: 'Lane, seconds after the start, and whether it is a follow-up' }),
})

export const CalendarRange = z
  .object({
    zone: z.string(),
    now: instant,
    by: z.enum(['sender', 'sequence']),
    days: z.array(
      z.object({
        date,
        open: z.boolean(),
        closed: z.string().nullable().meta({ description: 'Why nothing is sent: "Weekend", "Armistice Day"' }),
        hours: z.array(count).meta({ description: 'Starts of its open slots' }),
      }),
    ),
    senders: z.array(Sender),
    sequences: z.array(Sequence),
    slots: z.array(Slot),
    totals: z.array(DayTotal).meta({ description: 'Of everything from two weeks ago on, days with emails only' }),
    planned: count,
    finish: instant.nullable(),
    next: instant.nullable(),
    windows: z.array(z.object({ day: count, from: count, to: count })).meta({ description: 'The workspace’s own' }),
    dots: z.array(Dots).optional(),
  })
  .meta({ id: 'Calendar' })

const engagementStart = { engagement: z.string().max(64), at: instant }
const start = {
  sequence: z.string().max(200),
  slot: slot.optional(),
  starts: z
    .array(z.strictObject(engagementStart))
    .min(1)
    .max(10_000)
    .optional()
    .meta({ description: 'Instead of one slot for all: each engagement’s own, as `former_starts` gave them' }),
}
const Start = z.strictObject(start)

/** What may be tried, and then applied. Everything left out stays as it is. */
const change = {
  limits: z
    .record(z.string().max(64), z.array(z.string().max(40)).min(1).max(10))
    .optional()
    .meta({ description: 'By id of the sending account: all its limits, "80/hour"' }),
  windows: z.array(z.string().max(200)).min(1).max(50).optional(),
  start: Start.optional(),
  senders: z
    .strictObject({ sequence: z.string().max(200), accounts: z.array(z.string().max(320)).min(1).max(200) })
    .optional()
    .meta({ description: 'Who shares the contacts of a sequence that have had no email yet; the others keep theirs' }),
}
const ChangeInput = z.strictObject(change)
export type Change = z.output<typeof ChangeInput>

const Bottleneck = z.object({
  text: z.string(),
  accounts: z.array(z.string()).meta({ description: 'Addresses' }),
  limit: z.string().meta({ description: '"50 an hour"' }),
})
const outcome = {
  finish: instant.nullable(),
  working_days: count.meta({ description: 'By how many the end moves; negative: sooner' }),
  totals: z.array(DayTotal).meta({ description: 'Emails still to leave, by day' }),
}
export const Tried = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('coarse'), ...outcome, held: z.string().nullable() }),
    z.object({
      kind: z.literal('exact'),
      ...outcome,
      slots: z.array(Slot).meta({ description: 'From the running hour on' }),
      moved: count.meta({ description: 'Emails that get another slot' }),
      waiting: count.meta({ description: 'Emails that would have no time any more' }),
    }),
    z.object({ kind: z.literal('held'), held: Bottleneck.nullable() }),
  ])
  .meta({ id: 'Tried' })
export type TriedEvent = z.input<typeof Tried>

const range = { from: date, to: date, by: z.enum(['sender', 'sequence']).default('sender') }
const estimate = z
  .boolean()
  .default(true)
  .meta({ description: 'False: only the plan, for who has estimated it from the numbers' })
const TryInput = z.strictObject({ ...change, ...range, estimate })
export type TryWish = z.output<typeof TryInput>

const Consequence = z
  .object({
    words: z.array(z.string()).meta({ description: 'What happens, a sentence each' }),
    moved: count,
    waiting: count,
    first: instant.nullable().meta({ description: 'First and last email of the sequence that is moved, else of all' }),
    last: instant.nullable(),
    finish_before: instant.nullable(),
    finish: instant.nullable(),
    working_days: count,
    applied: z.boolean(),
    former_starts: z
      .array(z.object(engagementStart))
      .meta({ description: 'Of the engagements whose start is moved: give them as `starts` to take it back' }),
    token: z
      .string()
      .meta({ description: 'Present it to apply what was shown, or be told that the world has changed' }),
  })
  .meta({ id: 'CalendarConsequence' })
export type ConsequenceShown = z.input<typeof Consequence>

const RangeInput = z.strictObject({
  ...range,
  sequence: z.string().max(200).optional().meta({ description: 'Name or id: mail of others is "other"' }),
  sender: z.string().max(320).optional().meta({ description: 'Address or id: only its mail' }),
  dots: z.stringbool().or(z.boolean()).optional().meta({ description: 'With the second of each email; a day at most' }),
})
export type RangeWish = z.output<typeof RangeInput>
export type RangeShown = z.input<typeof CalendarRange>

/** Plain data, so that a worker can be asked with it. Ids are those of rows. */
export interface Wanted {
  limits: { account: number; limits: Limit[] }[]
  windows: { blocks: WindowBlock[]; batches: number[] } | null
  starts: { sequence: number; by: { batch: number; at: number }[] } | null
  senders: {
    sequence: number
    batches: number[]
    accounts: { account: number; address: string; weight: number }[]
    /** Accounts whose contacts are left out: what they send stays on this computer. */
    except: number[]
  } | null
}

export interface TrialWish {
  now: number
  wanted: Wanted
  by: 'sender' | 'sequence'
  /** ms since the epoch: slots in it are told. */
  from: number
  to: number
  /** Row id of the sequence whose first and last email are wanted, or all mail's. */
  sequence: number | null
  /** Only load, and tell the numbers. */
  load?: true
}

export interface TrialAnswer {
  finishBefore: number | null
  finish: number | null
  first: number | null
  last: number | null
  totals: { date: string; emails: number }[]
  slots: RangeShown['slots']
  moved: number
  waiting: number
  /** Where it was read anew. */
  numbers: Numbers | null
}

/** What holds back what was tried last; null when only the calendar does. */
export type TrialHeld = { text: string; accounts: string[]; limit: string } | null

const tags = ['calendar']
export const calendar = {
  range: base
    .route({ method: 'GET', path: '/calendar', tags, description: 'Slots, days and totals; 62 days at most' })
    .input(RangeInput)
    .output(CalendarRange),
  senders: base
    .route({ method: 'GET', path: '/calendar/senders', tags, description: 'Who shares a sequence, and who could' })
    .input(z.strictObject({ sequence: z.string().max(200) }))
    .output(CalendarSenders),
  what_if: base
    .route({ method: 'POST', path: '/calendar/what-if', tags, description: 'An estimate at once, then the plan' })
    .input(TryInput)
    .output(eventIterator(Tried)),
  numbers: base
    .route({ method: 'GET', path: '/calendar/numbers', tags, description: 'What an estimate is made from' })
    .input(z.strictObject({}))
    .output(CalendarNumbers),
  ics: base
    .route({
      method: 'GET',
      path: '/calendar/ics',
      tags,
      description:
        'One event a slot and mailbox, with counts and no recipient. Without days: a week back, 90 days ahead.',
    })
    .input(
      z
        .strictObject({
          sender: z.string().max(320).optional().meta({ description: 'Address or id; else all mailboxes.' }),
          from: z.string().max(10).optional().meta({ description: '`2026-11-23`, in the zone of the workspace.' }),
          to: z.string().max(10).optional(),
        })
        .optional(),
    )
    .output(
      z.object({
        name: z.string().meta({ description: 'A name for the file.' }),
        text: z.string(),
        events: z.number().int(),
        emails: z.number().int(),
        from: z.string(),
        to: z.string().meta({ description: 'Last day in it: earlier than asked where there is too much.' }),
      }),
    ),
  move_start: base
    .route({ method: 'POST', path: '/calendar/move-start', tags, description: 'Moves first emails not yet sent' })
    .input(
      z.strictObject({
        ...start,
        dry_run: z.boolean().default(false),
        token: z.string().max(400).optional(),
      }),
    )
    .output(Consequence),
  apply: base
    .route({ method: 'POST', path: '/calendar/apply', tags, description: 'Does what was tried' })
    .input(z.strictObject({ ...change, dry_run: z.boolean().default(false), token: z.string().max(400).optional() }))
    .output(Consequence),
}
