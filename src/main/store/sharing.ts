/** From here on other computers are told what changes in this workspace. */
import type { Root } from '../../shared/domain/authority-shape.ts'
import { sharedKinds } from '../../shared/domain/shared-change.ts'
import { stamp } from './clockwork.ts'
import { deviceByPublicId, insertDevice, ownDevice } from './devices.ts'
import type { Reader, Tx } from './open.ts'
import { firstSeat } from './seats.ts'
import { codecs } from './shared-codecs/index.ts'

export { rootOf } from './facts.ts'

/** Since when (ms since the epoch) changes are told to other devices; null: it is on this computer alone. */
export const sharedSince = (reader: Reader): number | null =>
  reader.get<{ since: number | null }>('SELECT shared_since AS since FROM workspace')?.since ?? null

export interface OwnDevice {
  /** As they are in the keychain: the public parts go into the row. */
  keys: { device: string; signingKey: string; sealingKey: string }
  /** What people call this computer. */
  name: string
}

/**
 * Makes a workspace a shared one, with this computer as the founder's. Quick, however much there is: what is here already is
 * looked at when it is sealed, a piece at a time (`sealAll`). Does nothing where it is shared already.
 *
 * @returns true when it was turned on now
 */
export function shareWorkspace(tx: Tx, own: OwnDevice, now: number): boolean {
  if (sharedSince(tx) !== null) return false
  const seat = firstSeat(tx)
  const root: Root = { device: own.keys.device, signingKey: own.keys.signingKey, seat: seat.publicId }
  knowOwnDevice(tx, own, now)
  turnOn(tx, root, now)
  return true
}

/** Marks everything that is here to be looked at, and lets triggers mark what is written from now on. */
export function turnOn(tx: Tx, root: Root, now: number): void {
  tx.run('UPDATE workspace SET root = ?, shared_since = ?', JSON.stringify(root), now)
  for (const kind of sharedKinds) {
    const table = codecs[kind]?.table
    if (table)
      tx.run(
        `INSERT INTO shared_ranges (kind, "after", upto) SELECT ?, 0, id FROM ${table} ORDER BY id DESC LIMIT 1`,
        kind,
      )
  }
}

/** The row of this computer itself, under the first seat. */
export function knowOwnDevice(tx: Tx, { keys, name }: OwnDevice, now: number): void {
  if (keys.device !== ownDevice(tx)) throw new Error('sharing: these are the keys of another computer')
  if (deviceByPublicId(tx, keys.device)) return
  const { device, signingKey, sealingKey } = keys
  insertDevice(
    tx,
    { publicId: device, seatId: firstSeat(tx).id, name, signingKey, sealingKey, createdAt: now },
    stamp(tx, now),
  )
}
