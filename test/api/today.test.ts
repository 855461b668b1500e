import { describe, expect, it } from 'vitest'
import { people } from '../work/story.ts'
import { weeks } from '../work/weeks.ts'

const w = weeks()
const HOUR = 3_600_000
const DAY = 24 * HOUR
const look = () => w.s.client.today.overview()

describe('today', () => {
  it('says what leaves next, when, from whom and why, and how much is left of today and tomorrow', async () => {
    const contacts = people(8, `today${w.n}.test`)
    const name = await w.s.engage({ sender: w.address, contacts, steps: [{ days: 1 }] })
    await w.s.goTo(w.lagos(8))
    const day = await look()
    expect(day).toMatchObject({
      zone: 'Africa/Lagos',
      paused: false,
      planned: 16,
      today: { sent: 0, sandbox: 0, left: 8 },
      tomorrow: 8,
      unsure: { count: 0, emails: [] },
      accounts_out: [],
      waiting: 0,
    })
    expect(day.next).toHaveLength(5)
    const sends = await w.s.sends(name)
    const soonest = sends.map((row) => row.at).sort()
    expect(day.next.map((row) => row.at)).toEqual(soonest.slice(0, 5))
    expect(day.next[0]).toMatchObject({
      sender: w.address,
      sequence: name,
      why_short: 'Outside sending hours 09:00–18:00',
    })
    expect(day.last_at).toBe(soonest.at(-1))
    await w.s.goTo(w.day + 20 * HOUR)
    expect((await look()).today).toEqual({ sent: 8, sandbox: 0, left: 0 })
    expect(await w.s.client.workspace.status()).toMatchObject({ sent_today: 8, sandbox_today: 0 })
    await w.s.goTo(w.day + DAY + 20 * HOUR)
    expect((await look()).finished).toMatchObject([{ name, contacts: 8, sent: 16 }])
  })

  it('counts sandbox mail apart', async () => {
    const { rows } = await w.s.client.accounts.list().then((rows) => ({ rows }))
    const managed = rows.find((row) => row.type === 'managed')
    await w.s.engage({ sender: managed?.from_email ?? '', contacts: people(3, `sandbox${w.n}.test`) })
    await w.s.goTo(w.day + 20 * HOUR)
    expect((await look()).today).toEqual({ sent: 0, sandbox: 3, left: 0 })
    expect(await w.s.client.workspace.status()).toMatchObject({ sent_today: 0, sandbox_today: 3 })
  })

  it('names what needs a person: doubts, and accounts with their own words and what waits for them', async () => {
    w.server.deed = ({ phase, to }) => {
      if (phase === 'dot' && to.startsWith('p0@')) return 'take-drop'
      return phase === 'mail' && w.server.arrivals.length > 1 ? '535 5.7.8 wrong password' : undefined
    }
    await w.s.engage({ sender: w.address, contacts: people(6, `needs${w.n}.test`) })
    await w.s.goTo(w.day + 20 * HOUR)
    const day = await look()
    const doubts = await w.s.client.sends.list({ state: 'unsure', sender: w.address })
    expect(day.unsure.emails.map((row) => row.public_id)).toEqual(
      expect.arrayContaining(doubts.rows.map((r) => r.public_id)),
    )
    const [out] = day.accounts_out.filter((row) => row.address === w.address)
    const waiting = await w.s.client.sends.list({ states: ['waiting'], sender: w.address })
    expect(out).toMatchObject({ state: 'error', waiting: waiting.rows.length, next: null, unit: 'day', limit: 400 })
    expect(out?.state_reason).toContain('wrong password')
    expect(waiting.rows[0]?.why_short).toContain('wrong password')
    expect((await w.s.client.sends.counts()).needs_you).toBe(day.unsure.count + waiting.rows.length)
    for (const row of doubts.rows) await w.s.client.unsure.settle({ public_id: row.public_id, decision: 'skip' })
    await w.s.client.accounts.deactivate({ public_id: w.id })
  })
})

describe('while you were away', () => {
  it('says nothing to whoever never looked, and then only what came after', async () => {
    expect((await look()).away).toBeNull()
    await w.s.client.today.seen()
    expect((await look()).away).toMatchObject({ sent: 0, moved: 0, refused: 0, unsure: 0, notes: [] })
    w.server.deed = ({ phase, to }) => {
      if (phase === 'rcpt' && to.startsWith('p1@')) return '550 5.1.1 no such user'
      return phase === 'dot' && to.startsWith('p2@') ? 'take-drop' : undefined
    }
    const since = w.s.now()
    await w.s.engage({ sender: w.address, contacts: people(6, `away${w.n}.test`) })
    await w.s.goTo(w.day + 20 * HOUR)
    expect((await look()).away).toMatchObject({
      since: new Date(since).toISOString(),
      sent: 4,
      sandbox: 0,
      refused: 1,
      unsure: 1,
      moved: 0,
    })
    await w.s.client.today.seen()
    expect((await look()).away).toMatchObject({ sent: 0, refused: 0, unsure: 0 })
    for (const row of await w.s.client.unsure.list())
      await w.s.client.unsure.settle({ public_id: row.public_id, decision: 'skip' })
  })

  it('counts what missed its time and went to a later slot, with the reason', async () => {
    await w.s.client.today.seen()
    await w.s.engage({ sender: w.address, contacts: people(4, `late${w.n}.test`) })
    await w.s.goTo(w.lagos(9, 1))
    await w.s.client.workspace.stop()
    await w.s.goTo(w.lagos(12))
    await w.s.client.workspace.resume()
    await w.s.goTo(w.lagos(12) + 60_000)
    const { away } = await look()
    const late = (await w.s.client.sends.list({ sender: w.address })).rows.filter((row) => row.shown_state === 'moved')
    expect(away?.moved).toBeGreaterThan(0)
    expect(away?.moved).toBe(late.length)
    await w.s.goTo(w.day + 20 * HOUR)
  })

  it('is each seat’s own', async () => {
    const other = await w.s.client.seats.add({ name: 'Marc', address: `marc${w.n}@example.com` })
    expect(other.role).toBe('member')
    const row = w.s.engine.room.store.get<{ id: number }>('SELECT id FROM seats WHERE public_id = ?', other.public_id)
    const marc = w.s.engine.client({ seatId: row?.id ?? 0, role: 'member', scopes: ['read', 'write'] })
    const first = w.s.engine.room.store.get<{ id: number }>('SELECT min(id) AS id FROM seats')
    const own = { seatId: first?.id ?? 0, role: 'admin' as const, scopes: ['read', 'write', 'admin'] as const }
    await w.s.client.today.seen()
    expect((await marc.today.overview()).away).toBeNull()
    await marc.today.seen()
    expect((await marc.today.overview()).away?.since).toBe(new Date(w.s.now()).toISOString())

    // what somebody did themselves is no news to them, and to the other it is
    const kinds = async (of: typeof marc) => (await of.today.overview()).away?.notes.map(({ kind }) => kind)
    await w.s.goTo(w.s.now() + 60_000)
    await w.s.client.workspace.pause()
    await marc.workspace.resume()
    expect([await kinds(w.s.client), await kinds(marc)]).toEqual([['resumed'], ['paused']])
    // and so is what a program did with one’s key
    const program = w.s.engine.client({ ...own, key: true })
    await program.workspace.pause()
    await program.workspace.resume()
    expect(await kinds(w.s.client)).toEqual(['resumed', 'paused', 'resumed'])
  })
})
