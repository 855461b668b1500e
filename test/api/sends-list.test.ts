import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sendIds } from '../../src/main/store/sends-list.ts'
import { sendWorld } from '../../src/main/store/sends-search.ts'
import { sendTabs } from '../../src/shared/contract/sends.ts'
import { monday, type TestRoom, testRoom } from '../host/room.ts'
import { size } from '../size.ts'
import { accounts, outboxRows } from './outbox-rows.ts'

const HOUR = 3_600_000
let here: TestRoom
/** What was put in, for finding the same without any index. */
let rows: Awaited<ReturnType<ReturnType<TestRoom['client']>['sends']['list']>>['rows']

type Filter = NonNullable<Parameters<ReturnType<TestRoom['client']>['sends']['list']>[0]>

async function all(filter: Filter) {
  const client = here.client()
  const found: typeof rows = []
  let after: string | undefined
  do {
    const page = await client.sends.list({ limit: 37, ...filter, ...(after ? { after } : {}) })
    found.push(...page.rows)
    after = page.next ?? undefined
  } while (after)
  return found
}

beforeAll(async () => {
  here = testRoom()
  outboxRows(here)
  rows = await all({})
})
afterAll(() => here.close())

const accountState = (sender: string) => accounts[Number(sender[6])]
const isStuck = (row: (typeof rows)[number]) => row.shown_state === 'waiting' && accountState(row.sender) === 'error'

/** The same list, by looking at every row. */
function naive(filter: Filter): string[] {
  const day = { from: monday - 10 * HOUR, to: monday + 14 * HOUR }
  const kept = rows.filter((row) => {
    const at = Date.parse(row.at)
    if (filter.tab === 'today' && (at < day.from || at >= day.to)) return false
    if (filter.tab === 'needs_you' && row.state !== 'unsure' && !isStuck(row)) return false
    if (filter.tab === 'waiting' && row.shown_state !== 'held' && row.shown_state !== 'waiting') return false
    if (filter.tab === 'refused' && row.state !== 'refused') return false
    if (filter.tab === 'sent' && row.state !== 'sent') return false
    if (filter.tab === 'next' && !['planned', 'sending', 'moved'].includes(row.shown_state)) return false
    if (filter.state && row.state !== filter.state) return false
    if (filter.states?.length && !filter.states.includes(row.shown_state)) return false
    if (filter.sequence && row.sequence !== filter.sequence && row.sequence_id !== filter.sequence) return false
    if (filter.sender && row.sender !== filter.sender && row.account_id !== filter.sender) return false
    if (filter.contact && row.contact !== filter.contact && row.contact_id !== filter.contact) return false
    if (filter.step && row.step !== filter.step) return false
    if (filter.sandbox !== undefined && row.sandbox !== filter.sandbox) return false
    if (filter.from && at < Date.parse(filter.from)) return false
    if (filter.to && at >= Date.parse(filter.to)) return false
    const { search } = filter
    if (!search) return true
    return [row.contact, row.contact_name, row.company, row.title].some((text) =>
      text?.toLowerCase().includes(search.toLowerCase()),
    )
  })
  const ids = kept.map((row) => row.public_id)
  return filter.sort === '-leaves' ? ids.reverse() : ids
}

const maybe = <T>(...of: T[]) => fc.option(fc.constantFrom(...of), { nil: undefined })
const filters = fc
  .record({
    tab: fc.option(fc.constantFrom(...sendTabs), { nil: undefined }),
    state: maybe<'planned' | 'sent' | 'unsure'>('planned', 'sent', 'unsure'),
    states: fc.option(
      fc.uniqueArray(
        fc.constantFrom('planned', 'moved', 'held', 'waiting', 'sent', 'unsure', 'withdrawn', 'refused', 'sending'),
        { maxLength: 4 },
      ),
      { nil: undefined },
    ),
    search: maybe('élodie', 'ORE', 'winter', 'clara@orel', 'nobody', 'second thought'),
    sequence: maybe('Autumn', 'sequence1', 'Nothing'),
    sender: maybe('sender1@example.com', 'account0', 'nobody@example.com'),
    contact: maybe('jonas@tessera.example', 'contact2'),
    step: maybe(1, 2),
    sandbox: maybe(true, false),
    from: maybe(new Date(monday).toISOString()),
    to: maybe(new Date(monday + 9 * HOUR).toISOString()),
    sort: maybe<'leaves' | '-leaves'>('leaves', '-leaves'),
  })
  .map((found) => Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as Filter)

