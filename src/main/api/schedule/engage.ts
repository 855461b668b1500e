/**
 * Engaging contacts. What is quick is written in one piece; what isn't is planned and written by a thread of its own, a
 * few rows at a time, and made live with one row. One engagement at a time: a plan has to know all that is planned.
 */
import type { EngagedAnswer } from '../../../shared/contract/schedule.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../../shared/domain/ids.ts'
import {
  applyToEngagement,
  askPlanner,
  breakOffUnfinished,
  standsOn,
  takeBack,
  unfinished,
} from '../../store/engagements.ts'
import { note } from '../../store/journal.ts'
import { letterDraftsTaken } from '../../store/letter-drafts.ts'
import type { Store } from '../../store/open.ts'
import { type Asker, type HeavyEngage, os, type Room, type Written } from '../context.ts'
import { ticking } from '../ticking.ts'
import { overtaken } from './engage-parts.ts'
import { movedWords } from './engage-rows.ts'
import { type EngageWish, engageWhole } from './engage-whole.ts'
import { isMuch, seedOf } from './much.ts'
import { readToken } from './preview.ts'
import { type Numbers, newNumbers } from './progress.ts'

type Seeded = EngageWish & { seed: number } & Parameters<HeavyEngage['engage']>[0]['wish']
interface Progress {
  done: number
  total: number
  note: string
}
type Steps = AsyncGenerator<Progress, EngagedAnswer>

/** So often it is looked at once more when somebody changed something just then. */
const mostLooks = 20

/** The last engagement begun on each database, ended or not. */
const turns = new WeakMap<Store, Promise<unknown>>()

/** Waits for those before; returns the function that lets the next one begin. */
async function enter(store: Store): Promise<() => void> {
  let leave = () => {}
  const mine = new Promise<void>((resolve) => {
    leave = resolve
  })
  const before = turns.get(store)
  turns.set(store, Promise.all([before, mine]))
  await before
  return leave
}

/** Tells how far it is. With `signal` it can be cancelled until it is live: then nothing of it stays. */
async function* engageSteps(room: Room, asker: Asker, wish: Seeded, signal?: AbortSignal): Steps {
  const leave = await enter(room.store)
  try {
    breakOffUnfinished(room.store, room.ports.clock.now())
    await takeBack(room.store, room.heavy?.takeBack)
    stopIfCancelled(signal)
    const heavy = elsewhere(room, wish)
    const done = heavy ? yield* engageApart(room, heavy, { asker, wish }, signal) : null
    if (done) return done
    stopIfCancelled(signal)
    return engageHere(room, asker, wish)
  } finally {
    void leaveClean(room).finally(leave)
  }
}

function stopIfCancelled(signal?: AbortSignal): void {
  if (signal?.aborted) throw new Refusal('cancelled', 'It was cancelled. Nobody was engaged.')
}

/** What was broken off goes beside everything else; only who wants to engage again waits for it. */
async function leaveClean({ store, heavy, ports, changes }: Room): Promise<void> {
  if (unfinished(store).length === 0) return
  try {
    await ports.clock.working(takeBack(store, heavy?.takeBack))
    changes.tell('sends', 'enrollments', 'sequences')
  } catch (error) {
    ports.log.warn('an engagement is taken back later', { error: (error as Error).message })
  }
}

function engageHere(room: Room, asker: Asker, wish: Seeded): EngagedAnswer {
  const id = () => publicIdFrom(room.ports.dice.bytes(publicIdBytes))
  const done = room.store.write((tx) => engageWhole(tx, asker, wish, room.ports.clock.now(), id))
  room.changes.tell('sends', 'enrollments', 'sequences')
  return done
}

function elsewhere(room: Room, { contacts }: Seeded): HeavyEngage | null {
  const { engage, stillSo, takeBack } = room.heavy ?? {}
  return engage && stillSo && takeBack && isMuch(room, contacts) ? { engage, stillSo, takeBack } : null
}

