/** Accounts as the queue knows them: their limits, and what left of them before hosts sent. */
import { putAccount, type QueuedAccount } from '../../../queue/hand-in.ts'
import { type AccountRow, accountById } from '../../../store/accounts.ts'
import { countedHere } from '../../../store/counted-here.ts'
import { partOfAccount } from '../../../store/homes.ts'
import type { Reader } from '../../../store/open.ts'
import { limitHorizon, planAccount } from '../../../store/plan-state.ts'
import { noteTold, type QueuedAccountRow } from '../../../store/queue.ts'
import { workspaceRow } from '../../../store/workspace.ts'
import type { HostsOptions, Open } from './shape.ts'

/** What every host keeps the account's limits by. */
function asQueued(reader: Reader, account: AccountRow, device: string, now: number): QueuedAccount {
  const { zone, seed } = workspaceRow(reader)
  return {
    account: account.secretId,
    workspace: device,
    plan: planAccount(account, partOfAccount(reader, account.id, now)),
    zone: account.zone ?? zone,
    seed,
  }
}

function leftBefore(reader: Reader, account: AccountRow, { zone, seed }: QueuedAccount, now: number): number[] {
  const plan = planAccount(account)
  return countedHere(reader, { id: account.id, plan, setting: { zone, seed }, from: now - limitHorizon, now })
}

/** On which course of a database it was told; null: it never was. */
const lineOf = (told: string | null): string | null =>
  told === null ? null : ((JSON.parse(told) as { line?: string }).line ?? null)

/** Tells the queue of accounts that it doesn't know as they are now. */
export async function tellAccounts(
  { store, ports }: HostsOptions,
  { queue, keys, line }: Open,
  rows: readonly QueuedAccountRow[],
): Promise<boolean> {
  let news = false
  for (const row of rows) {
    const account = row.ending ? undefined : accountById(store, row.accountId)
    if (!account) continue
    const now = ports.clock.now()
    const queued = asQueued(store, account, keys.device, now)
    const told = JSON.stringify({ line, ...queued })
    if (told === row.told) continue
    // another database, or this one before it was put back: what it counts there isn't what has left
    await putAccount(queue, queued, lineOf(row.told) === line ? undefined : leftBefore(store, account, queued, now))
    await store.writeSoon((tx) => noteTold(tx, account.id, told))
    news = true
  }
  return news
}
