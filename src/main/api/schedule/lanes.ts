/** A joint plan as the calendar draws it: hour by hour, a line for each sender, this engagement's mail and the rest. */
import type { Plan, PlanInput } from '../../../shared/domain/plan-shape.ts'
import { isTask } from '../../../shared/domain/plan-summary.ts'
import { HOUR, offsetAt } from '../../../shared/domain/time.ts'
import { formatIso } from '../../../shared/domain/time-text.ts'
import { roomOf } from './room.ts'

export interface Lane {
  sender: number
  first: number
  later: number
  other: number
  cap: number | null
  by: string | null
}

export interface LanedSlot {
  start: string
  emails: number
  perSender: Record<string, number>
  perStep: Record<string, number>
  lanes: Lane[]
}

export interface View {
  /** Everything that is planned and counts. */
  input: PlanInput
  plan: Plan
  /** Index of this engagement's first enrollment; all after it are its own. */
  from: number
  /** The schedule's zone: its hours are the slots. */
  zone: string
  /** Indexes of the accounts shown, in their order. */
  senders: number[]
}

/** Start of the hour of `zone` that holds an instant. */
export function hourOf(zone: string, at: number): number {
  const into = (at + offsetAt(zone, at)) % HOUR
  return at - (into < 0 ? into + HOUR : into)
}

interface Tally {
  /** Three a sender: first, later, other. */
  counts: Int32Array
  steps: Map<number, number>
  emails: number
}

type Tallies = Map<number, Tally>

function tallyOf(tallies: Tallies, at: number, senders: number): Tally {
  let tally = tallies.get(at)
  if (!tally) {
    tally = { counts: new Int32Array(senders * 3), steps: new Map(), emails: 0 }
    tallies.set(at, tally)
  }
  return tally
}

const placesOf = ({ senders }: View) => new Map(senders.map((account, place) => [account, place]))

/** @param since hours before it are left out */
function tallied(view: View, since: number): Tallies {
  const { input, plan, from, zone, senders } = view
  const { sends } = plan
  const places = placesOf(view)
  const tallies: Tallies = new Map()
  const bump = (account: number, at: number, what: 0 | 1 | 2): Tally | null => {
    const place = places.get(account)
    if (place === undefined || at < since) return null
    const tally = tallyOf(tallies, hourOf(zone, at), senders.length)
    tally.counts[place * 3 + what] = (tally.counts[place * 3 + what] as number) + 1
    return tally
  }
  for (let i = 0; i < sends.length; i++) {
    if (isTask(input, plan, i)) continue
    const enrollment = sends.enrollment[i] as number
    const account = input.enrollments[enrollment]?.account as number
    const step = sends.step[i] as number
    const own = enrollment >= from
    const tally = bump(account, sends.at[i] as number, own ? (step === 1 ? 0 : 1) : 2)
    if (!own || !tally) continue
    tally.emails += 1
    tally.steps.set(step, (tally.steps.get(step) ?? 0) + 1)
  }
  for (const { account, at } of input.fixed) bump(account, at, 2)
  return tallies
}

/** Instants of everything that counts for each account shown, ascending: emails, for a task takes no room in any limit. */
function timesOf(view: View): Float64Array[] {
  const { input, plan, senders } = view
  const places = placesOf(view)
  const lists: number[][] = senders.map(() => [])
  const push = (account: number, at: number) => {
    const place = places.get(account)
    if (place !== undefined) lists[place]?.push(at)
  }
  for (const { account, at } of input.fixed) push(account, at)
  for (let i = 0; i < plan.sends.length; i++) {
    if (isTask(input, plan, i)) continue
    push(input.enrollments[plan.sends.enrollment[i] as number]?.account as number, plan.sends.at[i] as number)
  }
  return lists.map((list) => Float64Array.from(list).sort())
}

/**
 * Slots in order of time: those that hold mail of the senders shown, and open ones in which some sender has no room.
 *
 * @param since nothing before it is shown
 * @param open starts of open slots that may be full without holding any mail
 */
export function lanedSlots(view: View, since: number, open: Iterable<number>): LanedSlot[] {
  const { input, zone, senders } = view
  const tallies = tallied(view, since)
  const times = timesOf(view)
  const rooms = senders.map((account, place) => {
    const found = input.accounts[account] as PlanInput['accounts'][number]
    return roomOf(found, times[place] as Float64Array, input.seed, input.zone)
  })
  const none: Tally = { counts: new Int32Array(senders.length * 3), steps: new Map(), emails: 0 }
  const slots: LanedSlot[] = []
  const starts = new Set([...tallies.keys(), ...open])
  for (const start of [...starts].sort((a, b) => a - b)) {
    const tally = tallies.get(start) ?? none
    const lanes = lanesOf(tally.counts, rooms, start)
    if (lanes.length > 0) slots.push(slotOf(view, start, tally, lanes, zone))
  }
  return slots
}

function lanesOf(counts: Int32Array, rooms: ReturnType<typeof roomOf>[], start: number): Lane[] {
  const lanes: Lane[] = []
  for (const [sender, room] of rooms.entries()) {
    const [first = 0, later = 0, other = 0] = counts.subarray(sender * 3, sender * 3 + 3)
    const used = first + later + other
    const { cap, by } = room(start, used)
    if (used > 0 || cap === 0) lanes.push({ sender, first, later, other, cap, by })
  }
  return lanes
}

function slotOf({ input, senders }: View, start: number, tally: Tally, lanes: Lane[], zone: string): LanedSlot {
  const perSender: Record<string, number> = {}
  for (const { sender, first, later } of lanes) {
    const address = input.accounts[senders[sender] as number]?.address ?? ''
    if (first + later > 0) perSender[address] = (perSender[address] ?? 0) + first + later
  }
  const perStep = Object.fromEntries([...tally.steps].sort(([a], [b]) => a - b))
  return { start: formatIso(start, zone), emails: tally.emails, perSender, perStep, lanes }
}
