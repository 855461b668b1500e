/** How full accounts are, what waits for them, and what a change of their settings would move. */
import { isNearlyFull, policyOf } from '../../shared/domain/policy.ts'
import { unitLength } from '../../shared/domain/quota.ts'
import { limitsOn, rampAt, rampOver } from '../../shared/domain/ramp.ts'
import { DAY } from '../../shared/domain/time.ts'
import { formatDay } from '../../shared/domain/time-text.ts'
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
import { type LimitRequestRow, lastLimitRequest } from '../store/limit-requests.ts'
import type { Reader } from '../store/open.ts'
import { outsideAfter } from '../store/outside.ts'
import { planAccount } from '../store/plan-state.ts'
import { workspaceRow } from '../store/workspace.ts'
import { pausedShown } from './accounts-paused.ts'
import { copiesShown, foldersShown, readingShown, unreadShown } from './accounts-reading.ts'
import { isoOrNull, os, type Room } from './context.ts'
import { type Moves, whatMoves } from './what-moves.ts'

/** True when its mail goes to the built-in inbox: nothing leaves this computer. */
export const isSandbox = (row: AccountRow): boolean => row.kind === 'managed' && row.smtp === null

const fullness = (used: number, allowed: number) => {
  const ratio = allowed === 0 ? 1 : Math.round((used / allowed) * 1000) / 1000
  return { ratio, near_limit: isNearlyFull(used, allowed) }
}

/** What a mailbox that ramps up may send today, and from when on its daily limit holds alone; null: it doesn't. */
function rampShown(row: AccountRow, zone: string, now: number) {
  const today = rampAt(row, zone, now)
  const over = row.ramp && rampOver(row.ramp, row.limits, zone)
  return today === null ? null : { today, full_on: over === null ? null : formatDay(over) }
}

/** The managed account's review is asked for once; other limits are set by whoever owns the account. */
const reviewable = (reader: Reader): boolean => lastLimitRequest(reader, 'managed') === undefined

function usageOf({ store, ports, wayOf }: Room, row: AccountRow) {
  const now = ports.clock.now()
  const zone = row.zone ?? workspaceRow(store).zone
  const window = (unit: string, after: number, allowed: number) => {
    const outside = outsideAfter(store, row.id, after)
    const used = countedAfter(store, row.id, after) + outside
    const can_request = unit === 'utc_day' && row.kind === 'managed' && reviewable(store)
    return { window: unit, used, outside, allowed, ...fullness(used, allowed), can_request }
  }
  const sends = row.state === 'active' && !row.paused && row.keptBy === null
  const planned = plannedOf(store, row.id)
  return {
    public_id: row.publicId,
    type: row.kind,
    sandbox: isSandbox(row),
    from_email: row.address,
    windows: [
      ...limitsOn(row, zone, now).map((limit) => window(limit.unit, now - unitLength[limit.unit], limit.max)),
      ...(row.perUtcDay === null ? [] : [window('utc_day', now - (now % DAY) - 1, row.perUtcDay)]),
    ],
    ramp_up: rampShown(row, zone, now),
    reading: readingShown(store, row),
    way: row.imap === null ? null : (wayOf?.(row.publicId) ?? null),
    folders: foldersShown(store, row),
    unread: unreadShown(store, row, now),
    copies: copiesShown(store, row),
    planned,
    waiting: sends ? 0 : planned,
    next: sends ? isoOrNull(nextOf(store, row.id)) : null,
    trouble:
      row.state === 'error' && row.outKind
        ? { kind: row.outKind, since: isoOrNull(lastAbout(store, 'account_error', row.publicId)) }
        : null,
    paused_for: pausedShown(store, row),
  }
}

export const usage = os.accounts.usage.handler(({ context: { room } }) =>
  room.store.read(() => accountRows(room.store).map((row) => usageOf(room, row))),
)

const teamLimit = (window: string, used: number, allowed: number, asked: LimitRequestRow | undefined) => {
  const full = fullness(used, allowed)
  return {
    window,
    used,
    allowed,
    ...full,
    can_request: full.near_limit && asked?.state !== 'pending',
    request: asked?.state ?? null,
  }
}

export const limits = os.accounts.limits.handler(({ context: { room } }) => {
  const { store, ports } = room
  const now = ports.clock.now()
  const managed = accountRows(store).find(({ kind }) => kind === 'managed')
  const today = managed ? countedAfter(store, managed.id, now - (now % DAY) - 1) : 0
  const allowed = policyOf(workspaceRow(store).policy).account_limit
  const asked = lastLimitRequest(store, 'managed')
  return {
    sending_accounts: teamLimit('total', ownAccountCount(store), allowed, lastLimitRequest(store, 'accounts')),
    managed: {
      ...teamLimit('utc_day', today, managed?.perUtcDay ?? 0, asked),
      // its review can be asked for once, however little is used
      can_request: reviewable(store),
    },
  }
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
