/** One deed for many emails: those that refuse it are told with their reason, the others go ahead. */
import { Refusal } from '../../shared/domain/failure.ts'
import type { Store, Tx } from '../store/open.ts'
import { type SendRow, sendByPublicId, sendsById } from '../store/sends.ts'
import { workspaceRow } from '../store/workspace.ts'
import { type Context, iso, isoOrNull } from './context.ts'
import { checkMayChange } from './may-change.ts'
import { cancelDeed, type Deed, holdDeed, moveDeed, releaseDeed, restoreDeed } from './sends-change.ts'
import { checkSentHere } from './sends-elsewhere.ts'
import { type Foreseen, foresee } from './sends-foresee.ts'
import { type Action, wordsOf } from './sends-words.ts'

export interface RefusedSend {
  public_id: string
  contact: string
  why: string
}

export interface Outcome {
  done: SendRow[]
  refused: RefusedSend[]
}

const plain: Record<Exclude<Action, 'move' | 'send_now'>, Deed> = {
  cancel: cancelDeed,
  hold: holdDeed,
  release: releaseDeed,
  restore: restoreDeed,
}

/** @throws Refusal `bad_request` when a move has no slot */
export function deedOf(action: Exclude<Action, 'send_now'>, slot: string | undefined): Deed {
  if (action !== 'move') return plain[action]
  if (slot === undefined) throw new Refusal('bad_request', 'slot: Missing: say where they are to be moved.')
  return moveDeed(slot)
}

/** Does it to each as it is by now: a deed before may have changed the next one. */
export function doToAll(tx: Tx, context: Context, rows: readonly SendRow[], deed: Deed, now: number): Outcome {
  const outcome: Outcome = { done: [], refused: [] }
  for (const { publicId } of rows) {
    const row = sendByPublicId(tx, publicId)
    if (!row) continue
    try {
      checkMayChange(tx, context.asker, row)
      checkSentHere(tx, row)
      deed(tx, row, now, context.asker.seatId)
      outcome.done.push(row)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      outcome.refused.push({ public_id: row.publicId, contact: row.contact, why: error.message })
    }
  }
  return outcome
}

/** How many moved emails are told one by one. */
const told = 50

export function consequenceOf(
  store: Store,
  action: Action,
  rows: readonly SendRow[],
  seen: Foreseen,
  given: { now: number; wanted: number | null; isOpen?: boolean },
) {
  const { zone } = workspaceRow(store)
  const shifts = seen.shifts ?? []
  // Their own first: those are what the person asked about.
  const some = [...shifts.filter((shift) => shift.own), ...shifts.filter((shift) => !shift.own)].slice(0, told)
  const details = new Map(
    sendsById(
      store,
      some.map((shift) => shift.id),
    ).map((row) => [row.id, row]),
  )
  const steps = new Map([...details].map(([id, row]) => [id, row.step]))
  return {
    words: wordsOf(action, rows, seen, { isOpen: true, ...given, zone, steps }),
    zone,
    moves: some.flatMap(({ id, from, to, own }) => {
      const row = details.get(id)
      if (!row) return []
      const { publicId, contact, step, sender } = row
      return [{ public_id: publicId, contact, step, sender, from: iso(from), to: isoOrNull(to), own }]
    }),
    moved: seen.shifts === null ? null : shifts.length,
    displaced: seen.shifts === null ? null : shifts.filter((shift) => !shift.own).length,
    ends: seen.ends,
  }
}

/** What the deed would do to all of them; nothing is written. `wanted`: the slot that was asked for. */
export function tryOnAll(
  context: Context,
  action: Action,
  rows: readonly SendRow[],
  deed: Deed,
): { outcome: Outcome; consequence: ReturnType<typeof consequenceOf> } {
  const { store, ports } = context.room
  const now = ports.clock.now()
  let outcome: Outcome = { done: [], refused: [] }
  let wanted: number | null = null
  const seen = foresee(store, now, rows, (tx) => {
    outcome = doToAll(tx, context, rows, deed, now)
    if (action === 'move')
      wanted =
        sendsById(
          tx,
          outcome.done.slice(0, 1).map((row) => row.id),
        )[0]?.byHand ?? null
  })
  return { outcome, consequence: consequenceOf(store, action, outcome.done, seen, { now, wanted }) }
}
