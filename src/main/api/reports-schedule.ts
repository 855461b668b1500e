/** How a sequence is scheduled: its engagements' hours and limits, and which planned emails wait for what. */
import type { WindowBlock } from '../../shared/domain/plan-shape.ts'
import { shownState } from '../../shared/domain/send-shown.ts'
import { accountEver } from '../store/accounts.ts'
import type { Reader } from '../store/open.ts'
import { aside, engagementsOf, type Standing } from '../store/report-checks.ts'
import type { Scope, SendFigure } from '../store/reports.ts'
import { sendWorld } from '../store/sends-search.ts'
import { iso, isoOrNull } from './context.ts'

export const engagementsShown = (reader: Reader, scope: Scope) =>
  engagementsOf(reader, scope).map((row) => ({
    public_id: row.publicId,
    at: iso(row.createdAt),
    by: row.seat,
    contacts: row.contacts,
    start: iso(row.start),
    zone: row.zone,
    contact_zone: row.useContactZone === 1,
    windows: JSON.parse(row.windows) as WindowBlock[],
    holidays: row.holidays,
    per_day: row.perDay,
    per_hour: row.perHour,
    paused: row.paused === 1,
    planned: row.planned,
    next: isoOrNull(row.next),
    finish: isoOrNull(row.finish),
  }))

type Why = 'held' | 'halted' | 'account' | 'paused' | 'timeless'

/** The same order as `shownState`: what a person holds is held, whatever else stands in its way. */
function whyOf(row: Standing, world: ReturnType<typeof sendWorld>): Why | null {
  const facts = { held: row.held === 1, paused: row.paused === 1, timeless: row.replan === 2 }
  const stuck = world.stuck.has(row.accountId)
  const shown = shownState({ state: 'planned', ...facts, moved: false, stuck, halted: world.halted })
  if (shown === 'held') return 'held'
  if (shown !== 'waiting') return null
  if (world.halted) return 'halted'
  if (stuck) return 'account'
  return facts.paused ? 'paused' : 'timeless'
}

/** Planned emails that don't leave by themselves, by what they wait for: each in one line. */
export function waitsOf(reader: Reader, scope: Scope, emails: readonly SendFigure[]) {
  const world = sendWorld(reader)
  const apart = aside(reader, scope)
  const planned = new Map<number, number>()
  for (const { account, state, n } of emails) {
    const id = state === 'planned' ? accountEver(reader, account)?.id : undefined
    if (id !== undefined) planned.set(id, (planned.get(id) ?? 0) + n)
  }
  const rest = [...planned].map(([accountId, n]): Standing => {
    const known = apart.filter((row) => row.accountId === accountId).reduce((sum, row) => sum + row.n, 0)
    return { accountId, held: 0, paused: 0, replan: 0, n: n - known }
  })
  const found = new Map<string, { why: Why; account: string | null; n: number }>()
  for (const row of [...apart, ...rest]) {
    const why = whyOf(row, world)
    if (why === null || row.n === 0) continue
    const account = why === 'account' ? (accountEver(reader, row.accountId)?.address ?? null) : null
    const key = `${why} ${account}`
    const sum = found.get(key) ?? { why, account, n: 0 }
    sum.n += row.n
    found.set(key, sum)
  }
  return [...found.values()]
}
