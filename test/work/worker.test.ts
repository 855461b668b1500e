import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import readXlsx from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sharing } from '../../src/main/api/calendar/senders.ts'
import { bookOf } from '../../src/main/api/contacts-book.ts'
import type { Asker } from '../../src/main/api/context.ts'
import { reportOf } from '../../src/main/api/reports-sequence.ts'
import { timeOf } from '../../src/main/api/reports-time.ts'
import { previewOf } from '../../src/main/api/schedule/preview.ts'
import { triedOf } from '../../src/main/api/schedule/tried.ts'
import { daysOff } from '../../src/main/days-off.ts'
import type { Heavy } from '../../src/main/engine.ts'
import { openHeavyWork } from '../../src/main/heavy.ts'
import { createSimulatedClock, systemClock } from '../../src/main/host/clock.ts'
import { startHeavy } from '../../src/main/host/workers.ts'
import { sizesOf } from '../../src/main/store/audience-groups.ts'
import { type Counted, countWhole } from '../../src/main/store/contact-count.ts'
import { contactCount } from '../../src/main/store/contacts.ts'
import { openStore, type Store } from '../../src/main/store/open.ts'
import { replan } from '../../src/main/work/planner/replan.ts'
import { roleScopes } from '../../src/shared/domain/access.ts'
import { Refusal } from '../../src/shared/domain/failure.ts'
import { MINUTE } from '../../src/shared/domain/time.ts'
import { size } from '../size.ts'
import { engaged, later, start, unsettle } from './engaged.ts'
import { longestStop } from './longest-stop.ts'
import { workerProgram } from './worker-program.ts'
import { type World, world } from './world.ts'

/** Far more than an engine plans by itself. */
const MANY = size(1_600, 10_000)
const program = workerProgram()
const owner: Asker = { seatId: 1, role: 'admin', scopes: roleScopes.admin }
/** Not built: as it runs from the sources. */
const worker = join(import.meta.dirname, '../../src/main/host/worker.ts')
const wish = { sequence: 'Story', contacts: 'all' as const, override: ['been_in_this_sequence'], seed: 5 }
const choices = { assign: 'mine' as const, senders: [], start: 'now', recipient_zone: false, sends: true }

const rows = (store: Store) =>
  store.all('SELECT id, state, due, slot, at, why, replan, held, paused FROM sends ORDER BY id')

const fileOf = (w: World) => w.engine.room.databaseFile

