import { type Agenda, nextOpen, slotsOf } from './plan-agenda.ts'
import { agendaFor, delaysOf } from './plan-delay.ts'
import type { Delay, PlanEnrollment, PlannedSends } from './plan-shape.ts'
import type { Work } from './plan-state.ts'
import { rampText } from './ramp.ts'
import { dayNumber, hourAt, MINUTE, slotStart, weekdayOf } from './time.ts'
import { dayText, hourText, momentText, weekdayPlurals } from './time-text.ts'
import { hoursText } from './window.ts'

/** Why a send goes when it goes: from its due instant to its slot, in short pieces for people. */

/** `a`, `a and b`, `a, b and c`. */
function listText(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}

/** Why nothing opened between `from` and the first open slot: weekdays without windows, days off, closed hours. */
function closedText(agenda: Agenda, from: number, first: number, now: number): string[] {
  const { calendar, zone } = agenda
  const start = dayNumber(from, zone)
  const end = Number.isFinite(first) ? dayNumber(first, zone) : start
  const texts: string[] = []
  const hour = hourAt(from, zone)
  const today = slotsOf(agenda, start)
  if (today.length > 0) {
    const known = slotStart(zone, start, hour)
    if (from > (today.at(-1) as number) || known === null || !today.includes(known))
      texts.push(`outside sending hours ${hoursText(calendar.windows, weekdayOf(start))}`)
  }
  const weekdays = new Set<number>()
  const off: string[] = []
  for (let day = start; day < end; day++) {
    const weekday = weekdayOf(day)
    if (!calendar.windows.some((block) => block.day === weekday)) weekdays.add(weekday)
    else if (calendar.isDayOff(day)) off.push(dayText(day, now, zone))
  }
  if (weekdays.size > 0)
    texts.push(`no sending on ${listText([...weekdays].map((weekday) => weekdayPlurals[weekday - 1] as string))}`)
  if (off.length > 3) texts.push(`${off.length} days off from ${off[0]} to ${off.at(-1)}`)
  else if (off.length > 0) texts.push(`${listText(off)} ${off.length > 1 ? 'are days off' : 'is a day off'}`)
  return texts
}

/** A ramp-up has a number for each day: where a stretch lies on one, that is the one to say. */
function limitText({ kind, text, drawn, first, last }: Delay, zone: string): string {
  if (kind !== 'ramp' || drawn === null || dayNumber(first, zone) !== dayNumber(last, zone)) return text
  return rampText(drawn)
}

/** The limits in a group of delays, each once; for a single slot also what was drawn from a range. */
function limitsText(group: readonly Delay[], named: boolean, zone: string): string {
  const [only] = group
  if (group.length === 1 && only?.kind === 'ramp') return limitText(only, zone)
  if (group.length === 1 && only?.slots === 1 && only.drawn !== null) return `${only.text}, ${only.drawn} drawn`
  const texts = group.map((delay) => {
    const text = limitText(delay, zone)
    return named && delay.subject !== null ? `${delay.subject} ${text}` : text
  })
  return [...new Set(texts)].join(', ')
}

function span(group: readonly Delay[], now: number, zone: string): { text: string; many: boolean; days: string } {
  const first = (group[0] as Delay).first
  const last = (group.at(-1) as Delay).last
  const [firstDay, lastDay] = [dayNumber(first, zone), dayNumber(last, zone)]
  const end = firstDay === lastDay ? hourText(hourAt(last, zone)) : momentText(last, now, zone)
  const days = firstDay === lastDay ? '' : ` to ${dayText(lastDay, now, zone)}`
  return {
    text: first === last ? momentText(first, now, zone) : `${momentText(first, now, zone)} to ${end}`,
    many: first !== last,
    days: `${dayText(firstDay, now, zone)}${days}`,
  }
}

function groupText(group: readonly Delay[], now: number, zone: string): string {
  const { kind, subject } = group[0] as Delay
  const { text, many, days } = span(group, now, zone)
  const slots = `${text} ${many ? 'slots' : 'slot'} full`
  const limits = limitsText(group, false, zone)
  if (kind === 'workspace_day') return `workspace: ${limits} reached on ${days}`
  if (kind === 'domain_day') return `${subject}: ${limits} reached on ${days}`
  if (kind === 'batch_day' && group.length === 1) return `spread: ${limits} reached on ${days}`
  if (kind === 'batch_day' || kind === 'batch_hour') return `${slots} (spread: ${limits})`
  return `${slots} for ${subject} (${limits})`
}

const owner = ({ kind, subject }: Delay) => (kind.startsWith('batch') ? 'batch' : `${subject ?? kind}`)

/** Delays in words; runs of one owner are one piece, and a long to and fro between several is one piece too. */
function delayTexts(delays: readonly Delay[], now: number, zone: string): string[] {
  const groups: Delay[][] = []
  for (const delay of delays) {
    const last = groups.at(-1)
    if (last !== undefined && owner(last[0] as Delay) === owner(delay)) last.push(delay)
    else groups.push([delay])
  }
  if (groups.length <= 4) return groups.map((group) => groupText(group, now, zone))
  const { text } = span(delays, now, zone)
  return [`${text} slots full (${limitsText(delays, true, zone)})`]
}

/** The reason chain of send `i`: `due Sun 10:00`, `no sending on Sundays`, …, `Mon 10:00`. */
export function explain(work: Work, sends: PlannedSends, i: number): string[] {
  const { now } = work.input
  const e = sends.enrollment[i] as number
  const enrollment = work.input.enrollments[e] as PlanEnrollment
  const { agenda, whose } = agendaFor(work, e)
  const { zone } = agenda
  const [due, slot] = [sends.due[i] as number, sends.slot[i] as number]
  const byHand = enrollment.byHand !== null && sends.step[i] === enrollment.nextStep
  const chain: string[] = []
  if (work.input.batches[enrollment.batch]?.useContactZone && whose !== 'contact')
    chain.push(`zone: ${whose}'s (${zone}), the contact's is unknown`)
  const { awayUntil = null } = enrollment
  const waited = awayUntil !== null && sends.step[i] === enrollment.nextStep && work.postponed.has(e)
  if (waited)
    chain.push(`due ${momentText(due, now, zone)}`, `the contact is away until ${dayText(awayUntil, now, zone)}`)
  else chain.push(`${byHand ? 'moved by hand to' : 'due'} ${momentText(due, now, zone)}`)
  // what fell due as it was engaged, or waits for the slot it had, missed nothing
  if (now - due >= MINUTE && nextOpen(agenda, due) < now) chain.push(`had not left by ${momentText(now, now, zone)}`)
  const from = Math.max(due, now)
  const first = nextOpen(agenda, from)
  if (first !== from) chain.push(...closedText(agenda, from, first, now))
  chain.push(...delayTexts(delaysOf(work, sends, i), now, zone))
  chain.push(momentText(slot, now, zone))
  return chain
}
