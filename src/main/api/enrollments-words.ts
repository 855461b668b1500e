/** What a deed for many contacts in sequences leads to, in sentences. */
import { momentText } from '../../shared/domain/time-text.ts'
import type { AccountRow } from '../store/accounts.ts'
import type { EnrollmentRow } from '../store/enrollments.ts'
import type { Foretold } from './takeover.ts'
import { amount, seenBy } from './takeover-words.ts'

export type EnrollmentAction = 'pause' | 'resume' | 'stop' | 'move' | 'tag'

export interface DeedDone {
  went: EnrollmentRow[]
  emails: number
  refused: { row: EnrollmentRow; why: string }[]
}

export interface DeedTold {
  now: number
  zone: string
  heir: AccountRow | null
  add: readonly string[]
  remove: readonly string[]
  /** Null: not worked out. */
  foretold: Foretold | null
}

const many = (n: number, one: string, more: string): string => (n === 1 ? one : more)
const contacts = (rows: readonly EnrollmentRow[]): number => new Set(rows.map(({ contactId }) => contactId)).size
const quoted = (tags: readonly string[]): string => tags.map((tag) => `“${tag}”`).join(', ')

/** When those who go on are written to, and whom that displaces. */
function times({ foretold, now, zone }: DeedTold): string[] {
  const { first, last, displaced } = foretold ?? {}
  const words: string[] = []
  if (first && last)
    words.push(`The first email leaves ${momentText(first, now, zone)}, the last ${momentText(last, now, zone)}.`)
  if (displaced) words.push(`${amount(displaced, 'email')} to others ${many(displaced, 'gets', 'get')} another slot.`)
  return words
}

function paused({ went, emails }: DeedDone): string[] {
  const n = went.length
  return [
    `${amount(n, 'contact')} ${many(n, 'stands', 'stand')} still: ${amount(emails, 'planned email')} ${many(emails, 'waits', 'wait')} until you resume ${many(n, 'it', 'them')}.`,
  ]
}

function resumed({ went, emails }: DeedDone, told: DeedTold): string[] {
  const n = went.length
  const held = went.filter(({ sequencePaused }) => sequencePaused === 1).length
  return [
    `${amount(n, 'contact')} ${many(n, 'goes', 'go')} on where ${many(n, 'it', 'they')} stood: ${amount(emails, 'email')}.`,
    ...(held > 0
      ? [
          `${held === n ? many(n, 'Its sequence is', 'Their sequences are') : `The sequence of ${held.toLocaleString('en')} of them is`} paused: nothing leaves before that goes on too.`,
        ]
      : []),
    ...times(told),
  ]
}

function stopped({ went, emails }: DeedDone): string[] {
  const n = went.length
  const sending = went.reduce((sum, row) => sum + row.sending, 0)
  return [
    `${amount(n, 'contact')} ${many(n, 'is', 'are')} taken out of ${many(n, 'its sequence', 'their sequences')}: ${amount(emails, 'planned email')} ${many(emails, 'is', 'are')} withdrawn. That can’t be taken back.`,
    ...(sending > 0
      ? [`${amount(sending, 'email')} ${many(sending, 'leaves', 'leave')} just now and can’t be called back.`]
      : []),
  ]
}

function moved({ went, emails }: DeedDone, told: DeedTold): string[] {
  const { heir } = told
  if (!heir) return []
  const n = went.length
  const before = [...new Set(went.map(({ sender }) => sender))]
  const named = before.length > 3 ? `${before.slice(0, 3).join(', ')} and ${before.length - 3} more` : before.join(', ')
  const reopened = went.filter(({ state }) => state === 'failed').length
  return [
    `${amount(n, 'contact')} ${many(n, 'is', 'are')} written to from ${heir.address} instead of ${named}: ${amount(emails, 'email')}.`,
    ...(reopened > 0
      ? [
          `${amount(reopened, 'contact')} of them stopped when ${many(reopened, 'its', 'their')} mailbox was removed, and ${many(reopened, 'goes', 'go')} on at the step where ${many(reopened, 'it', 'they')} stopped.`,
        ]
      : []),
    ...seenBy(heir, named, went.filter(({ sent }) => sent > 0).length),
    ...times(told),
  ]
}

function tagged({ went }: DeedDone, { add, remove }: DeedTold): string[] {
  const n = contacts(went)
  return [
    ...(add.length > 0 ? [`${amount(n, 'contact')} ${many(n, 'gets', 'get')} ${quoted(add)}.`] : []),
    ...(remove.length > 0
      ? [`${quoted(remove)} ${many(remove.length, 'is', 'are')} taken off ${amount(n, 'contact')}.`]
      : []),
  ]
}

const sentences: Record<EnrollmentAction, (done: DeedDone, told: DeedTold) => string[]> = {
  pause: paused,
  resume: resumed,
  stop: stopped,
  move: moved,
  tag: tagged,
}

export function enrollmentWords(action: EnrollmentAction, done: DeedDone, told: DeedTold): string[] {
  const refused = done.refused.length
  const rest =
    refused > 0 ? [`${amount(refused, 'contact')} ${many(refused, 'stays as it is', 'stay as they are')}.`] : []
  if (done.went.length === 0) return ['Nobody among them can be changed so.']
  return [...sentences[action](done, told), ...rest]
}
