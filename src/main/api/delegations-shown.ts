/** A permission to send as every door shows it, to whom it concerns. */
import { allowed } from '../../shared/domain/access.ts'
import {
  type GrantMove,
  type GrantSide,
  grantHindrance,
  isGrantOpen,
  mayMoveGrant,
} from '../../shared/domain/delegation.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { accountRows } from '../store/accounts.ts'
import { deviceByPublicId, ownDevice } from '../store/devices.ts'
import { countsOfPair, type GrantPerson, type GrantRow, grantByPublicId } from '../store/grants.ts'
import { lastLetterOut } from '../store/letters.ts'
import type { Reader } from '../store/open.ts'
import { seatById } from '../store/seats.ts'
import { type Asker, iso, isoOrNull } from './context.ts'
import { travelling } from './delegations-letters.ts'

export const person = ({ publicId, name, address }: Pick<GrantPerson, 'publicId' | 'name' | 'address'>) => ({
  public_id: publicId,
  name,
  address,
})

/** An admin who is neither of the two looks on, and may end it. */
export function sideOf(asker: Asker, grant: GrantRow): GrantSide {
  if (grant.owner.id === asker.seatId) return 'owner'
  if (grant.delegate.id === asker.seatId) return 'delegate'
  return allowed('delegation.see', asker) ? 'admin' : 'stranger'
}

/** @throws Refusal `not_found` also for what isn't theirs to see: a stranger must not learn who sends for whom */
export function neededGrant(reader: Reader, asker: Asker, publicId: string, version?: number): GrantRow {
  const grant = grantByPublicId(reader, publicId)
  if (!grant || sideOf(asker, grant) === 'stranger')
    throw new Refusal('not_found', `There is no permission to send with the id ${publicId}.`)
  if (version !== undefined && version !== grant.version)
    throw new Refusal('stale_version', `This permission is at version ${grant.version}, not ${version}.`)
  return grant
}

/** Who it is between and since when, as the ledger is asked about it. */
export const pairOf = (grant: GrantRow) => ({
  ownerId: grant.owner.id,
  delegateId: grant.delegate.id,
  since: grant.createdAt,
})

const verbs = { accepted: 'accept', declined: 'decline', cancelled: 'cancel', revoked: 'revoke' } as const

function deeds(grant: GrantRow, side: GrantSide, now: number) {
  const open: (keyof typeof verbs)[] =
    grant.state === 'pending' ? ['accepted', 'declined', 'cancelled'] : grant.state === 'active' ? ['revoked'] : []
  const isLate = grant.state === 'pending' && now >= grant.expiresAt
  return open
    .filter((move) => !(isLate && move === 'accepted') && mayMoveGrant(grant.origin, move satisfies GrantMove, side))
    .map((move) => verbs[move])
}

export function shownGrant(reader: Reader, asker: Asker, grant: GrantRow, now: number) {
  const side = sideOf(asker, grant)
  const hindrance = isGrantOpen(grant.state) ? grantHindrance(grant.owner, grant.delegate) : null
  const last = lastLetterOut(reader, grant.publicId)
  const own = ownDevice(reader)
  const me = seatById(reader, asker.seatId)?.publicId
  const { heldSince, ...counts } = countsOfPair(reader, pairOf(grant))
  const accounts = accountRows(reader).filter(({ seatId }) => seatId === grant.owner.id)
  return {
    public_id: grant.publicId,
    owner: person(grant.owner),
    delegate: person(grant.delegate),
    origin: grant.origin,
    state: grant.state,
    side: side === 'stranger' ? ('admin' as const) : side,
    live: grant.state === 'active' && hindrance === null,
    hindrance,
    can: [...deeds(grant, side, now), ...(last && last.state === 'waiting' ? (['letter'] as const) : [])],
    expires_at: grant.state === 'pending' ? iso(grant.expiresAt) : null,
    decided_at: isoOrNull(grant.decidedAt),
    reason: grant.reason,
    by_other: !isGrantOpen(grant.state) && grant.author !== null && grant.author !== me,
    accounts: accounts.map((each) => ({
      public_id: each.publicId,
      address: each.address,
      home:
        each.homeDevice === own
          ? null
          : (deviceByPublicId(reader, each.homeDevice)?.name ?? 'a computer that is not known here'),
    })),
    ...counts,
    held_since: isoOrNull(heldSince),
    letter: last ? travelling(last) : null,
    created_at: iso(grant.createdAt),
    version: grant.version,
  }
}
