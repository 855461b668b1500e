import { describe, expect, it } from 'vitest'
import { clockOf, createSimulatedClock } from '../../src/main/host/clock.ts'
import { people, type Story, story } from './story.ts'
import { world } from './world.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const MONDAY = Date.parse('2026-11-23T00:00:00Z')
const first = { zone: 'Africa/Lagos', seatName: 'Me', seatAddress: 'me@example.com' }

/** The writes on a message's way. */
const writes = {
  claim: 'AFTER INSERT ON attempts',
  'text asked for': 'AFTER UPDATE OF data_started_at ON attempts',
  outcome: 'AFTER UPDATE OF ended_at ON attempts',
}

/** Lets the database grow no more, and one kind of write need a page: SQLite itself then says SQLITE_FULL. */
function fill({ engine }: Story, write: keyof typeof writes): void {
  const { sqlite } = engine.room.store
  sqlite.exec('CREATE TABLE IF NOT EXISTS filler (x BLOB)')
  sqlite.exec(`CREATE TEMP TRIGGER needy ${writes[write]} BEGIN INSERT INTO filler VALUES (zeroblob(20000)); END`)
  sqlite.pragma(`max_page_count = ${sqlite.pragma('page_count', { simple: true })}`)
  try {
    for (;;) sqlite.prepare('INSERT INTO filler VALUES (zeroblob(4000))').run()
  } catch (error) {
    expect((error as { code: string }).code).toBe('SQLITE_FULL')
  }
}

function free({ engine }: Story): void {
  const { sqlite } = engine.room.store
  sqlite.pragma('max_page_count = 1073741823')
  sqlite.exec('DROP TRIGGER needy')
}

const count = ({ engine }: Story, state: string) =>
  engine.room.store.get<{ n: number }>('SELECT count(*) as n FROM sends WHERE state = ?', state)?.n

describe('a disk that is full', () => {
  it.each([
    ['claim', 0],
    ['text asked for', 0],
    ['outcome', 1],
  ] as const)(
    'at the %s: sending stops, says so, resumes by itself, nothing lost or doubled',
    async (write, sending) => {
      const s = await story(MONDAY, { first })
      const { server } = await s.account('me@example.com', { limits: ['60/hour'] })
      const name = await s.engage({ sender: 'me@example.com', contacts: people(40, 'full.test'), steps: [{ days: 1 }] })
      server.beforeAnswer = () => {
        if (server.arrivals.length === 5) fill(s, write)
      }
      await s.goTo(MONDAY + 8.5 * HOUR)
      expect(server.arrivals).toHaveLength(5)
      expect(s.notes.filter((note) => note.startsWith('disk'))).toHaveLength(1)
      expect((await s.client.workspace.status()).disk_trouble).toMatch(/full/)
      expect(count(s, 'sending')).toBe(sending)
      free(s)
      await s.goTo(MONDAY + 5 * DAY)
      expect((await s.client.workspace.status()).disk_trouble).toBeNull()
      expect(await s.states(name)).toEqual({ sent: 80 })
      expect(server.arrivals).toHaveLength(80)
      expect(new Set(server.arrivals.map((a) => a.messageId)).size).toBe(80)
      await s.stop()
    },
  )

  it('when stopping: does not wait for ever, and what could not be written down looks unsure afterwards', async () => {
    const s = await story(MONDAY, { first })
    const { server } = await s.account('me@example.com')
    const name = await s.engage({ sender: 'me@example.com', contacts: people(5, 'full.test') })
    server.beforeAnswer = () => {
      if (server.arrivals.length === 2) fill(s, 'outcome')
    }
    await s.goTo(MONDAY + 8.5 * HOUR)
    await s.engine.stop()
    expect(s.logs.some((line) => line.startsWith('an outcome could not be written'))).toBe(true)
    const again = await world(MONDAY + 8 * HOUR, { first, folder: s.folder })
    const { emails } = await again.engine.client().reports.sequence({ sequence: name })
    expect(emails).toMatchObject({ sent: 1, unsure: 1, sending: 0, planned: 3 })
    expect(again.notes.filter((note) => note.startsWith('unsure'))).toHaveLength(1)
    await again.stop()
    await server.stop()
  })
})

