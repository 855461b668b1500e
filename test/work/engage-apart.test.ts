/** Engaging many: a few rows at a time in a worker, and live with one row. */
import { describe, expect, it } from 'vitest'
import { newNumbers } from '../../src/main/api/schedule/progress.ts'
import type { Heavy } from '../../src/main/engine.ts'
import type { Store } from '../../src/main/store/open.ts'
import { roleScopes } from '../../src/shared/domain/access.ts'
import { DAY } from '../../src/shared/domain/time.ts'
import { size } from '../size.ts'
import { type Place, places } from './beside.ts'
import { start } from './engaged.ts'
import { longestStop } from './longest-stop.ts'
import { addContacts } from './world.ts'

const owner = { seatId: 1, role: 'admin', scopes: roleScopes.admin } as const
const wish = { sequence: 'Long', contacts: 'all' as const, seed: 5, start: '2026-11-23T11:00' }
const filled = { ...wish, assign: 'mine' as const, senders: [], recipient_zone: false, override: [] }
/** What takes long enough for a worker, here: the usual 3,000 would show nothing more. */
const above = 600
const many = 700
/** So many that one piece of them is felt. */
const crowd = size(4000, 10_000)

const place = places()

const as = (heavy: Heavy): Heavy => ({ ...heavy, above })
const addresses = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => ({ address: `p${from + i}@company${i % 97}.example`, first_name: 'Ada' }))

/** Some contacts are written to already, the others are to be. */
async function filledWith(p: Place, contacts: number, before = 0, steps = 2): Promise<Place> {
  const again = Array.from({ length: steps - 1 }, () => ({ subject: '', text: 'Again', delay: { days: 2 } }))
  for (const name of ['Before', 'Long'])
    await p.client.sequences.create({ name, steps: [{ subject: 'Hi {{ first_name }}', text: 'Hello' }, ...again] })
  addContacts(p.engine, addresses(before))
  if (before > 0) await p.client.schedule.engage({ ...wish, sequence: 'Before', start: '2026-11-24T11:00' })
  addContacts(p.engine, addresses(contacts, before))
  return p
}

const sendsOf = (store: Store) =>
  store.all(`SELECT s.address, s.step, s.account_id, s.batch_id, s.state, s.due, s.slot, s.at, s.why, s.replan, s.paused, s.held,
      s.sandbox, e.position, e.emails, e.state AS enrolled, e.account_id AS sender
    FROM sends s JOIN enrollments e ON e.id = s.enrollment_id ORDER BY s.address, s.step`)
const count = (store: Store, table: string, where = '1') =>
  store.get<{ n: number }>(`SELECT count(*) AS n FROM ${table} WHERE ${where}`)?.n
const left = (store: Store) => ['batches', 'enrollments', 'sends'].map((table) => count(store, table))
const tallies = (store: Store) =>
  ['send_tally', 'planned_tally', 'enrollment_tally'].map((t) => store.get(`SELECT coalesce(sum(n), 0) AS n FROM ${t}`))

/** Engages step by step, and stops listening when `enough` says so. */
async function follow({ client }: Place, enough: (step: { done: number; note?: string | undefined }) => boolean) {
  const stop = new AbortController()
  const steps = await client.schedule.engaging(wish, { signal: stop.signal })
  const seen: string[] = []
  for (;;) {
    const step = await steps.next()
    if (step.done) return { seen, result: step.value }
    seen.push(step.value.note ?? '')
    if (enough(step.value)) stop.abort()
  }
}

const long = async (client: Place['client']) =>
  (await client.sequences.list()).find(({ name }) => name === 'Long')?.public_id ?? ''

/** Lets the worker write, and nobody makes it live. */
const written = ({ heavy, clock }: Place) =>
  heavy?.engage?.({
    wish: filled,
    asker: owner,
    now: clock.now(),
    ids: new Uint8Array(10),
    numbers: newNumbers().shared,
  })

describe('engaging many', () => {
  it('writes what engaging in one piece writes, others that make room included', async () => {
    const whole = await filledWith(await place(null), many, 400)
    const apart = await filledWith(await place(as), many, 400)
    const given = { ...wish, contacts: undefined }
    const { token } = await apart.client.schedule.preview(given)
    const one = await whole.client.schedule.engage({ ...given, token })
    const other = await apart.client.schedule.engage({ ...given, token })
    expect({ ...other, batch: '' }).toEqual({ ...one, batch: '' })
    expect(one.engaged).toBe(many)
    const moved = (p: Place) => count(p.store, 'journal', `kind = 'moved'`)
    expect([moved(apart), moved(whole)]).toEqual([1, 1])
    // the planner's next pass, which is asked for, moves the others
    expect(count(apart.store, 'sends', 'replan = 1')).toBe(1)
    expect(await apart.heavy?.replan(start)).toMatchObject({ skipped: 0, again: false })
    expect(sendsOf(apart.store)).toEqual(sendsOf(whole.store))
    expect(tallies(apart.store)).toEqual(tallies(whole.store))
  })

  it('leaves the engine its hands free', { timeout: 110_000 }, async () => {
    const whole = await filledWith(await place(null), crowd, 0, 3)
    const apart = await filledWith(await place(as), crowd, 0, 3)
    const inline = await longestStop(() => whole.client.schedule.engage(wish))
    const away = await longestStop(() => apart.client.schedule.engage(wish))
    process.stdout.write(`longest stop: in one piece ${inline.ms.toFixed(0)} ms, apart ${away.ms.toFixed(0)} ms\n`)
    expect(away.result.sends).toBe(3 * crowd)
    // a machine with two processors has hiccups of its own; without a worker both would be the same
    expect(away.ms).toBeLessThan(inline.ms / 2)
  })

  it.each([
    ['planned', () => true],
    ['written', ({ done }: { done: number }) => done > 0],
  ])('cancelled while it is being %s, leaves nothing, and can be done again', async (_, enough) => {
    const p = await filledWith(await place(as), many)
    await expect(follow(p, enough)).rejects.toMatchObject({ code: 'cancelled' })
    const { seen, result } = await follow(p, () => false)
    // the thread is warm now: planning may be over before it is first asked how far it is
    expect([...new Set(seen)].join(', then ')).toMatch(/^(planning, then )?writing$/)
    expect(result.engaged).toBe(many)
    expect(left(p.store)).toEqual([1, many, 2 * many])
    expect(count(p.store, 'batches', `state = 'live'`)).toBe(1)
  })
})

