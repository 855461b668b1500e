/** Counts by the hour as lanes of a calendar: a line for each sender, or each sequence. */
import type { RangeShown } from '../../../shared/contract/calendar.ts'
import type { PlanAccount } from '../../../shared/domain/plan-shape.ts'
import { countBetween, slotRoom, tallyOf } from '../../../shared/domain/slot-room.ts'
import { iso } from '../context.ts'

export type SlotShown = RangeShown['slots'][number]

/** How many emails, of one hour and one lane. */
export interface Counted {
  other: number
  first: number
  later: number
  sent: number
  unsure: number
  sandbox: number
}

const none: Counted = { other: 0, first: 0, later: 0, sent: 0, unsure: 0, sandbox: 0 }

/** By start of the hour, then by lane. */
export type Hours = Map<number, Map<string, Counted>>

/** Adds to a lane of an hour. */
export function count(hours: Hours, hour: number, key: string, more: Partial<Counted>): void {
  let lanes = hours.get(hour)
  if (!lanes) {
    lanes = new Map()
    hours.set(hour, lanes)
  }
  let lane = lanes.get(key)
  if (!lane) {
    lane = { ...none }
    lanes.set(key, lane)
  }
  for (const [name, n] of Object.entries(more) as [keyof Counted, number][]) lane[name] += n
}

export interface LaneSender {
  id: string
  account: PlanAccount
  /** What counts in its limits, by start of the hour; a week back too. */
  used: ReadonlyMap<number, number>
}

/** Slots from `from` on and before `to`, with the room of each sender; `open`: starts that are shown when full. */
export function slotsWithRoom(
  hours: Hours,
  senders: readonly LaneSender[],
  world: { seed: number; zone: string },
  span: { from: number; to: number; open: readonly number[] },
): SlotShown[] {
  const rooms = senders.map(({ id, account, used }) => {
    const tally = tallyOf(used)
    return { id, room: slotRoom(account, world, (from, to) => countBetween(tally, from, to)), used }
  })
  const starts = new Set<number>(span.open)
  for (const hour of hours.keys()) if (hour >= span.from && hour < span.to) starts.add(hour)
  const slots: SlotShown[] = []
  for (const start of [...starts].sort((a, b) => a - b)) {
    const counted = hours.get(start)
    const lanes = rooms.map(({ id, room, used }) => {
      const lane = counted?.get(id) ?? none
      return { key: id, ...lane, ...room(start, Math.max(used.get(start) ?? 0, 0)) }
    })
    if (counted || lanes.some(({ cap }) => cap === 0)) slots.push({ start: iso(start), lanes })
  }
  return slots
}

/** The same without room, for lanes that have no limits. */
export function plainSlots(hours: Hours, span: { from: number; to: number }): SlotShown[] {
  return [...hours]
    .filter(([start]) => start >= span.from && start < span.to)
    .sort(([a], [b]) => a - b)
    .map(([start, lanes]) => ({
      start: iso(start),
      lanes: [...lanes].map(([key, lane]) => ({ key, ...lane, cap: null, by: null })),
    }))
}
