/**
 * Whose words may count differently once it is known that somebody's standing was another. Most of what a team tells are
 * contacts, and nearly none of them depends on a role: they need not be judged again one by one.
 */
import type { Standing } from './authority-shape.ts'
import type { SharedKind } from './shared-change.ts'

/**
 * Kinds of which a change is judged by the standing of the computer that wrote it and by what was said of the same row
 * before, and by nothing else (merge-rules.ts): not by anybody's mailboxes, permissions, or rows of other kinds.
 */
const byStandingAlone: readonly SharedKind[] = [
  'contact_field',
  'contact',
  'suppression',
  'sequence',
  'group',
  'domain',
  'mailbox_request',
  'limit_request',
]

/** Whether all that a chunk says of these kinds counts as it did. */
export const allAsBefore = (kinds: Iterable<SharedKind>, was: Standing | null, is: Standing | null): boolean =>
  isSame(was, is) && [...kinds].every((kind) => byStandingAlone.includes(kind))

const isSame = (was: Standing | null, is: Standing | null): boolean =>
  was?.seat === is?.seat && was?.device === is?.device && was?.admin === is?.admin

/**
 * Whether a change may count differently than before.
 *
 * @param body its canonical JSON
 * @param was standing of its chunk as it was judged; null: it had none
 */
export function mayCountOtherwise(kind: SharedKind, body: string, was: Standing | null, is: Standing | null): boolean {
  if (!byStandingAlone.includes(kind)) return true
  if (was === null || is === null) return was !== is
  if (was.seat !== is.seat || was.device !== is.device) return true
  return was.admin !== is.admin && !mayAnybody(kind, body)
}

/** Said by members and admins alike. */
const mayAnybody = (kind: SharedKind, body: string): boolean =>
  kind === 'sequence' || kind === 'contact_field' || (kind === 'contact' && !body.includes('"gone":true'))
