/** Taking a computer out of the team. What it told before counts; whatever it tells afterwards, nobody takes in. */
import { chunkHeads } from './chunks.ts'
import { stamp } from './clockwork.ts'
import { type DeviceRow, deviceRows, updateDevice } from './devices.ts'
import { note } from './journal.ts'
import type { Tx } from './open.ts'

/** The last of its chunks that counts is the last that this computer holds. `seatId`: row id of who does it. */
export function revokeDevice(tx: Tx, row: DeviceRow, by: { now: number; seatId: number }): void {
  if (row.state === 'revoked') return
  const last = chunkHeads(tx)[row.publicId] ?? 0
  updateDevice(tx, row.id, { name: row.name, state: 'revoked', lastChunk: last }, stamp(tx, by.now, by.seatId))
  note(tx, by.now, 'team', `${row.name} was taken out of the team.`, { device: row.publicId })
}

/** All of a seat (row id) that is locked: unlocked, it joins anew. */
export function revokeOfSeat(tx: Tx, seat: number, by: { now: number; seatId: number }): void {
  for (const row of deviceRows(tx)) if (row.seatId === seat) revokeDevice(tx, row, by)
}
