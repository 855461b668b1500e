/** Whether this copy of the data may send, as the database knows it: domain/safe-mode.ts says what it means. */
import Database from 'better-sqlite3'
import type { GuardRow, SafeReason, Told } from '../../shared/domain/safe-mode.ts'
import { chunkOf, lastChunk } from './chunks.ts'
import { millisOf } from './clockwork.ts'
import { ownDevice } from './devices.ts'
import { note } from './journal.ts'
import type { Reader, Tx } from './open.ts'

export interface GuardState extends GuardRow {
  name: string
  machine: string
  since: number | null
  evidence: Record<string, unknown>
}

/** What the Sent folder of an account (public id) showed. */
export interface ComparedAccount {
  account: string
  address: string
  /** no_folder: nobody files what it sends where Cadenza could look. */
  outcome: 'compared' | 'unreadable' | 'no_folder'
  words: string
  /** Emails of ours that it holds since then; of these, those taken for unsent here, and those not known here. */
  looked_at: number
  found: number
  unknown: number
}

export interface Comparison {
  /** ms since the epoch */
  at: number
  /** Row ids of the accounts whose Sent folder shows everything that left. */
  looked: number[]
  accounts: ComparedAccount[]
}

/** What was found when the Sent folders were looked into last, in this safe mode. */
export const comparedOf = ({ evidence }: GuardState): Comparison | null => (evidence.compared as Comparison) ?? null

const unguarded: GuardState = {
  name: '',
  counter: 0,
  mark: '',
  before: '',
  machine: '',
  state: 'normal',
  reason: null,
  since: null,
  clockAccepted: 0,
  evidence: {},
}

/** A database that nobody has guarded yet is normal. */
export function guardState(reader: Reader): GuardState {
  const row = reader.get<Omit<GuardState, 'evidence'> & { evidence: string }>(
    `SELECT name, counter, mark, mark_before AS before, machine, state, reason, since, clock_accepted AS clockAccepted,
       evidence FROM guard`,
  )
  return row ? { ...row, evidence: JSON.parse(row.evidence) as Record<string, unknown> } : unguarded
}

/** True when that other database is of the same data. */
export function holdsGuard(file: string, name: string): boolean {
  try {
    const sqlite = new Database(file, { readonly: true, fileMustExist: true, timeout: 250 })
    try {
      return sqlite.prepare('SELECT 1 FROM guard WHERE name = ?').get(name) !== undefined
    } finally {
      sqlite.close()
    }
  } catch {
    // Somebody else's, or not to be read: better one question too many.
    return true
  }
}

/** Makes the row where there is none. */
export const beginGuard = (tx: Tx): void =>
  void tx.run(
    `INSERT INTO guard (id, name, counter, mark, mark_before, machine, state, clock_accepted, evidence)
     VALUES (1, '', 0, '', '', '', 'normal', 0, '{}') ON CONFLICT (id) DO NOTHING`,
  )

/** Changes what the guard knows; the row is there. */
export function setGuard(
  tx: Tx,
  change: Partial<Pick<GuardState, 'name' | 'counter' | 'mark' | 'before' | 'machine'>>,
) {
  const next = { ...guardState(tx), ...change }
  tx.run(
    'UPDATE guard SET name = ?, counter = ?, mark = ?, mark_before = ?, machine = ?',
    next.name,
    next.counter,
    next.mark,
    next.before,
    next.machine,
  )
}

/** True while nothing may be sent from this copy. */
export const isSafeMode = (reader: Reader): boolean =>
  reader.get(`SELECT 1 FROM guard WHERE state = 'safe'`) !== undefined

/**
 * Counts an email that is being taken up, and says the new count. Null when it must not be: the copy is in safe mode, or
 * the keychain covers no more of them.
 */
export const countSend = (tx: Tx, upTo: number): number | null =>
  tx.get<{ counter: number }>(
    `UPDATE guard SET counter = counter + 1 WHERE state = 'normal' AND counter < ? RETURNING counter`,
    upTo,
  )?.counter ?? null

/**
 * How far it has told its team.
 *
 * @param at of which of its chunks the hash is asked for; left out: the last
 */
export function toldSoFar(reader: Reader, at?: number): Told {
  const device = ownDevice(reader)
  const last = lastChunk(reader, device)
  const hash = at === undefined ? last?.hash : chunkOf(reader, device, at)?.hash
  return { device, number: last?.number ?? 0, ...(hash === undefined ? {} : { hash }) }
}

/** Reasons under which mail may have left that this copy takes for unsent. */
const mayHaveSent = (reason: SafeReason): boolean => reason !== 'clock' && reason !== 'moved'

/** Planned emails (row ids) whose time has come: read before the planner gives them another. */
export const overdue = (reader: Reader, now: number): number[] =>
  reader
    .all<{ id: number }>(
      `SELECT id FROM sends WHERE state = 'planned' AND sandbox = 0 AND at <= ? AND kind <> 'task'`,
      now,
    )
    .map(({ id }) => id)

/** Once in a safe mode: what was due when this copy was opened may have left from another one. */
export function markDoubtful(tx: Tx, due: readonly number[]): void {
  const { state, reason, evidence } = guardState(tx)
  if (state !== 'safe' || !reason || evidence.marked === true || !mayHaveSent(reason)) return
  tx.run(
    `UPDATE sends SET review = 'safe_mode' WHERE id IN (SELECT value FROM json_each(?)) AND state = 'planned'
       AND review IS NULL`,
    JSON.stringify(due),
  )
  keepEvidence(tx, { marked: true })
}

