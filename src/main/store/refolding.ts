/** Folding anew what was folded under a standing that turned out to be another. Rare. */

import { isFactKind } from '../../shared/domain/fact-rules.ts'
import { allAsBefore, mayCountOtherwise } from '../../shared/domain/judged-again.ts'
import type { SharedKind } from '../../shared/domain/shared-change.ts'
import { depthOf, type Place } from '../../shared/domain/shared-order.ts'
import { kindsIn, namedIn } from './chunk-kinds.ts'
import { chunkOf } from './chunks.ts'
import { ownDevice } from './devices.ts'
import { type Court, courtOf } from './facts.ts'
import { placeIn } from './header-places.ts'
import { foldOne, judgeOf, write } from './judging.ts'
import type { Reader, Tx } from './open.ts'
import type { OwnWords } from './own-words.ts'
import { noteRefused } from './refused.ts'
import { sharedRow } from './shared-rows.ts'
import { type Vanishing, vanish } from './vanishing.ts'

const parted = <T>(list: readonly T[], test: (one: T) => boolean): [T[], T[]] => [
  list.filter(test),
  list.filter((one) => !test(one)),
]

interface HashedPlace extends Place {
  hash: string
}

interface Headed {
  header: string
  hash: string
}

const placed = ({ header, hash }: Headed): HashedPlace => ({ ...placeIn(header), hash })

/** In an order in which none comes before what its writer knew. Headers are read one by one. */
export function chunksInOrder(reader: Reader): HashedPlace[] {
  const places: { place: HashedPlace; depth: number }[] = []
  const all = "SELECT header, hash FROM chunks WHERE state = 'applied' ORDER BY device, number"
  for (const chunk of reader.iterate<Headed>(all)) {
    const place = placed(chunk)
    places.push({ place, depth: depthOf(place) })
  }
  return places.sort((a, b) => a.depth - b.depth).map(({ place }) => place)
}

/** To which seat a device belongs bears on rows that its colleagues began. */
const isDeviceMoved = (before: Court, after: Court): boolean => {
  const was = new Map(before.facts.map((fact, i) => [fact.rowId, before.verdicts[i] === null]))
  return after.facts.some(
    ({ rowId, change }, i) =>
      change.kind === 'device' &&
      change.set?.seat !== undefined &&
      (was.get(rowId) ?? false) !== (after.verdicts[i] === null),
  )
}

/** Rows on which something may count now that didn't, or the other way round, by kind and id. */
function rowsToJudge(
  tx: Tx,
  from: ReadonlyMap<string, number>,
  before: Court,
  after: Court,
  whole: boolean,
): Map<string, Vanishing> {
  const rows = new Map<string, Vanishing>()
  for (const [device, since] of from) {
    const later = "SELECT number FROM chunks WHERE device = ? AND number >= ? AND state = 'applied'"
    for (const { number } of tx.all<{ number: number }>(later, device, since)) {
      const headed = tx.get<Headed>('SELECT header, hash FROM chunks WHERE device = ? AND number = ?', device, number)
      if (!headed) continue
      const place = placed(headed)
      const [was, is] = [before.authority.standing(place), after.authority.standing(place)]
      if (!whole && allAsBefore(kindsIn(tx, place), was, is)) continue
      for (const body of chunkOf(tx, device, number)?.bodies ?? []) {
        if (body === null) continue
        const { kind, id } = namedIn(body)
        if (!isFactKind(kind) && (whole || mayCountOtherwise(kind, body, was, is)))
          rows.set(`${kind} ${id}`, { kind, id })
      }
    }
  }
  return rows
}

/**
 * Makes anew the fold and the tables of the rows on which the given devices' chunks from a number on may count otherwise than
 * before. Holds the names of those rows and no more in memory.
 *
 * @param before by what they were judged so far
 * @param words what nobody was told yet of them
 * @param whole all of their rows, and not those alone that count otherwise by the standing of whoever wrote them
 * @returns kinds whose rows may have changed
 */
export function refold(
  tx: Tx,
  from: ReadonlyMap<string, number>,
  before: Court,
  words: OwnWords,
  now: number,
  whole = false,
): SharedKind[] {
  const court = courtOf(tx)
  const rows = rowsToJudge(tx, from, before, court, whole || isDeviceMoved(before, court))
  if (rows.size === 0) return []
  const own = ownDevice(tx)
  const kinds = [...new Set([...rows.values()].map(({ kind }) => kind))]
  for (const { kind, id } of rows.values()) {
    words.look(kind, id)
    tx.run('DELETE FROM shared_rows WHERE kind = ? AND public_id = ?', kind, id)
  }
  for (const place of chunksInOrder(tx)) {
    const told = kindsIn(tx, place)
    if (!kinds.some((kind) => told.has(kind))) continue
    const judge = judgeOf(tx, court, place)
    for (const body of chunkOf(tx, place.device, place.number)?.bodies ?? []) {
      if (body === null) continue
      const { kind, id } = namedIn(body)
      if (!rows.has(`${kind} ${id}`)) continue
      const change = JSON.parse(body)
      const held = sharedRow(tx, kind, id)
      const why = judge(change, held)
      if (why === null) foldOne(tx, change, place, held)
      else rows.set(`${kind} ${id}`, { kind, id, why })
      // nobody else can tell whoever wrote it: the others refused it without having taken it in
      if (why !== null && place.device === own) noteRefused(tx, court, place, change, why, now)
    }
  }
  const [left, none] = parted([...rows.values()], ({ kind, id }) => sharedRow(tx, kind, id) !== undefined)
  vanish(tx, none, now)
  return write(tx, [...left, ...none], now, words)
}