describe('while it is being written', () => {
  const meanwhile = (change: (p: Place) => Promise<unknown>) => {
    let made: Place
    const lent = (heavy: Heavy): Heavy => ({
      ...as(heavy),
      async engage(job) {
        const done = await heavy.engage?.(job)
        await change(made)
        return done as NonNullable<typeof done>
      },
    })
    return async () => {
      made = await filledWith(await place(lent), many)
      return made
    }
  }

  it.each<[string, (p: Place) => Promise<unknown>]>([
    ['a contact asks for no more', ({ client }) => client.suppressions.add({ value: 'p7@company7.example' })],
    ['the sequence is paused', async ({ client }) => client.sequences.pause({ public_id: await long(client) })],
    [
      'the sequence is changed',
      async ({ client }) => {
        await client.sequences.update({
          public_id: await long(client),
          version: 1,
          steps: [
            { subject: 'Other', text: 'Other' },
            { subject: '', text: 'More', delay: { days: 1 } },
          ],
        })
      },
    ],
  ])('and %s, nobody is engaged', async (_, change) => {
    const p = await meanwhile(change)()
    await expect(p.client.schedule.engage(wish)).rejects.toMatchObject({ code: 'plan_changed' })
    await p.engine.room.heavy?.takeBack?.()
    expect(left(p.store)).toEqual([0, 0, 0])
    expect(tallies(p.store)).toEqual([{ n: 0 }, { n: 0 }, { n: 0 }])
  })

  it('and its sender may be sent from no more, nobody is engaged', async () => {
    const policy = (send_for_each_other: boolean) => ({ policy: { send_for_each_other } })
    const p = await meanwhile(({ client }) => client.workspace.update(policy(false)))()
    await p.client.workspace.update(policy(true))
    await p.client.seats.add({ address: 'bo@example.com', name: 'Bo' })
    const server = { smtp_host: '127.0.0.1', smtp_port: 2525, smtp_protocol: 'none' as const }
    const { public_id } = await p.client.accounts.create({
      from_email: 'bo@example.com',
      seat: 'bo@example.com',
      ...server,
    })
    await p.client.accounts.activate({ public_id })
    const asked = p.client.schedule.engage({ ...wish, senders: [{ account: public_id }] })
    await expect(asked).rejects.toMatchObject({
      code: 'no_sender',
      message: expect.stringContaining('Ask for permission'),
    })
    await p.engine.room.heavy?.takeBack?.()
    expect(left(p.store)).toEqual([0, 0, 0])
  })

  it('a change that has nothing to do with it is no hindrance', async () => {
    const p = await meanwhile(({ client }) => client.suppressions.add({ value: 'somebody@else.example' }))()
    expect(await p.client.schedule.engage(wish)).toMatchObject({ engaged: many })
    expect(left(p.store)).toEqual([1, many, 2 * many])
  })

  it('and the worker dies, it is engaged here, once', async () => {
    const p = await meanwhile(() => Promise.reject(new Error('died')))()
    expect(await p.client.schedule.engage(wish)).toMatchObject({ engaged: many })
    expect(left(p.store)).toEqual([1, many, 2 * many])
    expect(p.logs.filter((line) => line.includes('in a worker failed'))).toHaveLength(1)
  })

  it('nothing of it leaves or is planned, others do', async () => {
    const p = await filledWith(await place(as, { loops: true }), many)
    const release = p.clock.hold()
    const half = await written(p)
    expect(half?.engaged.engaged).toBe(many)
    addContacts(p.engine, [{ address: 'other@else.example', first_name: 'Bo' }])
    await p.heavy?.replan(start + DAY)
    expect(count(p.store, 'sends', `reason IS NOT NULL OR replan <> 0`)).toBe(0)
    release()
    await p.clock.until(start + 2 * DAY)
    expect(count(p.store, 'sends', `state <> 'planned'`)).toBe(0)
    expect(count(p.store, 'batches', `state = 'writing'`)).toBe(1)
  })

  it('and nobody could write down that it failed, the next one takes it back first', async () => {
    const p = await filledWith(await place(as), many)
    await written(p)
    expect(await p.client.schedule.engage(wish)).toMatchObject({ engaged: many })
    expect(left(p.store)).toEqual([1, many, 2 * many])
  })

  it('and Cadenza dies, it is gone at the next start', async () => {
    const p = await filledWith(await place(as), many)
    await written(p)
    expect(left(p.store)).toEqual([1, many, 2 * many])
    await p.stop()
    const next = await place(as, { folder: p.folder, loops: true })
    await next.end()
    expect(left(next.store)).toEqual([0, 0, 0])
    expect(tallies(next.store)).toEqual([{ n: 0 }, { n: 0 }, { n: 0 }])
    expect((await next.client.workspace.journal()).map(({ kind }) => kind)).toContain('engage_undone')
    expect(await next.client.schedule.engage(wish)).toMatchObject({ engaged: many })
  })
})
