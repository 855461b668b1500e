/** Who had heard that a mailbox was taken over from a lost computer, by what they told. */
import type { Homes } from '../../shared/domain/home.ts'
import type { ChunkHeader } from '../../shared/domain/shared-change.ts'
import { knows } from '../../shared/domain/shared-order.ts'
import { lastChunk } from './chunks.ts'
import type { Reader } from './open.ts'
import { namesOf, staying } from './twins.ts'

/**
 * Had whoever gave that clock heard of the last take-over of an account? Judged by the first chunk that can hold what bears the clock.
 * Their word comes to nobody who has not heard of all that they had; so what it asks for reached the lost computer after that, if at all.
 *
 * @param account public id
 * @param clock of a change that was taken in here
 */
export function hadHeardOfTakeOver(reader: Reader, account: string, homes: Homes, clock: string): boolean {
  const told = placeOfTakeOver(reader, account, homes)
  const chunk = chunkAt(reader, clock)
  return told !== undefined && chunk !== undefined && knows(chunk, told)
}

/** The chunk that told of it; undefined: nobody was told yet. */
function placeOfTakeOver(
  reader: Reader,
  account: string,
  homes: Homes,
): { device: string; number: number } | undefined {
  const last = Object.entries(homes)
    .filter(([, { taken }]) => taken !== undefined)
    .at(-1)
  if (!last) return undefined
  const [epoch, { device }] = last
  return reader.get(
    `SELECT device, number FROM facts WHERE device = @device AND json_extract(body, '$.kind') = 'account'
       AND json_extract(body, '$.id') IN (SELECT value FROM json_each(@names)) AND json_type(body, @field) IS NOT NULL
     ORDER BY number LIMIT 1`,
    {
      device,
      names: JSON.stringify(namesOf(reader, 'account', staying(reader, 'account', account))),
      field: `$.set."homes.${epoch}"`,
    },
  )
}

/** The first chunk of a clock's device that was sealed no earlier; rows are long, so a few are looked at and not all. */
function chunkAt(reader: Reader, clock: string): ChunkHeader | undefined {
  const device = clock.split('-')[2] ?? ''
  const headOf = (number: number): ChunkHeader | undefined => {
    const kept = 'SELECT header FROM chunks WHERE device = ? AND number = ?'
    const header = reader.get<{ header: string }>(kept, device, number)?.header
    return header === undefined ? undefined : JSON.parse(header)
  }
  let [from, upto] = [1, lastChunk(reader, device)?.number ?? 0]
  while (from < upto) {
    const middle = Math.floor((from + upto) / 2)
    if ((headOf(middle)?.at ?? '') >= clock) upto = middle
    else from = middle + 1
  }
  return headOf(upto)
}
