/** Sequences to start from, written for this program: whole as they are, and everybody's to change once they are added. */
import customerInterviews from '../../../../resources/sequences/customer-interviews.json' with { type: 'json' }
import eventFollowUp from '../../../../resources/sequences/event-follow-up.json' with { type: 'json' }
import quietCustomers from '../../../../resources/sequences/quiet-customers.json' with { type: 'json' }
import recruiterOutreach from '../../../../resources/sequences/recruiter-outreach.json' with { type: 'json' }
import salesFirstContact from '../../../../resources/sequences/sales-first-contact.json' with { type: 'json' }
import { checkSequence } from '../../../shared/domain/sequence.ts'
import { writeSequenceText } from '../../sequence-text.ts'
import { os } from '../context.ts'

const pieces = [
  {
    key: 'sales-first-contact',
    about: 'For people who don’t know you yet: two openings to compare, a call between the emails, and an end.',
    file: salesFirstContact,
  },
  {
    key: 'recruiter-outreach',
    about: 'For candidates who aren’t looking: a page with the salary instead of a call, and a place on the list.',
    file: recruiterOutreach,
  },
  {
    key: 'customer-interviews',
    about: 'For founders who want to learn: twenty minutes, then one question, then what the others said.',
    file: customerInterviews,
  },
  {
    key: 'event-follow-up',
    about: 'For people you met at an event: what you promised, while it is fresh.',
    file: eventFollowUp,
  },
  {
    key: 'quiet-customers',
    about: 'For customers who have gone quiet: first whether something went wrong, then what is new.',
    file: quietCustomers,
  },
] as const

function shown({ key, about, file }: (typeof pieces)[number]) {
  const checked = checkSequence(file)
  if (!checked.ok) throw new Error(`${key} in the gallery is no sequence`)
  const { name, steps } = checked.sequence
  const text = writeSequenceText({ name: file.name, steps: file.steps }, 'yaml')
  return {
    key,
    name,
    about,
    emails: steps.filter(({ kind }) => kind === 'email').length,
    tasks: steps.filter(({ kind }) => kind === 'task').length,
    days: steps.reduce((sum, { days }) => sum + days, 0),
    steps: steps.map(({ kind, days, thread, subject, text: body, note, variants }) => ({
      kind,
      days,
      thread,
      subject,
      text: body ?? note ?? '',
      variants: variants.map((each) => ({ key: each.key, subject: each.subject, text: each.text ?? '' })),
    })),
    text,
  }
}

export const gallery = os.sequences.gallery.handler(() => pieces.map(shown))
