/** A team's computers as the doors show them. */
import { hostname } from 'node:os'
import { Refusal } from '../../shared/domain/failure.ts'
import { wordsOfDevice } from '../file/device-words.ts'
import { accountRows } from '../store/accounts.ts'
import { chunkHeads } from '../store/chunks.ts'
import { type DeviceRow, deviceByPublicId, ownDevice } from '../store/devices.ts'
import type { Reader } from '../store/open.ts'
import { type SeatRow, seatById } from '../store/seats.ts'
import { iso, isoOrNull } from './context.ts'

/** What this computer is called where nobody said otherwise. */
export const usualName = (): string =>
  hostname()
    .replace(/\.local$/i, '')
    .slice(0, 100) || 'Computer'

export const seatShown = ({ publicId, name, address }: Pick<SeatRow, 'publicId' | 'name' | 'address'>) => ({
  public_id: publicId,
  name,
  address,
})

/** Accounts whose mail leaves from a device. */
export const homesOf = (reader: Reader, device: string) =>
  accountRows(reader).filter((account) => account.homeDevice === device && account.kind !== 'managed')

/** @throws Refusal `not_found` */
export function deviceNamed(reader: Reader, publicId: string): DeviceRow {
  const row = deviceByPublicId(reader, publicId)
  if (!row) throw new Refusal('not_found', `There is no computer with the id ${publicId} in this team.`)
  return row
}

export function deviceShown(reader: Reader, row: DeviceRow) {
  const seat = seatById(reader, row.seatId)
  if (!seat) throw new Error('a device without a seat')
  const heard = reader.get<{ at: number | null }>('SELECT heard_at AS at FROM exchanges WHERE device = ?', row.publicId)
  return {
    public_id: row.publicId,
    name: row.name,
    seat: seatShown(seat),
    words: wordsOfDevice(row),
    state: row.state,
    this: row.publicId === ownDevice(reader),
    home_of: homesOf(reader, row.publicId).map(({ publicId, address }) => ({
      public_id: publicId,
      from_email: address,
    })),
    heard_at: isoOrNull(heard?.at ?? null),
    chunks: chunkHeads(reader)[row.publicId] ?? 0,
    created_at: iso(row.createdAt),
    version: row.version,
  }
}
