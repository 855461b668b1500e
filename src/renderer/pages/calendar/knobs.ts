/** What the sliders say: from the plan as it is, and as a change of it. */

import { keyOf, type SlotKey } from '../../parts/score/model.ts'
import type { Limits } from './limits.ts'
import { limitOf, withLimit } from './limits.ts'
import { openAhead, type Range, slotText } from './plan.ts'
import type { Change } from './use-what-if.ts'

export interface Knobs {
  /** Id of the sender whose limits are tried. */
  sender?: string | undefined
  hour?: number | undefined
  day?: number | undefined
  /** Id of the sequence whose start is tried. */
  sequence?: string | undefined
  start?: SlotKey | undefined
  ends?: number | undefined
}

export interface Present {
  sender: Range['senders'][number] | undefined
  hour: number | null
  day: number | null
  sequence: Range['sequences'][number] | undefined
  start: SlotKey | undefined
  slots: SlotKey[]
  ends: number | null
  begins: number
}

/** The sender that holds the plan back, else the first whose limits may be changed. */
function senderOf(range: Range, wanted: string | undefined, held: readonly string[]): Present['sender'] {
  const may = range.senders.filter((s) => s.can_change)
  return may.find(({ id }) => id === wanted) ?? may.find(({ address }) => held.includes(address)) ?? may[0]
}

/** @param ahead the coming weeks, for open slots */
export function presentOf(
  range: Range,
  ahead: Range | undefined,
  knobs: Knobs,
  held: readonly string[],
  now: number,
): Present {
  const sender = senderOf(range, knobs.sender, held)
  const waiting = (ahead ?? range).sequences.filter(({ rest }) => rest !== null)
  const sequence = waiting.find(({ id }) => id === knobs.sequence) ?? waiting[0]
  const open = openAhead([ahead, range], now)
  const rest = sequence?.rest ? keyOf(Date.parse(sequence.rest), range.zone) : undefined
  const place = rest === undefined ? -1 : open.indexOf(rest)
  // From a month before the present start on, as far as is known: further is typed in the wizard.
  const slots = open.slice(Math.max(0, place - 90), Math.max(0, place) + 90)
  const start = place < 0 ? undefined : rest
  return {
    sender,
    hour: sender ? limitOf(sender.limits, 'hour') : null,
    day: sender ? limitOf(sender.limits, 'day') : null,
    sequence: start === undefined ? undefined : sequence,
    start,
    slots,
    ends: range.windows.length > 0 ? Math.max(...range.windows.map(({ to }) => to)) : null,
    begins: Math.max(0, ...range.windows.map(({ from }) => from)),
  }
}

const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const hours = (n: number) => `${String(n).padStart(2, '0')}:00`

/** The change that the sliders ask for; null when all stand at the present value. */
export function changeOf(range: Range, present: Present, knobs: Knobs): Change | null {
  const change: Change = {}
  const { sender } = present
  let limits: Limits = sender?.limits ?? []
  if (knobs.hour !== undefined && knobs.hour !== present.hour) limits = withLimit(limits, 'hour', knobs.hour)
  if (knobs.day !== undefined && knobs.day !== present.day) limits = withLimit(limits, 'day', knobs.day)
  if (sender && limits !== sender.limits) change.limits = { [sender.id]: [...limits] }
  if (knobs.ends !== undefined && knobs.ends !== present.ends)
    change.windows = range.windows.map(({ day, from, to }) => {
      const end = to === present.ends ? (knobs.ends ?? to) : to
      return `${dayNames[day - 1]} ${hours(from)}-${hours(Math.max(from + 1, end))}`
    })
  if (present.sequence && knobs.start !== undefined && knobs.start !== present.start)
    change.start = { sequence: present.sequence.id, slot: slotText(knobs.start) }
  return Object.keys(change).length === 0 ? null : change
}
