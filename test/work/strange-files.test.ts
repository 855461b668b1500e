import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { backupFiles, makeBackup } from '../../src/main/store/backups.ts'
import { restoreBackup } from '../../src/main/store/restore.ts'
import { size } from '../size.ts'
import type { MailServer } from './mail-server.ts'
import { people, type Story, story } from './story.ts'
import { memoryKeychain, scratch } from './world.ts'

/** Cadenza finds a database that is not as it left it: nothing leaves that left before, or that nobody has looked at. */

const HOUR = 3_600_000
const monday = Date.parse('2026-03-02T08:00:00Z')
const seed = Number(process.env.CADENZA_SEED ?? Date.now() % 1_000_000)
const cases = size(16, 400)

const kinds = ['older', 'restored', 'cloned', 'corrupt', 'newer', 'locked'] as const
type Kind = (typeof kinds)[number]
type Draw = (below: number) => number

let base: string
let wire: MailServer
let keys: Map<string, string>
/** How many had left by then; the folder has the name of its place in this list. */
const moments: { left: number }[] = []
const data = () => join(base, 'data')
const file = () => join(data(), 'cadenza.sqlite')
const idsOf = (from = 0) => wire.arrivals.slice(from).map(({ raw }) => /^X-Cadenza-Send-Id: (\S+)/m.exec(raw)?.[1])

function keychainOf(all: Map<string, string>) {
  const memory = { ...memoryKeychain(), lasting: true, all }
  memory.get = async (name: string) => all.get(name) ?? null
  memory.set = async (name: string, secret: string) => void all.set(name, secret)
  return memory
}

function open(now: number, given: { keys: Map<string, string>; machine?: string; file?: string }): Promise<Story> {
  const { machine = 'desk', file: name = 'as ever' } = given
  const place = { machine: async () => machine, folder: '/data', file: () => name, database: () => '' }
  return story(now, { folder: data(), keychain: keychainOf(given.keys), place })
}

beforeAll(async () => {
  base = mkdtempSync(join(scratch, 'cadenza-strange-'))
  mkdirSync(data())
  keys = new Map()
  const first = await open(monday - HOUR, { keys })
  const made = await first.account('anna@strange.test', { password: 'pw' })
  wire = made.server
  await first.engage({
    sender: 'anna@strange.test',
    contacts: people(6, 'strange.test'),
    steps: [{ days: 1 }, { days: 1 }],
  })
  for (let hours = 0; hours <= 27; hours += 3) {
    await first.goTo(monday - HOUR / 2 + hours * HOUR)
    const { store } = first.engine.room
    await makeBackup(store, join(base, 'kept'), { kind: 'by_hand', now: monday + hours })
    await store.sqlite.backup(join(base, `${moments.length}.sqlite`))
    moments.push({ left: wire.arrivals.length })
  }
  await first.engine.stop()
  cpSync(data(), join(base, 'newest'), { recursive: true })
})
afterAll(async () => {
  await wire.stop()
  rmSync(base, { recursive: true, force: true })
})

const put = (from: string) => {
  rmSync(data(), { recursive: true, force: true })
  mkdirSync(data())
  cpSync(from, from.endsWith('.sqlite') ? file() : data(), { recursive: true })
}

/** Bytes of its pages, or its end, are lost. */
function damage(draw: Draw): void {
  const bytes = readFileSync(file())
  const way = draw(4)
  const at = 4096 * draw(Math.floor(bytes.length / 4096))
  if (way === 1) bytes.fill(0, at, at + 4096)
  else if (way === 2) for (let i = 0; i < 64; i++) bytes[at + draw(4096)] = draw(256)
  else bytes.copy(bytes, at, 4096 * draw(Math.floor(bytes.length / 4096)), 4096)
  writeFileSync(file(), way === 0 ? bytes.subarray(0, draw(bytes.length)) : bytes)
}

/** Makes the folder strange; how it is opened then, and what must not be called normal. */
function prepare(kind: Kind, draw: Draw): { given: Parameters<typeof open>[1]; close?: () => void; isSafe: boolean } {
  const given = { keys: new Map(keys) }
  put(join(base, 'newest'))
  const i = draw(moments.length - 1)
  if (kind === 'older') {
    put(join(base, `${i}.sqlite`))
    return { given: { ...given, file: draw(2) ? 'another' : 'as ever' }, isSafe: true }
  }
  if (kind === 'restored') {
    const backup = backupFiles(join(base, 'kept'))[i]?.name ?? ''
    restoreBackup(file(), join(base, 'kept', backup), monday + 30 * HOUR)
    return { given, isSafe: true }
  }
  if (kind === 'cloned')
    return { given: draw(2) ? { keys: new Map() } : { ...given, machine: 'another' }, isSafe: true }
  if (kind === 'corrupt') damage(draw)
  if (kind === 'newer') {
    const sqlite = new Database(file())
    sqlite.exec(`INSERT INTO __migrations (hash, created_at) VALUES ('of later', 9999999999999)`)
    sqlite.close()
  }
  if (kind !== 'locked') return { given, isSafe: false }
  const holder = new Database(file())
  holder.pragma('journal_mode = WAL')
  holder.exec('BEGIN EXCLUSIVE')
  return { given, isSafe: false, close: () => holder.close() }
}

function drawOf(of: number): Draw {
  let x = (Math.imul(of + 1, 2654435761) ^ seed) >>> 0 || 1
  return (below) => {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    return (x >>> 0) % Math.max(1, below)
  }
}

/** One case: what became of it. Whatever leaves must not have left before, nor from a copy that asks first. */
async function live(kind: Kind, n: number): Promise<'refused' | 'safe' | 'normal'> {
  const { given, close, isSafe } = prepare(kind, drawOf(n))
  const before = wire.arrivals.length
  const known = new Set(idsOf())
  let s: Story
  try {
    s = await open(monday + 30 * HOUR, given)
  } catch (error) {
    expect((error as { code?: string }).code, `case ${n}, seed ${seed}: ${String(error)}`).toMatch(
      /_database$|^SQLITE_|locked/,
    )
    return 'refused'
  } finally {
    close?.()
  }
  let state: string
  try {
    await s.goTo(monday + 54 * HOUR)
    state = (await s.client.safety.status()).state
  } finally {
    await s.engine.stop()
  }
  const left = idsOf(before)
  expect(
    left.filter((id) => known.has(id)),
    `case ${n} (${kind}), seed ${seed}`,
  ).toEqual([])
  expect(new Set(left).size).toBe(left.length)
  if (isSafe) expect([state, left.length], `case ${n} (${kind}), seed ${seed}`).toEqual(['safe', 0])
  wire.arrivals.length = before
  return state === 'normal' ? 'normal' : 'safe'
}

it(
  `${cases} strange files: nothing leaves a second time, and nothing from a copy that asks first`,
  async () => {
    const found: Record<string, number> = {}
    for (let n = 0; n < cases; n++) {
      // a database that is locked is waited for, some seconds: one in sixteen is enough
      const kind = n % 16 === 15 ? 'locked' : (kinds[n % 5] as Kind)
      const end = `${kind}: ${await live(kind, n)}`
      found[end] = (found[end] ?? 0) + 1
    }
    if (process.env.CADENZA_SOAK) console.log(JSON.stringify(found))
    const ends = (kind: Kind) => Object.keys(found).filter((each) => each.startsWith(kind))
    expect(['older', 'restored', 'cloned', 'newer'].map((kind) => ends(kind as Kind))).toEqual([
      ['older: safe'],
      ['restored: safe'],
      ['cloned: safe'],
      ['newer: refused'],
    ])
  },
  size(60_000, 1_200_000),
)
