/** The words of delivery groups. */
import { count, many, word } from './format.ts'

export const groups = {
  title: 'Delivery groups',
  lead: 'Mailboxes that stand in for each other: a sequence engaged by a group is shared among its active mailboxes.',
  back: 'Mailboxes',
  failed: 'The delivery groups',
  make: 'New group…',
  none: 'There are no delivery groups yet.',
  noneMore:
    'Put mailboxes that may write in each other’s place into one. When one goes out, the others write to the contacts nobody has written to yet.',
  active: (n: number, of: number) =>
    of === 0 ? 'No mailboxes' : `${count(n)} of ${many(of, 'mailbox', 'mailboxes')} active`,
  edit: 'Change…',
  remove: 'Remove…',
  share: (n: number) => `${n} %`,
  engaged: 'Engaged by it',
  contacts: (n: number, waiting: number) =>
    `${many(n, 'contact')} under way${waiting > 0 ? `, ${many(waiting, 'email')} ${word(waiting, 'waits', 'wait')}` : ''}`,
  keys: 'API keys bound to it',
  form: {
    make: 'New delivery group',
    edit: (name: string) => `Change “${name}”`,
    name: 'Name',
    members: 'Mailboxes',
    membersMore: 'A mailbox is in one group at most. The built-in one is in none.',
    now: (group: string) => `now in “${group}”`,
    none: 'There is no mailbox yet that could be in a group.',
    create: 'Make the group',
    save: 'Save',
  },
  ask: {
    title: (name: string) => `Remove “${name}”?`,
    verb: 'Remove the group',
    keep: 'Keep it',
  },
  did: {
    made: (name: string) => `“${name}” is made`,
    saved: (name: string) => `“${name}” is saved`,
    removed: (name: string) => `“${name}” is removed`,
  },
} as const
