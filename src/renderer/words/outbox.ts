/** The words of the outbox. */
import { count, list, many, nth, word } from './format.ts'

type Tab = 'next' | 'today' | 'needs_you' | 'waiting' | 'refused' | 'sent' | 'all'
type Shown = 'planned' | 'sending' | 'sent' | 'moved' | 'held' | 'waiting' | 'unsure' | 'refused' | 'withdrawn'

const tabs: Record<Tab, string> = {
  next: 'To come',
  today: 'Today',
  needs_you: 'Needs you',
  waiting: 'Waiting',
  refused: 'Refused',
  sent: 'Sent',
  all: 'All',
}
const states: Record<Shown, string> = {
  planned: 'Planned',
  sending: 'Sending',
  sent: 'Sent',
  moved: 'Moved later',
  held: 'On hold',
  waiting: 'Waiting',
  unsure: 'Unsure',
  refused: 'Refused',
  withdrawn: 'Withdrawn',
}
const emails = (n: number) => many(n, 'email')

export const outbox = {
  title: 'Outbox',
  lead: (place: string) => `Every email Cadenza has planned, and why it leaves when it does. Times are ${place} time.`,
  search: 'Name, address or subject',
  tabsLabel: 'Show',
  tab: (tab: Tab, n: number | undefined) => (n === undefined ? tabs[tab] : `${tabs[tab]} ${count(n)}`),
  label: 'Emails',
  row: (to: string, state: Shown) => `Email to ${to}, ${states[state].toLowerCase()}`,
  columns: { state: 'State', leaves: 'Leaves', to: 'To', email: 'Email', from: 'From', why: 'Why then' },
  from: (address: string) => `from ${address}`,
  step: (step: number) => nth(step),
  sandbox: 'sandbox',
  whenReleased: 'When released',
  whenAble: 'When it can',
  noSubject: 'Without a subject',
  failed: 'The outbox',
  failedOne: 'The email',
  looking: 'Looking further…',
  empty: {
    title: 'Nothing is planned yet.',
    more: 'Engage contacts in a sequence, and every email it will send stands here with its time and its reason.',
    action: 'Go to the sequences',
  },
  none: {
    title: 'No email is like that.',
    action: 'Clear search and filters',
    next: 'Nothing is to come.',
    nextWaits: (n: number) =>
      `${many(n, 'email')} ${word(n, 'waits', 'wait')}. ${word(n, 'It does', 'None of them')} ${word(n, 'not fail', 'fails')}.`,
    showWaiting: 'Show what waits',
    sent: 'Nothing was sent yet.',
    all: 'Nothing is planned yet.',
    today: 'Nothing leaves today.',
    needs_you: 'Nothing needs you.',
    needsMore: 'Emails that nobody can be sure of, and those whose mailbox is in trouble, would stand here.',
    waiting: 'Nothing waits.',
    refused: 'No email was refused.',
  },

  filter: {
    open: 'Filter',
    active: (n: number) => `Filter · ${count(n)}`,
    states: 'States',
    state: (state: Shown) => states[state],
    sequence: 'Sequence',
    sender: 'From',
    step: 'Step',
    any: 'Any',
    nth: (n: number) => `${nth(n)} email`,
    from: 'Leaves from',
    to: 'Leaves until',
    clear: 'Clear',
    chip: {
      sequence: 'Sequence',
      sender: 'From',
      step: 'Step',
      contact: 'To',
      states: 'State',
      day: 'Leaves',
      sandbox: 'Sandbox',
    },
    sandbox: (isOnly: boolean) => (isOnly ? 'only' : 'left out'),
    days: (from: string | null, to: string | null) =>
      from !== null && to !== null
        ? from === to
          ? from
          : `${from} to ${to}`
        : from !== null
          ? `${from} or later`
          : `until ${to}`,
    remove: (what: string) => `Remove the filter ${what}`,
    list: (words: readonly string[]) => list(words),
  },

  unsure: {
    state: 'Unsure if it left',
    card: (to: string) => `Unsure email to ${to}`,
    at: (company: string) => `at ${company}`,
    email: (subject: string, step: number) => `“${subject}”, ${step === 1 ? 'first' : nth(step)} email`,
    more: 'It may have been delivered, so Cadenza will not send it again by itself. Until you decide, it counts as sent for every limit.',
    sent: 'It was sent',
    again: 'Send it again',
    skip: 'Skip',
    place: (at: number, of: number) => `${count(at)} of ${count(of)}`,
    next: 'Next unsure email',
    previous: 'Previous unsure email',
    fold: 'Decide later',
    unfold: 'Decide now',
    done: {
      sent: 'Closed as sent',
      again: 'It will be sent again',
      skip: 'Closed as not sent',
    },
    to: (name: string) => `To ${name}`,
    failed: 'It could not be written down.',
  },

  acts: {
    sendNow: 'Send now…',
    move: 'Move…',
    hold: 'Hold',
    release: 'Release',
    cancel: 'Cancel…',
    restore: 'Put back',
    undo: 'Undo',
    all: (n: number) => `All ${count(n)}`,
    selectAll: 'Select all that match',
    allSelected: 'All that match are selected',
    stop: 'Stop',
    progress: (what: 'hold' | 'release' | 'cancel' | 'move' | 'restore', n: number) =>
      `${{ hold: 'Holding', release: 'Releasing', cancel: 'Cancelling', move: 'Moving', restore: 'Putting back' }[what]} · ${emails(n)} so far`,
  },
  dialog: {
    sendNow: { title: 'Send it before its time?', verb: 'Send it', keep: 'Leave as it is' },
    cancel: {
      title: (n: number) => (n === 1 ? 'Cancel this email?' : `Cancel ${emails(n)}?`),
      verb: (n: number) => (n === 1 ? 'Cancel the email' : `Cancel ${emails(n)}`),
      all: 'Cancel all emails that match?',
      verbAll: 'Cancel all that match',
      allBody: 'Every planned email that search and filters find is cancelled, those that are not loaded yet too.',
    },
    hold: {
      all: 'Hold all emails that match?',
      verbAll: 'Hold all that match',
      allBody: 'Every planned email that search and filters find waits until you release it.',
    },
    release: {
      all: 'Release all emails that match?',
      verbAll: 'Release all that match',
      allBody: 'Every held email that search and filters find goes out again, at its time.',
    },
    keep: 'Leave as it is',
    move: {
      title: (n: number) => (n === 1 ? 'Move this email' : `Move ${emails(n)}`),
      date: 'Day',
      hour: 'Slot',
      verb: (n: number) => (n === 1 ? 'Move the email' : `Move ${emails(n)}`),
      zone: (place: string) => `Slots are hours of ${place} time.`,
      pick: 'Pick a day and a slot to see what would happen.',
      nearest: 'Open slots beside it',
      busy: 'Working out what would happen…',
    },
    refused: (n: number) => `${emails(n)} ${word(n, 'stays', 'stay')} as ${word(n, 'it is', 'they are')}:`,
    refusedMore: (n: number) => `and ${count(n)} more`,
    moves: 'What moves',
    moveStep: (contact: string, step: number) => `${contact}, ${nth(step)} email`,
    waits: 'waits',
    more: (n: number) => `and ${emails(n)} more`,
  },
  did: {
    hold: (n: number) => `${emails(n)} on hold`,
    release: (n: number) => `${emails(n)} released`,
    cancel: (n: number) => `${emails(n)} cancelled`,
    restore: (n: number) => `${emails(n)} put back`,
    move: (n: number) => `${emails(n)} moved`,
    sendNow: 'It leaves as soon as it may',
    refused: (n: number) => `${emails(n)} stayed as ${word(n, 'it was', 'they were')}.`,
    stopped: 'Stopped by you; the rest is as it was.',
  },

  panel: {
    label: 'Email',
    close: 'Close the email',
    to: 'To',
    from: 'From',
    sequence: 'Sequence',
    step: (step: number, steps: number) => `${nth(step)} of ${many(steps, 'email')}`,
    leaves: 'Leaves',
    wasSent: 'Sent',
    was: 'Was to leave',
    contact: 'Open the contact',
    why: 'Why then',
    noWhy: 'No reason was kept for this one.',
    letter: 'Email',
    letterFrom: {
      outgoing: 'The very bytes that were handed over, kept while nobody knows whether they arrived.',
      sandbox: 'As the Sandbox inbox has it.',
      sent: 'Made again from its step and the contact as they are now: the text itself is not kept once it is sent.',
      template: 'As it would leave now. What changes in the contact until then changes it too.',
    },
    trouble: 'It can’t be made:',
    tries: (n: number) => (n === 0 ? 'Tries' : `Tries ${count(n)}`),
    noTries: 'It was not tried yet.',
    outcome: (outcome: string | null): string =>
      ({
        accepted: 'The server took it',
        rejected: 'The server said no',
        not_sent: 'Nothing of it left',
        broken: 'The line broke',
        interrupted: 'Cadenza or the computer stopped',
      })[outcome ?? ''] ?? (outcome === null ? 'Under way' : outcome.replaceAll('_', ' ')),
    attachment: 'attachment',
    zone: (moment: string, place: string) => `${moment}, ${place} time`,
    slot: (hour: string) => `${hour} slot`,
  },
} as const