describe('a worker', () => {
  let w: World
  let heavy: ReturnType<typeof startHeavy>
  beforeAll(async () => {
    w = await engaged(MANY, { loops: false })
    heavy = startHeavy({ databaseFile: fileOf(w), clock: w.clock, program })
  })
  afterAll(async () => {
    await heavy.stop()
    await w.stop()
  })

  it('plans thousands of sends anew as the engine does, which meanwhile has its hands free', async () => {
    const { store } = w.engine.room
    unsettle(store)
    const copy = join(w.folder, 'copy.sqlite')
    await store.sqlite.backup(copy)
    const other = openStore(copy)
    const inline = await longestStop(() => replan({ store: other, now: later, daysOff }))
    const away = await longestStop(() => heavy.replan(later))
    process.stdout.write(`longest stop: in line ${inline.ms.toFixed(0)} ms, with a worker ${away.ms.toFixed(0)} ms\n`)
    expect(away.result).toEqual(inline.result)
    expect(away.result).toMatchObject({ moved: 3 * MANY, skipped: 0, again: false, waiting: [] })
    expect(rows(store)).toEqual(rows(other))
    other.close()
    expect(away.ms).toBeLessThan(inline.ms / 4)
  })

  it('lets others write between its transactions', async () => {
    const { store } = w.engine.room
    store.write((tx) => tx.run('UPDATE sends SET replan = 1 WHERE enrollment_id % 5 = 0'))
    let under = true
    let longest = 0
    let written = 0
    const planned = heavy.replan(later).finally(() => {
      under = false
    })
    const begun = performance.now()
    for (; under; written++) {
      // About as often as a dispatcher at full speed.
      await systemClock.until(systemClock.now() + 5)
      const before = performance.now()
      store.write((tx) => tx.run('UPDATE workspace SET id = id'))
      longest = Math.max(longest, performance.now() - before)
    }
    const whole = performance.now() - begun
    process.stdout.write(
      `longest wait to write ${longest.toFixed(0)} ms of ${whole.toFixed(0)} ms, ${written} written\n`,
    )
    expect(await planned).toMatchObject({ moved: (3 * MANY) / 5, skipped: 0 })
    expect(longest).toBeLessThan(whole / 4)
  })

  it('counts a report as the engine does', async () => {
    const away = await heavy.report?.('Story')
    expect(away).toEqual(reportOf(w.engine.room.store, 'Story'))
    expect(away).toMatchObject({ engaged: MANY, conserved: true })
    await expect(heavy.report?.('Nothing')).rejects.toMatchObject({ code: 'not_found' })
    const weeks = { by: 'week', sequence: 'Story' } as const
    expect(await heavy.overTime?.(weeks)).toEqual(timeOf(w.engine.room.store, weeks))
  })

  it('counts contacts to the end', async () => {
    const { contacts } = countWhole(w.engine.room.store, {})
    expect(contacts).toBeGreaterThan(0)
    expect(await heavy.count?.({ search: 'p' })).toEqual(countWhole(w.engine.room.store, { search: 'p' }))
    expect(await heavy.count?.({})).toEqual({ contacts, more: false })
  })

  it('ends a count that nobody waits for any more', async () => {
    const { store } = w.engine.room
    const work = openHeavyWork(fileOf(w), () => {})
    const dropped = work.do({ job: 'count', filter: { search: 'p' } }, () => true)
    expect(dropped).toMatchObject({ more: true })
    expect((dropped as Counted).contacts).toBeLessThan(MANY)
    const people = work.do({ job: 'count_people', filter: { search: 'p' } }, () => true)
    expect(people).toMatchObject({ more: true })
    work.close()
    const gone = new AbortController()
    const asked = heavy.count?.({ search: 'p' }, gone.signal)
    gone.abort()
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' })
    expect(await heavy.count?.({ search: 'p' })).toEqual(countWhole(store, { search: 'p' }))
  })

  it('writes a workbook of contacts as the engine does', async () => {
    const { store } = w.engine.room
    const cells = async (bytes: Uint8Array | undefined) => await readXlsx(Buffer.from(bytes ?? []))
    const wish = { filter: { search: 'p' } }
    const away = await cells(await heavy.book?.(wish, start))
    expect(away).toEqual(await cells(await bookOf(store, wish, start)))
    expect(JSON.stringify(away)).toContain('p7@company7.example')
    const gone = new AbortController()
    const asked = heavy.book?.(wish, start, gone.signal)
    gone.abort()
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('counts what there is to pick from, and who shares a sequence, as the engine does', async () => {
    const { store } = w.engine.room
    const sizes = await heavy.sizes?.(5)
    expect(sizes).toEqual(sizesOf(store, 5))
    expect(sizes?.owners.reduce((all, { contacts }) => all + contacts, 0)).toBe(contactCount(store))
    // what the built-in account has never changes over to a mailbox
    const before = start - MINUTE
    store.write((tx) => tx.run('UPDATE sends SET sandbox = 0'))
    const shown = await heavy.sharing?.('Story', owner, before)
    expect(shown).toEqual(sharing(store, owner, 'Story', before))
    expect(shown?.contacts).toBe(MANY)
    store.write((tx) => tx.run('UPDATE sends SET sandbox = 1'))
    await expect(heavy.sharing?.('Nothing', owner, start)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('tries out a list as the engine does', async () => {
    const contacts = Array.from({ length: 1500 }, (_, i) => ({ address: `p${i}@try.example`, zone: null, owner: null }))
    const list = { contacts, left: [{ contact: 'line 7', reason: 'bad_address', message: 'Line 7: no address' }] }
    const wish = { start: 'now', recipient_zone: false, sends: true, seed: 5, limits: ['80/hour'] }
    const now = w.clock.now()
    const tried = await heavy.tryList?.(wish, owner, list, now)
    expect(tried?.summary.emails).toBe(4500)
    expect(tried).toEqual(triedOf(w.engine.room.store, owner, wish, list, now))
  })

  it('previews all contacts as the engine does', async () => {
    const { store } = w.engine.room
    store.write((tx) => {
      tx.run(`UPDATE enrollments SET state = 'finished'`)
      tx.run(`UPDATE sends SET state = 'withdrawn'`)
    })
    const given = { ...wish, ...choices }
    const away = await heavy.preview(given, owner, later)
    expect(away.sends).toHaveLength(3 * MANY)
    expect(away).toEqual(previewOf(store, owner, given, later))
    const client = w.engine.client()
    expect(await client.schedule.preview({ ...wish, sends: true })).toMatchObject({ seed: 5, excluded: [] })
  })

  it('refuses in the same words', async () => {
    const given = { ...wish, ...choices, sequence: 'Nothing' }
    const away = await heavy.preview(given, owner, later).catch((error: unknown) => error)
    expect(away).toBeInstanceOf(Refusal)
    const inline = () => previewOf(w.engine.room.store, owner, given, later)
    expect(inline).toThrow(away as Refusal)
    const { code, data } = away as Refusal
    expect({ code, data }).toEqual({ code: 'not_found', data: {} })
  })

  it('ends after a minute without work, and starts again when there is some', async () => {
    const clock = createSimulatedClock(start)
    const release = clock.hold()
    const own = startHeavy({ databaseFile: fileOf(w), clock, program })
    expect(own.running()).toBe(false)
    await own.replan(later)
    expect(own.running()).toBe(true)
    release()
    await clock.quiet()
    expect(clock.now()).toBe(start + MINUTE)
    expect(own.running()).toBe(false)
    await own.replan(later)
    await own.stop()
    await expect(own.replan(later)).rejects.toThrow('Cadenza is stopping.')
  })

  it('says what is wrong when it can not work, and works again when it can', async () => {
    const gone = startHeavy({ databaseFile: join(w.folder, 'gone.sqlite'), clock: w.clock, program })
    await expect(gone.replan(later)).rejects.toThrow(/the worker crashed: .*gone\.sqlite is gone/)
    await gone.stop()
    const once = join(w.folder, 'crashes-once.mjs')
    const mark = JSON.stringify(join(w.folder, 'crashed'))
    writeFileSync(
      once,
      `import { existsSync, writeFileSync } from 'node:fs'
       import { parentPort } from 'node:worker_threads'
       if (existsSync(${mark})) await import(${JSON.stringify(worker)})
       else parentPort.on('message', () => { writeFileSync(${mark}, ''); process.exit(3) })`,
    )
    const crashing = startHeavy({ databaseFile: fileOf(w), clock: w.clock, program: once })
    await expect(crashing.replan(later)).rejects.toThrow('the worker ended before it had answered (exit code 3)')
    expect(await crashing.replan(later)).toMatchObject({ again: false })
    await crashing.stop()
  })
})

describe('the engine', () => {
  /** Writes down what a worker is asked. */
  const counted = (heavy: Heavy, asked: string[]): Heavy => ({
    ...heavy,
    replan(now) {
      asked.push('replan')
      return heavy.replan(now)
    },
    preview(...given) {
      asked.push('preview')
      return heavy.preview(...given)
    },
  })

  it.each([
    ['gives much to a worker', 1100, undefined, ['replan', 'preview']],
    ['keeps little to itself', 900, undefined, []],
    ['does it all itself when the worker crashes', 1100, 'data:text/javascript,process.exit(1)', ['replan', 'preview']],
  ])('%s', async (_, contacts, other, expected) => {
    const asked: string[] = []
    const before = await engaged(contacts, { loops: false })
    const databaseFile = fileOf(before)
    unsettle(before.engine.room.store)
    const clock = createSimulatedClock(later)
    const heavy = startHeavy({ databaseFile, clock, program: other ? new URL(other) : program })
    const w = await world(later, { folder: before.folder, heavy: counted(heavy, asked) })
    const release = w.clock.hold()
    const { store } = w.engine.room
    const wanted = () => store.get('SELECT 1 FROM sends WHERE replan = 1') !== undefined
    while (wanted()) await turn()
    await w.engine.client().schedule.preview({ ...wish })
    expect(asked).toEqual(expected)
    expect(w.logs.filter((line) => line.includes('in a worker failed'))).toHaveLength(other ? 2 : 0)
    expect(store.get(`SELECT count(*) as n FROM sends WHERE state = 'planned' AND at >= ?`, later)).toEqual({
      n: 3 * contacts,
    })
    release()
    await w.stop()
    await before.stop()
  })
})
