/** What the sliders say: from the plan as it is, and as a change of it. */

import type { Client } from '../../../shared/contract/index.ts'
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
  /** How many share the sequence's contacts that have had no email yet. */
  senders?: number | undefined
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
  /** Who shares the contacts of the sequence, where that can be changed. */
  sharing: Shared | undefined
}

export type Sharing = Awaited<ReturnType<Client['calendar']['senders']>>

export interface Shared {
  name: string
  id: string
  contacts: number
  /** How many share them now. */
  senders: number
  /** Who can, in order: fewer senders are the first of these, more go on to the next. */
  order: Sharing['others']
  now: Sharing['senders']
}

/** So many can be tried with a slider; more are chosen when contacts are engaged. */
const mostSenders = 12

function sharedOf(sharing: Sharing | undefined, name: string | undefined): Shared | undefined {
  if (!sharing || name === undefined || sharing.against !== null || sharing.contacts === 0) return undefined
  const order = [...sharing.senders.filter(({ against }) => against === null), ...sharing.others]
  const senders = sharing.senders.length
  // One sender that can't be replaced or joined by another is nothing to try.
  if (order.length === 0 || (senders === 1 && order.length === 1)) return undefined
  const most = Math.max(senders, mostSenders)
  return {
    name,
    id: sharing.sequence,
    contacts: sharing.contacts,
    senders,
    order: order.slice(0, most),
    now: sharing.senders,
  }
}

/** Who shares them with so many senders; null: as it is. */
export const sendersWith = ({ senders, order }: Shared, count: number | undefined): Sharing['others'] | null =>
  count === undefined || count === senders ? null : order.slice(0, count)

/** The sequence that is tried: the one chosen, else the first that has first emails to send. */
export function sequenceOf(range: Range, ahead: Range | undefined, wanted: string | undefined): Present['sequence'] {
  const waiting = (ahead ?? range).sequences.filter(({ rest }) => rest !== null)
  return waiting.find(({ id }) => id === wanted) ?? waiting[0]
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
  knobs: Pick<Knobs, 'sender' | 'sequence'>,
  held: readonly string[],
  now: number,
  sharing: Sharing | undefined,
): Present {
  const sender = senderOf(range, knobs.sender, held)
  const sequence = sequenceOf(range, ahead, knobs.sequence)
  const later = openAhead([ahead, range], now)
  const rest = sequence?.rest ? keyOf(Date.parse(sequence.rest), range.zone) : undefined
  // What starts in the running slot can still be put off.
  const isRunning = rest !== undefined && rest < (later[0] ?? '')
  const open = isRunning ? [rest, ...later] : later
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
    sharing: sharedOf(sharing?.sequence === sequence?.id ? sharing : undefined, sequence?.name),
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
  const chosen = present.sharing ? sendersWith(present.sharing, knobs.senders) : null
  if (present.sharing && chosen) change.senders = { sequence: present.sharing.id, accounts: chosen.map(({ id }) => id) }
  return Object.keys(change).length === 0 ? null : change
}
