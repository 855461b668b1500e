/** Installations of the team's members, as far as this computer knows them. */
import type { Mark } from './clockwork.ts'
import type { Reader, Tx } from './open.ts'

export interface DeviceRow {
  id: number
  publicId: string
  /** Row id. */
  seatId: number
  name: string
  /** Ed25519, base64url. */
  signingKey: string
  /** `age1…` */
  sealingKey: string
  state: 'active' | 'revoked'
  /** Of a revoked one: the last of its chunks that counts. */
  lastChunk: number | null
  createdAt: number
  version: number
}

const columns = `id, public_id AS publicId, seat_id AS seatId, name, signing_key AS signingKey, sealing_key AS sealingKey,
  state, last_chunk AS lastChunk, created_at AS createdAt, version`

/** In the order they were made known; without those that were only ever a mistake. */
export const deviceRows = (reader: Reader): DeviceRow[] =>
  reader.all(`SELECT ${columns} FROM devices WHERE deleted = 0 ORDER BY id`)

export const deviceByPublicId = (reader: Reader, publicId: string): DeviceRow | undefined =>
  reader.get(`SELECT ${columns} FROM devices WHERE public_id = ? AND deleted = 0`, publicId)

/** Public id of this installation. */
export const ownDevice = (reader: Reader): string => {
  const row = reader.get<{ device: string }>('SELECT device FROM workspace')
  if (!row) throw new Error('the workspace row is missing')
  return row.device
}

/** The team's other computers that nobody has shut out. */
export function otherDevices(reader: Reader): DeviceRow[] {
  const own = ownDevice(reader)
  return deviceRows(reader).filter(({ publicId, state }) => publicId !== own && state === 'active')
}

/** Returns the row id. */
export const insertDevice = (
  tx: Tx,
  device: Pick<DeviceRow, 'publicId' | 'seatId' | 'name' | 'signingKey' | 'sealingKey' | 'createdAt'>,
  mark: Mark,
): number =>
  tx.run(
    `INSERT INTO devices (public_id, seat_id, name, signing_key, sealing_key, state, created_at, author, device, hlc)
     VALUES (@publicId, @seatId, @name, @signingKey, @sealingKey, 'active', @createdAt, @author, @device, @hlc)`,
    {
      publicId: device.publicId,
      seatId: device.seatId,
      name: device.name,
      signingKey: device.signingKey,
      sealingKey: device.sealingKey,
      createdAt: device.createdAt,
      ...mark,
    },
  ).id

/** Writes what people can set about it, and raises the version. */
export const updateDevice = (
  tx: Tx,
  id: number,
  device: Pick<DeviceRow, 'name' | 'state' | 'lastChunk'>,
  mark: Mark,
): void =>
  void tx.run(
    `UPDATE devices SET name = @name, state = @state, last_chunk = @lastChunk, version = version + 1, author = @author,
       device = @device, hlc = @hlc WHERE id = @id`,
    { id, name: device.name, state: device.state, lastChunk: device.lastChunk, ...mark },
  )
