/** The calendar: what is planned and what went out, what a change would do, and doing it. */
import { Refusal } from '../../../shared/domain/failure.ts'
import { plansMoreThan } from '../../store/plan-write.ts'
import { os } from '../context.ts'
import { applied } from './apply.ts'
import { rangeOf } from './range.ts'
import { sharing } from './senders.ts'
import { numbers, what_if } from './what-if.ts'
import { worldOf } from './world.ts'

/** Less than this is counted here: sooner done than sent to a worker. */
const many = 20_000

const range = os.calendar.range.handler(async ({ input, context: { room, asker } }) => {
  const now = room.ports.clock.now()
  if (room.heavy?.range && plansMoreThan(room.store, many))
    try {
      return await room.ports.clock.working(room.heavy.range(input, asker, now))
    } catch (error) {
      if (error instanceof Refusal) throw error
      room.ports.log.warn('counting for the calendar in a worker failed: done here', { error: (error as Error).stack })
    }
  return room.store.read(() => rangeOf(room.store, asker, input, now))
})

const apply = os.calendar.apply.handler(({ input: { dry_run, token, ...change }, context }) =>
  applied(context, change, { dry_run, token }),
)

const move_start = os.calendar.move_start.handler(({ input: { dry_run, token, ...start }, context }) =>
  applied(context, { start }, { dry_run, token }),
)

const senders = os.calendar.senders.handler(({ input: { sequence }, context: { room, asker } }) =>
  room.store.read(() => sharing(room.store, asker, worldOf(room.store), sequence, room.ports.clock.now())),
)

export const calendar = { range, senders, what_if, numbers, move_start, apply }
