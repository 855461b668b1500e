/** The words of adding chosen contacts to a sequence. */
import { many } from './format.ts'
import { sequences } from './sequences.ts'

const people = (n: number) => many(n, 'contact')

export const addToSequence = {
  open: 'Add to a sequence…',
  title: (whom: string) => `Add ${whom} to a sequence`,
  which: 'Sequence',
  pick: 'Choose a sequence',
  nothing: 'No sequence is called that.',
  more: (state: keyof typeof sequences.states, emails: number, engaged: number) =>
    [sequences.states[state], many(emails, 'email'), ...(engaged > 0 ? [`${people(engaged)} so far`] : [])].join(' · '),
  how: 'How they go in',
  join: (n: number, by: string, at: string) => `With the ${people(n)} that ${by} engaged ${at}`,
  joinMore: 'Its senders, sending hours, pace and ends hold for them too.',
  anew: 'By themselves',
  anewMore: 'You choose senders, start and pace.',
  next: 'Nobody is engaged by this: you see the plan first.',
  verb: 'Go on',
  none: 'There is no sequence yet.',
  write: 'Write a sequence',
}
