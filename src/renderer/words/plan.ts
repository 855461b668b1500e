/** Words of a plan as it is previewed: the verdict above the calendar, its views, what holds it back. */
import { count, hour, list, longDay, many, moment, offset, timeOf } from './format.ts'

export const plan = {
  label: 'Preview',
  nobody: 'Nobody is written to.',
  /** "in the 17:00 slot" */
  inSlot: (slot: string, zone: string) => `in the ${hour(slot, zone)} slot`,
  last: 'The last email leaves ',
  only: 'The email leaves ',
  emails: (emails: number, people: number) => `${many(emails, 'email')} to ${many(people, 'person', 'people')}`,
  starting: (slot: string, zone: string, now: number) => {
    const said = moment(slot, zone, now)
    return said.startsWith('today') || said.startsWith('tomorrow')
      ? `starting ${said.replace(' ', ' at ')}`
      : `starting ${longDay(slot, zone)} at ${hour(slot, zone)}`
  },
  // "UTC time (UTC)" would say the same twice
  zone: (zone: string, at: string) => (zone === 'UTC' ? zone : `${timeOf(zone)} (${offset(at, zone)})`),
  heldBack: 'Held back by ',
  nothingHolds: 'Only the sending hours and the delays set its end.',
  limitOf: (text: string) => text.replace(/^mailbox(es)? /, ''),
  planning: 'Planning…',
  previous: { Day: 'Previous day', Week: 'Previous week', Month: 'Previous month', Score: 'Previous week' },
  next: { Day: 'Next day', Week: 'Next week', Month: 'Next month', Score: 'Next week' },
  week: (n: number) => `week ${n}`,
  view: 'View',
  shown: 'Emails shown',
  views: { Day: 'Day', Week: 'Week', Month: 'Month', Score: 'Score' },
  which: { all: 'All emails', first: 'First', later: 'Follow-ups' },
  names: (names: string[]) => list(names),
  count,
} as const
