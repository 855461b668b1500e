/** A computer as an older version left it, which judged by other rules. */
import { chunkOf } from '../../src/main/store/chunks.ts'
import { courtOf, isFact } from '../../src/main/store/facts.ts'
import { foldAnew, type Telling } from '../../src/main/store/folding-anew.ts'
import { foldOne, judgeOf, write } from '../../src/main/store/judging.ts'
import { chunksInOrder } from '../../src/main/store/refolding.ts'
import { sharedRow } from '../../src/main/store/shared-rows.ts'
import { vanish } from '../../src/main/store/vanishing.ts'
import { factKinds } from '../../src/shared/domain/fact-rules.ts'
import type { Change } from '../../src/shared/domain/shared-change.ts'
import type { Device } from './devices.ts'

/** Whether an older version took that change, where today's rules say `why` not (null: they take it). */
export type OlderRule = (change: Change, why: string | null) => boolean

const nothing = {
  look:
    () =>
    <T>(row: T) =>
      row,
  of:
    () =>
    <T>(row: T) =>
      row,
}

/** Its fold and its tables become what comes out by those rules. What nobody was told yet is written afterwards. */
export function judgedBefore({ store }: Device, takes: OlderRule, now: number): void {
  store.write((tx) => {
    const rows = tx.all<{ kind: Change['kind']; id: string }>('SELECT kind, public_id AS id FROM shared_rows')
    tx.run(`DELETE FROM shared_rows WHERE kind NOT IN (${factKinds.map((kind) => `'${kind}'`)})`)
    const court = courtOf(tx)
    for (const place of chunksInOrder(tx)) {
      const judge = judgeOf(tx, court, place)
      for (const body of chunkOf(tx, place.device, place.number)?.bodies ?? []) {
        const change = JSON.parse(body ?? 'null') as Change | null
        if (!change || isFact(change)) continue
        const { kind, id } = change
        const held = sharedRow(tx, kind, id)
        if (takes(change, judge(change, held))) foldOne(tx, change, place, held)
        rows.push({ kind, id })
      }
    }
    vanish(
      tx,
      rows.filter(({ kind, id }) => !sharedRow(tx, kind, id)),
      now,
    )
    write(tx, rows, now, nothing)
    // it hadn't anything to tell, and hasn't for that
    tx.run('DELETE FROM shared_dirty')
  })
  beforeRules({ store })
}

/** It judged by the rules of a version from before they had a number. */
export const beforeRules = ({ store }: Pick<Device, 'store'>): void =>
  store.write((tx) => void tx.run('UPDATE workspace SET merge_rules = 0'))

/** As the next version opens it. */
export const opened = ({ store }: Pick<Device, 'store'>, now: number, tell?: Telling) => foldAnew(store, now, tell)
