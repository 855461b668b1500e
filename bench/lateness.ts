/**
 * How late emails leave of which a thousand are due at once, as after a computer woke: each account sends one a second, so one
 * is due when the engine begins, and every other a second after the one before it.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { startEngine } from '../src/main/engine.ts'
import { createSimulatedClock, fastClock } from '../src/main/host/clock.ts'
import { lastMinute, monday, readied } from './dispatch-ours.ts'
import { startSink } from './sink.ts'

const accounts = 20
const pace = 1_000

export interface LatenessFigures {
  emails: number
  /** ms after the time that the account's limit allows. */
  median: number
  p99: number
  worst: number
}

export async function benchLateness(due = 1_000): Promise<LatenessFigures> {
  const { port, child } = await startSink()
  const { options, remove } = await readied({
    ...{ port, contacts: due, accounts, quotas: ['1/second', '100000000/hour', '100000000/day'] },
    clock: createSimulatedClock(monday),
  })
  const clock = fastClock(lastMinute, 1)
  const engine = await startEngine({ ...options, ports: { ...options.ports, clock }, loops: true })
  const began = clock.now()
  // spread over the hour, one in sixty is not due yet in the last minute
  const enough = Math.floor(due * 0.95)
  const asked = "SELECT account_id AS account, data_started_at AS at FROM sends WHERE state = 'sent' ORDER BY at"
  let left: { account: number; at: number }[] = []
  while (left.length < enough) {
    await wait(500)
    left = engine.room.store.all(asked)
  }
  await engine.stop()
  child.kill()
  remove()
  const last = new Map<number, number>()
  const late = left.map(({ account, at }) => {
    const before = last.get(account)
    last.set(account, at)
    return at - (before === undefined ? began : before + pace)
  })
  late.sort((a, b) => a - b)
  const at = (part: number) => late[Math.min(late.length - 1, Math.floor(late.length * part))] as number
  return { emails: late.length, median: at(0.5), p99: at(0.99), worst: at(1) }
}
