/**
 * Answers a slider: an estimate within a frame or two, from numbers that are kept at hand; then the plan itself, from a
 * worker; then what holds it back. A question whose asker has gone on to the next is not answered further.
 */
import type {
  CoarseKept,
  TrialAnswer,
  TrialWish,
  TriedEvent,
  TryWish,
  Wanted,
} from '../../../shared/contract/calendar.ts'
import { dayNumber } from '../../../shared/domain/time.ts'
import { formatDay } from '../../../shared/domain/time-text.ts'
import { changed, workingDays } from '../../../shared/domain/what-if.ts'
import { type Estimate, estimate } from '../../../shared/domain/what-if-coarse.ts'
import type { Coarse } from '../../../shared/domain/what-if-groups.ts'
import { regrouped } from '../../../shared/domain/what-if-senders.ts'
import { lastPlannedAt } from '../../store/calendar.ts'
import { plansMoreThan } from '../../store/plan-write.ts'
import type { WorkspaceRow } from '../../store/workspace.ts'
import { type Asker, isoOrNull, os, type Room } from '../context.ts'
import { nothing, wantedOf, whatIfOf } from './change.ts'
import { spanOf } from './range.ts'
import { openTrials, revived, type Trials } from './trial.ts'
import { calendarOf, worldOf } from './world.ts'

/** Less than this is planned here: sooner done than sent to a worker. */
const many = 3000

interface Kept {
  trials: Trials
  numbers: { coarse: Coarse; of: CoarseKept } | null
}

const rooms = new WeakMap<Room, Kept>()

function keptOf(room: Room): Kept {
  let kept = rooms.get(room)
  if (!kept) {
    kept = { trials: openTrials(room.store), numbers: null }
    rooms.set(room, kept)
  }
  return kept
}

/** Estimates made ahead: the first ones take four times as long as those that follow, and a hand is at the slider soon. */
const rehearsals = 8

const keep = (room: Room, of: CoarseKept) => {
  const kept = keptOf(room)
  const isFirst = kept.numbers === null
  kept.numbers = { coarse: revived(of), of }
  if (isFirst) for (let i = 0; i < rehearsals; i++) estimate(kept.numbers.coarse)
}

const elsewhere = (room: Room) => (room.heavy?.tryOut && plansMoreThan(room.store, many) ? room.heavy : null)

/** Plans a change, where there is much in a worker. @throws Refusal `cancelled` when the asker has gone */
export async function tryOut(room: Room, wish: TrialWish, signal?: AbortSignal): Promise<TrialAnswer> {
  const heavy = elsewhere(room)
  const answer = heavy?.tryOut
    ? await room.ports.clock.working(heavy.tryOut(wish, signal))
    : keptOf(room).trials.tryOut(wish)
  if (answer.coarse) keep(room, answer.coarse)
  return answer
}

async function heldBy(room: Room, signal?: AbortSignal) {
  const heavy = elsewhere(room)
  return heavy?.held ? await room.ports.clock.working(heavy.held(signal)) : keptOf(room).trials.held()
}

/** By how many working days the end moves; negative: sooner. */
export function movedBy(workspace: WorkspaceRow, before: number | null, after: number | null): number {
  if (before === null || after === null) return 0
  const day = (at: number) => dayNumber(at, workspace.zone)
  return workingDays(calendarOf(workspace), day(before), day(after))
}

/** A limit in words, with its mailbox where it is one's. */
function heldText(coarse: Coarse, held: Estimate['held']): string | null {
  if (held === null) return null
  return held.account === null ? held.text : `${coarse.accounts[held.account]?.address}: ${held.text}`
}

/** The numbers with contacts that nobody has written to in other senders' shares. */
function shared(coarse: Coarse, senders: Wanted['senders'], { accounts, batches }: CoarseKept): Coarse {
  if (senders === null) return coarse
  const known = (ids: readonly number[], all: readonly number[]) =>
    new Set(ids.map((id) => all.indexOf(id)).filter((place) => place >= 0))
  const given = senders.accounts
    .map((sender) => ({ ...sender, account: accounts.indexOf(sender.account) }))
    .filter(({ account }) => account >= 0)
  if (given.length === 0) return coarse
  return regrouped(coarse, known(senders.batches, batches), given, known(senders.except, accounts))
}

function coarseEvent(room: Room, wanted: Wanted, workspace: WorkspaceRow): TriedEvent | null {
  const { numbers } = keptOf(room)
  if (!numbers) return null
  const { coarse, of } = numbers
  const guess = estimate(shared(changed(coarse, whatIfOf(wanted, of.accounts, of.batches)), wanted.senders, of))
  const totals = [...guess.days].sort(([a], [b]) => a - b).map(([day, emails]) => ({ date: formatDay(day), emails }))
  return {
    kind: 'coarse',
    finish: isoOrNull(guess.finish),
    working_days: movedBy(workspace, lastPlannedAt(room.store), guess.finish),
    totals,
    held: heldText(coarse, guess.held),
  }
}

async function* answered(
  room: Room,
  asker: Asker,
  input: TryWish,
  signal: AbortSignal | undefined,
): AsyncGenerator<TriedEvent, void> {
  const now = room.ports.clock.now()
  const world = worldOf(room.store)
  const { workspace } = world
  const { limits, windows, start, senders } = input
  const span = spanOf(workspace.zone, input)
  const wanted = wantedOf(room.store, asker, world, { limits, windows, start, senders }, now)
  const wish: TrialWish = { now, wanted, by: input.by, from: span.from, to: span.to, sequence: null }
  if (!keptOf(room).numbers) await tryOut(room, { ...wish, wanted: nothing, load: true }, signal)
  const coarse = coarseEvent(room, wanted, workspace)
  if (coarse) yield coarse
  if (signal?.aborted) return
  const exact = await tryOut(room, wish, signal)
  const { totals, slots, moved, waiting } = exact
  yield {
    kind: 'exact',
    finish: isoOrNull(exact.finish),
    working_days: movedBy(workspace, exact.finishBefore, exact.finish),
    totals,
    slots,
    moved,
    waiting,
  }
  if (!signal?.aborted) yield { kind: 'held', held: await heldBy(room, signal) }
}

export const what_if = os.calendar.what_if.handler(({ input, context: { room, asker }, signal }) =>
  answered(room, asker, input, signal),
)
