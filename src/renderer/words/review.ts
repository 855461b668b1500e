/** The words of looking through emails before anybody is engaged. */
import { count, many } from './format.ts'

export const review = {
  open: 'Review emails…',
  title: 'Review emails',
  step: (step: number) => `Email ${count(step)}`,
  steps: 'Which email',
  filter: 'Show',
  filters: { all: 'All', open: 'Not reviewed yet', changed: 'Changed since' },
  progress: (reviewed: number, of: number) => `${count(reviewed)} of ${many(of, 'contact')} reviewed`,
  before: 'Previous contact',
  after: 'Next contact',
  from: (who: string) => `From ${who}`,
  approve: 'Approve',
  again: 'Approve the new text',
  edit: 'Edit',
  save: 'Keep this text',
  cancel: 'Cancel',
  forget: 'Back to the step’s text',
  failed: 'The emails',
  chip: (how: 'edited' | 'reviewed') => (how === 'edited' ? 'Written by hand' : 'Approved'),
  changed:
    'The step gives this contact another text, or other files, than you looked at. Approve it as it is now, or write your own again.',
  drawn:
    'This email has variants, and which one a contact gets is drawn when they are engaged. Look at variant A here; edit single emails in the Outbox afterwards.',
  trouble: (why: string) => `It can’t be approved: ${why}.`,
  byHand: 'It can be written by hand, for this contact alone.',
  noSubject: 'Without a subject',
  none: {
    open: 'Every email is reviewed.',
    changed: 'Nothing has changed since you looked.',
    all: 'Nobody would be written to.',
  },
  keys: '← → other contacts · Enter approves · E edits',
  keysDrawn: '← → other contacts',
} as const
