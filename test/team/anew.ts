/** Whether what a computer holds is what comes out when all that it was ever told is put together from the beginning. */
import { chunkOf } from '../../src/main/store/chunks.ts'
import { courtOf, isFact } from '../../src/main/store/facts.ts'
import { foldOne, judgeOf } from '../../src/main/store/judging.ts'
import { chunksInOrder } from '../../src/main/store/refolding.ts'
import { sharedRow } from '../../src/main/store/shared-rows.ts'
import { factKinds } from '../../src/shared/domain/fact-rules.ts'
import { type Change, canonical } from '../../src/shared/domain/shared-change.ts'
import { isNote } from '../../src/shared/domain/shared-fold.ts'
import type { Device } from './devices.ts'

const facts = factKinds.map((kind) => `'${kind}'`).join()

/** Every row of the fold that is no fact: "kind id" → fields with their clocks. */
export function foldOf({ store }: Pick<Device, 'store'>): Map<string, string> {
  const rows = store.all<Record<'kind' | 'id' | 'fields' | 'clock' | 'clocks', string> & { gone: string | null }>(
    `SELECT kind, public_id AS id, fields, clock, clocks, gone FROM shared_rows WHERE kind NOT IN (${facts})`,
  )
  return new Map(
    rows.map(({ kind, id, fields, clock, clocks, gone }) => {
      const at = JSON.parse(clocks ?? '{}') as Record<string, string>
      const told = Object.entries(JSON.parse(fields) as object)
        .map(([field, value]) => [field, value, isNote(field) ? '' : (at[field] ?? clock)])
        .sort()
      return [`${kind} ${id}`, canonical({ told, gone })]
    }),
  )
}

class PutBack extends Error {}

/** Where it is not: each row, with what is held and what comes out from the beginning. The computer stays as it is. */
export function notAsAnew(one: Pick<Device, 'store'>): string[] {
  const { store } = one
  const held = foldOf(one)
  let anew = new Map<string, string>()
  try {
    store.write((tx) => {
      tx.run(`DELETE FROM shared_rows WHERE kind NOT IN (${facts})`)
      const court = courtOf(tx)
      for (const place of chunksInOrder(tx)) {
        const judge = judgeOf(tx, court, place)
        for (const body of chunkOf(tx, place.device, place.number)?.bodies ?? []) {
          const change = body === null ? null : (JSON.parse(body) as Change)
          if (!change || isFact(change)) continue
          const row = sharedRow(tx, change.kind, change.id)
          if (judge(change, row) === null) foldOne(tx, change, place, row)
        }
      }
      anew = foldOf({ store: tx as never })
      throw new PutBack()
    })
  } catch (error) {
    if (!(error instanceof PutBack)) throw error
  }
  const names = [...new Set([...held.keys(), ...anew.keys()])].filter((name) => held.get(name) !== anew.get(name))
  return names.map((name) => `${name}: held ${held.get(name)} | anew ${anew.get(name)}`)
}
