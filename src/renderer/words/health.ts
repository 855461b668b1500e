/** The words of a mailbox's health. */
import { many, word } from './format.ts'

export const health = {
  title: 'Health',
  lead: 'A refused sign-in takes a mailbox out at once, other trouble at the third failure within five minutes. Its emails wait; none of them fails.',
  test: 'Test now',
  state: 'State',
  why: 'Why',
  back: 'Comes back',
  rule: {
    credentials: 'When you have signed in again, when a test works, or when you activate it',
    quota: (when: string) => `By itself ${when}, a day after the server said so. A test says nothing about a quota`,
    connection: (when: string) => `By itself ${when}, an hour after it went out, or when a test works`,
    hand: 'When somebody activates it',
  },
  /** The section about computers stands above it. */
  above: '“Where it is sent from”, above, says why.',
  fine: 'It sends.',
  unproven: 'It sends until an email can’t leave: a test alone takes no mailbox out.',
  paused: 'A person paused it. Its emails wait.',
  /** Cadenza paused it by itself. */
  stopped: {
    title: (domain: string | null, when: string) =>
      domain === null ? `Paused by Cadenza, ${when}.` : `Paused by Cadenza with all of ${domain}, ${when}.`,
    /** A figure stays with its sign. */
    figures: (words: string) => words.replaceAll(' %', '\u00a0%'),
    waits: (n: number) => `${n === 0 ? 'Nothing waits' : `${many(n, 'email')} ${word(n, 'waits', 'wait')}`} for it.`,
    out: {
      bounce: 'It stays so until you resume it. Take the addresses that don’t exist off your lists first.',
      complaint: 'It stays so until you resume it. Find out first why people called it spam.',
    },
    look: { bounce: 'See what bounced', complaint: 'See who complained' },
    resume: 'Resume',
  },
  history: 'History',
  since: 'The last 90 days, newest first.',
  none: 'Nothing has happened yet.',
  failed: 'The history',
  more: 'Show earlier',
  busy: 'Asking the server…',
  kind: {
    failed: 'Failed',
    put_off: 'Put off',
    out: 'Taken out',
    back: 'Sends again',
    tested: (works: boolean | null) => (works ? 'Test worked' : 'Test failed'),
    activated: 'Activated',
    deactivated: 'Deactivated',
    paused: 'Paused',
    resumed: 'Resumed',
    warned: 'Warned',
    changed: 'Changed',
  },
  until: (when: string) => `until ${when}`,
} as const
