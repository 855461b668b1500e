/** Judging and folding the changes of one chunk whose past is here. */
import { hash } from 'node:crypto'
import { publicIdFrom } from '../../shared/domain/ids.ts'
import type { Change, SharedKind } from '../../shared/domain/shared-change.ts'
import { began, type Folded, foldChange } from '../../shared/domain/shared-fold.ts'
import { inOrder, knows, type Place } from '../../shared/domain/shared-order.ts'
import { heardBy, noteContested, noteTextsApart } from './contesting.ts'
import { type Court, courtOf, courtWith, isFact, keepFacts } from './facts.ts'
import { foldOne, judgeOf, judgeOver, lookOver, type NamedRow, sceneOf, write } from './judging.ts'
import { isLeftAlone } from './left-alone.ts'
import { materialise } from './materialise.ts'
import type { Tx } from './open.ts'
import { type OwnWords, ownWords } from './own-words.ts'
import { refold } from './refolding.ts'
import { noteRefused } from './refused.ts'
import { faultOf } from './shared-codecs/index.ts'
import { putSharedRow, type SharedRow, sharedRow } from './shared-rows.ts'
import { takenBefore, unsettledBy } from './unsettled.ts'
import { vanish } from './vanishing.ts'

/** Folds what a chunk tells, as far as its device may tell it. */
export function foldChunk(
  tx: Tx,
  place: Place,
  changes: readonly (Change | null)[],
  now: number,
): { touched: SharedKind[]; notes: number } {
  const told = numbered(changes)
  const before = courtOf(tx)
  const own = ownWords(tx, place, now)
  keepFacts(
    tx,
    place,
    told.filter(({ change }) => isFact(change)),
  )
  const court = courtOf(tx)
  const rows = new Map<string, NamedRow>()
  let notes = 0
  for (const row of refoldFacts(tx, before, court, own, now)) rows.set(`${row.kind} ${row.id}`, row)
  const judge = judgeOf(tx, court, place)
  const folded = new Map<string, SharedRow>()
  const telling = { court, place, heard: heardBy(tx, place), now }
  for (const { index, change: said } of told) {
    const change = lineApart(tx, said, place)
    const name = `${change.kind} ${change.id}`
    const fact = isFact(change)
    const held = fact ? undefined : (folded.get(name) ?? sharedRow(tx, change.kind, change.id))
    const why = fact ? factVerdict(court, place, index) : judge(change, held)
    if (why !== null) notes += noteRefused(tx, court, place, change, why, now)
    else if (!fact) {
      const say = own.look(change.kind, change.id)
      const after = foldOne(tx, change, place, held)
      notes += held ? noteContested(tx, telling, change, say(held), say(after)) : noteTextsApart(tx, telling, change)
      folded.set(name, after)
    }
    rows.set(name, change)
  }
  // to erase somebody changes other rows of the fold, too
  const erases = told.some(({ change }) => change.kind === 'contact' && change.gone)
  const touched = new Set(write(tx, [...rows.values()], now, own, erases ? undefined : folded))
  const from = unsettledBy(tx, before, court, place)
  if (from.size > 0) for (const kind of refold(tx, from, before, own, now)) touched.add(kind)
  const later = takenBefore(tx, court, place)
  if (later.size > 0) for (const kind of refold(tx, later, court, own, now, true)) touched.add(kind)
  return { touched: [...touched], notes }
}

/**
 * A line of the list of whom nobody writes to, under a name that another line has which its writer had not heard of: names are
 * random, so one of the two was altered, and which one nobody can tell. Both stay: an opt-out is not lost to whoever tells of
 * another line first. Whoever knew of the line can't change what it says.
 */
