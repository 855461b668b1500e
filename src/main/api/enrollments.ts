import type { Client } from '../../shared/contract/index.ts'
import { enrollmentStates } from '../../shared/domain/enrollment.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { endless, enrollmentCounts, enrollmentIds, usual } from '../store/enrollment-list.ts'
import { enrollmentByPublicId, enrollmentsById } from '../store/enrollments.ts'
import { type Context, os } from './context.ts'
import { bulk } from './enrollments-bulk.ts'
import { type Deed, pauseDeed, resumeDeed, stopDeed } from './enrollments-deeds.ts'
import { reassigning as reassign } from './enrollments-reassign.ts'
import { cursorOf, enrollmentFilter, placeOf, shownEnrollments } from './enrollments-shown.ts'
import { checkMayChange } from './may-change.ts'
import { patience } from './patience.ts'

type Shown = Awaited<ReturnType<Client['enrollments']['pause']>>

const list = os.enrollments.list.handler(({ input, context: { room, asker } }) =>
  room.store.read(() => {
    const { after, limit, sort, ...asked } = input
    const filter = enrollmentFilter(room.store, asker, asked)
    const page = enrollmentIds(
      room.store,
      filter,
      { sort, after: placeOf(after, sort), limit },
      {
        ...usual,
        enough: patience(room.ports.clock),
      },
    )
    const rows = shownEnrollments(room.store, enrollmentsById(room.store, page.ids))
    return { rows, next: page.next && cursorOf(sort, page.next) }
  }),
)

/** At once so many as there is time for; to the end, where that is asked for, by a worker. */
const counts = os.enrollments.counts.handler(async ({ input, context: { room, asker }, signal }) => {
  const { exact = false, ...asked } = input
  const { store, heavy, ports } = room
  const filter = enrollmentFilter(store, asker, asked)
  const here = (bounds: Parameters<typeof enrollmentCounts>[2]) =>
    store.read(() => enrollmentCounts(store, filter, bounds))
  let found = here({ ...usual, enough: patience(ports.clock) })
  if (exact && found.more)
    found = heavy?.countPeople ? await ports.clock.working(heavy.countPeople(filter, signal)) : here(endless)
  const named = Object.fromEntries(enrollmentStates.map((state) => [state, found.states.get(state) ?? 0]))
  const all = [...found.states.values()].reduce((sum, n) => sum + n, 0)
  return { states: named as Record<(typeof enrollmentStates)[number], number>, all, more: found.more }
})

function change({ room, asker }: Context, publicId: string, deed: Deed): Shown {
  const { store, ports } = room
  const row = enrollmentByPublicId(store, publicId)
  if (!row) throw new Refusal('not_found', `There is no enrollment "${publicId}".`)
  checkMayChange(store, asker, row)
  const now = ports.clock.now()
  const done = store.write((tx) => {
    const outcome = deed.one(tx, row, now)
    if (!('why' in outcome)) deed.finish?.(tx, [row], now)
    return outcome
  })
  if ('why' in done) throw new Refusal('state', `${row.contact} in "${row.sequence}": ${done.why}.`)
  room.changes.tell('enrollments', 'sends')
  return shownEnrollments(store, [enrollmentByPublicId(store, publicId) ?? row])[0] as Shown
}

const pause = os.enrollments.pause.handler(({ input, context }) => change(context, input.public_id, pauseDeed))
const resume = os.enrollments.resume.handler(({ input, context }) => change(context, input.public_id, resumeDeed))
const stop = os.enrollments.stop.handler(({ input, context }) => change(context, input.public_id, stopDeed))

export const enrollments = { list, counts, bulk, pause, resume, stop, reassign }
