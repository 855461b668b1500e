/** Where a mailbox is sent from: its page's section. */
import { many, percent, word } from './format.ts'

export const home = {
  title: 'Where it is sent from',
  lead: 'One computer at a time sends from a mailbox, so that nothing leaves twice.',
  failed: 'Where it is sent from could not be read',
  home: 'Computer',
  handedBy: 'Handed over by',
  handedTo: 'Waits for',
  epochOf: (name: string, seat: string | null, isThis: boolean) =>
    `${name}${seat ? `, ${seat}’s` : ''}${isThis ? ' (this one)' : ''}`,
  part: 'Its part of the limits',
  partHere: 'Part of this computer',
  reserved: (when: string) =>
    `Until ${when} a tenth of its limits is left here: the computer before may have let others send a part.`,
  release: 'Hand over…',
  acquire: 'Take up',
  acquireAsk: 'Take up…',
  offered: (planned: number) =>
    planned === 0
      ? 'Nothing is planned for it.'
      : `${many(planned, 'email')} ${word(planned, 'waits', 'wait')} until then.`,
  lacking: (planned: number) =>
    planned === 0
      ? 'Nothing is planned for it.'
      : `${many(planned, 'email')} ${word(planned, 'waits', 'wait')} for it.`,
  takeOver: 'Take over…',
  authorise: 'Authorise a computer…',
  withdraw: 'Take back…',
  back: (name: string) => `Take back what ${name} may send`,
  authorised: (part: number, waiting: number) =>
    `${percent(part / 1000)} of its limits${waiting > 0 ? `, ${waiting} planned` : ''}`,
  until: (when: string) => `may send until ${when} without another exchange`,
  ending: (when: string) => `taken back; its part is free by ${when}`,
  knows: (name: string) =>
    `${name} stops as soon as it hears of it, and knows the password: change it at the mail server if you don’t trust that computer any more.`,
  to: 'Computer',
  enterAt: 'Above, under Sending.',
  none: 'No other computer of its owner or of an admin is in the team.',
  share: 'Part of every limit, in percent',
  shareMost: (most: number) => `At most ${most}. This computer keeps the rest.`,
  titles: { release: 'Hand over to another computer', authorise: 'Authorise another computer' },
  next: 'Continue',
  cancel: 'Cancel',
  verbs: {
    release: 'Hand over',
    acquire: 'Take up',
    take_over: 'Take over',
    authorise: 'Authorise',
    withdraw_authorisation: 'Take back',
  },
  sure: {
    title: 'Is Cadenza closed on the other computer?',
    body: 'If it sends too, people get the same email twice. Before it is opened again, take in a workspace file from here on it: cadenza workspace import FILE.',
    bodyAlone:
      'If it sends too, people get the same email twice. It never hears of this from here: Cadenza must stay closed there, or this mailbox be removed.',
    verb: 'It is closed: take over',
  },
  review: {
    waiting: (n: number, may: number) =>
      may === 0
        ? `${many(n, 'email')} ${word(n, 'was', 'were')} not due when it was taken over, and ${word(n, 'waits', 'wait')} for your word.`
        : may === n
          ? `${many(n, 'email')} may have left from another computer, and ${word(n, 'waits', 'wait')} for a look.`
          : `${many(n, 'email')} ${word(n, 'waits', 'wait')} for a look: ${may} may have left from another computer, the rest ${word(n - may, 'was', 'were')} not due.`,
    open: 'Look…',
    title: (address: string) => `Emails from ${address} that wait for a look`,
    lead: 'Cadenza looks in the Sent folder of this mailbox by itself, and closes what it finds there. Of the rest, look yourself and say what you found. Nothing of these leaves before.',
    at: (when: string) => `planned for ${when}`,
    looked: (words: string, when: string) => `${words} (${when})`,
    early: 'not due when it was taken over',
    notYet: 'Those not due when it was taken over have not left, unless somebody there sent them before their time.',
    step: (n: number) => `Step ${n}`,
    ways: { sent: 'It has left', send: 'Send it', skip: 'Skip it' },
    rest: 'Send those not due',
    more: 'Show more',
    empty: 'Nothing waits any more.',
  },
} as const
