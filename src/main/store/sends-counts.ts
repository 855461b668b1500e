/** How many emails each tab of the outbox holds, asked of its indexes. */
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

const count = (reader: Reader, text: string, ...values: unknown[]): number =>
  reader.get<{ n: number }>(`SELECT count(*) AS n FROM sends ${text}`, ...values)?.n ?? 0

const inState = (reader: Reader, state: SendState): number =>
  count(reader, `INDEXED BY sends_state WHERE (state || '') = ?`, state)

/** Planned emails of an account, as they would leave if only it could send. */
const ready = (reader: Reader, account: number): number =>
  count(
    reader,
    `INDEXED BY sends_due WHERE account_id = ? AND state = 'planned' AND held = 0 AND paused = 0 AND replan = 0`,
    account,
  )

/** The same that are between two times: the planner has them in hand. */
const between = (reader: Reader, account: number): number =>
  count(
    reader,
    `INDEXED BY sends_replan WHERE state = 'planned' AND replan = 1 AND held = 0 AND paused = 0 AND account_id = ?`,
    account,
  )

/** Planned emails that stand aside by themselves: held, paused, or without a time. `account` null = of all. */
const aside = (reader: Reader, account: number | null, heldToo: boolean): number =>
  count(
    reader,
    `INDEXED BY sends_aside WHERE state = 'planned' AND (held = 1 or paused = 1 or replan = 2)
       AND (@account IS NULL OR account_id = @account) AND (@held OR held = 0)`,
    { account, held: Number(heldToo) },
  )

/** Planned emails that wait for these accounts, by row id. */
export const waitingBy = (reader: Reader, accounts: Iterable<number>): Map<number, number> =>
  new Map(
    [...accounts].map((account) => [
      account,
      ready(reader, account) + between(reader, account) + aside(reader, account, false),
    ]),
  )

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
  const unsure = inState(reader, 'unsure')
  const planned = inState(reader, 'planned')
  const sum = (accounts: Iterable<number>) => [...accounts].reduce((n, account) => n + (waits.get(account) ?? 0), 0)
  // What stands aside by itself waits once, not again for its account.
  const both = [...world.stuck].reduce((n, account) => n + aside(reader, account, false), 0)
  const waiting = world.halted ? planned : aside(reader, null, true) + sum(world.stuck) - both
  return {
    all: count(reader, ''),
    planned,
    next: planned - waiting + inState(reader, 'sending'),
    sent: inState(reader, 'sent'),
    today: count(reader, 'INDEXED BY sends_at WHERE at >= ? AND at < ?', day.from, day.to),
    needsYou: unsure + sum(world.error),
    waiting,
    refused: inState(reader, 'refused'),
    unsure,
  }
}
