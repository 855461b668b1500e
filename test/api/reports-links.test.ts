import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Client } from '../../src/shared/contract/index.ts'
import { enrollmentStates } from '../../src/shared/domain/enrollment.ts'
import {
  emailsOf,
  endedAs,
  type OutboxLink,
  type PeopleLink,
  type SpanColumn,
  spanEmails,
  writtenAs,
} from '../../src/shared/domain/report-links.ts'
import { sendStates } from '../../src/shared/domain/send.ts'
import { engaged } from '../work/engaged.ts'
import type { World } from '../work/world.ts'

const people = 6
let w: World
let client: Client
beforeAll(async () => {
  w = await engaged(people, { loops: false })
  client = w.engine.client()
  // to people, though nothing leaves
  w.engine.room.store.write((tx) => {
    for (const table of ['sends', 'enrollments', 'batches']) tx.run(`UPDATE ${table} SET sandbox = 0`)
  })
})
afterAll(() => w.stop())

const fate = fc.record({
  states: fc.tuple(...[1, 2, 3].map(() => fc.constantFrom(...sendStates))),
  variants: fc.tuple(...[1, 2, 3].map(() => fc.constantFrom(null, 'A', 'B'))),
  came: fc.tuple(...[1, 2, 3].map(() => fc.constantFrom(null, 'reply', 'hard', 'soft', 'opt_out', 'undone'))),
  enrollment: fc.constantFrom(...enrollmentStates),
  held: fc.boolean(),
  replan: fc.constantFrom(0, 1, 2),
})

type Fate = typeof fate extends fc.Arbitrary<infer T> ? T : never

const kindOf = (what: string) => (what === 'hard' || what === 'soft' ? 'bounce' : what === 'opt_out' ? what : 'reply')

/** Makes the ledger what `fates` say, person by person. */
function live(fates: Fate[]): void {
  w.engine.room.store.write((tx) => {
    tx.run('DELETE FROM incoming')
    for (const [i, { states, variants, came, enrollment, held, replan }] of fates.entries()) {
      tx.run('UPDATE enrollments SET state = ? WHERE id = ?', enrollment, i + 1)
      for (const [n, state] of states.entries()) {
        tx.run(
          `UPDATE sends SET state = ?, variant = ?, held = ?, replan = ?,
             claimed_at = CASE WHEN ? = 'planned' THEN NULL ELSE at END WHERE enrollment_id = ? AND step = ?`,
          ...[state, variants[n], held ? 1 : 0, replan, state, i + 1, n + 1],
        )
        const what = came[n]
        if (what)
          for (const copy of [1, 2])
            tx.run(
              `INSERT INTO incoming (public_id, message_key, at, from_address, subject, kind, hard, recipients, evidence, send_id,
                 state, effects, decided_at, device, hlc)
               SELECT ?, ?, at + 1000, 'x@y.example', '', ?, ?, '[]', '[]', id, ?, '{}', 0, 'd', 'h' FROM sends
               WHERE enrollment_id = ? AND step = ?`,
              ...[`${i} ${n} ${copy}`, `${i} ${n} ${copy}`, kindOf(what)],
              ...[what === 'hard' ? 1 : 0, what === 'undone' ? 'undone' : 'done', i + 1, n + 1],
            )
      }
    }
  })
}

async function outbox(link: OutboxLink): Promise<number> {
  let n = 0
  let after: string | undefined
  do {
    const page = await client.sends.list({ ...link, limit: 5, after })
    n += page.rows.length
    after = page.next ?? undefined
  } while (after)
  return n
}
async function contacts({ sender, ...link }: PeopleLink): Promise<number> {
  const input = { sequence: 'Story', ...link, ...(sender && { account: sender }), limit: 500 }
  return (await client.reports.contacts(input as never)).rows.length
}

const spanColumns: SpanColumn[] = ['planned', 'sent', 'refused', 'unsure', 'answered', 'hard', 'soft', 'opted_out']
const ends = ['replied', 'bounced', 'unsubscribed'] as const

