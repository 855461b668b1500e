/**
 * All that was told, judged and put together once more: an older version did it by the rules of its time, and who hears of the same
 * today ends with other rows. It is put together beside what is held, in a table that goes with the connection; then what comes out
 * otherwise, and nothing else, takes its place in one transaction. Killed before that, nothing has changed.
 */
import { isFactKind } from '../../shared/domain/fact-rules.ts'
import { mergeRules } from '../../shared/domain/rules-number.ts'
import { type Change, canonical } from '../../shared/domain/shared-change.ts'
import { type Folded, foldChange } from '../../shared/domain/shared-fold.ts'
import { inOrder, type Place } from '../../shared/domain/shared-order.ts'
import { layClaims } from './address-claims.ts'
import { chunkOf, lastChunk, seenHeads } from './chunks.ts'
import { erasedAddress } from './contact-erase.ts'
import { ownDevice } from './devices.ts'
import { type Court, courtOf, isFact, type KeptFact } from './facts.ts'
import { foldedOtherwise, type Otherwise } from './folded-otherwise.ts'
import { lineApart } from './folding.ts'
import { breathe } from './import-finish.ts'
import { foldOne, judgeOf, type NamedRow, write } from './judging.ts'
import { materialiseWaiting } from './materialise.ts'
import { takeWaiting } from './merging.ts'
import type { Reader, Store, Tx } from './open.ts'
import { ownWords } from './own-words.ts'
import { chunksInOrder } from './refolding.ts'
import { noteRefused } from './refused.ts'
import { putSharedRow, sharedRow } from './shared-rows.ts'
import { type Vanishing, vanish } from './vanishing.ts'

/** It shares, and was judged by older rules. Of a database that is brought to this version. */
export const isJudgedBefore = (reader: Reader): boolean =>
  reader.get('SELECT 1 FROM workspace WHERE merge_rules < ? AND shared_since IS NOT NULL', mergeRules) !== undefined

/** How many of the chunks are judged. */
export type Telling = (done: number, of: number) => void

/** Chunks a piece: some 3,000 changes of today's, a tenth of a second. */
const piece = 100

/**
 * Judges all that was told by today's rules where it was judged by older ones, once. Nobody else has the database open.
 *
 * @returns how many rows came out otherwise; null: it was judged by today's rules
 */
export async function foldAnew(store: Store, now: number, tell: Telling = () => {}): Promise<number | null> {
  if (!isJudgedBefore(store)) {
    if (store.get('SELECT 1 FROM workspace WHERE merge_rules < ?', mergeRules)) store.write(noteRules)
    return null
  }
  try {
    const places = chunksInOrder(store)
    const known = store.write(begin)
    for (let from = 0; from < places.length; from += piece) {
      store.write((tx) => {
        const court = courtOf(tx)
        for (const place of places.slice(from, from + piece)) foldAside(tx, court, place, known)
      })
      tell(Math.min(from + piece, places.length), places.length)
      await breathe()
    }
    const rows = await foldedOtherwise(store)
    return store.write((tx) => {
      const changed = putInPlace(tx, rows, now, known.hasGaps)
      noteRules(tx)
      return changed
    })
  } finally {
    store.write(letGo)
  }
}

const noteRules = (tx: Tx): void => void tx.run('UPDATE workspace SET merge_rules = ?', mergeRules)

interface Known {
  /** Public id of this computer. */
  own: string
  /** "kind id" of rows about people who were erased: what was told of them is gone, so they stay as they are. */
  erased: ReadonlySet<string>
  /** Something that was told is gone. */
  hasGaps: boolean
}

const rowColumns = 'kind, public_id, fields, clock, clocks, gone, waits, author'

/** Of whom nothing but the name is left, and what is left of their mail. */
const ofErased = [
  `kind = 'contact' AND (gone IS NOT NULL OR fields ->> '$.address' IS NULL)`,
  `kind IN ('contact_note', 'enrollment', 'incoming', 'send')
     AND fields ->> '$.contact' IN (SELECT public_id FROM temp.folded_anew WHERE kind = 'contact')`,
  `(kind = 'incoming' AND fields ->> '$.fromAddress' = '${erasedAddress}'
     OR kind = 'send' AND fields ->> '$.address' = '${erasedAddress}')
     AND NOT EXISTS (SELECT 1 FROM temp.folded_anew n WHERE n.kind = r.kind AND n.public_id = r.public_id)`,
]

/** Empty tables beside the fold, with what doesn't come from chunks. */
function begin(tx: Tx): Known {
  letGo(tx)
  tx.run(`CREATE TEMP TABLE folded_anew (kind text NOT NULL, public_id text NOT NULL, fields text NOT NULL, clock text NOT NULL,
    clocks text, gone text, waits integer NOT NULL, author text, PRIMARY KEY (kind, public_id))`)
  tx.run(
    `CREATE TEMP TABLE refused_anew (kind text NOT NULL, public_id text NOT NULL, why text NOT NULL, place text, change text)`,
  )
  tx.run('CREATE INDEX temp.refused_anew_name ON refused_anew (kind, public_id)')
  for (const which of ofErased)
    tx.run(`INSERT INTO temp.folded_anew SELECT ${rowColumns} FROM main.shared_rows r WHERE ${which}`)
  const erased = tx.all<{ name: string }>(`SELECT kind || ' ' || public_id AS name FROM temp.folded_anew`)
  foldFacts(aside(tx), courtOf(tx))
  return { own: ownDevice(tx), erased: new Set(erased.map(({ name }) => name)), hasGaps: false }
}