export function lineApart(tx: Tx, change: Change, place: Place): Change {
  const { kind, value } = change.set ?? {}
  if (change.kind !== 'suppression' || typeof kind !== 'string' || typeof value !== 'string') return change
  const held = sharedRow(tx, 'suppression', change.id)
  if (!held || isLine(held, kind, value)) return change
  const begun = Object.entries((held.fields[began] ?? {}) as Record<string, number>)
  if (begun.some(([device, number]) => knows(place, { device, number }))) return change
  let { id } = change
  // the next name can be guessed, too, and taken first
  for (let other: SharedRow | undefined = held; other && !isLine(other, kind, value); ) {
    id = publicIdFrom(hash('sha256', `${id} ${kind} ${value}`, 'buffer'))
    other = sharedRow(tx, 'suppression', id)
  }
  return { ...change, id }
}

const isLine = ({ fields }: SharedRow, kind: string, value: string): boolean =>
  fields.kind === kind && fields.value === value

/**
 * Own changes are judged like everybody's before they are told: an altered database convinces nobody. What may not be
 * told is put back as the others have it, and noted.
 *
 * @returns the changes that may be told, in order; they are not folded yet
 */
export function admitOwn(tx: Tx, place: Place, changes: readonly Change[], now: number): Change[] {
  const told = numbered(changes)
  const court = courtWith(
    tx,
    place,
    told.filter(({ change }) => isFact(change)),
  )
  const scene = sceneOf(tx, court, place)
  const folded = new Map<string, Folded>()
  scene.look = lookOver(tx, folded)
  return told
    .filter(({ index, change }) => {
      const key = `${change.kind} ${change.id}`
      const before = folded.get(key) ?? sharedRow(tx, change.kind, change.id)
      const why = isFact(change)
        ? factVerdict(court, place, index)
        : (faultOf(change) ?? judgeOver(scene, change, before))
      if (why === null) folded.set(key, foldChange(before, change, place))
      else {
        noteRefused(tx, court, place, change, why, now)
        putBack(tx, change, why, now)
      }
      return why === null
    })
    .map(({ change }) => change)
}

/** Of what nobody else knows, as permissions, parts and engagements, nothing is left that could send or look as if it did. */
const ended: readonly SharedKind[] = ['alias', 'share', 'grant', 'engagement', 'enrollment']

/** As the others have it, or as if it had never been. */
function putBack(tx: Tx, { kind, id }: Change, why: string, now: number): void {
  if (sharedRow(tx, kind, id)) materialise(tx, kind, id, now)
  else if (ended.includes(kind) || (kind === 'send' && isLeftAlone(tx, id))) vanish(tx, [{ kind, id, why }], now)
}

const numbered = (changes: readonly (Change | null)[]): { index: number; change: Change }[] =>
  changes.flatMap((change, index) => (change ? [{ index, change }] : []))

function factVerdict(court: Court, place: Place, index: number): string | null {
  const at = court.facts.findIndex(
    (fact) => fact.device === place.device && fact.number === place.number && fact.index === index,
  )
  return court.verdicts[at] ?? null
}

/** Rows of facts are folded whole: those on which a word counts now that didn't before, or the other way round. */
function refoldFacts(tx: Tx, before: Court, court: Court, own: OwnWords, now: number): NamedRow[] {
  if (before === court) return []
  const counted = new Map(before.facts.map((fact, i) => [fact.rowId, before.verdicts[i] === null]))
  const rows = new Map<string, NamedRow>()
  court.facts.forEach((fact, i) => {
    if ((counted.get(fact.rowId) ?? false) !== (court.verdicts[i] === null))
      rows.set(`${fact.change.kind} ${fact.change.id}`, fact.change)
  })
  for (const { kind, id } of rows.values()) {
    own.look(kind, id)
    const about = court.facts.filter(
      ({ change }, i) => change.kind === kind && change.id === id && court.verdicts[i] === null,
    )
    let row: Folded | undefined
    for (const fact of inOrder(about)) row = foldChange(row, fact.change, fact)
    if (row) putSharedRow(tx, { kind, id, waits: false, ...row })
    else if (sharedRow(tx, kind, id)) {
      tx.run('DELETE FROM shared_rows WHERE kind = ? AND public_id = ?', kind, id)
      vanish(tx, [{ kind, id }], now)
    }
  }
  return [...rows.values()]
}
