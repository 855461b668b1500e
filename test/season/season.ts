/**
 * Ninety days of a workspace in minutes: mailboxes in four zones, sequences that begin every week, answers, returned mail,
 * servers that misbehave, a computer that sleeps, people who pause, resume and decide. Time moves only while nothing is in flight.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DAY, HOUR } from '../../src/shared/domain/time.ts'
import { numbers } from '../kill/plan.ts'
import type { MailServer } from '../work/mail-server.ts'
import { comesBack } from '../work/returned.ts'
import { people, type Story, story } from '../work/story.ts'
import { scratch } from '../work/world.ts'
import { type Book, breaches, copies, type Limit, openBook, type Row } from './book.ts'
import { cameBack, misbehave } from './faults.ts'

export interface SeasonSize {
  accounts: number
  /** Contacts of each account, engaged in equal parts week by week for eight weeks, in three steps. */
  contacts: number
  days: number
}

/** What a day ended with; sizes in bytes. */
export interface Sample {
  day: number
  heap: number
  file: number
  arrived: number
}

export interface SeasonResult {
  seed: number
  faults: string[]
  arrived: number
  states: Record<string, number>
  /** Answers, notices and complaints that were read. */
  read: number
  samples: Sample[]
}

/** Mondays: before the clocks go back, before they go forward, and before a day is added. */
const begins = ['2026-10-05', '2027-02-15', '2028-01-10']
const zones = ['Europe/Paris', 'America/New_York', 'Asia/Kolkata', 'Africa/Lagos']
const limitsOf: readonly (readonly Limit[])[] = [
  [
    [150, 'hour'],
    [600, 'day'],
  ],
  [
    [60, 'hour'],
    [400, 'day'],
  ],
  [
    [3, 'minute'],
    [100, 'hour'],
    [500, 'day'],
  ],
]
const weeks = 8

interface Box {
  id: string
  address: string
  server: MailServer
  limits: readonly Limit[]
  zone: string
}

interface Season {
  s: Story
  draw: () => number
  boxes: Box[]
  book: Book
  begin: number
  /** Public ids of emails by what people said of them: sent again so often, or that it was sent. */
  again: Map<string, number>
  said: Set<string>
  /** When a message was read after which nobody may write to this address. */
  over: Map<string, number>
  waiting: Map<Box, { raw: string; isLast: boolean; to: string }[]>
  arrived: number
  read: number
}

const canary = (seed: number, i: number) => `canary-${seed}-${i}-in-the-keychain-alone`

async function prepare(seed: number, size: SeasonSize, folder: string): Promise<Season> {
  const draw = numbers(seed)
  const begin = Date.parse(`${begins[seed % begins.length]}T00:00:00Z`)
  const first = { zone: zones[0] as string, seatName: 'Me', seatAddress: 'me@example.com' }
  const s = await story(begin, { first, folder: join(folder, 'data') })
  const boxes: Box[] = []
  for (let i = 0; i < size.accounts; i++) {
    const address = `me${i}@acme${i}.test`
    const limits = limitsOf[i % limitsOf.length] as readonly Limit[]
    const zone = zones[i % zones.length] as string
    const { id, server } = await s.account(address, {
      zone,
      limits: limits.map(([count, unit]) => `${count}/${unit}`),
      password: canary(seed, i),
    })
    misbehave(server, draw)
    boxes.push({ id, address, server, limits, zone })
  }
  return {
    s,
    draw,
    boxes,
    begin,
    book: openBook(join(folder, 'arrived')),
    again: new Map(),
    said: new Set(),
    over: new Map(),
    waiting: new Map(),
    arrived: 0,
    read: 0,
  }
}

async function engageWeek({ s, boxes }: Season, week: number, count: number): Promise<void> {
  for (const [i, { address }] of boxes.entries())
    await s.engage({
      sender: address,
      contacts: people(count, `w${week}a${i}.test`),
      steps: [{ days: 3 }, { days: 7, at: '14:00' }],
      windows: ['mon-fri 09:00-18:00'],
    })
}

/** What came back since the last look is read; then what arrived is written down, and what will come of it. */
async function lookAround(season: Season): Promise<void> {
  const { s, draw, boxes, book, waiting, over } = season
  for (const box of boxes) {
    const letters = waiting.get(box) ?? []
    if (letters.length > 0) {
      await comesBack(
        s,
        box.id,
        letters.map(({ raw }) => raw),
      )
      for (const { to, isLast } of letters) if (isLast && !over.has(to)) over.set(to, s.now())
      season.read += letters.length
    }
    const { arrivals } = box.server
    const next = arrivals.flatMap(({ from, to, messageId }) => {
      const back = cameBack({ from, to, messageId }, draw)
      return back ? [{ ...back, to }] : []
    })
    waiting.set(box, next)
    book.write(arrivals)
    season.arrived += arrivals.length
    box.server.forget()
  }
}