describe('stopping', () => {
  it('finishes the message in flight and starts none', async () => {
    const s = await story(MONDAY, { first })
    const { server } = await s.account('me@example.com')
    const name = await s.engage({ sender: 'me@example.com', contacts: people(5, 'stop.test') })
    let stopped: Promise<void> | undefined
    server.beforeAnswer = async () => {
      if (server.arrivals.length < 2) return
      stopped = s.engine.stop()
      // The answer comes only after the wish to stop.
      await turns(50)
    }
    await s.goTo(MONDAY + 8.5 * HOUR)
    await stopped
    expect(server.arrivals).toHaveLength(2)
    const again = await world(MONDAY + 8 * HOUR, { first, folder: s.folder, loops: false })
    const { emails } = await again.engine.client().reports.sequence({ sequence: name })
    expect(emails).toMatchObject({ sent: 2, planned: 3, sending: 0, unsure: 0 })
    await again.stop()
    await server.stop()
  })

  it('does not wait for a server that says nothing at all', async () => {
    const s = await story(MONDAY, { first })
    const { server } = await s.account('me@example.com')
    const name = await s.engage({ sender: 'me@example.com', contacts: people(5, 'stop.test') })
    const asked = new Promise<void>((resolve) => {
      server.deed = ({ phase }) => {
        if (phase !== 'connect') return undefined
        resolve()
        return 'hang'
      }
    })
    const going = s.goTo(MONDAY + 8.5 * HOUR)
    await asked
    const started = performance.now()
    await s.engine.stop()
    expect(performance.now() - started).toBeLessThan(5000)
    void going
    const again = await world(MONDAY + 8 * HOUR, { first, folder: s.folder, loops: false })
    const { emails } = await again.engine.client().reports.sequence({ sequence: name })
    expect(emails).toMatchObject({ sent: 0, planned: 5, sending: 0, unsure: 0 })
    await again.stop()
    await server.stop()
  })
})

const turns = async (n: number) => {
  for (let i = 0; i < n; i++) await new Promise((resolve) => setImmediate(resolve))
}

describe('the simulated clock', () => {
  it('never moves while work is in flight', async () => {
    const clock = createSimulatedClock(0)
    let finish = () => {}
    const work = clock.working(
      new Promise<void>((resolve) => {
        finish = resolve
      }),
    )
    let woken = false
    const late = clock.until(1000).then(() => {
      woken = true
    })
    await turns(50)
    expect([clock.now(), woken]).toEqual([0, false])
    finish()
    await work
    await late
    expect(clock.now()).toBe(1000)
  })

  it('wakes those who wait in the order of their times, and is quiet when nobody does', async () => {
    const clock = createSimulatedClock(0)
    const seen: number[] = []
    const wait = (at: number) => clock.until(at).then(() => void seen.push(clock.now()))
    void wait(30)
    void wait(10).then(() => wait(20))
    void clock.until(Number.POSITIVE_INFINITY)
    await clock.quiet()
    expect(seen).toEqual([10, 20, 30])
  })

  it('stands still while it is held, and jumps without waking anybody twice', async () => {
    const clock = createSimulatedClock(0)
    const release = clock.hold()
    let woken = 0
    void clock.until(10).then(() => woken++)
    clock.jump(500)
    await turns(20)
    expect([clock.now(), woken]).toEqual([500, 0])
    release()
    release()
    await clock.quiet()
    expect([clock.now(), woken]).toEqual([500, 1])
  })
})

describe("the computer's clock", () => {
  /** A wall and a timer in the hand of the test. */
  function byHand() {
    let now = MONDAY
    let timer: { left: number; call: () => void } | null = null
    const clock = clockOf({
      now: () => now,
      after(left, call) {
        timer = { left, call }
        return () => {
          timer = null
        }
      },
    })
    const elapse = (ms: number) => {
      now += ms
      if (!timer) return
      timer.left -= ms
      if (timer.left <= 0) timer.call()
    }
    const sleep = (ms: number) => {
      now += ms
    }
    return { clock, elapse, sleep }
  }

  it('notices within seconds that it has slept: timers stand still meanwhile', async () => {
    const { clock, elapse, sleep } = byHand()
    let woken = false
    const waiting = clock.until(MONDAY + 8 * HOUR).then(() => {
      woken = true
    })
    for (let i = 0; i < 100; i++) elapse(15_000)
    await turns(2)
    expect(woken).toBe(false)
    sleep(9 * HOUR)
    elapse(15_000)
    await waiting
    expect(woken).toBe(true)
  })

  it('wakes on time, never early, and at once when it is told to', async () => {
    const { clock, elapse } = byHand()
    let woken = false
    const waiting = clock.until(MONDAY + 20_000).then(() => {
      woken = true
    })
    elapse(15_000)
    elapse(4999)
    await turns(2)
    expect(woken).toBe(false)
    elapse(1)
    await waiting
    const told = new AbortController()
    const forever = clock.until(Number.POSITIVE_INFINITY, told.signal)
    told.abort()
    await forever
    expect(clock.now()).toBe(MONDAY + 20_000)
  })
})
