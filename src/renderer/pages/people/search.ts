import { type EnrollmentState, enrollmentStates } from '../../../shared/domain/enrollment.ts'
import { flag, oneOf, present, text } from '../../parts/search-params.ts'

export type PersonState = EnrollmentState
export const waits = ['sender', 'sequence', 'held', 'time', 'unsure'] as const
const sorts = ['engaged', '-engaged', 'next'] as const

/** What the address of this screen says. */
export const peopleSearch = (raw: Record<string, unknown>) =>
  present({
    state: oneOf(raw.state, enrollmentStates),
    search: text(raw.search),
    sequence: text(raw.sequence),
    sender: text(raw.sender, 320),
    seat: text(raw.seat, 320),
    tag: text(raw.tag, 100),
    waits: oneOf(raw.waits, waits),
    sandbox: flag(raw.sandbox) ?? (String(raw.sandbox) === 'false' ? false : undefined),
    sort: oneOf(raw.sort, sorts),
  })

export type PeopleSearch = ReturnType<typeof peopleSearch>