/** People put right what waits for them, and decide what is unsure. */
async function decide({ s, draw, boxes, again, said }: Season, isLast: boolean): Promise<void> {
  const known = new Set(boxes.map(({ id }) => id))
  for (const account of await s.client.accounts.list()) {
    if (!known.has(account.public_id)) continue
    if (account.paused) await s.client.accounts.resume({ public_id: account.public_id })
    if (account.status === 'error' && (isLast || account.resume_at === null))
      await s.client.accounts.activate({ public_id: account.public_id })
  }
  for (const open of await s.client.unsure.list()) {
    if (!isLast && draw() < 0.5) continue
    const decision = isLast ? 'skip' : ((['sent', 'again', 'skip'] as const)[Math.floor(draw() * 3)] ?? 'skip')
    const id = open.message_id ?? ''
    if (decision === 'again') again.set(id, (again.get(id) ?? 0) + 1)
    if (decision === 'sent') said.add(id)
    await s.client.unsure.settle({ public_id: open.public_id, decision })
  }
}

async function liveDay(season: Season, day: number): Promise<void> {
  const { s, draw, begin } = season
  for (const hour of [9, 13, 18, 23]) {
    const at = begin + day * DAY + hour * HOUR + Math.floor(draw() * HOUR)
    if (at > s.now()) await s.goTo(at)
    await lookAround(season)
    if (draw() < 0.03) s.clock.jump(Math.floor(draw() * 14 * HOUR))
    if (draw() < 0.01) s.clock.jump(-Math.floor(draw() * HOUR))
  }
  await decide(season, false)
  if (draw() < 0.05) {
    await s.client.workspace.pause()
    await s.goTo(s.now() + Math.floor(draw() * 3 * HOUR))
    await s.client.workspace.resume()
  }
  // what the test keeps of its own is not what is measured
  const serious = s.logs.filter((line) => /loop failed|unknown way|planning failed/.test(line))
  s.logs.splice(0, s.logs.length, ...serious)
  s.notes.length = 0
}

function sampleOf({ arrived }: Season, folder: string, day: number): Sample {
  for (let i = 0; i < 3; i++) globalThis.gc?.()
  const files = readdirSync(folder).filter((name) => name.startsWith('cadenza.sqlite'))
  const file = files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
  return { day, heap: process.memoryUsage().heapUsed, file, arrived }
}

async function check(season: Season, seed: number): Promise<Pick<SeasonResult, 'faults' | 'states'>> {
  const { s, boxes, book, again, said, over } = season
  const { store } = s.engine.room
  const entries = book.read()
  const rows = store.all<Row>(
    `SELECT message_id AS id, address, step, state FROM sends WHERE message_id IS NOT NULL OR state <> 'withdrawn'`,
  )
  const faults = copies(rows, entries, { again, said })
  for (const { at, to } of entries) {
    const end = over.get(to)
    if (end !== undefined && at > end) faults.push(`${to} was written to after what they said was read`)
  }
  for (const { address, limits, zone } of boxes) {
    const mine = entries.filter(({ from }) => from === address)
    faults.push(...breaches(mine, limits, zone).map((fault) => `${address}: ${fault}`))
  }
  if (store.get('SELECT 1 FROM attempts WHERE ended_at IS NULL')) faults.push('an attempt never ended')
  for (const { name } of await s.client.sequences.list()) {
    const { conserved } = await s.client.reports.sequence({ sequence: name })
    if (!conserved) faults.push(`${name}: the number engaged is not the sum of what became of them`)
  }
  const states = store.all<{ state: string; n: number }>('SELECT state, count(*) AS n FROM sends GROUP BY state')
  store.sqlite.pragma('wal_checkpoint(TRUNCATE)')
  for (const name of readdirSync(s.folder)) {
    if (!statSync(join(s.folder, name)).isFile()) continue
    const bytes = readFileSync(join(s.folder, name))
    for (const i of boxes.keys()) if (bytes.includes(canary(seed, i))) faults.push(`a password is in ${name}`)
  }
  return { faults, states: Object.fromEntries(states.map(({ state, n }) => [state, n])) }
}

export async function season(
  seed: number,
  size: SeasonSize,
  tell: (sample: Sample) => void = () => {},
): Promise<SeasonResult> {
  const folder = mkdtempSync(join(scratch, 'cadenza-season-'))
  mkdirSync(join(folder, 'data'))
  const me = await prepare(seed, size, folder)
  const samples: Sample[] = []
  try {
    for (let day = 0; day < size.days; day++) {
      if (day % 7 === 0 && day / 7 < weeks) await engageWeek(me, day / 7, Math.ceil(size.contacts / weeks))
      await liveDay(me, day)
      samples.push(sampleOf(me, me.s.folder, day))
      tell(samples.at(-1) as Sample)
    }
    for (const { server } of me.boxes) server.deed = () => undefined
    for (let day = 0; day < 28; day++) {
      await decide(me, true)
      await me.s.goTo(me.s.now() + DAY)
      await lookAround(me)
    }
    const { faults, states } = await check(me, seed)
    return { seed, faults: faults.slice(0, 50), arrived: me.arrived, states, read: me.read, samples }
  } finally {
    await me.s.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
