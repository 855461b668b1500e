/** The words of removing a mailbox, and of letting its contacts go on from another. */
import { count, many, word } from './format.ts'

const contacts = (n: number): string => many(n, 'contact')

export const removal = {
  section: {
    title: 'Remove',
    lead: 'Takes this mailbox out of the workspace. You see what goes with it first.',
    open: 'Remove this mailbox…',
  },
  title: (address: string) => `Remove ${address}`,
  looking: 'Looking what goes with it…',
  failed: 'What goes with it',
  nothing: 'Nothing is planned through it, and nobody is under way from it.',
  unsure: (n: number) => `It is not certain whether ${many(n, 'email')} from it arrived. Decide that first.`,
  decide: 'Decide in the outbox',
  sending: (n: number) =>
    `${many(n, 'email')} ${word(n, 'is', 'are')} being handed over just now. Try again in a moment.`,
  wait: (when: string) => `Left alone, the last planned email leaves ${when}. To let them leave, remove it after that.`,
  send: {
    open: 'Send the next emails first…',
    verb: (n: number) => `Send ${many(n, 'email')} next`,
    leave: 'Leave them',
    did: (n: number) =>
      `${many(n, 'email')} ${word(n, 'leaves', 'leave')} next. Come back when ${word(n, 'it has', 'they have')} left.`,
  },
  columns: {
    sequence: 'Sequence',
    contacts: 'Contacts',
    reached: 'Written to',
    scheduled: 'Emails to come',
    last: 'Last',
  },
  total: 'Together',
  ways: 'What shall become of them?',
  way: {
    move: 'Move them to another mailbox',
    tag: 'Tag the contacts, to go on later',
    save: 'Save the emails as files',
    go_ahead: 'Let them go',
  },
  more: {
    move: 'Their sequences go on from there, as far as its limits allow.',
    tag: 'Their sequences stop. Find them by the tag, and assign them to a new mailbox when it is there.',
    save: 'Their sequences stop. Each email is saved as a draft that mail programs open.',
    go_ahead: 'Their sequences stop, and the emails are deleted.',
  },
  to: 'New mailbox',
  noHeir: 'No other mailbox of yours sends at present.',
  tag: 'Tag',
  save: 'Save emails…',
  saveAgain: 'Emails left or were planned while these were being gathered, so nothing was saved. Save them again.',
  saving: (n: number, all: number) => `${count(n)} of ${count(all)}`,
  saved: (n: number) => `${many(n, 'email')} saved.`,
  savedBefore: 'Other emails are planned by now: save them again.',
  lost: (n: number) => `${many(n, 'email')} could not be made, and ${word(n, 'is', 'are')} not in the file:`,
  trial: 'What will happen',
  confirm: (address: string) => `To go ahead, type ${address}`,
  verb: 'Remove mailbox',
  keep: 'Keep it',
  did: (address: string) => `${address} removed`,
  moved: (n: number, address: string) => `${contacts(n)} ${word(n, 'goes', 'go')} on from ${address}`,
  stopped: (n: number) => `${contacts(n)} stopped`,
} as const

export const reassign = {
  open: 'Another mailbox…',
  title: (whom: string) => `Assign ${whom} to a new mailbox`,
  sequence: 'Assign those whose mailbox was removed…',
  lead: 'Contacts whose sequence stopped because their mailbox was removed go on from another one, where they stopped.',
  to: 'New mailbox',
  looking: 'Looking who can go on…',
  verb: (n: number) => `Let ${contacts(n)} go on`,
  none: 'Let them go on',
  did: (n: number, address: string) => `${contacts(n)} ${word(n, 'goes', 'go')} on from ${address}`,
  refused: (n: number) => `${contacts(n)} can’t go on`,
  why: (contact: string, sequence: string, why: string) => `${contact}, “${sequence}”: ${why}`,
  rest: (n: number) => `and ${count(n)} more`,
} as const
