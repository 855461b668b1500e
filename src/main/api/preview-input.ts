/**
 * From a person's choices to what the planner reads. The preview of the command line, the engine's preview and
 * engaging all come through here, so that they can't disagree.
 */
import { domainOf } from '../../shared/domain/address.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { checkTypedPick, firstOpenSlot } from '../../shared/domain/plan-agenda.ts'
import type { Calendar, Limit, PlanBatch, PlanInput, PlanStep, WindowBlock } from '../../shared/domain/plan-shape.ts'
import { dateFault } from '../../shared/domain/plan-wait.ts'
import { deal } from '../../shared/domain/rotation.ts'
import { checkZone, isZone } from '../../shared/domain/time.ts'
import { formatIso, hourText } from '../../shared/domain/time-text.ts'
import { opensEver, windowsText } from '../../shared/domain/window.ts'
import { daysOff, knowsHolidays } from '../days-off.ts'

/** How to send. Whoever asks has filled in the defaults. */
export interface Choices {
  /** The schedule's IANA zone. */
  zone: string
  /** Merged blocks, at least one. */
  windows: WindowBlock[]
  /** Country ("FR") or region ("DE-BY") whose public holidays are days off, or null. */
  holidays: string | null
  /** Own days off, `YYYY-MM-DD`. */
  daysOff: readonly string[]
  /** "now", or a slot local to the zone: `2026-11-23T10:00`. */
  start: string
  /** Contacts a day and a slot, first steps only; null = no cap. */
  perDay: number | null
  perHour: number | null
  /** True: a contact's own zone counts where it is known. */
  recipientZone: boolean
}

/** All steps, the first one included (its `days` and `hour` mean nothing). */
export type Steps = readonly PlanStep[]

/** When mail may leave. Throws `invalid_schedule` for a country whose holidays aren't known. */
export function calendarOf(choices: Pick<Choices, 'windows' | 'holidays' | 'daysOff'>): Calendar {
  const { holidays } = choices
  if (choices.windows.length === 0)
    throw new Refusal('invalid_schedule', 'No sending window is open. Give one, such as "mon-fri 09:00-18:00".')
  if (holidays !== null && !knowsHolidays(holidays))
    throw new Refusal(
      'invalid_schedule',
      `The public holidays of "${holidays}" are not known. Give a country by its two-letter code (FR), or a region of it (DE-BY).`,
      { field: 'holidays' },
    )
  return { windows: choices.windows, isDayOff: daysOff(holidays, choices.daysOff) }
}

/**
 * First instant at which first steps may go out: `now` for "now", else the start of the slot that `text` names
 * (`YYYY-MM-DDTHH:mm`, local to `zone`).
 *
 * @throws Refusal `invalid_slot` for what is no date, in the past, off the hour, skipped by daylight saving, outside
 *   the windows or on a day off; message and `data.nearest` name the nearest open slots as they have to be typed
 */
export function readStart(text: string, zone: string, calendar: Calendar, now: number): number {
  if (text === 'now') return now
  const pick = checkTypedPick(calendar, zone, text, now)
  if (pick.ok) return pick.at
  const nearest = [pick.before, pick.after]
    .filter((slot) => slot !== null)
    .map((slot) => formatIso(slot, zone).slice(0, 16))
  const typed = nearest.length > 0 ? ` Write ${nearest.join(' or ')}.` : ''
  throw new Refusal('invalid_slot', `The start "${text}" can't be used. ${pick.message}${typed}`, {
    field: 'start',
    nearest,
  })
}

/**
 * One engagement, ready for the planner.
 *
 * @throws Refusal `invalid_zone`, `invalid_schedule` (unknown holidays, nothing ever open, a step at an hour that no window opens) or
 *   `invalid_slot` (see `readStart`)
 */
export function batchOf(choices: Choices, steps: Steps, now: number): PlanBatch {
  const { windows, zone } = choices
  checkZone(zone)
  const calendar = calendarOf(choices)
  for (const [index, { hour }] of steps.entries())
    if (index > 0 && hour !== null && !opensEver(windows, hour))
      throw new Refusal(
        'invalid_schedule',
        `Step ${index + 1} is to leave at ${hourText(hour)}, but no sending window is ever open then (${windowsText(windows)}). Choose an hour inside the windows, or widen them.`,
        { field: 'steps', step: index + 1 },
      )
  if (firstOpenSlot(calendar, zone, now) === null)
    throw new Refusal(
      'invalid_schedule',
      `No slot ever opens: the windows (${windowsText(windows)}) and the days off leave nothing. Widen the windows.`,
      { field: 'windows' },
    )
  const start = readStart(choices.start, zone, calendar, now)
  const fault = dateFault(steps, start, zone)
  if (fault !== null) throw new Refusal('invalid_schedule', fault, { field: 'steps' })
  return {
    calendar,
    start,
    perDay: choices.perDay,
    perHour: choices.perHour,
    zone,
    useContactZone: choices.recipientZone,
    steps: [...steps],
  }
}

export interface PreviewSender {
  address: string
  weight: number
  limits: Limit[]
  perUtcDay: number | null
}

export interface PreviewContact {
  /** As it travels, already checked. */
  address: string
  /** The contact's own IANA zone where the list says it. */
  zone: string | null
}

/**
 * The planner's input for a list of contacts and nothing else: no ledger, no other batch. `sender` gives each contact
 * its index in `senders`, as `dealOut` and `byOwner` do.
 */
export function previewInput(wish: {
  choices: Choices
  steps: Steps
  senders: readonly PreviewSender[]
  contacts: readonly PreviewContact[]
  sender: Int32Array
  now: number
  seed: number
}): PlanInput {
  const { choices, contacts, sender, now, seed } = wish
  return {
    now,
    seed,
    zone: choices.zone,
    newContactsFirst: false,
    workspacePerDay: null,
    domainPerDay: null,
    accounts: wish.senders.map(({ address, limits, perUtcDay }) => ({
      address,
      zone: null,
      active: true,
      limits,
      perUtcDay,
      minGap: 0,
    })),
    batches: [batchOf(choices, wish.steps, now)],
    enrollments: contacts.map(({ address, zone }, position) => ({
      batch: 0,
      account: sender[position] as number,
      zone: zone !== null && isZone(zone) ? zone : null,
      domain: domainOf(address),
      enrolledAt: now,
      position,
      nextStep: 1,
      previousAt: null,
      byHand: null,
    })),
    fixed: [],
  }
}

/**
 * Contacts dealt out to senders by weight: index into `senders`, one a contact.
 *
 * @throws Refusal `no_sender` when no sender has a weight above 0
 */
export function dealOut(
  contacts: readonly PreviewContact[],
  senders: readonly PreviewSender[],
  seed: number,
): Int32Array {
  if (senders.length === 1) return new Int32Array(contacts.length)
  const names = contacts.map(({ address }) => address.toLowerCase())
  const dealt = deal(names, senders, seed)
  if ('error' in dealt) throw new Refusal('no_sender', dealt.error)
  return dealt.sender
}
