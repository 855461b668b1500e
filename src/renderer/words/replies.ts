/** The words of what came back: replies, absence notes, bounces, complaints, opt-outs. */
import type { IncomingKind } from '../../shared/domain/incoming-shape.ts'
import { count, many, nth, shortDay, word } from './format.ts'

interface Shown {
  kind: IncomingKind
  hard: boolean
  return_date: string | null
}

const kinds: Record<IncomingKind, string> = {
  reply: 'Reply',
  absence: 'Away',
  bounce: 'Bounced',
  delay: 'Delayed',
  complaint: 'Complaint',
  opt_out: 'Opted out',
  delivered: 'Delivered',
  other: 'Something else',
}

/** "Away until 14 Aug": the kind, with what is most worth knowing of it. */
function kindOf({ kind, hard, return_date }: Shown, now: number | null): string {
  if (kind === 'absence' && return_date !== null) return `Away until ${shortDay(return_date, now)}`
  if (kind === 'bounce' && !hard) return 'Bounced for now'
  return kinds[kind]
}

const tabs: Record<IncomingKind | 'all', string> = {
  all: 'All',
  reply: 'Replies',
  absence: 'Away',
  bounce: 'Bounced',
  delay: 'Delayed',
  complaint: 'Complaints',
  opt_out: 'Opted out',
  delivered: 'Delivered',
  other: 'Other',
}

