import { checkAddress } from '../../shared/domain/address.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { stamp } from '../store/clockwork.ts'
import { insertSeat, type SeatRow, seatByAddress, seatById, seatRows } from '../store/seats.ts'
import { os } from './context.ts'

const shown = (row: SeatRow) => ({
  public_id: row.publicId,
  name: row.name,
  address: row.address,
  role: row.role,
  state: row.state,
  version: row.version,
})

const list = os.seats.list.handler(({ context: { room } }) => seatRows(room.store).map(shown))

const add = os.seats.add.handler(({ input, context: { room, asker } }) => {
  const checked = checkAddress(input.address.trim())
  if (!checked.ok) throw new Refusal('invalid_address', `${input.address}: ${checked.message}`)
  const now = room.ports.clock.now()
  const row = room.store.write((tx) => {
    const other = seatByAddress(tx, checked.address)
    if (other) throw new Refusal('conflict', `${other.name} has a seat with the address ${other.address} already.`)
    const publicId = publicIdFrom(room.ports.dice.bytes(publicIdBytes))
    const seat = { publicId, name: input.name, address: checked.address, role: input.role, createdAt: now }
    return seatById(tx, insertSeat(tx, seat, stamp(tx, now, asker.seatId)))
  })
  if (!row) throw new Error('the new seat is missing')
  room.changes.tell('seats')
  return shown(row)
})

export const seats = { list, add }
