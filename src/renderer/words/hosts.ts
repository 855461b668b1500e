/** The words of sender hosts, wherever a screen speaks of them. */
import { count, list, many, word } from './format.ts'

const emails = (n: number) => many(n, 'email')

export const hosts = {
  title: 'Sender hosts',
  lead: 'Other machines that send for this workspace, through PostgreSQL. What leaves when is still decided here, and the record of it kept here.',
  none: 'This computer sends everything itself.',
  noneMore:
    'Most people need nothing else. Sender hosts are for a team that sends from hundreds of mailboxes, or whose mail is to go on when one machine is lost. docs/scale.md says what it takes.',
  begin: 'Set the queue…',

  steps: {
    label: 'How it is set up',
    done: 'done',
    names: {
      queue: ['Queue', 'A PostgreSQL that all the machines reach.'],
      host: ['Host', 'A machine that sends, by its key.'],
      leave: ['Leave', 'A mailbox’s password, sealed to one host.'],
      on: ['Turn on', 'One mailbox after the other.'],
    },
  },

  queue: {
    title: 'Queue',
    more: 'Emails lie there sealed to the hosts, and are gone once one of them has reported.',
    none: 'No queue is set.',
    set: 'Set the queue…',
    change: 'Change…',
    acts: 'More for the queue',
    remove: 'Remove…',
    since: (when: string, hasPassword: boolean) =>
      `Since ${when}, ${hasPassword ? 'with a password from the keychain' : 'without a password'}.`,
    trouble: 'The queue can’t be used.',
    waits: 'What hosts were to send waits. None of it fails, and it leaves once the queue answers.',
    setTitle: 'Set the queue',
    changeTitle: 'Change the queue',
    address: 'Address',
    example: 'postgres://user@host:5432/database',
    password: 'Password',
    passwordMore: 'It goes to the keychain. Empty, where the database asks for none.',
    passwordKept: 'Empty: as it is.',
    tried: 'It is tried before it is kept. Cadenza makes its tables there.',
    verb: 'Try and keep',
    removeTitle: 'Remove the queue?',
    removeBody:
      'Nothing is handed in any more, and its password goes from the keychain. What Cadenza made in the database stays there.',
    removeBlocked: (names: readonly string[]) =>
      `Hosts still send for ${names.length > 3 ? `${count(names.length)} mailboxes` : list(names)}. Turn that off first.`,
    removeVerb: 'Remove queue',
    didRemove: 'The queue is forgotten',
  },

  machines: {
    title: 'Hosts',
    more: 'Every email that is handed in is sealed to all of them; one sends it.',
    none: 'No host yet.',
    noneMore: 'On the machine that is to send, this prints its key:',
    add: 'Add host…',
    addTitle: 'Add a host',
    name: 'Name',
    nameMore: 'As it is started with --name there: what it sends is shown under it.',
    key: 'Key',
    keyMore: 'On that machine, this prints it:',
    keyCommand: 'cadenza sender key',
    addVerb: 'Add host',
    columns: { name: 'Host', key: 'Key', from: 'May send from', sent: 'Sent', last: 'Last', acts: 'Acts' },
    added: (when: string) => `added ${when}`,
    copyKey: (name: string) => `Copy the key of ${name}`,
    copied: 'Copied',
    from: (names: readonly string[]) => (names.length > 1 ? `${count(names.length)} mailboxes` : list(names)),
    noLeave: 'no mailbox yet',
    never: 'never',
    moreOf: (name: string) => `More for the host ${name}`,
    remove: 'Remove…',
    removeTitle: (name: string) => `Remove ${name}?`,
    removeBody: 'No email is sealed to it any more. Those that it has already may still leave from it.',
    removePasswords: (names: readonly string[]) =>
      `The ${word(names.length, 'password', 'passwords')} that it was given ${word(names.length, 'stays', 'stay')} there. If you no longer trust that machine, change ${word(names.length, 'it', 'them')} at the provider: ${list(names)}.`,
    removeVerb: 'Remove host',
    didRemove: (name: string) => `${name} is no sender host any more`,
  },

  accounts: {
    title: 'Mailboxes',
    more: 'Each is sent from this computer, or by the hosts that were given leave.',
    none: 'No mailbox has a server yet.',
    find: 'Address',
    noneFound: 'No mailbox is like that.',
    left: (n: number) => `${many(n, 'mailbox', 'mailboxes')} more: type part of an address.`,
    columns: { account: 'Mailbox', state: 'Who sends', leave: 'Leave', away: 'With hosts', acts: 'Acts' },
    states: { off: 'This computer', on: 'Sender hosts', ending: 'Coming back' },
    since: (when: string) => `since ${when}`,
    noLeave: 'none yet',
    leave: (names: readonly string[]) => (names.length > 1 ? many(names.length, 'host') : list(names)),
    give: 'Give leave…',
    turnOn: 'Turn on…',
    turnOff: 'Turn off…',
    named: (verb: string, address: string) => `${verb} ${address}`,
    onTitle: (address: string) => `Let sender hosts send for ${address}?`,
    onBody: (names: readonly string[]) =>
      `What is due is handed in from now on, and ${list(names)} ${word(names.length, 'sends', 'send')} it. This computer sends nothing for it while it is on, and has to run so that emails get there. The plan and every limit stay as they are.`,
    onVerb: 'Let hosts send',
    offTitle: (address: string) => `Turn sender hosts off for ${address}?`,
    offBody: (n: number) =>
      n === 0
        ? 'None of its emails is with a host. This computer sends from now on.'
        : `${emails(n)} ${word(n, 'is', 'are')} with hosts. What none of them has begun comes back, what is on its way is waited for; then this computer sends. Nothing leaves twice.`,
    offVerb: 'Turn off',
    didOff: (address: string) => `Hosts give back what they have of ${address}`,
  },

  leave: {
    title: (address: string) => `Leave to send from ${address}`,
    lead: 'A file with the mailbox’s server and password, sealed so that only that host can open it. Bring it there as you like: no queue and no database sees it.',
    to: 'Host',
    again: (when: string) => `was given leave ${when}`,
    stays: 'The password stays there until you change it at the provider.',
    verb: 'Save the file',
    saved: (name: string) => `${name} is saved.`,
    bring: 'Bring it to that machine, and take it in there. After that the file can be thrown away.',
    run: 'If it doesn’t send yet, start it there:',
    password: 'The queue’s password goes into PGPASSWORD there: docs/scale.md.',
    last: 'Then turn hosts on for the mailbox.',
    done: 'Done',
  },

  email: {
    host: 'Sender host',
    by: (host: string) => `by ${host}`,
    given: 'Given to the sender hosts',
    mailbox: {
      on: 'Sender hosts send for it.',
      ending: 'Sender hosts give back what they have; then this computer sends.',
    },
    see: 'Open Sender hosts',
  },

  today: {
    trouble: 'Sender hosts can’t be reached.',
    waits: 'What they were to send waits. None of it fails, and it leaves once the queue answers.',
    open: 'Open Sender hosts',
  },
} as const