export const replies = {
  title: 'Replies',
  lead: (time: string) => `What came back, what Cadenza made of it, and what followed. Times are ${time}.`,
  label: 'Messages that came back',
  kind: kindOf,
  row: (name: string, what: string, isSeen: boolean) => `${what} from ${name}${isSeen ? '' : ', not looked at yet'}`,
  columns: {
    unseen: 'New',
    kind: 'What',
    who: 'Who',
    text: 'Says',
    sequence: 'About',
    mailbox: 'To',
    when: 'Came',
  },
  about: (sequence: string, step: number | null) => (step === null ? sequence : `${sequence} · ${nth(step)}`),
  undone: 'undone',
  noText: 'Without words',
  noSubject: 'Without a subject',
  failed: 'What came back',
  failedOne: 'The message',
  tabsLabel: 'Show',
  tab: (tab: IncomingKind | 'all', n: number | undefined) => (n === undefined ? tabs[tab] : `${tabs[tab]} ${count(n)}`),
  unseenOnly: 'New only',
  mailbox: 'Mailbox',
  everyMailbox: 'Every mailbox',
  allSeen: (n: number) => `Mark ${n === 1 ? 'it' : `all ${count(n)}`} as seen`,
  didSeen: (n: number) => `${many(n, 'message')} marked as seen`,
  chip: { sequence: 'About', contact: 'From', mailbox: 'To', send: 'One email' },
  chipSend: 'what came back to it',
  remove: (what: string) => `Remove the filter ${what}`,
  unread: {
    some: (n: number) => `${many(n, 'mailbox', 'mailboxes')} ${word(n, 'is', 'are')} not read:`,
    more: 'What comes back there is not seen here, and no sequence stops for it.',
    setUp: (address: string) => `Set up reading of ${address}`,
    others: (n: number) => `and ${count(n)} more`,
  },
  blocked: {
    title: (address: string) => `${address} can’t be read.`,
    more: 'What comes back there is not seen until it can.',
    since: (moment: string) => `Last read ${moment}.`,
    open: 'Open the mailbox',
  },
  empty: {
    title: 'Nothing came back yet.',
    more: 'Replies, absence notes, bounces and opt-outs stand here as they arrive, each with what Cadenza made of it and a way to undo that.',
    action: 'Look at what was sent',
    none: 'No mailbox is read.',
    noneMore:
      'Cadenza sees what comes back once it may read a mailbox: then a reply stops the sequence, and a bounce or an opt-out stops every one.',
    setUp: 'Set up reading',
    connect: 'Connect a mailbox',
    noMatch: 'Nothing like that came back.',
    clear: 'Clear the filters',
    allSeen: 'You have seen everything.',
    showAll: 'Show all',
    kinds: {
      reply: 'Nobody has replied yet.',
      absence: 'Nobody is away.',
      bounce: 'Nothing bounced.',
      delay: 'Nothing is delayed.',
      complaint: 'Nobody has complained.',
      opt_out: 'Nobody has opted out.',
      delivered: 'No server has confirmed a delivery.',
      other: 'Nothing else came.',
    } satisfies Record<IncomingKind, string>,
  },
  panel: {
    label: 'Message',
    close: 'Close the message',
    came: 'Came',
    from: 'From',
    to: 'To',
    page: 'the opt-out page',
    about: 'About',
    theEmail: (step: number | null) => (step === null ? 'the email' : `${nth(step)} email`),
    notFound: 'No email of yours was found that it is about.',
    contactWord: 'Contact',
    zone: (moment: string, time: string) => `${moment}, ${time}`,
    otherAddress: 'not the address that was written to',
    whole: 'Show the whole text',
    less: 'Show less',
    gone: 'Without words.',
    recipients: 'Of whom it speaks',
    code: (status: string | null, code: number | null) => [code, status].filter((one) => one !== null).join(' '),
    hard: 'nothing sent there can arrive',
    soft: 'another email may arrive',
    followed: 'What followed',
    nothingFollowed: 'Nothing changed because of it.',
    why: 'Why?',
    noWhy: 'No evidence was kept for this one.',
    hideWhy: 'Hide why',
  },
  undo: {
    verb: 'Undo',
    /** What happens when it is undone, said beforehand. */
    effect: {
      reply: 'The sequence goes on, and what was withdrawn is planned again.',
      absence: 'The next email no longer waits for the return.',
      bounce: 'The address counts as good again, and the sequence goes on.',
      delay: 'Nothing waits because of it.',
      complaint: 'The address comes off the suppression list, and the sequences go on.',
      opt_out: 'The address comes off the suppression list, and the sequences go on.',
      delivered: 'It is as if it had not come.',
      other: 'It is as if it had not come.',
    } satisfies Record<IncomingKind, string>,
    did: (name: string) => `Undone for ${name}`,
    by: (who: string | null, moment: string) => (who === null ? `Undone ${moment}` : `Undone by ${who} ${moment}`),
  },
  /** Taking back what somebody asked for is asked about first. */
  ask: {
    complaint: { title: 'Count it as no complaint?', verb: 'It was none' },
    opt_out: { title: 'Count it as no opt-out?', verb: 'It was none' },
    more: (address: string) =>
      `${address} comes off the suppression list, and what was withdrawn is planned again. Whoever asked for no more email must get none.`,
    keep: 'Leave it',
  },
  correct: {
    open: 'It was something else…',
    title: (name: string) => `What was the message from ${name}?`,
    label: 'It was',
    verb: 'Say so',
    kinds: {
      reply: 'A reply',
      absence: 'An absence note',
      bounce: 'A bounce',
      opt_out: 'A wish for no more email',
      other: 'Nothing of these',
    },
    effect: {
      reply: 'The sequence is over for this contact.',
      absence: 'The next email waits for the return.',
      bounce: 'Nothing arrived. Where that is for good, the address goes on the suppression list.',
      opt_out: 'The address goes on the suppression list, and every sequence is over for this contact.',
      other: 'Nothing follows from it, and the sequence goes on.',
    },
    until: 'Back on',
    hard: 'For good: nothing sent there can arrive',
    did: (name: string) => `Corrected for ${name}`,
  },
  /** On other screens. */
  cameBack: 'Came back',
  cameBackTo: 'What came back to it',
  all: 'All that came back to it',
  today: {
    all: 'All replies',
    rest: (n: number) => `${many(n, 'more reply', 'more replies')}`,
    also: (parts: string) => `Also new: ${parts}`,
    counted: {
      reply: (n: number) => many(n, 'reply', 'replies'),
      absence: (n: number) => `${count(n)} away`,
      bounce: (n: number) => `${count(n)} bounced`,
      delay: (n: number) => `${count(n)} delayed`,
      complaint: (n: number) => many(n, 'complaint'),
      opt_out: (n: number) => `${count(n)} opted out`,
      delivered: (n: number) => `${count(n)} delivered`,
      other: (n: number) => `${count(n)} of another kind`,
    } satisfies Record<IncomingKind, unknown>,
  },
} as const
