/** Words of what ends a sequence for a contact. */
import { longDay, many } from './format.ts'

const dayOf = (date: string) => longDay(`${date}T12:00:00Z`, 'UTC')

export const engagementEnds = {
  title: 'Ends for a contact',
  always: 'When they reply, bounce or opt out',
  company: 'When a colleague replies',
  companyMore: 'Same domain of the address; never at public mail providers.',
  clicked: 'When they follow a link',
  clickedMore: 'Counted only where links go through your tracking domain.',
  until: 'Nothing leaves after',
  noDay: 'no last day',
  cut: (emails: number, contacts: number, none: number) =>
    `${many(emails, 'email')} to ${many(contacts, 'contact')} would be later and never leave.${
      none > 0 ? ` ${many(none, 'contact')} would get nothing.` : ''
    }`,
  /** In a line of facts; empty where nothing was chosen. */
  said: ({ company, clicked, until }: { company?: boolean; clicked?: boolean; until?: string | null }): string =>
    [company && 'a colleague replies', clicked && 'a link is followed', until && `${dayOf(until)} is over`]
      .filter(Boolean)
      .join(', or ') || '',
  ends: (said: string) => (said === '' ? 'ends with a reply' : `also ends when ${said}`),
  none: 'With a reply, a bounce or an opt-out',
  also: (said: string) => `With a reply, or when ${said}`,
  change: 'Change what ends it…',
  dialog: 'What ends it for a contact',
  save: 'Save',
  saved: 'What ends it was changed',
  savedMore: 'Emails that are not sent yet follow within a moment.',
  was: (n: number) => `${many(n, 'contact')} cut short by the date`,
} as const
