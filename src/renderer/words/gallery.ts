import { many } from './format.ts'

/** New sequence › From the gallery. */
export const gallery = {
  open: 'From the gallery…',
  title: 'Start from the gallery',
  lead: 'Each is whole as it is. Once added it is yours: change every word.',
  what: 'The gallery',
  list: 'Sequences to start from',
  add: 'Add and edit',
  figures: (emails: number, tasks: number, days: number) =>
    [many(emails, 'email'), ...(tasks > 0 ? [many(tasks, 'task')] : []), `${many(days, 'working day')}`].join(' · '),
  step: (kind: 'email' | 'task', number: number) => `${kind === 'task' ? 'Task' : 'Email'} ${number}`,
  first: 'When the schedule says',
  after: (days: number) => `${many(days, 'working day')} later`,
  same: ', in the same conversation',
  variant: (key: string) => `Or, as variant ${key}`,
}
