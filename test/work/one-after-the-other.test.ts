/** Many emails of one account that are due at the same moment: each is claimed in the transaction that settles the one before. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { MailServer } from './mail-server.ts'
import { people, type Story, story } from './story.ts'
import { scratch } from './world.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const MONDAY = Date.parse('2026-11-23T00:00:00Z')
const first = { zone: 'Africa/Lagos', seatName: 'Me', seatAddress: 'me@example.com' }

let s: Story
let server: MailServer
/** What happens at a point of the send path. */
let atPoint: (point: string) => void
/** How many had left in their time, before the sleep. */
let early: number

const rows = (sql: string) => s.engine.room.store.all<Record<string, unknown>>(sql)
const states = () =>
  Object.fromEntries(rows('SELECT state, count(*) AS n FROM sends GROUP BY state').map(({ state, n }) => [state, n]))
const recipients = () => server.arrivals.map(({ to }) => to)

beforeEach(async () => {
  atPoint = () => {}
  s = await story(MONDAY, { first, point: (point) => atPoint(point) })
  server = (await s.account('me@example.com', { limits: ['100000000/hour'] })).server
  await s.engage({ sender: 'me@example.com', contacts: people(40, 'once.test') })
  await s.goTo(MONDAY + 8 * HOUR + MINUTE)
  early = server.arrivals.length
})
afterEach(() => s.stop())

/** The computer sleeps over all that was due in that hour. */
async function sleep(): Promise<void> {
  s.clock.jump(58 * MINUTE)
  await s.settle()
}

it('claims with the outcome before it, and never before that outcome is known', async () => {
  const seen: string[] = []
  atPoint = (point) => {
    if (point === 'answered' || point === 'settled')
      seen.push(`${point} ${rows(`SELECT 1 FROM sends WHERE state = 'sending'`).length}`)
  }
  await sleep()
  expect(server.arrivals.length).toBeGreaterThan(30)
  const left = server.arrivals.length
  expect(new Set(recipients()).size).toBe(left)
  expect(seen.filter((each) => each === 'answered 1')).toHaveLength(left - early)
  // at the moment when an outcome is on disk the next one is in flight already
  expect(seen.filter((each) => each === 'settled 1').length).toBeGreaterThan(30)
  expect(states()).toEqual({ sent: left, ...(left < 40 ? { planned: 40 - left } : {}) })
})

it('writes an outcome down although the next one can’t be claimed, and that one leaves once it can', async () => {
  const { sqlite } = s.engine.room.store
  sqlite.exec(
    `CREATE TEMP TRIGGER refuses BEFORE INSERT ON attempts WHEN (SELECT count(*) FROM attempts) = 10
     BEGIN SELECT raise(ABORT, 'no'); END`,
  )
  await sleep()
  expect(states()).toEqual({ sent: 10, planned: 30 })
  expect(rows('SELECT 1 FROM attempts WHERE ended_at IS NULL')).toEqual([])
  sqlite.exec('DROP TRIGGER refuses')
  await s.goTo(s.now() + 5 * MINUTE)
  expect(server.arrivals).toHaveLength(40)
  expect(new Set(recipients()).size).toBe(40)
  expect(states()).toEqual({ sent: 40 })
  // that is what was to go wrong
  s.logs.splice(0, s.logs.length, ...s.logs.filter((line) => !/loop failed/.test(line)))
})

it('on a disk that is full at a claim nothing more leaves, nothing is lost, and it goes on by itself', async () => {
  const { sqlite } = s.engine.room.store
  sqlite.exec('CREATE TABLE filler (x BLOB)')
  server.beforeAnswer = () => {
    if (server.arrivals.length !== 12) return
    sqlite.exec(
      'CREATE TEMP TRIGGER needy AFTER INSERT ON attempts BEGIN INSERT INTO filler VALUES (zeroblob(20000)); END',
    )
    sqlite.pragma(`max_page_count = ${sqlite.pragma('page_count', { simple: true })}`)
    try {
      for (;;) sqlite.prepare('INSERT INTO filler VALUES (zeroblob(4000))').run()
    } catch (error) {
      expect((error as { code: string }).code).toBe('SQLITE_FULL')
    }
  }
  await sleep()
  expect(server.arrivals).toHaveLength(12)
  expect(s.notes.filter((note) => note.startsWith('disk'))).toHaveLength(1)
  sqlite.pragma('max_page_count = 1073741823')
  sqlite.exec('DROP TRIGGER needy')
  await s.goTo(s.now() + 5 * MINUTE)
  expect(server.arrivals).toHaveLength(40)
  expect(new Set(recipients()).size).toBe(40)
  expect(states()).toEqual({ sent: 40 })
})

it('lets nothing leave of whoever is to be left alone since the email before began', async () => {
  server.beforeAnswer = async () => {
    if (server.arrivals.length === 5) await s.client.suppressions.add({ value: 'p39@once.test' })
    if (server.arrivals.length === 6) await s.client.workspace.pause({})
  }
  await sleep()
  expect(server.arrivals).toHaveLength(6)
  expect(states()).toMatchObject({ sent: 6, planned: 33 })
  await s.client.workspace.resume({})
  await s.goTo(s.now() + 24 * HOUR)
  expect(recipients()).not.toContain('p39@once.test')
  expect(server.arrivals).toHaveLength(39)
})

it.each([
  ['settled', { sent: 9, unsure: 0 }],
  ['claimed', { sent: 9, unsure: 0 }],
  ['answered', { sent: 9, unsure: 1 }],
] as const)(
  'killed when the tenth is at “%s” it knows what left, and sends each once',
  async (at, { sent, unsure }) => {
    let crashed = ''
    let nth = 0
    // the outcome of the ninth is written with the claim of the tenth
    const which = at === 'settled' ? 9 : 10
    atPoint = (point) => {
      if (point !== at || ++nth !== which) return
      crashed = mkdtempSync(join(scratch, 'cadenza-crash-'))
      cpSync(s.folder, crashed, { recursive: true })
    }
    await sleep()
    const ours = server
    const alive = s
    s = await story(alive.now(), { first, folder: crashed })
    try {
      const had = early + sent + unsure
      expect(states()).toEqual({ sent: early + sent, planned: 40 - had, ...(unsure ? { unsure } : {}) })
      expect(rows('SELECT 1 FROM attempts WHERE ended_at IS NULL')).toEqual([])
      const known = ours.arrivals.length
      await s.goTo(s.now() + 24 * HOUR)
      const again = ours.arrivals.slice(known).map(({ to }) => to)
      // what had left when it was killed doesn't leave again
      const before = recipients().slice(0, had)
      expect(again).toHaveLength(40 - had)
      expect(again.filter((to) => before.includes(to))).toEqual([])
    } finally {
      await s.stop()
      rmSync(crashed, { recursive: true, force: true })
      s = alive
    }
  },
)
