/**
 * Looks for unsure sends in the Sent folder of their account, where the server files it: 1, 5, 15 and 60 minutes after the
 * connection broke. What is found settles the send as sent; what isn't is said, and a person decides. What comes next
 * is in the store, so a restart forgets nothing, and a look that could not be made is made up for.
 */
import { settleStep } from '../../../shared/domain/settle.ts'
import { HOUR, MINUTE } from '../../../shared/domain/time.ts'
import { isCutOff } from '../../mail/smtp-settings.ts'
import { startRounds } from '../../rounds.ts'
import { type AccountRow, accountById } from '../../store/accounts.ts'
import { filingOf } from '../../store/filing.ts'
import type { Store } from '../../store/open.ts'
import { isLookedInHere } from '../../store/read-here.ts'
import { saveLook, type UnsureRow, unsureToSettle } from '../../store/unsure-looks.ts'
import { lookFor, nextOf, type SettlingOptions, type Trouble } from './look.ts'

/** Emails leave in a row: one look for all of a moment. */
const gather = 100

export interface Settling {
  stop(): Promise<void>
}

/** An account whose mailbox could not be read is left in peace: longer and longer. */
const patienceOf = (failures: number): number => Math.min(HOUR, MINUTE * 2 ** failures)
/** How soon the network is looked for while there is none. */
const cutOffPatience = MINUTE

export function startSettling(options: SettlingOptions): Settling {
  const { ports, changes } = options
  const { clock, log } = ports
  const troubles = new Map<number, Trouble>()
  return startRounds({
    clock,
    changes,
    wokenBy: ['accounts', 'sends'],
    gather,
    round: (stopping) => turn(options, troubles, stopping),
    failed(error) {
      log.error('looking for unsure emails failed and is tried again', {
        error: (error as Error).stack ?? String(error),
      })
      return clock.now() + MINUTE
    },
  })
}

interface Open {
  account: AccountRow
  rows: UnsureRow[]
}

/** Takes up what has become unsure, looks for what is due, and returns when to come back. */
async function turn(options: SettlingOptions, troubles: Map<number, Trouble>, stopping: AbortSignal): Promise<number> {
  const { store, ports } = options
  takeUp(options)
  const now = ports.clock.now()
  await Promise.all(
    openOf(store).map(async ({ account, rows }) => {
      const due = rows.filter(({ nextAt }) => nextAt !== null && nextAt <= now)
      if (due.length === 0 || heldUntil(options, account, troubles) > now) return
      await lookFor(options, { account, due, stopping, troubles, patienceOf })
    }),
  )
  const later = ports.clock.now()
  const times = openOf(store).flatMap(({ account, rows }) => {
    const held = heldUntil(options, account, troubles)
    return rows.flatMap(({ nextAt }) => (nextAt === null ? [] : [Math.max(nextAt, held, later)]))
  })
  return times.reduce((first, at) => Math.min(first, at), Number.POSITIVE_INFINITY)
}

/** Writes down what comes next where that is not what is written: new ones, and those whose account has changed. */
function takeUp({ store, ports, changes }: SettlingOptions): void {
  const now = ports.clock.now()
  const accounts = new Map<number, AccountRow | undefined>()
  const wrong = unsureToSettle(store).flatMap((row) => {
    if (!accounts.has(row.accountId)) accounts.set(row.accountId, accountById(store, row.accountId))
    const nextAt = plannedFor(store, accounts.get(row.accountId), row, now)
    return row.known === 1 && nextAt === row.nextAt ? [] : [{ row, nextAt }]
  })
  if (wrong.length === 0) return
  store.write((tx) => {
    for (const { row, nextAt } of wrong) saveLook(tx, row.sendId, { looks: row.looks, nextAt })
  })
  changes.tell('sends')
}

function plannedFor(store: Store, account: AccountRow | undefined, row: UnsureRow, now: number): number | null {
  const readable = account !== undefined && isLookedInHere(store, account) && row.messageId !== null
  const files = account ? filingOf(store, account).files : 'unknown'
  const step = settleStep({ files, readable, found: null, looks: row.looks })
  if (step.do !== 'look') return null
  // what is written stays, unless the clock was set back since
  if (row.nextAt !== null && row.nextAt <= now + step.after) return row.nextAt
  return nextOf(row, step.after, null, now)
}

/** What is unsure and looked for, by account; only this computer's. */
function openOf(store: Store): Open[] {
  const byAccount = Map.groupBy(
    unsureToSettle(store).filter(({ nextAt }) => nextAt !== null),
    ({ accountId }) => accountId,
  )
  return [...byAccount].flatMap(([id, rows]) => {
    const account = accountById(store, id)
    return account && isLookedInHere(store, account) ? [{ account, rows }] : []
  })
}

function heldUntil({ ports }: SettlingOptions, account: AccountRow, troubles: Map<number, Trouble>): number {
  const now = ports.clock.now()
  if (isCutOff(account.imap, ports)) return now + cutOffPatience
  const trouble = troubles.get(account.id)
  // Settings that were changed are tried at once, and a clock that was set back holds nothing up.
  if (!trouble || trouble.version !== account.version || trouble.notBefore > now + HOUR) return 0
  return trouble.notBefore
}
