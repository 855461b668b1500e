/**
 * Names of permissions. Two computers that begin the same one before they hear of each other call it the same; so its name
 * can be guessed, and nobody may take it for a permission between others: it has to fit who gives it to whom.
 */
import type { GrantOrigin } from '../../shared/domain/delegation.ts'
import type { Change } from '../../shared/domain/shared-change.ts'
import { boundName, isBoundElsewhere } from './bound-name.ts'
import type { Reader } from './open.ts'

/** Seats by their public ids. Three letters tell apart those that such a pair began one after another. */
const between = (owner: unknown, delegate: unknown, origin: unknown): string => `${owner} ${delegate} ${origin}`

/**
 * The name of the next grant between two seats (row ids): the same one on each computer that begins it before they hear of each
 * other, so that it is one grant, and who ends it ends it everywhere.
 */
export function nextGrantName(reader: Reader, ownerId: number, delegateId: number, origin: GrantOrigin): string {
  const pair = reader.get<{ owner: string; delegate: string; held: number }>(
    `SELECT o.public_id AS owner, d.public_id AS delegate, (SELECT count(*) FROM grants g
       WHERE g.owner_id = o.id AND g.delegate_id = d.id AND g.origin = @origin AND g.deleted = 0) AS held
     FROM seats o, seats d WHERE o.id = @ownerId AND d.id = @delegateId`,
    { ownerId, delegateId, origin },
  )
  if (!pair) throw new Error('a grant of seats that are not here')
  for (let n = pair.held; ; n++) {
    const name = boundName(between(pair.owner, pair.delegate, origin), n.toString(32).padStart(3, '0'))
    if (!reader.get('SELECT 1 FROM grants WHERE public_id = ?', name)) return name
  }
}

/** A name that is another permission's: its beginning names other people than its fields do. */
export const isAnothersGrant = (id: string, fields: Readonly<Record<string, unknown>>): boolean =>
  isBoundElsewhere(id, between(fields.owner, fields.delegate, fields.origin))

/** Why a change can't be told under that name, in words; null = it can. Later changes of a permission say nothing of its people. */
export const grantNameFault = ({ kind, id, set = {} }: Change): string | null =>
  kind === 'grant' && ['owner', 'delegate', 'origin'].some((field) => field in set) && isAnothersGrant(id, set)
    ? 'Its name is that of a permission between others.'
    : null