it('leads from each figure to as many rows as it says, whatever the ledger holds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fate, { minLength: people, maxLength: people }), async (fates) => {
      live(fates)
      const report = await client.reports.sequence({ sequence: 'Story' })
      const told: [what: string, figure: number, rows: number][] = []
      const tell = async (what: string, figure: number, rows: Promise<number>) => told.push([what, figure, await rows])
      for (const state of enrollmentStates) await tell(state, report.enrollments[state] ?? 0, contacts({ state }))
      for (const end of ends) await tell(`${end} before`, report.before[end], contacts(endedAs(end, { step: 0 })))
      for (const row of report.perStep) {
        for (const state of sendStates)
          await tell(`step ${row.step} ${state}`, row[state], outbox(emailsOf(report, [state], { step: row.step })))
        for (const end of ends)
          await tell(`step ${row.step} ${end}`, row[end], contacts(endedAs(end, { step: row.step })))
        expect(sendStates.reduce((sum, state) => sum + row[state], 0)).toBe(row.owed)
      }
      for (const row of report.perSender) {
        for (const state of sendStates)
          await tell(`sender ${state}`, row[state], outbox(emailsOf(report, [state], { sender: row.account })))
        for (const end of ends) await tell(`sender ${end}`, row[end], contacts(endedAs(end, { account: row.account })))
      }
      for (const row of report.perVariant) {
        for (const state of sendStates)
          await tell(`variant ${state}`, row[state], contacts(writtenAs(row.step, row.variant, [state])))
        for (const end of ends)
          await tell(`variant ${end}`, row[end], contacts(endedAs(end, { step: row.step, variant: row.variant })))
      }
      for (const { date, from, to, planned, sent } of report.days) {
        await tell(`${date} planned`, planned, outbox(emailsOf(report, ['planned'], { from, to })))
        await tell(`${date} sent`, sent, outbox(emailsOf(report, ['sent'], { from, to })))
      }
      for (const why of ['held', 'waiting'] as const) {
        const figure = report.waits.filter((row) => (row.why === 'held') === (why === 'held'))
        const link = { ...emailsOf(report, ['planned']), states: [why] }
        await tell(
          why,
          figure.reduce((sum, { n }) => sum + n, 0),
          outbox(link),
        )
      }
      expect(told.filter(([, figure, rows]) => figure !== rows)).toEqual([])
      const ended = ends.map((end) => [report.before, ...report.perStep].reduce((sum, row) => sum + row[end], 0))
      expect(ended).toEqual(ends.map((end) => report.enrollments[end] ?? 0))
    }),
    { numRuns: 4 },
  )
})

it('leads from what is reported of some days to those emails, by mailbox, by domain and by hour', async () => {
  w.engine.room.store.write((tx) => tx.run(`UPDATE sends SET domain = 'rare.example' WHERE id % 4 = 0`))
  await fc.assert(
    fc.asyncProperty(
      fc.array(fate, { minLength: people, maxLength: people }),
      fc.integer({ min: 0, max: 4 }),
      async (fates, days) => {
        live(fates)
        const wish = { from: '2026-11-23', to: `2026-11-${23 + days}`, zone: 'Asia/Kolkata' }
        const told: [what: string, figure: number, rows: number][] = []
        const team = await client.reports.team(wish)
        for (const seat of team.seats)
          for (const column of spanColumns)
            told.push([column, seat[column], await outbox(spanEmails(team, column, { seat: seat.seat ?? 'team' }))])
        for (const seat of team.seats)
          for (const box of seat.mailboxes)
            for (const column of spanColumns)
              told.push([column, box[column], await outbox(spanEmails(team, column, { sender: box.account }))])
        for (const column of spanColumns) told.push([column, team.all[column], await outbox(spanEmails(team, column))])
        const domains = await client.reports.deliverability(wish)
        for (const row of domains.rows)
          for (const column of spanColumns)
            if (column !== 'planned')
              told.push([column, row[column], await outbox(spanEmails(domains, column, { domain: row.domain }))])
        const hours = await client.reports.hours(wish)
        for (const row of hours.hours) told.push(['hour', row.sent, await outbox(spanEmails(row, 'sent'))])
        expect(told.filter(([, figure, rows]) => figure !== rows)).toEqual([])
        if (fates.some(({ states }) => states[0] === 'sent')) expect(team.all.sent).toBeGreaterThan(0)
        expect(hours.hours.reduce((sum, { sent }) => sum + sent, 0)).toBe(team.all.sent)
      },
    ),
    { numRuns: 4 },
  )
})

