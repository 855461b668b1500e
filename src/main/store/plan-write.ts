/**
 * How a finished plan gets into the ledger. While it was made somebody else may have changed what it was made from: a
 * send left, a person moved or paused one. Such an enrollment is left as it is: a plan from before would undo that, or
 * let a step go out too early. The next pass settles it.
 */
import { type Cut, cutAfterEnd } from './cut-by-date.ts'
import type { Reader, Store, Tx } from './open.ts'
import type { Move, PlanState } from './plan-state.ts'
import { type LedgerRow, ledgerOf, place } from './planning.ts'

/** How the rows are written while others want to write too. */
export interface Gently {
  /** Written in one transaction at most. */
  rows: number
  /** Called between two transactions; returns when the database was free for a moment. */
  pause: () => void
}

const atOnce: Gently = { rows: 500, pause: () => {} }

/** What becomes of one enrollment: new times, and rows that wait without one. */
interface Settled {
  asRead: LedgerRow[]
  moves: Move[]
  /** Rows that had asked for a time and got none. */
  aside: number[]
  /** What would leave after the end of its engagement. */
  cut: Cut | null
}

/** What a plan comes to. */
export interface Outcome {
  moves: Move[]
  cuts: Cut[]
}

/** @returns the moves that were written, and how many enrollments were left because they had changed meanwhile */
export function writePlan(
  store: Store,
  state: PlanState,
  outcome: Outcome,
  { rows, pause }: Gently = atOnce,
): { written: Move[]; skipped: number; cut: number } {
  const written: Move[] = []
  let skipped = 0
  let cut = 0
  let started = false
  for (const some of chunked(settledOf(state, outcome), rows)) {
    if (started) pause()
    started = true
    store.write((tx) => {
      for (const [id, each] of some)
        if (!settleOne(tx, id, each, state.input.now)) skipped++
        else {
          if (each.cut) cut++
          for (const move of each.moves) written.push(move)
        }
    })
  }
  store.write(leaveStraysAside)
  return { written, skipped, cut }
}

function settledOf(state: PlanState, { moves, cuts }: Outcome): Map<number, Settled> {
  const found = new Map<number, Settled>()
  const of = (id: number): Settled => {
    const known = found.get(id)
    if (known) return known
    const made: Settled = { asRead: state.ledger.get(id) ?? [], moves: [], aside: [], cut: null }
    found.set(id, made)
    return made
  }
  for (const cut of cuts) of(cut.enrollmentId).cut = cut
  const placed = new Set<number>()
  for (const move of moves) {
    of(move.enrollmentId).moves.push(move)
    placed.add(move.id)
  }
  for (const rows of state.ledger.values())
    for (const row of rows)
      if (row.replan === 1 && row.state === 'planned' && !placed.has(row.id)) of(row.enrollmentId).aside.push(row.id)
  return found
}

/** Whole enrollments, at most `limit` rows together. */
function* chunked(settled: Map<number, Settled>, limit: number): Generator<[number, Settled][]> {
  let some: [number, Settled][] = []
  let rows = 0
  for (const entry of settled) {
    const more = entry[1].moves.length + entry[1].aside.length + (entry[1].cut ? 1 : 0)
    if (rows + more > limit && some.length > 0) {
      yield some
      some = []
      rows = 0
    }
    some.push(entry)
    rows += more
  }
  if (some.length > 0) yield some
}

/** False when any row of the enrollment is not what it was: then nothing is written. */
function settleOne(tx: Tx, id: number, { asRead, moves, aside, cut }: Settled, now: number): boolean {
  if (!same(asRead, ledgerOf(tx, id))) return false
  place(tx, moves)
  if (cut) cutAfterEnd(tx, cut, now)
  for (const row of aside) tx.run('UPDATE sends SET replan = 2 WHERE id = ? AND state = ?', row, 'planned')
  return true
}

const same = (before: LedgerRow[], now: LedgerRow[]): boolean =>
  before.length === now.length && before.every((row, i) => sameRow(row, now[i] as LedgerRow))

const sameRow = (a: LedgerRow, b: LedgerRow): boolean =>
  (Object.keys(a) as (keyof LedgerRow)[]).every((column) => a[column] === b[column])

/** Rows that asked for a time although nobody plans them: they wait without asking again. See `replan` in the schema. */
const leaveStraysAside = (tx: Tx): number =>
  tx.run(
    `UPDATE sends SET replan = 2 WHERE state = 'planned' AND replan = 1 AND (kind NOT IN ('sequence', 'task') OR NOT EXISTS
       (SELECT 1 FROM enrollments e WHERE e.id = sends.enrollment_id AND e.state IN ('pending', 'active', 'paused')))`,
  ).changes

/** Names the newest live engagement: another one means that a plan doesn't know all there is to plan. */
export const newestBatch = (reader: Reader): number =>
  reader.get<{ id: number | null }>(`SELECT max(id) as id FROM batches WHERE state = 'live'`)?.id ?? 0

/** True when more than `limit` sends are planned, those that stand aside too: planning reads them all. */
export const plansMoreThan = (reader: Reader, limit: number): boolean =>
  (reader.get<{ n: number }>(
    `SELECT count(*) AS n FROM (SELECT 1 FROM sends INDEXED BY sends_state WHERE (state || '') = 'planned' LIMIT ?)`,
    limit + 1,
  )?.n ?? 0) > limit
