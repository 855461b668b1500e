/** Folding anew what was folded under a standing that turned out to be another. Rare. */
import type { ChunkHeader, SharedKind } from '../../shared/domain/shared-change.ts'
import { depthOf, type Place } from '../../shared/domain/shared-order.ts'
import { chunkOf } from './chunks.ts'
import { courtOf, isFact } from './facts.ts'
import { foldOne, judgeOf, write } from './judging.ts'
import type { Reader, Tx } from './open.ts'
import { sharedRow } from './shared-rows.ts'
import { vanish } from './vanishing.ts'

/** A change's kind and id without reading it whole: nothing before them in canonical JSON can hold that text. */
const named = (body: string): { kind: SharedKind; id: string } => {
  const from = body.indexOf('"id":"') + 6
  const id = body.slice(from, body.indexOf('"', from))
  const at = body.indexOf('"kind":"', from) + 8
  return { id, kind: body.slice(at, body.indexOf('"', at)) as SharedKind }
}

const parted = <T>(list: readonly T[], test: (one: T) => boolean): [T[], T[]] => [
  list.filter(test),
  list.filter((one) => !test(one)),
]

/** In an order in which none comes before what its writer knew. Headers are read one by one. */
function chunksInOrder(reader: Reader): Place[] {
  const places: { place: Place; depth: number }[] = []
  for (const { header } of reader.iterate<{ header: string }>(
    "SELECT header FROM chunks WHERE state = 'applied' ORDER BY device, number",
  )) {
    const { device, number, seen } = JSON.parse(header) as ChunkHeader
    const place = { device, number, seen }
    places.push({ place, depth: depthOf(place) })
  }
  return places.sort((a, b) => a.depth - b.depth).map(({ place }) => place)
}

/**
 * Makes anew the fold and the tables of every row that the given devices' chunks from a number on speak of. Holds the names
 * of those rows and no more in memory.
 *
 * @returns kinds whose rows may have changed
 */
export function refold(tx: Tx, from: ReadonlyMap<string, number>, now: number): SharedKind[] {
  const rows = new Map<string, { kind: SharedKind; id: string }>()
  for (const [device, since] of from)
    for (const { number } of tx.all<{ number: number }>(
      "SELECT number FROM chunks WHERE device = ? AND number >= ? AND state = 'applied'",
      device,
      since,
    ))
      for (const body of chunkOf(tx, device, number)?.bodies ?? []) {
        const name = body === null ? null : named(body)
        if (name) rows.set(`${name.kind} ${name.id}`, name)
      }
  for (const [key, row] of rows) if (isFact({ ...row, hlc: '', by: null, salt: '' })) rows.delete(key)
  if (rows.size === 0) return []
  for (const { kind, id } of rows.values()) tx.run('DELETE FROM shared_rows WHERE kind = ? AND public_id = ?', kind, id)
  const court = courtOf(tx)
  for (const place of chunksInOrder(tx)) {
    const judge = judgeOf(tx, court, place)
    for (const body of chunkOf(tx, place.device, place.number)?.bodies ?? []) {
      if (body === null) continue
      const { kind, id } = named(body)
      if (!rows.has(`${kind} ${id}`)) continue
      const change = JSON.parse(body)
      const held = sharedRow(tx, kind, id)
      if (judge(change, held) === null) foldOne(tx, change, place, held)
    }
  }
  const [left, none] = parted([...rows.values()], ({ kind, id }) => sharedRow(tx, kind, id) !== undefined)
  vanish(tx, none, now)
  return write(tx, [...left, ...none], now)
}