it('tells over time what it tells in all, by day and by week, and leads from each figure to its emails', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fate, { minLength: people, maxLength: people }),
      fc.constantFrom('Asia/Kolkata', 'America/St_Johns', 'Pacific/Apia'),
      async (fates, zone) => {
        live(fates)
        const wish = { from: '2026-11-20', to: '2026-12-10', zone }
        const team = await client.reports.team(wish)
        const report = await client.reports.sequence({ sequence: 'Story' })
        const told: [what: string, figure: number, rows: number][] = []
        expect((await client.reports.over_time({ zone })).all).toEqual((await client.reports.over_time(wish)).all)
        for (const by of ['day', 'week'] as const) {
          const all = await client.reports.over_time({ by, ...wish })
          const seat = team.seats[0]?.seat ?? 'team'
          const own = await client.reports.over_time({ by, ...wish, seat })
          const whole = await client.reports.over_time({ by, sequence: 'Story', zone })
          expect(all.rows.map(({ date }) => date)).toEqual(
            by === 'week'
              ? ['2026-11-16', '2026-11-23', '2026-11-30', '2026-12-07']
              : Array.from({ length: 21 }, (_, i) => new Date(Date.UTC(2026, 10, 20 + i)).toISOString().slice(0, 10)),
          )
          for (const column of spanColumns) {
            expect([column, all.all[column]]).toEqual([column, team.all[column]])
            expect([column, own.all[column]]).toEqual([column, team.seats[0]?.[column]])
            const sum = (rows: typeof all.rows) => rows.reduce((sum, row) => sum + row[column], 0)
            expect(sum(all.rows)).toBe(all.all[column])
            expect(sum(whole.rows)).toBe(whole.all[column])
            for (const row of by === 'week' ? whole.rows : all.rows) {
              const of = by === 'week' ? { sequence: report.public_id } : {}
              if (row[column] > 0 || row === all.rows[0])
                told.push([`${row.date} ${column}`, row[column], await outbox(spanEmails(row, column, of))])
            }
          }
          const { planned, sending, sent, refused, unsure } = report.emails
          expect(whole.all).toMatchObject({ planned: planned + sending, sent, refused, unsure })
          for (const rows of [all.rows, whole.rows])
            for (const [i, row] of rows.entries()) if (i > 0) expect(row.from).toBe(rows[i - 1]?.to)
        }
        expect(told.filter(([, figure, rows]) => figure !== rows)).toEqual([])
      },
    ),
    { numRuns: 4 },
  )
})

it('refuses days that are none, and says what to do', async () => {
  const days = { from: '2026-11-23', to: '2026-11-24' }
  await expect(client.reports.team({ ...days, zone: 'Mars/Olympus' })).rejects.toThrow(
    /"Mars\/Olympus" is no time zone/,
  )
  await expect(client.reports.hours({ ...days, to: '2026-11-01' })).rejects.toThrow(/before/)
  await expect(client.reports.hours({ ...days, to: '2028-11-01' })).rejects.toThrow(/366 days/)
  await expect(client.reports.table({ by: 'team' })).rejects.toThrow(/"from" and "to"/)
  await expect(client.reports.over_time({ sequence: 'Story', from: days.from })).rejects.toThrow(
    /"from" goes with "to"/,
  )
  await expect(client.reports.over_time({ sequence: 'Story', seat: 'team' })).rejects.toThrow(/one of the two/)
  await expect(client.reports.over_time({ ...days, seat: 'nobody@x.example' })).rejects.toThrow(/no mailbox of a seat/)
  await expect(client.reports.table({ by: 'step' })).rejects.toThrow(/"sequence"/)
})

it('names whom the figures do not add up for', async () => {
  const { store } = w.engine.room
  const gone = store.get<{ id: string }>('SELECT public_id AS id FROM enrollments WHERE id = 2')?.id
  store.write((tx) => tx.run('UPDATE enrollments SET emails = 4 WHERE id = 2'))
  const report = await client.reports.sequence({ sequence: 'Story' })
  expect(report.conserved).toBe(false)
  expect(report.faults).toContainEqual({ rule: 'emails', step: 4, expected: 1, found: 0, enrollments: [gone] })
  store.write((tx) => tx.run('UPDATE enrollments SET emails = 3 WHERE id = 2'))
})

it('gives a table as rows, as CSV and as a spreadsheet, in which no cell is a formula', async () => {
  const { store } = w.engine.room
  store.write((tx) => tx.run(`UPDATE sends SET domain = '=1+1' WHERE id = 1`))
  const wish = { by: 'domain', from: '2026-11-23', to: '2026-11-27' } as const
  live(Array.from({ length: people }, () => ({ ...quiet, states: ['sent', 'sent', 'sent'] })) as never)
  const csv = await client.reports.table({ ...wish, format: 'csv' })
  expect(csv.csv).toContain(`'=1+1,`)
  const book = await client.reports.table({ ...wish, format: 'xlsx' })
  const { readSheet } = await import('read-excel-file/node')
  const rows = await readSheet(Buffer.from(book.xlsx ?? '', 'base64'))
  expect(rows[0]).toEqual(book.heads)
  expect(rows.slice(1)).toEqual(book.rows)
})
const quiet = { variants: [null, null, null], came: [null, null, null], enrollment: 'finished', held: false, replan: 0 }
