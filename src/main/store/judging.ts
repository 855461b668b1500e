/** Judging and folding single changes, against what is folded so far. */
import { noStanding } from '../../shared/domain/authority.ts'
import type { Standing } from '../../shared/domain/authority-shape.ts'
import { changeFault, type Scene } from '../../shared/domain/merge-rules.ts'
import { type Change, type SharedKind, sharedKinds } from '../../shared/domain/shared-change.ts'
import { began, type Folded, foldChange, hasGone } from '../../shared/domain/shared-fold.ts'
import { knows, type Place } from '../../shared/domain/shared-order.ts'
import { namesOf } from '../../shared/domain/whose-mailbox.ts'
import { engagementNameFault } from './engagement-name.ts'
import type { Court } from './facts.ts'
import { makerNameFault } from './maker-name.ts'
import { materialise } from './materialise.ts'
import type { Reader, Tx } from './open.ts'
import type { OwnWords } from './own-words.ts'
import { faultOf } from './shared-codecs/index.ts'
import { putSharedRow, type SharedRow, sharedRow } from './shared-rows.ts'
import { staying } from './twins.ts'

export type NamedRow = Pick<SharedRow, 'kind' | 'id'>

/** What one chunk is judged by; without a scene nothing of it counts. */
export interface Looking {
  scene: Scene | null
  look: Scene['look']
}

export function sceneOf(reader: Reader, court: Court, chunk: Place): Looking {
  const standing: Standing | null = court.authority.standing(chunk)
  const looking: Looking = { scene: null, look: lookOver(reader, new Map()) }
  if (!standing) return looking
  const { authority, workspace } = court
  const look: Scene['look'] = (kind, id) => looking.look(kind, id)
  const heldShare = (account: string, device: string) =>
    namesOf(authority, chunk, account).some((name) => hadShare(reader, name, device, chunk))
  looking.scene = { authority, chunk, standing, workspace, look, heldShare }
  return looking
}

/** What is folded, and over it what is about to be. */
export const lookOver =
  (reader: Reader, over: ReadonlyMap<string, Folded>): Scene['look'] =>
  (kind, id) =>
    (over.get(`${kind} ${id}`) ?? sharedRow(reader, kind, id) ?? sharedRow(reader, kind, staying(reader, kind, id)))
      ?.fields

/**
 * Ever, as the writer knew: whoever takes it back doesn't unsay what left meanwhile. Of what it had not heard nothing counts, or it
 * would be judged by which file came first.
 */
const hadShare = (reader: Reader, account: string, device: string, chunk: Place): boolean =>
  reader
    .all<{ begun: string | null }>(
      `SELECT fields -> '$."${began}"' AS begun FROM shared_rows WHERE kind = 'share' AND json_extract(fields, '$.account') = ?
         AND json_extract(fields, '$.forDevice') = ?`,
      account,
      device,
    )
    .some(({ begun }) => {
      // a fold of before this was kept
      if (begun === null) return true
      const first = Object.entries(JSON.parse(begun) as Record<string, number>)
      return first.some(([by, number]) => knows(chunk, { device: by, number }))
    })

export const judgeOver = ({ scene }: Looking, change: Change, before: Folded | undefined): string | null =>
  scene
    ? (makerNameFault(scene.authority, scene.standing, change) ??
      engagementNameFault(scene.authority, change, before === undefined) ??
      changeFault(scene, change, before && { ...before.fields, '~gone': hasGone(change.kind, before) }))
    : noStanding

/** Judges changes of one chunk, each against its row of the fold. */
export function judgeOf(
  reader: Reader,
  court: Court,
  chunk: Place,
): (change: Change, held: SharedRow | undefined) => string | null {
  const scene = sceneOf(reader, court, chunk)
  return (change, held) => faultOf(change) ?? judgeOver(scene, change, held)
}

/** Puts one admitted change into the fold: the row as it is kept there from now on. */
export function foldOne(tx: Tx, change: Change, place: Place, held: SharedRow | undefined): SharedRow {
  const { kind, id } = change
  return putSharedRow(tx, { kind, id, waits: held?.waits ?? false, ...foldChange(held, change, place) })
}

/**
 * In the order of the kinds: each refers only to kinds before it.
 *
 * @param own what nobody was told yet of them
 * @param folded rows as they are in the fold, by kind and id, that need not be read once more
 */
export function write(
  tx: Tx,
  rows: readonly NamedRow[],
  now: number,
  own: OwnWords,
  folded?: ReadonlyMap<string, SharedRow>,
): SharedKind[] {
  const touched: SharedKind[] = []
  for (const kind of sharedKinds) {
    const some = rows.filter((row) => row.kind === kind)
    for (const { id } of some) materialise(tx, kind, id, now, folded?.get(`${kind} ${id}`), own)
    if (some.length > 0) touched.push(kind)
  }
  return touched
}
