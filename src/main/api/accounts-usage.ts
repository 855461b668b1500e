/** How full accounts are, what waits for them, and what a change of their settings would move. */
import { policyOf } from '../../shared/domain/policy.ts'
import { unitLength } from '../../shared/domain/quota.ts'
import { DAY } from '../../shared/domain/time.ts'
import {
  type AccountRow,
  type AccountSettings,
  accountRows,
  nextOf,
  ownAccountCount,
  plannedOf,
} from '../store/accounts.ts'
import { countedAfter } from '../store/figures.ts'
import { lastAbout } from '../store/journal.ts'
import { planAccount } from '../store/plan-state.ts'
import { workspaceRow } from '../store/workspace.ts'
import { isoOrNull, os, type Room } from './context.ts'
import { type Moves, whatMoves } from './what-moves.ts'

/** True when its mail goes to the built-in inbox: nothing leaves this computer. */
export const isSandbox = (row: AccountRow): boolean => row.kind === 'managed' && row.smtp === null

function usageOf({ store, ports }: Room, row: AccountRow) {
  const now = ports.clock.now()
  const window = (unit: string, after: number, limit: number) => ({
    unit,
    used: countedAfter(store, row.id, after),
    limit,
  })
  const sends = row.state === 'active' && !row.paused
  const planned = plannedOf(store, row.id)
  return {
    public_id: row.publicId,
    kind: row.kind,
    sandbox: isSandbox(row),
    address: row.address,
    windows: [
      ...row.limits.map((limit) => window(limit.unit, now - unitLength[limit.unit], limit.max)),
      ...(row.perUtcDay === null ? [] : [window('utc_day', now - (now % DAY) - 1, row.perUtcDay)]),
    ],
    planned,
    waiting: sends ? 0 : planned,
    next: sends ? isoOrNull(nextOf(store, row.id)) : null,
    trouble:
      row.state === 'error' && row.outKind
        ? { kind: row.outKind, since: isoOrNull(lastAbout(store, 'account_error', row.publicId)) }
        : null,
  }
}

export const usage = os.accounts.usage.handler(({ context: { room } }) =>
  room.store.read(() => accountRows(room.store).map((row) => usageOf(room, row))),
)

/** From this share of the team's limit on, asking for more is offered. */
const nearlyFull = 0.8
export const limits = os.accounts.limits.handler(({ context: { room } }) => {
  const limit = policyOf(workspaceRow(room.store).policy).account_limit
  const accounts = ownAccountCount(room.store)
  return { accounts, limit, request_increase: accounts >= limit * nearlyFull }
})

/** What becomes of this account's planned mail under other settings. One that loses its password sends nothing. */
export function movesOf({ store, ports }: Room, row: AccountRow, settings: AccountSettings): Moves {
  const complete = settings.smtp?.user == null || settings.hasSecret
  const then = { ...row, ...settings, state: row.state === 'active' && !complete ? ('pending' as const) : row.state }
  return store.read(() =>
    whatMoves(store, ports.clock.now(), row.id, (input, index) => ({
      ...input,
      accounts: input.accounts.map((account, i) => (i === index ? planAccount(then) : account)),
    })),
  )
}
