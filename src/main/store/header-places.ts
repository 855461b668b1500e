/** Where a chunk that is kept here stands among all that was told. */
import type { ChunkHeader } from '../../shared/domain/shared-change.ts'
import type { Place } from '../../shared/domain/shared-order.ts'
import type { Reader } from './open.ts'

export function placeIn(header: string): Place {
  const { device, number, seen } = JSON.parse(header) as ChunkHeader
  return { device, number, seen }
}

/** Of a chunk that isn't here: as if its writer had known nothing. */
export function placeAt(reader: Reader, device: string, number: number): Place {
  const header = reader.get<{ header: string }>(
    'SELECT header FROM chunks WHERE device = ? AND number = ?',
    device,
    number,
  )?.header
  return header === undefined ? { device, number, seen: {} } : placeIn(header)
}