describe('the outbox', () => {
  it('lists every email once, in order of time', () => {
    expect(rows).toHaveLength(900)
    expect(new Set(rows.map((row) => row.public_id)).size).toBe(900)
    const places = rows.map((row) => [Date.parse(row.at), Number(row.public_id.slice(4))] as const)
    expect(places).toEqual([...places].sort((a, b) => a[0] - b[0] || a[1] - b[1]))
  })

  it('answers any filter as a look at every row would, page by page, both ways', async () => {
    await fc.assert(
      fc.asyncProperty(filters, async (filter) => {
        expect((await all(filter)).map((row) => row.public_id)).toEqual(naive(filter))
      }),
      // what was sent shows the subject it had, not its step's
      { numRuns: size(120, 1_000), examples: [[{ search: 'second thought' }]] },
    )
  })

  it('counts its tabs as it lists them, running or halted', async () => {
    const client = here.client()
    const lengths = async () => ({
      all: (await all({})).length,
      next: (await all({ tab: 'next' })).length,
      sent: (await all({ tab: 'sent' })).length,
      today: (await all({ tab: 'today' })).length,
      needs_you: (await all({ tab: 'needs_you' })).length,
      waiting: (await all({ tab: 'waiting' })).length,
      refused: (await all({ tab: 'refused' })).length,
      unsure: (await all({ state: 'unsure' })).length,
    })
    const before = await client.sends.counts()
    expect(before).toEqual(await lengths())
    expect(before.waiting).toBeGreaterThan(before.needs_you - before.unsure)
    await client.workspace.pause()
    try {
      expect(await client.sends.counts()).toEqual(await lengths())
      const planned = rows.filter((row) => row.state === 'planned').length
      expect((await client.sends.counts()).waiting).toBe(planned)
    } finally {
      await client.workspace.resume()
    }
  })

  it('ends a page early rather than look at everything, and finds it all nevertheless', () => {
    const { store } = here.room
    const query = {
      states: null,
      needsYou: false,
      account: null,
      accounts: null,
      batches: null,
      contacts: null,
      step: 2,
      sandbox: null,
      except: null,
      from: null,
      to: null,
      text: null,
      domain: null,
      came: null,
    }
    const walk = (budget: number) => {
      const found: number[] = []
      let after: { at: number; id: number } | null = null
      let pages = 0
      do {
        const page = sendIds(store, query, sendWorld(store), { newestFirst: false, after, limit: 50, budget })
        found.push(...page.ids)
        after = page.next
        pages++
      } while (after)
      return { found, pages }
    }
    const [short, long] = [walk(10), walk(10_000)]
    expect(short.found).toEqual(long.found)
    expect(long.found).toHaveLength(450)
    expect(short.pages).toBeGreaterThanOrEqual(90)
  })

  it('shows what a person reads: name, company, sender, step, and why in one line', async () => {
    const find = (name: string) => rows.find((row) => row.public_id === name)
    expect(find('send4')).toMatchObject({
      contact: 'jonas@tessera.example',
      contact_name: 'Jonas Almeida',
      company: 'Tessera Labs',
      sender: 'sender0@example.com',
      account_id: 'account0',
      sequence: 'Spring',
      step: 1,
      steps: 2,
      state: 'sent',
      shown_state: 'sent',
      title: 'Your winter list',
    })
    expect(find('send11')).toMatchObject({ shown_state: 'held', why_short: 'Held by hand', can: ['release', 'cancel'] })
    expect(find('send2')).toMatchObject({ shown_state: 'waiting', why_short: 'sender2@example.com is inactive' })
    expect(find('send1')).toMatchObject({
      shown_state: 'waiting',
      why_short: "sender1@example.com can't send: no reason given",
    })
    expect(find('send92')).toMatchObject({ shown_state: 'moved', why_short: '421 try again later' })
    expect(find('send6')).toMatchObject({ shown_state: 'unsure', can: ['settle'] })
  })

  it('refuses a place of another order', async () => {
    const client = here.client()
    const { next } = await client.sends.list({ limit: 1 })
    await expect(client.sends.list({ sort: '-leaves', after: next ?? '' })).rejects.toMatchObject({
      code: 'bad_request',
    })
    await expect(client.sends.list({ after: '1.2' })).rejects.toMatchObject({ code: 'bad_request' })
  })

  it.each([
    ['sends_at', 'SELECT id FROM sends s WHERE s.at >= 0 ORDER BY s.at, s.id LIMIT 100'],
    [
      'sends_due',
      `SELECT id FROM sends WHERE account_id = 1 AND state = 'planned' AND held = 0 AND paused = 0 AND replan = 0 ORDER BY at LIMIT 1`,
    ],
    ['sends_replan', `SELECT 1 FROM sends WHERE state = 'planned' AND replan = 1 LIMIT 1`],
    ['sends_step', `SELECT id FROM sends WHERE enrollment_id = 1 AND state = 'planned'`],
    ['sends_settled', `SELECT count(*) FROM sends WHERE state = 'sent' AND settled_at >= 1`],
  ])('leaves %s to those who need it', (index, text) => {
    const plan = here.room.store.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`)
    expect(plan.map((step) => step.detail).join(' ')).toContain(index)
  })
})
