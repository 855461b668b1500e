/** The words of "People in sequences". */
import { count, many, word } from './format.ts'
import { sequences } from './sequences.ts'

type State = keyof typeof states
type Waits = 'sender' | 'sequence' | 'held' | 'time' | 'unsure'
type Action = 'pause' | 'resume' | 'stop' | 'move' | 'tag'

const { states } = sequences.report
const waits: Record<Waits, string> = {
  sender: 'Its mailbox can’t send',
  sequence: 'Its sequence is paused',
  held: 'Its email is on hold',
  time: 'No time is found yet',
  unsure: 'Nobody knows if an email left',
}
const contacts = (n: number) => many(n, 'contact')

export const people = {
  title: 'People in sequences',
  lead: 'Everybody in every sequence: in what state, from whose mailbox, and what comes next.',
  label: 'People in sequences',
  search: 'Name, company, address',
  row: (name: string, sequence: string, state: State) => `${name} in ${sequence}, ${states[state].toLowerCase()}`,
  failed: 'The people in sequences',
  chips: {
    label: 'By state',
    all: 'All',
    counted: (n: number, more: boolean) => `${count(n)}${more ? '+' : ''}`,
    more: 'Counted so far. The rest is being counted.',
  },
  states,
  columns: {
    state: 'State',
    contact: 'Contact',
    sequence: 'Sequence',
    from: 'From',
    step: 'Step',
    next: 'Next email',
    last: 'Last email',
    by: 'Engaged by',
    why: 'Why',
  },
  step: (sent: number, of: number) => `${count(sent)} of ${count(of)}`,
  next: (step: number, when: string) => `${when} · step ${step}`,
  byHand: (step: number) => `By hand · step ${step}`,
  sandbox: 'sandbox',
  erased: 'Erased contact',
  waits: (is: Waits) => waits[is],
  mine: 'Engaged by me',
  filter: {
    open: 'Filter',
    active: (n: number) => `Filter · ${count(n)}`,
    title: 'Narrow the list',
    any: 'Any',
    sequence: 'Sequence',
    sender: 'From',
    seat: 'Engaged by',
    me: 'Me',
    tag: 'Tag',
    waits: 'Waits because',
    sandbox: (only: boolean) => (only ? 'only' : 'left out'),
    remove: (what: string) => `Remove the filter ${what}`,
  },
  empty: {
    title: 'Nobody is in a sequence yet.',
    more: 'Engage contacts in a sequence, and each of them stands here with state, sender and next email.',
    action: 'Go to the sequences',
  },
  none: { title: 'Nobody is like that.', action: 'Clear search and filters' },
  acts: {
    pause: 'Pause…',
    resume: 'Resume…',
    stop: 'Stop…',
    move: 'Move to a mailbox…',
    tag: 'Tag…',
    halt: 'Stop here',
    undo: 'Undo',
    progress: (action: Action, n: number) =>
      `${{ pause: 'Pausing', resume: 'Resuming', stop: 'Stopping', move: 'Moving', tag: 'Tagging' }[action]} · ${contacts(n)} so far`,
  },
  dialog: {
    title: {
      pause: 'Pause them in their sequences?',
      resume: 'Let them go on?',
      stop: 'Take them out of their sequences?',
      move: 'Write to them from another mailbox',
      tag: 'Tag them',
    },
    verb: { pause: 'Pause', resume: 'Resume', stop: 'Stop', move: 'Move', tag: 'Tag' },
    doIt: (action: Action, n: number) =>
      `${{ pause: 'Pause', resume: 'Resume', stop: 'Stop', move: 'Move', tag: 'Tag' }[action]} ${contacts(n)}`,
    all: (action: Action) =>
      `${{ pause: 'Pause', resume: 'Resume', stop: 'Stop', move: 'Move', tag: 'Tag' }[action]} all that match`,
    moreThan: (n: number) =>
      `There are more than ${contacts(n)}: this was worked out for the first ${count(n)} of them, the rest follows in the same way.`,
    looking: 'Working out what would happen…',
    to: 'From now on from',
    add: 'Add',
    remove: 'Take off',
    why: (n: number, why: string) => (n === 1 ? why : `${count(n)} × ${why}`),
    rest: (n: number) => `and ${count(n)} more ${word(n, 'reason', 'reasons')}`,
  },
  did: {
    pause: (n: number) => `${contacts(n)} paused`,
    resume: (n: number) => `${contacts(n)} ${word(n, 'goes', 'go')} on`,
    stop: (n: number) => `${contacts(n)} stopped`,
    move: (n: number) => `${contacts(n)} moved`,
    tag: (n: number) => `${contacts(n)} tagged`,
    refused: (n: number) => `${contacts(n)} stayed as ${word(n, 'it was', 'they were')}.`,
    halted: 'Stopped by you; the rest is as it was.',
  },
} as const
