import { type Lane, openLane } from './lane.ts'
import { type Agenda, agendaOf } from './plan-agenda.ts'
import { type DayCount, type DomainCap, dayCount, domainCap } from './plan-cap.ts'
import { type Heap, heapOf } from './plan-heap.ts'
import type { SlotRun } from './plan-order.ts'
import type { Plan, PlanAccount, PlanBatch, PlanInput } from './plan-shape.ts'
import { accountKey } from './quota.ts'
import { joinKey } from './random.ts'
import { isZone } from './time.ts'

/**
 * What a plan is made with. Contacts are grouped by everything that decides when they may go (sender, batch, zone,
 * step), and wait in those groups as linked lists: an enrollment has one step to plan at a time, so one link is enough.
 */

/** Slots that had no room, in order: those that start at or after `from` and before `until`. */
export interface Waits {
  from: number[]
  until: number[]
  /** A lane's decision for senders; 0 the day, 1 the hour for batches; unused elsewhere. */
  cause: number[]
}

export const noWaits = (): Waits => ({ from: [], until: [], cause: [] })

export interface Sender {
  index: number
  account: PlanAccount
  zone: string
  lane: Lane
  /** Key of its jitter. */
  key: number
  /** The slot being filled, the earliest instant for the next send in it, and what was taken so far. */
  slot: number
  edge: number
  full: boolean
  taken: number
  earliest: number[]
  enrollments: number[]
  channels: Channel[]
  /** No send before this instant, as far as is known. */
  freeAt: number
  waits: Waits
  /** Why nothing can be planned for it at all; null when something can. */
  barred: { code: 'account_inactive' | 'limit_zero'; message: string } | null
}

/** How many contacts may start: of one batch, or of all that were put into one engagement one after the other. */
export interface Pace {
  perDay: number | null
  perHour: number | null
  days: DayCount
  slots: Map<number, number>
  slot: number
  hourRoom: number
  /** First steps taken in the open slot. */
  taken: number
  waits: Waits
}

export interface BatchState {
  index: number
  batch: PlanBatch
  pace: Pace
}

/** One batch in one zone. */
export interface Cell {
  batch: BatchState
  agenda: Agenda
  /** By sender, step and whether set by hand. */
  channels: Map<number, Channel>
}

export interface Bucket {
  slot: number
  head: number
  tail: number
}

/** Contacts of one domain that wait for its next day, in order. */
export interface Parked {
  domain: number
  head: number
  tail: number
  until: number
}

/** The contacts of one sender, batch and zone for one step. */
export interface Channel {
  sender: Sender
  cell: Cell
  step: number
  /** Its step is done by hand: nothing of it is placed in the sender's lane. */
  task: boolean
  hand: boolean
  /** Smaller goes first when room is short. */
  rank: number
  readyHead: number
  readyTail: number
  /** Those who are due in a later slot. */
  buckets: Map<number, Bucket>
  bucketTimes: Heap<number>
  parked: { byDomain: Map<number, Parked>; awake: Heap<Parked>; asleep: Parked[]; asleepUntil: number } | null
  /** The one to be served next, -1 for none; `fromParked` says where it waits. */
  head: number
  fromParked: boolean
  wakeAt: number
  /** Where its contacts go next, and the bucket that the slot being filled leads to. */
  following: Channel | null
  dueSlot: number
  due: number
  /** False: the hour that counts differs from send to send within that slot. */
  plain: boolean
  /** That is after the end of its batch. */
  late: boolean
  bucket: Bucket | null
}

/** Planned sends in the order in which they were found. */
export interface Records {
  length: number
  enrollment: Int32Array
  step: Uint8Array
  due: Float64Array
  slot: Float64Array
  at: Float64Array
  runs: SlotRun[]
}

export interface Work {
  input: PlanInput
  /** Per enrollment: due instant of the step to plan, the next in its list, its place in the order of enrolment. */
  due: Float64Array
  next: Int32Array
  order: Int32Array
  domain: Int32Array | null
  senders: Sender[]
  batches: BatchState[]
  cells: Map<string, Cell>[]
  agendas: Map<unknown, Map<string, Agenda>>
  workspace: DayCount
  workspaceWaits: Waits
  domains: DomainCap | null
  domainIds: Map<string, number>
  domainWaits: Map<number, Waits>
  wakes: Map<number, Channel[]>
  wakeTimes: Heap<number>
  records: Records
  waiting: Plan['waiting']
  /** Enrollments of which the next step waits for the contact's return. */
  postponed: Set<number>
  /** Walks that explanations have made; theirs alone. */
  trails: Map<string, unknown>
  /** How often a send was tried in a slot, whether it fitted or not: what planning cost, free of any clock. */
  effort: number
}