/**
 * Nothing more is sent from this copy until a person has looked. True when that is news.
 *
 * @param due what may have left already (`overdue`); left out: what is due by now
 */
export function enterSafeMode(
  tx: Tx,
  reason: SafeReason,
  now: number,
  given: { evidence?: Record<string, unknown>; due?: readonly number[] } = {},
): boolean {
  beginGuard(tx)
  const before = guardState(tx)
  if (before.state === 'safe' && before.reason === reason) return false
  tx.run(
    `UPDATE guard SET state = 'safe', reason = ?, since = coalesce(since, ?), evidence = ?`,
    reason,
    now,
    JSON.stringify({ ...lasting(before), ...given.evidence }),
  )
  markDoubtful(tx, given.due ?? overdue(tx, now))
  note(tx, now, 'safe_mode', 'Nothing is sent: this copy of the data may be behind what was really sent.', { reason })
  return true
}

/** What was there when a person let this copy send holds it back no second time, in whatever safe mode comes later. */
const lasting = ({ evidence: { accepted } }: GuardState) => (accepted === undefined ? {} : { accepted })

/** Keeps what is known beside the reason. */
export const keepEvidence = (tx: Tx, evidence: Record<string, unknown>): void =>
  void tx.run('UPDATE guard SET evidence = ?', JSON.stringify({ ...guardState(tx).evidence, ...evidence }))

const doubt = 'it may have left before this copy of the data was opened: look in the Sent folder, then release it'

/**
 * This copy sends from now on. What was marked as doubtful stays held, but where a look into its account's Sent folder
 * has shown that it has not left.
 *
 * @param looked row ids of those accounts
 */
export function leaveSafeMode(tx: Tx, looked: readonly number[], now: number): { held: number } {
  const known = guardState(tx)
  // no index has them, and all of the ledger is read for them: once
  const marked = JSON.stringify(
    tx.all<{ id: number }>(`SELECT id FROM sends WHERE review = 'safe_mode'`).map(({ id }) => id),
  )
  const those = 'id IN (SELECT value FROM json_each(?))'
  tx.run(
    `UPDATE sends SET review = NULL WHERE ${those} AND (state <> 'planned' OR account_id IN (SELECT value FROM json_each(?)))`,
    marked,
    JSON.stringify(looked),
  )
  // others' mail is held by nothing here; should it become this computer's to send, somebody looks first
  tx.run(`UPDATE sends SET held = 1, reason = ? WHERE ${those} AND review = 'safe_mode' AND held = 0`, doubt, marked)
  const held = waiting(tx).doubtful
  tx.run(
    `UPDATE guard SET state = 'normal', reason = NULL, since = NULL, evidence = ?, clock_accepted = ?`,
    JSON.stringify(
      known.state === 'safe' && mayHaveSent(known.reason ?? 'restored') ? { accepted: now } : lasting(known),
    ),
    known.reason === 'clock' ? lastKnown(tx) : known.clockAccepted,
  )
  if (known.state === 'safe')
    note(tx, now, 'safe_mode_over', 'This copy of the data sends again.', { reason: known.reason, held })
  return { held }
}

/** The last moment (ms) of this computer's own clock that its database knows of; 0: none. See `lastKnownSql`. */
export const lastKnown = (reader: Reader): number => knownAt(reader.get<KnownRow>(lastKnownSql))

export interface KnownRow {
  hlc: string
  shared: number
  claimed: number | null
  noted: number | null
}

/**
 * Only what was written by the clock of this computer: once others are heard, the logical clock may be ahead because theirs
 * are, and what was found in a Sent folder bears the time of its server. Neither may stop anybody's mail.
 */
export const lastKnownSql = `SELECT hlc, shared_since IS NOT NULL AS shared,
  (SELECT started_at FROM attempts WHERE outcome IS NOT 'elsewhere' ORDER BY id DESC LIMIT 1) AS claimed,
  (SELECT max(at) FROM (SELECT at FROM journal ORDER BY id DESC LIMIT 100)) AS noted FROM workspace`

export const knownAt = (row: KnownRow | undefined): number =>
  row ? Math.max(row.shared ? 0 : millisOf(row.hlc), row.claimed ?? 0, row.noted ?? 0) : 0

export interface Waiting {
  /** Planned emails of which this computer is the one to send. */
  held: number
  /** Of these, the ones that may have left already. */
  doubtful: number
  /** Planned emails that are another computer's to send, as far as this copy knows: nothing here holds them. */
  elsewhere: number
}

/** What waits while nothing is sent from this copy. */
export function waiting(reader: Reader): Waiting {
  // most have one computer: then no email is asked whose it is
  const shared = reader.get(
    'SELECT 1 FROM accounts a, workspace w WHERE a.home_device <> w.device OR a.epoch > 1 LIMIT 1',
  )
  const parts = shared ?? reader.get('SELECT 1 FROM shares LIMIT 1')
  const here = parts
    ? `(SELECT coalesce(e.sender_device, CASE WHEN a.handing_to IS NULL THEN a.home_device END) IS w.device FROM workspace w, accounts a
         LEFT JOIN enrollments e ON e.id = s.enrollment_id WHERE a.id = s.account_id)`
    : 'true'
  return (
    reader.get<Waiting>(
      `SELECT count(*) FILTER (WHERE here) AS held, count(*) FILTER (WHERE here AND review = 'safe_mode') AS doubtful,
         count(*) FILTER (WHERE NOT here) AS elsewhere
       FROM (SELECT s.review, ${here} AS here FROM sends s WHERE s.state = 'planned' AND s.kind <> 'task')`,
    ) ?? { held: 0, doubtful: 0, elsewhere: 0 }
  )
}
