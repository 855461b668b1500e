/** The plan as an iCalendar file (RFC 5545): for a program to read again and again, or for a person to keep. */
import ical, { ICalCalendarMethod, ICalEventStatus, ICalEventTransparency } from 'ical-generator'
import { type Counted, type SlotEvent, slotEvents } from '../../../shared/domain/calendar-events.ts'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { dayNumber, dayStart, MINUTE } from '../../../shared/domain/time.ts'
import { formatDay } from '../../../shared/domain/time-text.ts'
import { accountEver } from '../../store/accounts.ts'
import { quarterCounts, sequenceNames } from '../../store/calendar.ts'
import type { Reader } from '../../store/open.ts'
import { workspaceRow } from '../../store/workspace.ts'
import type { Ics, IcsWish } from '../context.ts'

/** A feed reaches so many days back and ahead. */
const daysBack = 7
const daysAhead = 90
/** Some programs give up on more; what is cut is what leaves last, and the file says up to when it goes. */
const mostEvents = 10_000
/** How often a program is asked to look again, in seconds; most take what they like. */
const lookAgain = 900

function countedOf(reader: Reader, { accounts }: IcsWish, from: number, to: number): Counted[] {
  const names = sequenceNames(reader)
  const mailboxes = new Map<number, { id: string; name: string }>()
  const mailboxOf = (id: number) => {
    const known = mailboxes.get(id)
    if (known) return known
    const row = accountEver(reader, id)
    const found = { id: row?.publicId ?? '', name: senderText(row?.address ?? '') }
    mailboxes.set(id, found)
    return found
  }
  return quarterCounts(reader, from, to).flatMap((each) => {
    const { id, name } = mailboxOf(each.accountId)
    if (id === '' || (accounts !== null && !accounts.includes(id))) return []
    const sequence = each.batchId === null ? null : (names.get(each.batchId) ?? null)
    return [{ ...each, mailbox: id, mailboxName: name, sequence }]
  })
}

function write(events: readonly SlotEvent[], wish: IcsWish, about: { text: string; now: number }): string {
  const calendar = ical({
    name: wish.name,
    description: about.text,
    prodId: { company: 'Cadenza', product: 'Cadenza', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
    ttl: lookAgain,
  })
  const now = new Date(about.now)
  for (const { uid, start, end, title, text } of events)
    calendar.createEvent({
      id: uid,
      start: new Date(start),
      end: new Date(end),
      stamp: now,
      lastModified: now,
      // grows with every file, so that a later one replaces what was imported from an earlier one
      sequence: Math.floor(about.now / MINUTE),
      summary: title,
      description: text,
      status: ICalEventStatus.CONFIRMED,
      // nobody is busy because a computer sends emails
      transparency: ICalEventTransparency.TRANSPARENT,
    })
  return calendar.toString()
}

/** @param now ms since the epoch */
export function icsOf(reader: Reader, wish: IcsWish, now: number): Ics {
  const { zone } = workspaceRow(reader)
  const today = dayNumber(now, zone)
  const { first, last } = wish.days ?? { first: today - daysBack, last: today + daysAhead }
  const counts = countedOf(reader, wish, dayStart(zone, first), dayStart(zone, last + 1))
  const events = slotEvents(counts, zone, mostEvents)
  const emails = events.reduce((sum, each) => sum + each.emails, 0)
  const isCut = emails < counts.reduce((sum, each) => sum + each.first + each.later, 0)
  const end = isCut ? dayNumber(events.at(-1)?.start ?? now, zone) : last
  const [from, to] = [formatDay(first), formatDay(end)]
  const text = `Emails that Cadenza plans and sends, from ${from} to ${to}.`
  return { text: write(events, wish, { text, now }), events: events.length, emails, from, to }
}
