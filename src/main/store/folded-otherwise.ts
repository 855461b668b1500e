/** Rows of which today's rules make something else than what is held (folding-anew.ts puts that together beside it). */
import { canonical, type SharedKind } from '../../shared/domain/shared-change.ts'
import { clockOf, type Folded, isNote } from '../../shared/domain/shared-fold.ts'
import { lastWord } from '../../shared/domain/shared-life.ts'
import { same } from './difference.ts'
import { breathe } from './import-finish.ts'
import type { NamedRow } from './judging.ts'
import type { Store } from './open.ts'

export interface Otherwise extends NamedRow {
  /** Something counts of it by today's rules. */
  counts: 0 | 1
}

type Told = { [column in 'fields' | 'clock']: string } & { [column in 'clocks' | 'gone']: string | null }
type Held = Told & { [column in keyof Told as `anew_${column}`]: Told[column] } & Otherwise

const columns = ['fields', 'clock', 'clocks', 'gone'] as const

/** Rows a piece: a tenth of a second where all of them have to be read. */
const piece = 5000

/** Holds their names alone in memory. */
export async function foldedOtherwise(store: Store): Promise<Otherwise[]> {
  const found = store.all<Otherwise>(
    `SELECT kind, public_id AS id, 1 AS counts FROM temp.folded_anew n
     WHERE NOT EXISTS (SELECT 1 FROM main.shared_rows o WHERE o.kind = n.kind AND o.public_id = n.public_id)`,
  )
  const last = store.get<{ last: number | null }>('SELECT max(rowid) AS last FROM main.shared_rows')?.last ?? 0
  const differing = `SELECT o.kind, o.public_id AS id, n.kind IS NOT NULL AS counts,
      ${columns.map((column) => `o.${column}, n.${column} AS anew_${column}`).join()}
    FROM main.shared_rows o LEFT JOIN temp.folded_anew n ON n.kind = o.kind AND n.public_id = o.public_id
    WHERE o.rowid > @after AND o.rowid <= @after + @piece
      AND (n.kind IS NULL OR ${columns.map((column) => `o.${column} IS NOT n.${column}`).join(' OR ')})`
  for (let after = 0; after < last; after += piece) {
    for (const row of store.all<Held>(differing, { after, piece }))
      if (!row.counts || !isAlike(row)) found.push({ kind: row.kind, id: row.id, counts: row.counts })
    await breathe()
  }
  return found
}

/** Do both say the same, whatever they came to it by, and in whatever order their fields are? */
function isAlike(row: Held): boolean {
  const [fields, anew] = [JSON.parse(row.fields), JSON.parse(row.anew_fields)] as [Folded['fields'], Folded['fields']]
  if (row.clock === row.anew_clock && row.clocks === row.anew_clocks && row.gone === row.anew_gone) {
    const names = Object.keys(fields)
    if (names.length !== Object.keys(anew).length) return false
    return names.every((name) => Object.hasOwn(anew, name) && same(fields[name], anew[name]))
  }
  const { clock, clocks, gone, anew_clock, anew_clocks, anew_gone } = row
  const [held, other] = [
    { fields, clock, clocks: JSON.parse(clocks ?? '{}'), gone, by: null },
    { fields: anew, clock: anew_clock, clocks: JSON.parse(anew_clocks ?? '{}'), gone: anew_gone, by: null },
  ] as [Folded, Folded]
  return meaningOf(held, row.kind) === meaningOf(other, row.kind)
}

/** What a row of the fold says. */
function meaningOf(row: Folded, kind: SharedKind): string {
  const { fields, gone } = row
  const told = Object.keys(fields)
    .sort()
    .map((field) => [field, fields[field], isNote(field) ? '' : clockOf(row, field)])
  // an email never goes, and of words on it that do not count it depends on their order whether their clock is kept
  return canonical({ told, gone, last: kind === 'send' ? '' : lastWord(row) })
}
