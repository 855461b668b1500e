/** From what the engine says of a preview to what the calendar draws. */

import type { PreviewShown } from '../../../shared/contract/schedule.ts'
import { sandboxName } from '../../../shared/domain/sandbox-sender.ts'
import { keyFor, keyOf, type PlanSource, type ScoreLane, type ScorePlan, scorePlan, startOf } from '../score/model.ts'

/** A preview that was asked for with its calendar. */
export type Planned = PreviewShown & { calendar: NonNullable<PreviewShown['calendar']> }

export const hasCalendar = (preview: PreviewShown | undefined): preview is Planned => preview?.calendar !== undefined

/** "anna.lindqvist@…" → "Anna": the short name of a sender. */
export function shortName(sender: { address: string; name?: string | null; sandbox?: boolean }): string {
  if (sender.sandbox) return sandboxName
  const first = (sender.name ?? sender.address.split('@')[0] ?? '').split(/[\s._+-]+/).find(Boolean) ?? sender.address
  return first.charAt(0).toUpperCase() + first.slice(1)
}

type Lanes = Record<string, Partial<ScoreLane>>

/** Open hours ahead that hold no mail show their room all the same: a line up to its stop. */
function emptySlots({ calendar, zone }: Planned, taken: ReadonlySet<string>, lanes: Lanes): PlanSource['slots'] {
  const now = keyOf(Date.parse(calendar.now), zone)
  const slots: PlanSource['slots'] = []
  for (const { date, hours } of calendar.days)
    for (const hour of hours) {
      const key = keyFor(date, hour)
      if (key >= now && !taken.has(key)) slots.push({ start: startOf(key, zone), lanes })
    }
  return slots
}

/** Only days that hold mail of this plan: what is below the calendar ends where the plan does. */
function totalsOf({ slots }: Planned): Map<string, number> {
  const totals = new Map<string, number>()
  for (const { start, emails } of slots) {
    const date = start.slice(0, 10)
    if (emails > 0) totals.set(date, (totals.get(date) ?? 0) + emails)
  }
  return totals
}

/** The plan to draw. Linear in slots. */
export function scoreOf(preview: Planned): ScorePlan {
  const { calendar, zone } = preview
  const { senders } = calendar
  const room: Lanes = Object.fromEntries(senders.map((s) => [s.account, { cap: s.per_hour }]))
  const taken = new Set<string>()
  const slots = preview.slots.map((slot) => {
    const start = Date.parse(slot.start)
    taken.add(keyOf(start, zone))
    const lanes: Lanes = { ...room }
    for (const { sender, first, later, other, cap } of slot.lanes ?? []) {
      const account = senders[sender]?.account
      if (account !== undefined) lanes[account] = { first, later, other, cap }
    }
    return { start, lanes }
  })
  return scorePlan({
    zone,
    senders: senders.map((s) => ({ id: s.account, name: shortName(s), address: s.address, limits: s.limits })),
    days: calendar.days,
    slots: [...slots, ...emptySlots(preview, taken, room)],
    totals: totalsOf(preview),
    finish: preview.summary.finish === null ? null : Date.parse(preview.summary.finish),
  })
}

/** Starts of the first and the last slot that hold mail of the plan; null when there is none. */
export function ends(preview: PreviewShown): { first: string; last: string } | null {
  const own = preview.slots.filter(({ emails }) => emails > 0)
  const [first] = own
  const last = own.at(-1)
  return first && last ? { first: first.start, last: last.start } : null
}