function barred(input: PlanInput, account: PlanAccount): Sender['barred'] {
  if (!account.active)
    return {
      code: 'account_inactive',
      message: `${account.address} can't send now. Its mail waits until the account is active again.`,
    }
  if ((input.workspacePerDay ?? 1) < 1 || (input.domainPerDay ?? 1) < 1)
    return { code: 'limit_zero', message: 'The workspace lets no mail through a day. It waits until that is raised.' }
  const zero = account.limits.some(({ min, max }) => min < 1 || max < min)
  if (!zero && (account.perUtcDay ?? 1) >= 1) return null
  return {
    code: 'limit_zero',
    message: `A limit of ${account.address} lets nothing through. Its mail waits until the limit is raised.`,
  }
}

function senderOf(input: PlanInput, index: number, history: ArrayLike<number>): Sender {
  const account = input.accounts[index] as PlanAccount
  const zone = account.zone !== null && isZone(account.zone) ? account.zone : input.zone
  return {
    index,
    account,
    zone,
    lane: openLane(account, { zone, seed: input.seed, paced: true }, history),
    key: joinKey(accountKey(input.seed, account.address), 7),
    slot: Number.NaN,
    edge: 0,
    full: false,
    taken: 0,
    earliest: [],
    enrollments: [],
    channels: [],
    freeAt: Number.NEGATIVE_INFINITY,
    waits: noWaits(),
    barred: barred(input, account),
  }
}

const paceOf = ({ zone, perDay, perHour }: PlanBatch): Pace => ({
  perDay,
  perHour,
  days: dayCount(zone, perDay),
  slots: new Map(),
  slot: Number.NaN,
  hourRoom: Number.POSITIVE_INFINITY,
  taken: 0,
  waits: noWaits(),
})

function batchStates(batches: readonly PlanBatch[]): BatchState[] {
  const shared = new Map<number, Pace>()
  return batches.map((batch, index) => {
    const pace = (batch.pace === undefined ? undefined : shared.get(batch.pace)) ?? paceOf(batch)
    if (batch.pace !== undefined) shared.set(batch.pace, pace)
    return { index, batch, pace }
  })
}

function recordsOf(input: PlanInput): Records {
  let size = 0
  for (const { batch, nextStep } of input.enrollments)
    size += Math.max(0, (input.batches[batch]?.steps.length ?? 0) - nextStep + 1)
  return {
    length: 0,
    enrollment: new Int32Array(size),
    step: new Uint8Array(size),
    due: new Float64Array(size),
    slot: new Float64Array(size),
    at: new Float64Array(size),
    runs: [],
  }
}

/** An empty work for an input; senders know their history, nothing is queued. */
export function workOf(input: PlanInput): Work {
  const size = input.enrollments.length
  const history = input.accounts.map((): number[] => [])
  for (const { account, at } of input.fixed) history[account]?.push(at)
  const zones = input.batches.length > 0 ? input.batches.map(({ zone }) => zone) : [input.zone]
  return {
    input,
    due: new Float64Array(size),
    next: new Int32Array(size),
    order: new Int32Array(size),
    domain: input.domainPerDay === null ? null : new Int32Array(size),
    senders: input.accounts.map((_, index) => senderOf(input, index, history[index] as number[])),
    batches: batchStates(input.batches),
    cells: input.batches.map(() => new Map()),
    agendas: new Map(),
    workspace: dayCount(input.zone, input.workspacePerDay),
    workspaceWaits: noWaits(),
    domains: input.domainPerDay === null ? null : domainCap(zones, input.domainPerDay),
    domainIds: new Map(),
    domainWaits: new Map(),
    wakes: new Map(),
    wakeTimes: heapOf((a, b) => a < b),
    records: recordsOf(input),
    waiting: [],
    postponed: new Set(),
    trails: new Map(),
    effort: 0,
  }
}

/** The agenda of a calendar in a zone; batches that share a calendar share it. */
function sharedAgenda(work: Work, batch: PlanBatch, zone: string): Agenda {
  let perZone = work.agendas.get(batch.calendar)
  if (perZone === undefined) {
    perZone = new Map()
    work.agendas.set(batch.calendar, perZone)
  }
  let agenda = perZone.get(zone)
  if (agenda === undefined) {
    agenda = agendaOf(batch.calendar, zone)
    perZone.set(zone, agenda)
  }
  return agenda
}

/** Whose zone counts for an enrollment, and which one that is. */
export function zoneThatCounts(
  input: PlanInput,
  batch: PlanBatch,
  account: PlanAccount,
  contactZone: string | null,
): { whose: 'contact' | 'sender' | 'workspace'; zone: string } {
  if (batch.useContactZone && contactZone !== null && isZone(contactZone))
    return { whose: 'contact', zone: contactZone }
  if (account.zone !== null && isZone(account.zone)) return { whose: 'sender', zone: account.zone }
  return { whose: 'workspace', zone: input.zone }
}

/** The cell of a batch in a zone. */
export function cellOf(work: Work, batch: BatchState, zone: string): Cell {
  const cells = work.cells[batch.index] as Map<string, Cell>
  let cell = cells.get(zone)
  if (cell === undefined) {
    cell = { batch, agenda: sharedAgenda(work, batch.batch, zone), channels: new Map() }
    cells.set(zone, cell)
  }
  return cell
}
