import { createHash } from 'node:crypto'
import { type Scope, scopesWithheld } from '../../shared/domain/access.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { DAY } from '../../shared/domain/time.ts'
import { insertKey, type KeyRow, keyByPublicId, keyRows, revokeKey } from '../store/keys.ts'
import { type SeatRow, seatByAddress, seatById } from '../store/seats.ts'
import { type Asker, iso, isoOrNull, os } from './context.ts'

const shown = (row: KeyRow) => ({
  id: row.publicId,
  name: row.name,
  seat: row.seat,
  scopes: row.scopes,
  created: iso(row.createdAt),
  expires: iso(row.expiresAt),
  revoked: isoOrNull(row.revokedAt),
  used: isoOrNull(row.usedAt),
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

const list = os.keys.list.handler(({ context: { room } }) => keyRows(room.store).map(shown))

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
      createdAt: now,
      expiresAt: now + input.days * DAY,
    })
    return keyByPublicId(tx, publicId)
  })
  if (!row) throw new Error('the new key is missing')
  room.changes.tell('keys')
  return { ...shown(row), key }
})

const revoke = os.keys.revoke.handler(({ input, context: { room } }) => {
  const row = room.store.write((tx) => {
    revokeKey(tx, input.public_id, room.ports.clock.now())
    return keyByPublicId(tx, input.public_id)
  })
  if (!row) throw new Refusal('not_found', `There is no key with the id ${input.public_id}.`)
  room.changes.tell('keys')
  return shown(row)
})

export const keys = { list, create, revoke }
