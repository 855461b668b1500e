/**
 * Answers a slider: an estimate within a frame or two, from numbers that are kept at hand; then the plan itself, from a
 * worker; then what holds it back. A question whose asker has gone on to the next is not answered further. A page that
 * has the numbers estimates by itself, and asks for the plan alone.
 */
import type { TrialAnswer, TrialWish, TriedEvent, TryWish } from '../../../shared/contract/calendar.ts'
import { guess, movedBy, rehearse } from '../../../shared/domain/what-if-guess.ts'
import { type Numbers, type Ready, readied } from '../../../shared/domain/what-if-numbers.ts'
import { plansMoreThan } from '../../store/plan-write.ts'
import { type Asker, isoOrNull, os, type Room } from '../context.ts'
import { nothing, wantedOf } from './change.ts'
import { spanOf } from './range.ts'
import { openTrials, type Trials } from './trial.ts'
import { calendarOf, worldOf } from './world.ts'

/** Less than this is planned here: sooner done than sent to a worker. */
const many = 3000

interface Kept {
  trials: Trials
  ready: Ready | null
}

const rooms = new WeakMap<Room, Kept>()

function keptOf(room: Room): Kept {
  let kept = rooms.get(room)
  if (!kept) {
    kept = { trials: openTrials(room.store), ready: null }
    rooms.set(room, kept)
  }
  return kept
}

function keep(room: Room, numbers: Numbers): void {
  const kept = keptOf(room)
  const isFirst = kept.ready === null
  kept.ready = readied(numbers)
  if (isFirst) rehearse(kept.ready)
}

const elsewhere = (room: Room) => (room.heavy?.tryOut && plansMoreThan(room.store, many) ? room.heavy : null)

/** Plans a change, where there is much in a worker. @throws Refusal `cancelled` when the asker has gone */
export async function tryOut(room: Room, wish: TrialWish, signal?: AbortSignal): Promise<TrialAnswer> {
  const heavy = elsewhere(room)
  const answer = heavy?.tryOut
    ? await room.ports.clock.working(heavy.tryOut(wish, signal))
    : keptOf(room).trials.tryOut(wish)
  if (answer.numbers) keep(room, answer.numbers)
  return answer
}

async function heldBy(room: Room, signal?: AbortSignal) {
  const heavy = elsewhere(room)
  return heavy?.held ? await room.ports.clock.working(heavy.held(signal)) : keptOf(room).trials.held()
}

function coarseEvent(room: Room, { limits, windows, start, senders }: TryWish): TriedEvent | null {
  const { ready } = keptOf(room)
  const made = { starts: start?.starts?.map(({ engagement, at }) => ({ engagement, at: Date.parse(at) })) }
  const slot = start?.slot === undefined ? undefined : { sequence: start.sequence, slot: start.slot }
  const told = ready && guess(ready, { limits, windows, start: slot, ...made, senders })
  if (!told) return null
  const { finish, workingDays, totals, held } = told
  return { kind: 'coarse', finish: isoOrNull(finish), working_days: workingDays, totals, held }
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
  if (input.estimate) {
    if (!keptOf(room).ready) await tryOut(room, { ...wish, wanted: nothing, load: true }, signal)
    const coarse = coarseEvent(room, input)
    if (coarse) yield coarse
    if (signal?.aborted) return
  }
  const exact = await tryOut(room, wish, signal)
  const { totals, slots, moved, waiting } = exact
  yield {
    kind: 'exact',
    finish: isoOrNull(exact.finish),
    working_days: movedBy(calendarOf(workspace), workspace.zone, exact.finishBefore, exact.finish),
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

/** As they are now: read anew where the database has changed. */
async function numbersNow(room: Room, signal: AbortSignal | undefined): Promise<Numbers> {
  const now = room.ports.clock.now()
  const wish: TrialWish = { now, wanted: nothing, by: 'sender', from: now, to: now, sequence: null, load: true }
  const { numbers } = await tryOut(room, wish, signal)
  return numbers as Numbers
}

export const numbers = os.calendar.numbers.handler(({ context: { room }, signal }) => numbersNow(room, signal))
