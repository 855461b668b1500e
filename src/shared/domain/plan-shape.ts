/**
 * The face of the planner: what `plan()` reads and what it gives back. Instants are integer milliseconds since the
 * epoch (UTC). Nothing here knows a database, a clock or a file; the preview, the calendar, the CLI and the
 * scheduler fill it in from what they have.
 */

/** One block of a sending week. `day` is 1 (Monday) to 7 (Sunday); hours are whole, `to` is exclusive, at most 24. */
export interface WindowBlock {
  day: number
  from: number
  to: number
}

/** Day number = days since 1970-01-01 of a local calendar date, whatever the zone. */
export interface Calendar {
  /** Merged blocks, as `parseWindow`/`mergeWindows` give them. */
  windows: WindowBlock[]
  /** True when nothing may leave on that local date (public holiday or own day off). Must be pure. */
  isDayOff: (day: number) => boolean
}

export type LimitUnit = 'second' | 'minute' | 'hour' | 'day' | 'week'

/** A rolling limit: at most `min`..`max` (equal when it is no range) sends in whatever window of one unit's length. */
export interface Limit {
  unit: LimitUnit
  min: number
  max: number
}

/** At most `start` a day on the day of `from` (ms), and `step` more each day after, until the daily limit: see ramp.ts. */
export interface RampUp {
  start: number
  step: number
  from: number
}

export interface PlanAccount {
  /** How people know it: the From address. Used in reasons and results. */
  address: string
  /** IANA zone of the sender, null = the workspace's. */
  zone: string | null
  /** False: the account can't send now; its sends wait and are reported in `waiting`. */
  active: boolean
  /** Rolling limits; several of one unit are allowed, the smallest wins. */
  limits: Limit[]
  /** Null or absent: none. */
  ramp?: RampUp | null
  /** Calendar limit of the managed account: at most N a UTC day, null = none. */
  perUtcDay: number | null
  /** Least distance between two sends in ms, 0 = none. */
  minGap: number
}

export interface PlanStep {
  /** Working days after the day the step before was really sent; ignored for the first step. At least 1. */
  days: number
  /** Hour (0–23) of the slot wanted on that day; null = the same hour as the step before. */
  hour: number | null
  /** On this date instead, a day number; without an hour in its first open slot. Null or absent: by `days`. */
  on?: number | null
  /** True: a person does it by hand. It has a slot, and uses no room of any account, domain or workspace. */
  task?: boolean
}

/** One engagement: the contacts that were put into one sequence together. */
export interface PlanBatch {
  calendar: Calendar
  /** First steps go out in slots that start at or after this instant (and at or after `now`). */
  start: number
  /** Contacts a day (of `zone`), first steps only; null = no cap. */
  perDay: number | null
  /** Contacts a slot, first steps only; null = no cap. */
  perHour: number | null
  /** The schedule's zone: whose days `perDay` counts. */
  zone: string
  /** True: a contact's own zone counts where it is known. */
  useContactZone: boolean
  /** Nothing leaves at this instant or later; null or absent: no such end. Whole hours before it are used. */
  endsAt?: number | null
  /** Batches of one number count their first steps together, by the caps of the first of them; absent: by itself. */
  pace?: number
  steps: PlanStep[]
}

export interface PlanEnrollment {
  batch: number
  account: number
  /** The contact's zone where known. */
  zone: string | null
  /** Recipient domain, lower case. */
  domain: string
  enrolledAt: number
  /** Place in the list, unique within a batch. */
  position: number
  /** First step still to plan, 1-based; steps before it are over. */
  nextStep: number
  /** When the step before `nextStep` was really sent; null for step 1. */
  previousAt: number | null
  /** Set by hand for `nextStep`: not before this slot start, and first in line. */
  byHand: number | null
  /** The contact is away: no step before this day, by its number. */
  awayUntil?: number | null
}

/** A send that counts in limits and is not to be moved: sent, unsure, or planned in a slot that has begun. */
export interface PlanFixed {
  account: number
  at: number
  batch: number | null
  /** Start of the slot it was planned in, where known (a batch's hourly cap counts by it). */
  slot: number | null
  firstStep: boolean
  domain: string
  /** It left through the mailbox without us: it counts in the account's limits, and in no cap of the workspace's. */
  outside?: true
}

export interface PlanInput {
  now: number
  /** Unsigned 32-bit. */
  seed: number
  /** Workspace zone. */
  zone: string
  newContactsFirst: boolean
  workspacePerDay: number | null
  domainPerDay: number | null
  accounts: PlanAccount[]
  batches: PlanBatch[]
  enrollments: PlanEnrollment[]
  /** Any order; a week back is enough. */
  fixed: PlanFixed[]
}

/** Columns, one entry a planned step (a task too), ordered by `at`. */
export interface PlannedSends {
  length: number
  enrollment: Int32Array
  step: Uint8Array
  /** Due instant before anything stood in the way. */
  due: Float64Array
  /** Start of the slot. */
  slot: Float64Array
  at: Float64Array
}

/**
 * `limit_zero`: a limit of the account or the batch lets nothing through at all. `ended`: it would leave after the end
 * of its batch, and so would all that follow it.
 */
export type WaitCode = 'account_inactive' | 'never_open' | 'hour_never_open' | 'limit_zero' | 'ended'

/** A stretch of open slots that a send could not have, and which limit had filled them. */
export interface Delay {
  kind: Bottleneck['kind'] | 'pacing'
  /** Address of the account or name of the domain; null where the limit is the batch's or the workspace's. */
  subject: string | null
  unit: LimitUnit | null
  limit: number
  /** The limit in words: `50 an hour`. */
  text: string
  /** What was drawn for the first of the slots, where the limit is a range; what its day allows, where it is a ramp-up. */
  drawn: number | null
  /** Starts of the first and the last slot of the stretch. */
  first: number
  last: number
  /** Number of slots. */
  slots: number
}

export interface Plan {
  sends: PlannedSends
  /** Enrollments whose remaining steps could not be planned at all, each with why. */
  waiting: { enrollment: number; step: number; code: WaitCode; message: string }[]
  /** The reason chain of send `i`, for people: "due Sun 10:00", "no sending on Sundays", …, "Mon 10:00". */
  why: (i: number) => string[]
  /** The same in parts: what kept send `i` from slots between its due instant and its own, in order. */
  delays: (i: number) => Delay[]
  /** Every limit that ever kept something back, with the number of slots it closed; the worst first. */
  pressure: () => Delay[]
}

/** The one limit whose raising brings the finish forward most: the one that sets it, in words and in parts. */
export interface Bottleneck {
  kind: 'account' | 'ramp' | 'utc_day' | 'gap' | 'batch_day' | 'batch_hour' | 'domain_day' | 'workspace_day'
  /** Addresses of the accounts concerned, where kind is account, ramp, utc_day or gap. */
  accounts: string[]
  unit: LimitUnit | null
  limit: number
  text: string
}
