/** Whether this copy of the data may send, why not, and the way out. */
import { Refusal } from '../../shared/domain/failure.ts'
import { safeWords } from '../../shared/domain/safe-mode-words.ts'
import { guardState, waiting } from '../store/guard.ts'
import { iso, isoOrNull, os, type Room } from './context.ts'

interface Compared {
  at: number
  looked: number[]
  accounts: {
    account: string
    address: string
    outcome: 'compared' | 'unreadable' | 'no_folder'
    words: string
    looked_at: number
    found: number
    unknown: number
  }[]
}

/** What was found when the Sent folders were looked into last, in this safe mode. */
const comparedOf = (evidence: Record<string, unknown>): Compared | null => (evidence.compared as Compared) ?? null

function shown(room: Room) {
  const { store, guard } = room
  const row = guardState(store)
  const phase = room.running ? (guard?.phase() ?? 'known') : 'known'
  const state = row.state === 'safe' ? ('safe' as const) : phase === 'known' ? ('normal' as const) : phase
  const compared = comparedOf(row.evidence)
  const former = typeof row.evidence.former === 'string' ? row.evidence.former : null
  const counts = state === 'normal' ? { held: 0, doubtful: 0 } : waiting(store)
  return {
    state,
    guarded: guard?.guarded() ?? false,
    reason: row.state === 'safe' ? row.reason : null,
    ...safeWords(state, row.reason, { former, trouble: guard?.trouble() ?? null }),
    since: isoOrNull(row.since),
    ...counts,
    compared: compared && { at: iso(compared.at), accounts: compared.accounts },
    can_lift: row.state === 'safe',
  }
}

const status = os.safety.status.handler(({ context: { room } }) => shown(room))

const compare = os.safety.compare.handler(async ({ context: { room } }) => {
  if (!room.guard) throw new Refusal('state', 'There is nothing to compare here.')
  await room.guard.compare()
  return shown(room)
})

/** The clock and a folder that was moved say nothing about what was sent. */
const needsNoLook: readonly (string | null)[] = ['clock', 'moved']

const lift = os.safety.lift.handler(async ({ input, context: { room } }) => {
  const row = guardState(room.store)
  if (row.state !== 'safe' || !room.guard) throw new Refusal('state', 'This copy is not in safe mode.')
  const compared = comparedOf(row.evidence)
  const open = compared?.accounts.filter(({ outcome }) => outcome !== 'compared') ?? []
  if (!needsNoLook.includes(row.reason) && !input.without_comparison) {
    if (!compared) throw new Refusal('state', 'Compare with the Sent folders first: cadenza safety compare.')
    if (open.length > 0)
      throw new Refusal(
        'state',
        `${open.map(({ address }) => address).join(', ')} could not be compared. Go on without: what was due by then stays held.`,
        { accounts: open.map(({ account }) => account) },
      )
  }
  await room.guard.lift(compared?.looked ?? [])
  room.changes.tell('workspace', 'sends')
  return shown(room)
})

export const safety = { status, compare, lift }