function letGo(tx: Tx): void {
  for (const table of ['folded_anew', 'refused_anew']) tx.run(`DROP TABLE IF EXISTS temp.${table}`)
}

const texts = new Map<string, string>()

/** The same database, but for the fold: whoever reads or writes rows of it does so in the table beside. */
function aside(tx: Tx): Tx {
  const there = (text: string): string => {
    const known = texts.get(text) ?? text.replaceAll(/\bshared_rows\b/g, 'temp.folded_anew')
    texts.set(text, known)
    return known
  }
  return {
    ...tx,
    all: (text: string, ...values: unknown[]) => tx.all(there(text), ...values),
    get: (text: string, ...values: unknown[]) => tx.get(there(text), ...values),
    iterate: (text: string, ...values: unknown[]) => tx.iterate(there(text), ...values),
    run: (text: string, ...values: unknown[]) => tx.run(there(text), ...values),
  } as Tx
}

/** What was told about who may do what is kept apart from chunks, and judged whole whenever the workspace is opened. */
function foldFacts(beside: Tx, court: Court): void {
  const rows = new Map<string, KeptFact[]>()
  court.facts.forEach((fact, i) => {
    if (court.verdicts[i] !== null) return
    const name = `${fact.change.kind} ${fact.change.id}`
    rows.set(name, [...(rows.get(name) ?? []), fact])
  })
  for (const about of rows.values()) {
    let row: Folded | undefined
    for (const fact of inOrder(about)) row = foldChange(row, fact.change, fact)
    const { kind, id } = (about[0] as KeptFact).change
    if (row) putSharedRow(beside, { kind, id, waits: false, ...row })
  }
}

/** Judges what one chunk tells, and folds it into the table beside. */
function foldAside(tx: Tx, court: Court, place: Place, known: Known): void {
  const beside = aside(tx)
  const judge = judgeOf(beside, court, place)
  for (const body of chunkOf(tx, place.device, place.number)?.bodies ?? []) {
    if (body === null) known.hasGaps = true
    const said = body === null ? null : (JSON.parse(body) as Change)
    if (!said || isFact(said)) continue
    // of two lines of one name each keeps the name that it has here
    const change = lineApart(beside, lineApart(tx, said, place), place)
    const { kind, id } = change
    if (known.erased.has(`${kind} ${id}`)) continue
    const held = sharedRow(beside, kind, id)
    const why = judge(change, held)
    if (why === null) foldOne(beside, change, place, held)
    else
      tx.run(
        'INSERT INTO temp.refused_anew (kind, public_id, why, place, change) VALUES (?, ?, ?, ?, ?)',
        // of what others wrote only why it was refused is asked later
        ...[
          kind,
          id,
          why,
          ...(place.device === known.own ? [canonical({ ...place }), canonical(change)] : [null, null]),
        ],
      )
  }
}

/** What comes out otherwise takes the place of what is held, as where a standing turns out to be another (refolding.ts). */
function putInPlace(tx: Tx, found: readonly Otherwise[], now: number, hasGaps: boolean): number {
  const beside = aside(tx)
  const device = ownDevice(tx)
  const number = (lastChunk(tx, device)?.number ?? 0) + 1
  const words = ownWords(tx, { device, number, seen: seenHeads(tx, device) }, now)
  const rows = found.filter((row) => !hasGaps || !isUnreadable(tx, row))
  // where a mailbox is at home follows from more than its row (lost-homes.ts)
  const accounts = tx.all<NamedRow>("SELECT kind, public_id AS id FROM shared_rows WHERE kind = 'account'")
  for (const { kind, id } of [...rows, ...accounts]) words.look(kind, id)
  for (const { kind, id } of rows) {
    const [held, anew] = [sharedRow(tx, kind, id), sharedRow(beside, kind, id)]
    if (anew) putSharedRow(tx, { ...anew, waits: held?.waits ?? false })
    else tx.run('DELETE FROM shared_rows WHERE kind = ? AND public_id = ?', kind, id)
  }
  const [left, none] = [1, 0].map((counts) =>
    rows.filter((row) => row.counts === counts).map((row) => noteOwn(tx, row, now)),
  ) as [Vanishing[], Vanishing[]]
  vanish(tx, none, now)
  write(tx, [...accounts, ...left, ...none], now, words)
  // whom today's rules admit may have told what waits here
  for (const _ of takeWaiting(tx, now));
  materialiseWaiting(tx, now)
  layClaims(tx, now)
  return rows.length
}

/** Nothing of what was told of it is left to be judged: it was about somebody who was erased. */
const isUnreadable = (tx: Tx, { kind, id, counts }: Otherwise): boolean =>
  counts === 0 &&
  !isFactKind(kind) &&
  tx.get('SELECT 1 FROM temp.refused_anew WHERE kind = ? AND public_id = ?', kind, id) === undefined

/** Nobody else can tell whoever wrote it here that it doesn't count any more: the others refused it without having taken it in. */
function noteOwn(tx: Tx, { kind, id }: NamedRow, now: number): Vanishing {
  const refused = tx.all<{ why: string; place: string | null; change: string | null }>(
    'SELECT why, place, change FROM temp.refused_anew WHERE kind = ? AND public_id = ? ORDER BY rowid',
    kind,
    id,
  )
  const court = courtOf(tx)
  for (const { why, place, change } of refused)
    if (place !== null && change !== null)
      noteRefused(tx, court, JSON.parse(place) as Place, JSON.parse(change) as Change, why, now)
  const why = refused.at(-1)?.why
  return why === undefined ? { kind, id } : { kind, id, why }
}
