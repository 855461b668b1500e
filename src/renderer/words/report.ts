/** The words of reports: of a sequence's tables and schedule, and of the Reports screen. */
import { count, many, percent, word } from './format.ts'

interface Share {
  part: number
  whole: number
  rate: number | null
  low: number | null
  high: number | null
  enough: boolean
}

const emails = (n: number) => many(n, 'email')

export const report = {
  title: 'Reports',
  lead: 'What left, what came back and when, for the whole team. The sandbox and what people do by hand are left out.',
  what: 'The report',
  tabs: { label: 'Reports', team: 'Team', domains: 'Deliverability', hours: 'Hours' },
  span: { from: 'From', to: 'To', zone: 'Days of', last: (days: number) => `Last ${days} days`, ahead: 'Next 30 days' },
  /** A share is said with its count, or not at all. */
  share: ({ part, whole, rate, low, high, enough }: Share) =>
    whole === 0 || rate === null
      ? '–'
      : enough
        ? `${percent(rate)} (${percent(low ?? 0)} to ${percent(high ?? 0)})`
        : `${count(part)} of ${count(whole)}: not enough data yet`,
  shareRule:
    'A rate is shown from 30 emails on; in 19 of 20 cases the true one lies between the two in brackets. Replies are told by the last email before them. Opened emails are not counted: nothing can tell.',
  heads: {
    step: 'Step',
    sender: 'Sender',
    variant: 'Variant',
    subject: 'Subject',
    owed: 'Contacts',
    seat: 'Seat and mailbox',
    domain: 'Domain',
    planned: 'To come',
    sent: 'Sent',
    replied: 'Replied',
    bounced: 'Bounced',
    unsubscribed: 'Opted out',
    refused: 'Refused',
    unsure: 'Unsure',
    withdrawn: 'Stopped before',
    answered: 'Answered',
    hard: 'Nobody there',
    soft: 'Not then',
    opted_out: 'Opted out',
    rate: 'Replies of emails sent',
    bounceRate: 'Came back',
  },
  states: {
    planned: 'to come',
    sending: 'leaving now',
    sent: 'sent',
    refused: 'refused',
    unsure: 'unsure',
    withdrawn: 'stopped before',
  },
  narrow: {
    step: (n: number) => `step ${n}`,
    variant: (key: string) => `variant ${key}`,
    last: (n: number) => (n === 0 ? 'before any email left' : `after step ${n}`),
    from: (sender: string) => `from ${sender}`,
    clear: (said: string) => `Show everybody, not only ${said}`,
  },
  perStep: 'By step',
  perSender: 'By sender',
  perVariant: 'By variant',
  task: 'by hand',
  winner: 'chosen',
  all: 'All',
  everybody: 'Everybody',
  team: 'Of the whole team',
  removed: 'removed',
  nothing: 'Nothing left and nothing is planned in these days.',
  more: (n: number) => `${many(n, 'more domain')} with fewer emails are in the file.`,
  save: 'Save as…',
  saved: (name: string) => `Wrote ${name}`,
  failed: 'The file was not written.',
  csv: 'CSV',
  xlsx: 'Spreadsheet (XLSX)',
  adds: {
    title: 'Does it add up?',
    yes: (engaged: number, steps: number) =>
      `Yes. ${many(engaged, 'contact')} engaged are in one state each, and each of ${many(steps, 'step')} stands once for everybody it is for.`,
    contacts: (expected: number, found: number) =>
      `${many(expected, 'contact')} engaged, but ${count(found)} in all states together.`,
    emails: (step: number, expected: number, found: number) =>
      `Step ${step} is for ${many(expected, 'contact')}, but there ${word(found, 'is', 'are')} ${emails(found)}.`,
    over: (n: number) => `${many(n, 'contact')} or more are through, and an email to them is still planned.`,
    who: 'Contacts concerned:',
  },
  schedule: {
    title: 'Is it scheduled correctly?',
    nothingWaits: 'Every planned email leaves by itself at its time.',
    waits: {
      held: (n: number) => `${emails(n)} on hold: they leave when you release them.`,
      halted: (n: number) => `${emails(n)} wait: all sending is paused.`,
      account: (n: number, account: string) => `${emails(n)} wait for ${account}, which can’t send now.`,
      paused: (n: number) => `${emails(n)} wait: they are paused.`,
      timeless: (n: number) => `${emails(n)} wait for a time: a step before is held or unsure, or no hour is open.`,
    },
    engaged: (n: number, by: string, at: string) => `${many(n, 'contact')}, engaged by ${by} ${at}`,
    add: 'Add people…',
    joined: 'Added to an engagement below; both together keep its pace',
    from: (when: string) => `from ${when}`,
    limit: (day: number | null, hour: number | null) =>
      [day !== null && `${count(day)} new a day`, hour !== null && `${count(hour)} new an hour`]
        .filter(Boolean)
        .join(', '),
    contactZone: 'each contact’s own hours',
    hours: (time: string) => time,
    holidays: (country: string) => `without public holidays of ${country}`,
    paused: 'paused',
    next: (n: number, next: string, last: string) => `${emails(n)} to come: next ${next}, last ${last}`,
    none: 'nothing left to send',
  },
  hours: {
    label: 'Emails by weekday and hour',
    which: 'What is counted',
    sent: 'Sent',
    planned: 'To come',
    cell: (day: string, hour: string, n: number) => `${day} ${hour}: ${emails(n)}`,
    open: 'Press an hour to see on which days.',
    of: (day: string, hour: string) => `${day}, ${hour}`,
  },
} as const
