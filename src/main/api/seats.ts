import { seatTrouble } from '../../shared/domain/access.ts'
import { checkAddress } from '../../shared/domain/address.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { stamp } from '../store/clockwork.ts'
import { teamStanding } from '../store/joining.ts'
import { nameSandbox } from '../store/managed.ts'
import type { Reader } from '../store/open.ts'
import { revokeOfSeat } from '../store/revoking.ts'
import {
  insertSeat,
  type SeatRow,
  seatByAddress,
  seatById,
  seatByPublicId,
  seatRows,
  updateSeat,
} from '../store/seats.ts'
import { type Asker, os } from './context.ts'

const shown = (row: SeatRow) => ({
  public_id: row.publicId,
  name: row.name,
  address: row.address,
  role: row.role,
  state: row.state,
  mailbox_limit: row.mailboxLimit,
  delegates: row.delegates,
  version: row.version,
})

const list = os.seats.list.handler(({ context: { room } }) => seatRows(room.store).map(shown))

/** @throws Refusal `invalid_address`, or `conflict` where another seat than `own` has it */
function freeAddress(tx: Reader, typed: string, own: number | null): string {
  const checked = checkAddress(typed.trim())
  if (!checked.ok) throw new Refusal('invalid_address', `${typed}: ${checked.message}`)
  const other = seatByAddress(tx, checked.address)
  if (other && other.id !== own)
    throw new Refusal('conflict', `${other.name} has a seat with the address ${other.address} already.`)
  return checked.address
}

const add = os.seats.add.handler(({ input, context: { room, asker } }) => {
  const now = room.ports.clock.now()
  const row = room.store.write((tx) => {
    const address = freeAddress(tx, input.address, null)
    const publicId = publicIdFrom(room.ports.dice.bytes(publicIdBytes))
    const { name, role, delegates } = input
    const seat = { publicId, name, address, role, delegates, createdAt: now }
    return seatById(tx, insertSeat(tx, seat, stamp(tx, now, asker.seatId)))
  })
  if (!row) throw new Error('the new seat is missing')
  room.changes.tell('seats')
  return shown(row)
})

/** @throws Refusal where the workspace would be left without anybody who can administer it. */
function checkSeat(tx: Reader, row: SeatRow, next: Pick<SeatRow, 'role' | 'state'>, asker: Asker): void {
  const trouble = seatTrouble(row, next, seatRows(tx), asker.seatId)
  if (trouble === 'own_lock') throw new Refusal('state', "You can't lock your own seat. Another admin can.")
  if (trouble === 'last_admin')
    throw new Refusal('state', `${row.name} is the last active admin. Make somebody else an admin first.`)
}

/**
 * The address a seat is to have. The first one's is made up where nobody was asked, so it can be set until others hear of it.
 *
 * @throws Refusal `state` in a team: other computers know a seat by its address
 */
function addressOf(tx: Reader, before: SeatRow, typed: string | undefined): string {
  if (typed === undefined || typed.trim() === before.address) return before.address
  const address = freeAddress(tx, typed, before.id)
  if (teamStanding(tx) === 'alone') return address
  throw new Refusal(
    'state',
    `A team knows ${before.name} by ${before.address}. Add a seat with the other address instead.`,
  )
}

const update = os.seats.update.handler(({ input, context: { room, asker } }) => {
  const { row, changed } = room.store.write((tx) => {
    const before = seatByPublicId(tx, input.public_id)
    if (!before) throw new Refusal('not_found', `There is no seat with the id ${input.public_id}.`)
    if (input.version !== undefined && input.version !== before.version)
      throw new Refusal('stale_version', `${before.name} is at version ${before.version}, not ${input.version}.`)
    const { name = before.name, role = before.role, state = before.state } = input
    const mailboxLimit = input.mailbox_limit === undefined ? before.mailboxLimit : input.mailbox_limit
    const delegates = input.delegates ?? before.delegates
    const address = addressOf(tx, before, input.address)
    const sameWho = name === before.name && address === before.address
    const same = sameWho && role === before.role && state === before.state && delegates === before.delegates
    if (same && mailboxLimit === before.mailboxLimit) return { row: before, changed: false }
    checkSeat(tx, before, { role, state }, asker)
    const now = room.ports.clock.now()
    updateSeat(tx, before.id, { name, address, role, state, mailboxLimit, delegates }, stamp(tx, now, asker.seatId))
    if (name !== before.name) nameSandbox(tx, { from: before.name, to: name }, stamp(tx, now, asker.seatId))
    if (state === 'locked') revokeOfSeat(tx, before.id, { now, seatId: asker.seatId })
    return { row: seatById(tx, before.id) ?? before, changed: true }
  })
  if (changed) room.changes.tell('seats', 'accounts', 'keys', 'devices', 'delegations', 'sends')
  return shown(row)
})

export const seats = { list, add, update }
