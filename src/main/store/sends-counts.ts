/** How many emails each tab of the outbox holds, read from what is tallied at every change of the ledger. */
import type { SendState } from '../../shared/domain/send.ts'
import type { Reader } from './open.ts'
import type { SendWorld } from './sends-list.ts'

export interface SendCounts {
  all: number
  planned: number
  /** With a time, and nothing in their way. */
  next: number
  sent: number
  today: number
  needsYou: number
  waiting: number
  refused: number
  unsure: number
}

/** Planned emails of one account that stand in the same way. */
interface Planned {
  account: number
  held: 0 | 1
  paused: 0 | 1
  replan: 0 | 1 | 2
  n: number
}

const plannedRows = (reader: Reader): Planned[] =>
  reader.all('SELECT account_id AS account, held, paused, replan, n FROM planned_tally WHERE n > 0')

const sum = (rows: Iterable<{ n: number }>): number => [...rows].reduce((all, { n }) => all + n, 0)

/** Held, paused, or without a time: it stands aside by itself. */
const isAside = ({ held, paused, replan }: Planned): boolean => held === 1 || paused === 1 || replan === 2

/** Planned emails that wait for these accounts, by row id: all that nobody holds. */
export function waitingBy(reader: Reader, accounts: Iterable<number>): Map<number, number> {
  const rows = plannedRows(reader).filter(({ held }) => held === 0)
  return new Map([...accounts].map((id) => [id, sum(rows.filter(({ account }) => account === id))]))
}

/**
 * @param day from its first instant to that of the next one
 * @param waits what waits for the accounts that are stuck, where the caller has it
 */
export function sendCounts(
  reader: Reader,
  world: SendWorld,
  day: { from: number; to: number },
  waits = waitingBy(reader, world.stuck),
): SendCounts {
  const states = new Map(
    reader
      .all<{ state: SendState; n: number }>(
        `SELECT state, sum(n) AS n FROM send_tally WHERE kind <> 'task' GROUP BY state`,
      )
      .map(({ state, n }) => [state, n]),
  )
  const inState = (state: SendState) => states.get(state) ?? 0
  const planned = inState('planned')
  // What stands aside by itself waits once, not again for its account.
  const waitingRows = plannedRows(reader).filter(
    (row) => isAside(row) || (world.stuck.has(row.account) && row.held === 0),
  )
  const waiting = world.halted ? planned : sum(waitingRows)
  const unsure = inState('unsure')
  const forError = [...world.error].reduce((n, account) => n + (waits.get(account) ?? 0), 0)
  return {
    all: [...states.values()].reduce((n, each) => n + each, 0),
    planned,
    next: planned - waiting + inState('sending'),
    sent: inState('sent'),
    today: emailsBetween(reader, day),
    needsYou: unsure + forError,
    waiting,
    refused: inState('refused'),
    unsure,
  }
}

const emailsBetween = (reader: Reader, { from, to }: { from: number; to: number }): number =>
  reader.get<{ n: number }>(
    `SELECT count(*) AS n FROM sends INDEXED BY sends_at WHERE at >= ? AND at < ? AND kind <> 'task'`,
    from,
    to,
  )?.n ?? 0
