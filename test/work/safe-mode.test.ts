import { cpSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { copyPlace } from '../../src/main/host/copy-place.ts'
import type { Keychain } from '../../src/main/ports.ts'
import { guardState, leaveSafeMode } from '../../src/main/store/guard.ts'
import { plain } from '../rig/imap-script.ts'
import { startImapServer } from '../rig/imap-server.ts'
import type { MailServer } from './mail-server.ts'
import { people, type Story, story } from './story.ts'
import { takesOver } from './taking-over.ts'
import { memoryKeychain, scratch } from './world.ts'

/** Copies of the data: only the newest one sends by itself, whatever was done to the others. */

const HOUR = 3_600_000
const DAY = 24 * HOUR
const morning = Date.parse('2026-03-02T08:00:00Z')
const sender = 'anna@safe.test'

let base: string
let folder: string
let keychain: Keychain & { all: Map<string, string>; broken: string | null }
let server: MailServer
let first: Story
let name: string
let open: Story[]
let count = 0

/** As the system's: it outlives the engine. */
function lasting(all = new Map<string, string>()) {
  const memory = memoryKeychain()
  const no = () => (mine.broken ? Promise.reject(new Error(mine.broken)) : null)
  const mine = {
    ...memory,
    all,
    lasting: true,
    broken: null as string | null,
    trouble: async () => mine.broken,
    get: async (entry: string) => (await no()) ?? all.get(entry) ?? null,
    set: async (entry: string, secret: string) => void ((await no()) ?? all.set(entry, secret)),
  }
  return mine
}

/** Opens a folder as a host does: `machine` is the computer. */
async function openAt(at: string, now: number, given: { machine?: string; keychain?: Keychain } = {}): Promise<Story> {
  const { machine = 'desk' } = given
  const opened = await story(now, {
    folder: at,
    keychain: given.keychain ?? keychain,
    place: copyPlace(at, async () => machine),
  })
  open.push(opened)
  await opened.settle()
  return opened
}

const close = async (s: Story) => {
  open = open.filter((each) => each !== s)
  await s.engine.stop()
}

const copy = (from: string, to: string) => cpSync(from, to, { recursive: true, preserveTimestamps: true })
const safety = (s: Story) => s.client.safety.status()
const verdict = async (s: Story) => {
  const { state, reason } = await safety(s)
  return reason ?? state
}

beforeEach(async () => {
  base = mkdtempSync(join(scratch, 'cadenza-safe-'))
  folder = join(base, 'data')
  cpSync(mkdtempSync(join(base, 'empty-')), folder, { recursive: true })
  keychain = lasting()
  open = []
  first = await openAt(folder, morning - HOUR / 2)
  const made = await first.account(sender, { password: 'smtp-pw' })
  server = made.server
  name = await first.engage({ sender, contacts: people(4, `safe${count++}.test`), steps: [{ days: 1 }] })
})
afterEach(async () => {
  for (const each of [...open]) await close(each)
  await server.stop()
  rmSync(base, { recursive: true, force: true })
})

it('a copy from before some mail left does not send it again; what was due by then stays held', async () => {
  await close(first)
  const old = join(base, 'old')
  copy(folder, old)
  const again = await openAt(folder, morning - HOUR / 4)
  expect(await verdict(again)).toBe('normal')
  await again.goTo(morning + 3 * HOUR)
  expect(server.arrivals).toHaveLength(4)
  await close(again)
  rmSync(folder, { recursive: true })
  copy(old, folder)
  const restored = await openAt(folder, morning + 4 * HOUR)
  expect(await safety(restored)).toMatchObject({ state: 'safe', reason: 'older', held: 8, doubtful: 4, can_lift: true })
  expect(await restored.client.workspace.status()).toMatchObject({ held_by: 'safe' })
  await restored.goTo(morning + 3 * DAY)
  expect(server.arrivals).toHaveLength(4)
  await expect(restored.client.safety.lift({})).rejects.toThrow(/still in use/)
  await expect(restored.client.safety.lift({ other: 'gone' })).rejects.toThrow(/Compare/)
  await restored.client.safety.compare()
  await expect(restored.client.safety.lift({ other: 'gone' })).rejects.toThrow(/proves all that left from anna@/)
  const lifted = await restored.client.safety.lift({ without_comparison: true, other: 'gone' })
  expect(lifted).toMatchObject({ state: 'normal', held: 0 })
  await restored.goTo(morning + 10 * DAY)
  // nobody gets the first email a second time, and later steps wait behind it
  expect(server.arrivals).toHaveLength(4)
  expect(
    (await restored.sends(name)).filter(({ step }) => step === 1).map(({ held, reason }) => [held, reason]),
  ).toEqual(Array.from({ length: 4 }, () => [true, expect.stringMatching(/may have left before/)]))
  await looksAtEach(restored)
})

/** One of the four is released, one was found to have left, two still wait; a later safe mode holds neither again. */
async function looksAtEach(s: Story): Promise<void> {
  const waits = (await s.sends(name)).filter(({ step }) => step === 1)
  for (const { review, can } of waits) expect([review, ...can]).toEqual(['safe_mode', 'release', 'rewrite', 'cancel'])
  const public_id = waits[0]?.account_id ?? ''
  const { rows } = await s.client.homes.review({ public_id })
  expect(rows.map(({ to, why, may_have_left }) => [to, why, may_have_left])).toEqual(
    waits.map(({ contact }) => [contact, 'safe_mode', true]),
  )
  await s.client.homes.settle_review({ public_id, way: 'send' })
  const [released, left] = waits.map((send) => send.public_id)
  expect(await s.client.sends.release({ public_id: released ?? '' })).toMatchObject({ review: null, held: false })
  const settled = await s.client.homes.settle_review({ public_id, way: 'sent', sends: [left ?? ''] })
  expect(settled).toEqual({ settled: 1, left: 2 })
  expect(await s.client.sends.get({ public_id: left ?? '' })).toMatchObject({
    state: 'sent',
    reason: 'it left before this copy of the data was opened: a person looked',
  })
  s.engine.room.store.write((tx) => leaveSafeMode(tx, [], s.now()))
  expect(await s.client.sends.get({ public_id: released ?? '' })).toMatchObject({ review: null, held: false })
}

it('a Sent folder proves what has left: that is settled, and the rest goes on without a person looking at each', async () => {
  await close(first)
  const old = join(base, 'old')
  copy(folder, old)
  const again = await openAt(folder, morning - HOUR / 4)
  await again.goTo(morning + 3 * HOUR)
  await close(again)
  rmSync(folder, { recursive: true })
  copy(old, folder)
  const restored = await openAt(folder, morning + 4 * HOUR)
  const rig = await startImapServer(restored.now, plain)
  const box = rig.mailbox(sender, 'imap-pw')
  box.add('Sent', '\\Sent')
  for (const { raw } of server.arrivals.slice(0, 3)) box.put('Sent', Buffer.from(raw, 'latin1'))
  const [account] = (await restored.client.accounts.list({})).filter(({ from_email }) => from_email === sender)
  await restored.client.accounts.update({
    public_id: account?.public_id ?? '',
    imap_host: rig.host,
    imap_port: rig.port,
    imap_protocol: 'none',
    imap_username: sender,
    imap_password: 'imap-pw',
    sent_copies: 'always',
  })
  const { compared } = await restored.client.safety.compare()
  expect(compared?.accounts).toMatchObject([{ outcome: 'compared', looked_at: 3, found: 3, unknown: 0 }])
  expect(await restored.states(name)).toEqual({ sent: 3, planned: 5 })
  await restored.client.safety.lift({ other: 'gone' })
  await restored.goTo(morning + 3 * DAY)
  const left = server.arrivals.map(({ raw }) => /^X-Cadenza-Send-Id: (\S+)/m.exec(raw)?.[1])
  // the fourth was in no Sent folder, so it leaves now; and the second step of all
  expect(new Set(left).size).toBe(8)
  expect(left.filter((id, i) => left.indexOf(id) !== i)).toEqual([left[3]])
  await close(restored)
  await rig.stop()
})

it('killed in the middle and started again, the same folder goes on by itself', async () => {
  await first.goTo(morning + HOUR / 2)
  const sent = server.arrivals.length
  expect(sent).toBeLessThan(8)
  const after = await openAt(folder, morning + HOUR / 2)
  expect(await verdict(after)).toBe('normal')
  await after.goTo(morning + 3 * DAY)
  expect(server.arrivals).toHaveLength(8)
})

it('of two copies on one computer one sends: the other is asked about, and asks in its turn when the first was chosen', async () => {
  await close(first)
  const other = join(base, 'copy')
  copy(folder, other)
  const twin = await openAt(other, morning)
  expect(await verdict(twin)).toBe('twin')
  expect((await safety(twin)).words).toContain(folder)
  await twin.client.safety.lift({ without_comparison: true, other: 'gone' })
  expect(await verdict(twin)).toBe('normal')
  await close(twin)
  const former = await openAt(folder, morning)
  expect(await verdict(former)).toBe('older')
  await former.goTo(morning + 3 * DAY)
  expect(server.arrivals).toHaveLength(0)
})

it('where both go on being used, the copy becomes a computer of its own, and the mailboxes stay where they are', async () => {
  await close(first)
  const other = join(base, 'copy')
  copy(folder, other)
  const twin = await openAt(other, morning)
  expect(await safety(twin)).toMatchObject({ state: 'safe', asks_other: true })
  expect(await twin.client.safety.lift({ other: 'in_use' })).toMatchObject({ state: 'normal' })
  await twin.goTo(morning + HOUR)
  expect(server.arrivals).toEqual([])
  await close(twin)
  const former = await openAt(folder, morning + HOUR)
  expect(await verdict(former)).toBe('normal')
  await former.goTo(morning + 3 * DAY)
  expect(server.arrivals).toHaveLength(8)
  await close(former)
  await takesOver(await openAt(other, morning + 3 * DAY), sender, server)
})

it('a folder that was moved asks once, and goes on with one click', async () => {
  await close(first)
  const moved = join(base, 'moved')
  renameSync(folder, moved)
  const there = await openAt(moved, morning - HOUR / 4)
  expect(await verdict(there)).toBe('moved')
  await there.client.safety.lift({})
  expect(await verdict(there)).toBe('normal')
  await close(there)
  const next = await openAt(moved, morning - HOUR / 8)
  expect(await verdict(next)).toBe('normal')
  await next.goTo(morning + 3 * DAY)
  expect(server.arrivals).toHaveLength(8)
})

it.each([
  ['copied', () => ({ keychain: lasting() })],
  ['machine', () => ({ machine: 'another computer' })],
] as const)('on another computer it asks: %s', async (reason, given) => {
  await close(first)
  const there = await openAt(folder, morning, given())
  expect(await verdict(there)).toBe(reason)
  await there.goTo(morning + 3 * DAY)
  expect(server.arrivals).toHaveLength(0)
})

it('a copy with its log, made while it ran, is recognised after a kill too', async () => {
  const other = join(base, 'snapshot')
  await first.goTo(morning + HOUR / 2)
  copy(folder, other)
  await first.goTo(morning + 2 * HOUR)
  const sent = server.arrivals.length
  await first.engine.stop()
  open = []
  rmSync(folder, { recursive: true })
  copy(other, folder)
  const back = await openAt(folder, morning + 2 * HOUR)
  expect(['older', 'unproven']).toContain(await verdict(back))
  await back.goTo(morning + 3 * DAY)
  expect(server.arrivals).toHaveLength(sent)
})

it('a clock that is behind holds, and lets go by itself when it is right', async () => {
  await first.goTo(morning - HOUR / 4)
  await close(first)
  const early = await openAt(folder, morning - 5 * HOUR)
  expect(await verdict(early)).toBe('clock')
  await early.goTo(morning - HOUR / 4)
  expect(await verdict(early)).toBe('normal')
  await early.goTo(morning + 3 * DAY)
  expect(server.arrivals).toHaveLength(8)
})

it('a keychain that can not be read holds what it guards, and nothing that it never guarded', async () => {
  await close(first)
  keychain.broken = 'The keychain is locked.'
  const locked = await openAt(folder, morning - HOUR / 4)
  expect(await safety(locked)).toMatchObject({ state: 'unreadable', words: expect.stringContaining('locked') })
  keychain.broken = null
  await locked.goTo(morning + 3 * DAY)
  expect(await verdict(locked)).toBe('normal')
  expect(server.arrivals).toHaveLength(8)
  await close(locked)
  const fresh = join(base, 'fresh')
  cpSync(mkdtempSync(join(base, 'empty-')), fresh, { recursive: true })
  keychain.broken = 'There is no keychain here.'
  const never = await openAt(fresh, morning)
  expect(await safety(never)).toMatchObject({ state: 'normal', guarded: false })
})

it('writes to the keychain once for many emails, and knows exactly how many there were at the end', async () => {
  const before = guardState(first.engine.room.store).counter
  await first.goTo(morning + 3 * DAY)
  const { counter, name: entry, mark } = guardState(first.engine.room.store)
  expect(counter - before).toBe(server.arrivals.length)
  expect(JSON.parse(keychain.all.get(`guard/${entry}`) ?? '')).toMatchObject({ mark, clean: false })
  await close(first)
  expect(JSON.parse(keychain.all.get(`guard/${entry}`) ?? '')).toMatchObject({ mark, clean: true, upTo: counter })
})
