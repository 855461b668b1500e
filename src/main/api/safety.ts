/** Whether this copy of the data may send, why not, and the way out. */
import { Refusal } from '../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { asksForOther } from '../../shared/domain/safe-mode.ts'
import { safeWords, unproved, unprovedWords } from '../../shared/domain/safe-mode-words.ts'
import { comparedOf, guardState, waiting } from '../store/guard.ts'
import { becomeAnother } from '../store/own-computer.ts'
import { type Asker, iso, isoOrNull, os, type Room } from './context.ts'
import { safetyState } from './held-by.ts'
import { answersFor, checkAnswersFor } from './safety-may.ts'

function shown(room: Room, asker: Asker) {
  const { store, guard } = room
  const row = guardState(store)
  const state = safetyState(room)
  const compared = comparedOf(row)
  const former = typeof row.evidence.former === 'string' ? row.evidence.former : null
  const counts = state === 'normal' ? { held: 0, doubtful: 0, elsewhere: 0 } : waiting(store)
  return {
    state,
    guarded: guard?.guarded() ?? false,
    reason: row.state === 'safe' ? row.reason : null,
    ...safeWords(state, row.reason, { former, trouble: guard?.trouble() ?? null }),
    since: isoOrNull(row.since),
    ...counts,
    compared: compared && { at: iso(compared.at), accounts: compared.accounts },
    can_lift: row.state === 'safe' && answersFor(room, asker),
    asks_other: row.state === 'safe' && asksForOther(row.reason),
  }
}

const status = os.safety.status.handler(({ context: { room, asker } }) => shown(room, asker))

const compare = os.safety.compare.handler(async ({ context: { room, asker } }) => {
  if (!room.guard) throw new Refusal('state', 'There is nothing to compare here.')
  await room.guard.compare()
  return shown(room, asker)
})

async function beOwn(room: Room, asker: Asker) {
  const { clock, dice } = room.ports
  const device = publicIdFrom(dice.bytes(publicIdBytes))
  room.store.write((tx) => becomeAnother(tx, device, clock.now()))
  await room.guard?.lift([])
  room.changes.tell('workspace', 'sends', 'accounts', 'devices', 'exchange')
  return shown(room, asker)
}

/** The clock and a folder that was moved say nothing about what was sent. */
const needsNoLook: readonly (string | null)[] = ['clock', 'moved']

const lift = os.safety.lift.handler(async ({ input, context: { room, asker } }) => {
  checkAnswersFor(room, asker)
  const row = guardState(room.store)
  if (row.state !== 'safe' || !room.guard) throw new Refusal('state', 'This copy is not in safe mode.')
  if (asksForOther(row.reason) && !input.other)
    throw new Refusal(
      'state',
      'Is the other copy of your data still in use? Say "gone", and this one takes its place; or "in_use", and this one becomes a computer of its own.',
      { asks: 'other' },
    )
  // what another copy sends is that one's business from then on
  if (input.other === 'in_use') return beOwn(room, asker)
  const compared = comparedOf(row)
  const open = unproved(compared?.accounts ?? [])
  if (!needsNoLook.includes(row.reason) && !input.without_comparison) {
    if (!compared)
      throw new Refusal(
        'state',
        'Compare with the Sent folders first, while Cadenza runs. Or go on without a comparison: what was due by then stays held.',
      )
    if (open.length > 0)
      throw new Refusal('state', `${unprovedWords(open).join(' ')} Go on without: what was due by then stays held.`, {
        accounts: open.map(({ account }) => account),
      })
  }
  await room.guard.lift(compared?.looked ?? [])
  room.changes.tell('workspace', 'sends')
  return shown(room, asker)
})

export const safety = { status, compare, lift }
