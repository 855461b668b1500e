/**
 * What a calendar program shows of the plan: one event for each slot and mailbox, with how many emails of which
 * sequence. It names no recipient: whoever has the file or the address may be anybody.
 */
import { HOUR } from './time.ts'
import { formatIso } from './time-text.ts'
import { hourStart } from './what-if.ts'

/** Emails of one mailbox and one sequence at about one time; instants are ms since the epoch. */
export interface Counted {
  at: number
  /** Public id and name of the mailbox. */
  mailbox: string
  mailboxName: string
  /** Null: a letter or a test, which belong to no sequence. */
  sequence: string | null
  first: number
  later: number
  sent: number
  unsure: number
  sandbox: number
}

export interface SlotEvent {
  /** The same for the same slot and mailbox, whenever it is asked for. */
  uid: string
  start: number
  end: number
  emails: number
  title: string
  text: string
}

const many = (n: number, one: string): string => `${n.toLocaleString('en-GB')} ${one}${n === 1 ? '' : 's'}`

/** `20261123T090000Z` */
const stampOf = (at: number): string => `${formatIso(at, 'UTC').slice(0, 19).replace(/[-:]/g, '')}Z`

function lineOf(name: string | null, counts: readonly Counted[]): string {
  const first = counts.reduce((sum, each) => sum + each.first, 0)
  const later = counts.reduce((sum, each) => sum + each.later, 0)
  if (name === null) return `No sequence: ${many(first + later, 'email')}`
  const parts = [...(first > 0 ? [many(first, 'first email')] : []), ...(later > 0 ? [many(later, 'follow-up')] : [])]
  return `${name}: ${parts.join(', ')}`
}

function textOf(counts: readonly Counted[]): string {
  const sum = (of: 'sent' | 'unsure' | 'sandbox') => counts.reduce((all, each) => all + each[of], 0)
  const bySequence = Map.groupBy(counts, ({ sequence }) => sequence)
  const lines = [...bySequence].map(([name, own]) => lineOf(name, own)).sort()
  if (sum('sent') > 0) lines.push(`Sent: ${sum('sent').toLocaleString('en-GB')}`)
  if (sum('unsure') > 0) lines.push(`Unsure: ${sum('unsure').toLocaleString('en-GB')}`)
  if (sum('sandbox') > 0) lines.push(`In the sandbox, reaching nobody: ${sum('sandbox').toLocaleString('en-GB')}`)
  return lines.join('\n')
}

/**
 * In order of time, then of mailbox. A slot is an hour of the zone.
 *
 * @param most so many events at most; what leaves last is cut, and always whole slots of it
 */
export function slotEvents(counts: readonly Counted[], zone: string, most: number): SlotEvent[] {
  const slots = Map.groupBy(
    counts.filter(({ first, later }) => first + later > 0),
    ({ at, mailbox }) => `${hourStart(zone, at)} ${mailbox}`,
  )
  const events = [...slots.values()].map((own): SlotEvent => {
    const [{ at, mailbox, mailboxName }] = own as [Counted]
    const start = hourStart(zone, at)
    const emails = own.reduce((sum, each) => sum + each.first + each.later, 0)
    return {
      uid: `${stampOf(start)}-${mailbox}@cadenza.invalid`,
      start,
      end: start + HOUR,
      emails,
      title: `${many(emails, 'email')} from ${mailboxName}`,
      text: textOf(own),
    }
  })
  events.sort((a, b) => a.start - b.start || (a.uid < b.uid ? -1 : 1))
  const over = events[most]
  return over === undefined ? events : events.filter(({ start }) => start < over.start)
}