/** Null: the thread has failed, and everything is as it was. */
async function* engageApart(
  room: Room,
  heavy: HeavyEngage,
  { asker, wish }: { asker: Asker; wish: Seeded },
  signal?: AbortSignal,
): AsyncGenerator<Progress, EngagedAnswer | null> {
  const { clock, dice, log } = room.ports
  const numbers = newNumbers()
  signal?.addEventListener('abort', numbers.cancel, { once: true })
  const job = { wish, asker, now: clock.now(), ids: dice.bytes(publicIdBytes), numbers: numbers.shared }
  const work = clock.working(heavy.engage(job))
  let live = false
  try {
    for await (const _ of ticking(work)) yield progressOf(room, numbers)
    const written = await work
    room.point?.('engage_written')
    await clock.working(makeLive(room, heavy, { asker, wish, numbers, written }))
    live = true
    room.point?.('engage_live')
    room.changes.tell('sends', 'enrollments', 'sequences')
    return written.engaged
  } catch (error) {
    if (error instanceof Refusal) throw error
    if ((error as { code?: string }).code === 'SQLITE_CONSTRAINT_UNIQUE')
      throw overtaken('One of the contacts began another sequence')
    log.warn('engaging in a worker failed: engaged here', { error: (error as Error).stack })
    breakOff(room, numbers)
    await takeBack(room.store)
    return null
  } finally {
    signal?.removeEventListener('abort', numbers.cancel)
    if (!live) {
      numbers.cancel()
      await work.catch(() => {})
      breakOff(room, numbers)
    }
  }
}

function progressOf(room: Room, numbers: Numbers): Progress {
  const { done, total } = numbers.look()
  if (done > 0) room.point?.('engage_writing')
  return total === 0 ? { done: 0, total: 1, note: 'planning' } : { done, total, note: 'writing' }
}

/** From here on nothing of it can become live. */
function breakOff({ store }: Room, numbers: Numbers): void {
  const { batch } = numbers.look()
  if (batch > 0) store.write((tx) => applyToEngagement(tx, batch, 'broken_off'))
}

interface Whole {
  asker: Asker
  wish: Seeded
  numbers: Numbers
  written: Written
}

/** Where somebody has changed something since it was looked at, it is looked at again: it is live as shown, or not at all. */
async function makeLive(room: Room, heavy: HeavyEngage, { asker, wish, numbers, written }: Whole): Promise<void> {
  const { batchId, versionId, paused, moved, engaged } = written
  let { seen } = written
  for (let looks = 0; looks < mostLooks; looks++) {
    if (numbers.isCancelled()) throw new Refusal('cancelled', 'It was cancelled. Nobody was engaged.')
    const done = room.store.write((tx) => {
      if (standsOn(tx, batchId) !== seen) return false
      if (!applyToEngagement(tx, batchId, 'whole')) throw new Error(`engagement ${batchId} is not being written`)
      letterDraftsTaken(tx, batchId)
      // Others have to make room for it, and may have been moved since it was planned.
      askPlanner(tx, batchId)
      const words = movedWords(moved, engaged.sequence)
      if (words) note(tx, room.ports.clock.now(), 'moved', words)
      return true
    })
    if (done) return
    seen = await heavy.stillSo({ wish, asker, batchId, versionId, paused })
  }
  throw overtaken('Contacts, senders or sequences were changed again and again')
}

function seeded(room: Room, input: Omit<Seeded, 'seed'> & { seed?: number | undefined }): Seeded {
  const token = input.token === undefined ? null : readToken(input.token)
  return { ...input, seed: token?.seed ?? input.seed ?? seedOf(room) }
}

/** Goes on to its end also where nobody waits for the answer any more. */
export const engage = os.schedule.engage.handler(({ input, context: { room, asker } }) =>
  room.ports.clock.working(lastOf(engageSteps(room, asker, seeded(room, input)))),
)

async function lastOf(steps: Steps): Promise<EngagedAnswer> {
  for (;;) {
    const step = await steps.next()
    if (step.done) return step.value
  }
}

export const engaging = os.schedule.engaging.handler(({ input, context: { room, asker }, signal }) =>
  engageSteps(room, asker, seeded(room, input), signal),
)
