/** What the calendar beside the choices needs of a plan, for a real engagement and for one that is only tried out. */
import type { PreviewShown } from '../../../shared/contract/schedule.ts'
import type { Exclusion } from '../../../shared/domain/exclusion.ts'
import { firstOpenSlot } from '../../../shared/domain/plan-agenda.ts'
import type { Bottleneck, Plan, PlanInput } from '../../../shared/domain/plan-shape.ts'
import { sharedReasons } from '../../../shared/domain/reason-once.ts'
import { dayNumber, dayStart, weekdayOf } from '../../../shared/domain/time.ts'
import { formatIso } from '../../../shared/domain/time-text.ts'
import { type Closings, openDays } from '../../open-days.ts'
import type { AccountRow } from '../../store/accounts.ts'
import type { Reader } from '../../store/open.ts'
import { planAccount } from '../../store/plan-state.ts'
import { workspaceRow } from '../../store/workspace.ts'
import type { Asker } from '../context.ts'
import { whoseIs } from '../may-send.ts'
import type { PlanSummary } from '../preview-output.ts'
import { type LanedSlot, lanedSlots, type View } from './lanes.ts'
import { movedOf } from './moved.ts'
import type { Proposal } from './proposal.ts'
import { hourly, limitsText } from './room.ts'
import { isSandbox, objection } from './senders.ts'

export type Calendar = NonNullable<PreviewShown['calendar']>
export type CalendarSender = Calendar['senders'][number]
export type Group = Calendar['groups'][number]

/** Weeks after the last email that the calendar can be leafed through to, to pick a later start. */
const ahead = 9 * 7

export interface Drawn {
  view: View
  closings: Closings
  now: number
  bottleneck: Bottleneck | null
}

/** Slots with their lanes, and all of the calendar that depends on nothing but a plan. */
export function draw({ view, closings, now, bottleneck }: Drawn): {
  slots: LanedSlot[]
  calendar: Pick<Calendar, 'now' | 'next_open' | 'days' | 'held_back'>
} {
  const { zone } = view
  const today = dayNumber(now, zone)
  const monday = today - weekdayOf(today) + 1
  const last = view.plan.sends.at.at(-1) ?? now
  const end = dayNumber(Math.max(last, now), zone)
  const { days, slots: open } = openDays(closings, monday, end + 7 - weekdayOf(end) + ahead)
  const next = firstOpenSlot(closings.calendar, zone, now)
  return {
    slots: lanedSlots(
      view,
      dayStart(zone, monday),
      open.filter((start) => start >= now && start <= last),
    ),
    calendar: {
      now: formatIso(now, zone),
      next_open: next === null ? null : formatIso(next, zone),
      days,
      held_back: bottleneck && { ...bottleneck },
    },
  }
}

/** Everything about one contact: whoever gets the last email was held back most. */
export function exampleOf(input: PlanInput, plan: Plan, zone: string, contact: (enrollment: number) => string) {
  const { sends } = plan
  const last = sends.enrollment.at(-1)
  if (last === undefined) return null
  const why = sharedReasons(input, plan)
  const mine: Calendar['example'] = { contact: contact(last), sends: [] }
  for (let i = 0; i < sends.length; i++)
    if (sends.enrollment[i] === last)
      mine.sends.push({
        step: sends.step[i] as number,
        sender: input.accounts[input.enrollments[last]?.account as number]?.address ?? '',
        at: formatIso(sends.at[i] as number, zone),
        slot: formatIso(sends.slot[i] as number, zone),
        why: why(i),
      })
  return mine
}

/** How many are left out for each reason, and each thing they lack; as they are looked for. */
export function groupsOf(excluded: readonly Exclusion<unknown>[]): Group[] {
  const groups = new Map<string, Group>()
  for (const { code, variable, overridable, empty } of excluded) {
    const key = JSON.stringify([code, variable])
    const group = groups.get(key) ?? { reason: code, count: 0, overridable, variable }
    groups.set(key, group)
    group.count += 1
    if (empty) countEmpty(group, empty)
  }
  return [...groups.values()].sort((a, b) => b.count - a.count)
}

/** Which step is empty for how many of a group; the first step first. */
function countEmpty(group: Group, { step, blank }: NonNullable<Exclusion<unknown>['empty']>): void {
  group.empty ??= []
  const known = group.empty.find((each) => each.step === step && each.part === blank)
  if (known) known.contacts += 1
  else group.empty.push({ step, part: blank, contacts: 1 })
  group.empty.sort((a, b) => a.step - b.step)
}

/** An account as the choices of the wizard show it. */
export function shownSender(reader: Reader, asker: Asker, account: AccountRow, now: number) {
  return {
    account: account.publicId,
    address: account.address,
    name: account.name,
    aliases: account.aliases.map(({ publicId, address, name }) => ({ public_id: publicId, email: address, name })),
    kind: whoseIs(reader, asker, account),
    seat: account.seat,
    limits: limitsText(planAccount(account), { zone: workspaceRow(reader).zone, now }),
    per_hour: hourly(planAccount(account)),
    weight: account.weight,
    sandbox: isSandbox(account),
    objection: objection(reader, asker, account),
  }
}

/** Those chosen by name, in that order; with owners those who write to somebody. */
function sendersOf(reader: Reader, asker: Asker, p: Proposal, summary: PlanSummary, now: number) {
  const contacts = new Map<number, number>()
  for (const { account } of p.members) contacts.set(account.id, (contacts.get(account.id) ?? 0) + 1)
  const rows =
    p.chosen.length > 0
      ? p.chosen.map(({ account, alias, weight }) => ({ account, alias, weight }))
      : p.state.accounts.filter(({ id }) => contacts.has(id)).map((account) => ({ account, alias: null, weight: null }))
  const whole = rows.reduce((sum, { weight }) => sum + (weight ?? 0), 0)
  const emails = new Map(summary.perSender.map((s) => [s.sender, s.emails]))
  const shown = rows.map(({ account, alias, weight }) => ({
    ...shownSender(reader, asker, account, now),
    from: alias?.address ?? account.address,
    ...(weight === null ? {} : { weight }),
    share: whole > 0 && weight !== null ? weight / whole : null,
    contacts: contacts.get(account.id) ?? 0,
    emails: contacts.has(account.id) ? (emails.get(account.address) ?? 0) : 0,
  }))
  return { rows, shown }
}

/** The calendar of an engagement. */
export function calendarOf(
  reader: Reader,
  asker: Asker,
  p: Proposal,
  found: { now: number; summary: PlanSummary; bottleneck: Bottleneck | null },
): { slots: LanedSlot[]; calendar: Calendar } {
  const { zone } = p.choices
  const { rows, shown } = sendersOf(reader, asker, p, found.summary, found.now)
  const senders = rows.map(({ account }) => p.state.accounts.findIndex(({ id }) => id === account.id))
  const { slots, calendar } = draw({
    ...found,
    view: { input: p.state.input, plan: p.plan, from: p.from, zone, senders },
    closings: { calendar: p.batch.calendar, zone, holidays: p.choices.holidays, daysOff: p.choices.daysOff },
  })
  return {
    slots,
    calendar: {
      ...calendar,
      senders: shown,
      groups: groupsOf(p.excluded),
      moved: movedOf(reader, p.state, p.plan, p.from, zone),
      example: exampleOf(p.own.input, p.own.plan, zone, (e) => p.members[e]?.contact.address ?? ''),
    },
  }
}
