/** What Cadenza does while nothing is to be done: a minute by the real clock, and a month of simulated time with its daily backups. */
import { dirname } from 'node:path'
import { startEngine } from '../src/main/engine.ts'
import { clockOf, createSimulatedClock } from '../src/main/host/clock.ts'
import { copyPlace } from '../src/main/host/copy-place.ts'
import type { Clock } from '../src/main/ports.ts'
import { collect } from '../test/collect.ts'
import { monday, readied } from './dispatch-ours.ts'

const DAY = 86_400_000
const minute = 60_000

function held(): number {
  collect()
  collect()
  return process.memoryUsage().heapUsed / 1e6
}

export interface IdleFigures {
  /** Timers that went off, of all loops together. */
  timersASecond: number
  /** Processor time, ms a minute. */
  processor: number
  /** Loops woken in a simulated month, a day. */
  wakingsADay: number
  /** Memory after collecting in MB: on the third day and the thirtieth, and one in relation to the other. */
  early: number
  late: number
  growth: number
}

/** Five mailboxes, and two thousand contacts whose first emails are due in two months. */
const workspace = (clock: Clock) =>
  readied({ port: 1, contacts: 2_000, accounts: 5, quotas: ['100/day'], clock, start: '2027-02-01T09:00' })

async function real(): Promise<Pick<IdleFigures, 'timersASecond' | 'processor'>> {
  const { options, remove } = await workspace(createSimulatedClock(monday))
  let timers = 0
  const zero = Date.now()
  const clock = clockOf({
    now: () => monday + Date.now() - zero,
    after(ms, call) {
      const timer = setTimeout(() => {
        timers++
        call()
      }, ms)
      return () => clearTimeout(timer)
    },
  })
  const engine = await startEngine({ ...options, ports: { ...options.ports, clock }, loops: true })
  // what begins with it is over by then
  await clock.until(clock.now() + 10_000)
  timers = 0
  const before = process.cpuUsage()
  await clock.until(clock.now() + minute)
  const { user, system } = process.cpuUsage(before)
  const counted = timers
  await engine.stop()
  remove()
  return { timersASecond: Math.round((100 * counted) / 60) / 100, processor: Math.round((user + system) / 1000) }
}

async function month(): Promise<Pick<IdleFigures, 'wakingsADay' | 'early' | 'late' | 'growth'>> {
  const simulated = createSimulatedClock(monday)
  const { options, remove } = await workspace(simulated)
  let wakings = 0
  const clock: Clock = {
    ...simulated,
    async until(at, signal) {
      await simulated.until(at, signal)
      if (!signal?.aborted) wakings++
    },
  }
  const place = copyPlace(dirname(options.databaseFile), async () => 'bench')
  const engine = await startEngine({ ...options, ports: { ...options.ports, clock }, loops: true, place })
  await simulated.until(monday + 3 * DAY)
  const early = held()
  wakings = 0
  await simulated.until(monday + 30 * DAY)
  const late = held()
  const figures = { wakingsADay: wakings / 27, early, late, growth: late / early }
  await engine.stop()
  remove()
  const rounded = Object.entries(figures).map(([name, value]) => [name, Math.round(value * 100) / 100])
  return Object.fromEntries(rounded) as typeof figures
}

export async function benchIdle(): Promise<IdleFigures> {
  return { ...(await real()), ...(await month()) }
}
