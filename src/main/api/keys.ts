import { createHash } from 'node:crypto'
import { boundless, covers, type Scope, scopesWithheld } from '../../shared/domain/access.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { DAY } from '../../shared/domain/time.ts'
import { accountByPublicId, accountEver, accountRows } from '../store/accounts.ts'
import { groupByPublicId, groupEver } from '../store/groups.ts'
import { insertKey, type KeyRow, keyByPublicId, keyRows, revokeKey } from '../store/keys.ts'
import type { Reader } from '../store/open.ts'
import { type SeatRow, seatByAddress, seatById } from '../store/seats.ts'
import { type Asker, iso, isoOrNull, os } from './context.ts'

type Binding = NonNullable<KeyRow['bound']>
const isThere = <T>(found: T | undefined): found is T => found !== undefined

function boundShown(reader: Reader, key: string, bound: Binding) {
  const live = accountRows(reader)
  const accounts = bound.accounts.map((id) => accountEver(reader, id)).filter(isThere)
  const groups = bound.groups.map((id) => groupEver(reader, id)).filter(isThere)
  const standing = {
    key,
    accounts: bound.accounts,
    groups: groups.filter(({ removed }) => !removed).map(({ id }) => id),
  }
  return {
    accounts: accounts.map(({ id, publicId, address }) => ({
      public_id: publicId,
      from_email: address,
      removed: !live.some((each) => each.id === id),
    })),
    groups: groups.map(({ publicId, name, removed }) => ({ public_id: publicId, name, removed })),
    reach: live.filter((account) => covers(standing, account)).length,
  }
}

const shown = (reader: Reader, row: KeyRow) => ({
  id: row.publicId,
  name: row.name,
  seat: row.seat,
  scopes: row.scopes,
  created: iso(row.createdAt),
  expires: iso(row.expiresAt),
  revoked: isoOrNull(row.revokedAt),
  used: isoOrNull(row.usedAt),
  bound: row.bound && boundShown(reader, row.name, row.bound),
})

/** A key can do nothing its seat's role can't, and nothing that whoever makes it can't. */
function checkScopes(wanted: readonly Scope[], seat: SeatRow, asker: Asker): Scope[] {
  const withheld = scopesWithheld(wanted, seat.role, asker.scopes)
  if (withheld.role.length > 0)
    throw new Refusal(
      'forbidden',
      `${seat.address} is a ${seat.role}: no key of theirs may have ${withheld.role.join(', ')}.`,
    )
  if (withheld.maker.length > 0)
    throw new Refusal('forbidden', `You can't give away what you don't have: ${withheld.maker.join(', ')}.`)
  return [...new Set(wanted)]
}

/** A binding that names nothing is refused: whoever writes an empty one may take it for "all". */
function bindingOf(
  reader: Reader,
  wanted: { accounts: string[]; groups: string[] },
  scopes: readonly Scope[],
): Binding {
  if (wanted.accounts.length + wanted.groups.length === 0)
    throw new Refusal('bad_request', 'Name at least one account or group that the key is bound to, or bind it to none.')
  const over = scopes.filter((scope) => boundless.includes(scope))
  if (over.length > 0)
    throw new Refusal(
      'bad_request',
      `A key bound to accounts can't have ${over.join(', ')}: keys, seats and the workspace belong to no account.`,
    )
  const each = <T extends { id: number }>(ids: string[], what: string, find: (id: string) => T | undefined) =>
    [...new Set(ids)].map((id) => {
      const row = find(id)
      if (!row) throw new Refusal('not_found', `There is no ${what} with the id ${id}.`)
      return row.id
    })
  return {
    accounts: each(wanted.accounts, 'sending account', (id) => accountByPublicId(reader, id)),
    groups: each(wanted.groups, 'delivery group', (id) => groupByPublicId(reader, id)),
  }
}

const list = os.keys.list.handler(({ context: { room } }) => keyRows(room.store).map((row) => shown(room.store, row)))

const create = os.keys.create.handler(({ input, context: { room, asker } }) => {
  const now = room.ports.clock.now()
  const key = `cdz_${Buffer.from(room.ports.dice.bytes(32)).toString('base64url')}`
  const row = room.store.write((tx) => {
    const seat = input.seat === undefined ? seatById(tx, asker.seatId) : seatByAddress(tx, input.seat)
    if (!seat) throw new Refusal('not_found', `There is no seat with the address ${input.seat}.`)
    if (seat.state === 'locked') throw new Refusal('state', `The seat ${seat.address} is locked.`)
    const publicId = publicIdFrom(room.ports.dice.bytes(publicIdBytes))
    insertKey(tx, {
      publicId,
      seatId: seat.id,
      name: input.name,
      hash: createHash('sha256').update(key).digest('hex'),
      scopes: checkScopes(input.scopes, seat, asker),
      bound: input.bound ? bindingOf(tx, input.bound, input.scopes) : null,
      createdAt: now,
      expiresAt: now + input.days * DAY,
    })
    return keyByPublicId(tx, publicId)
  })
  if (!row) throw new Error('the new key is missing')
  room.changes.tell('keys')
  return { ...shown(room.store, row), key }
})

const revoke = os.keys.revoke.handler(({ input, context: { room } }) => {
  const row = room.store.write((tx) => {
    revokeKey(tx, input.public_id, room.ports.clock.now())
    return keyByPublicId(tx, input.public_id)
  })
  if (!row) throw new Refusal('not_found', `There is no key with the id ${input.public_id}.`)
  room.changes.tell('keys')
  return shown(room.store, row)
})

export const keys = { list, create, revoke }
