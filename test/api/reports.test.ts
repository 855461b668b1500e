import fc from 'fast-check'
import { expect, it } from 'vitest'
import { enrollmentStates } from '../../src/shared/domain/enrollment.ts'
import { type SendState, sendStates } from '../../src/shared/domain/send.ts'
import { engaged } from '../work/engaged.ts'
import type { World } from '../work/world.ts'

interface Row {
  contact: string
  enrollment: number
  step: number
  state: SendState
  at: number
  claimed: number | null
  slot: number
  account: string
  held: number
}

const rowsOf = (w: World): Row[] =>
  w.engine.room.store.all(
    `SELECT c.address as contact, s.enrollment_id as enrollment, s.step, s.state, s.at, s.claimed_at as claimed, s.slot,
       a.address as account, s.held
     FROM sends s JOIN contacts c ON c.id = s.contact_id JOIN accounts a ON a.id = s.account_id ORDER BY s.id`,
  )

const countsOf = (rows: Row[]) =>
  Object.fromEntries(sendStates.map((state) => [state, rows.filter((row) => row.state === state).length]))
const iso = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString())
const sorted = (values: (number | null)[]) => values.filter((at) => at !== null).sort((a, b) => a - b)

/** The report counted row by row, without any of our SQL. */
function oracle(rows: Row[], people: string[]) {
  const sent = rows.filter(({ state }) => state === 'sent')
  const planned = rows.filter(({ state }) => state === 'planned')
  const left = sorted(sent.map(({ claimed }) => claimed))
  const toCome = sorted(planned.map(({ at }) => at))
  const slots = [...new Set([...sent, ...planned].map(({ slot }) => slot))].sort((a, b) => a - b)
  const at = (list: Row[], slot: number) => list.filter((row) => row.slot === slot).length
  return {
    engaged: people.length,
    written: new Set(sent.map(({ enrollment }) => enrollment)).size,
    held: planned.filter(({ held }) => held === 1).length,
    emails: countsOf(rows),
    perStep: [1, 2, 3].map((step) => ({ step, ...countsOf(rows.filter((row) => row.step === step)) })),
    perSender: [{ sender: rows[0]?.account, contacts: people.length, ...countsOf(rows) }],
    first: iso(left[0]),
    last: iso(left.at(-1)),
    next: iso(toCome[0]),
    finish: iso(toCome.at(-1)),
    slots: slots.map((slot) => ({ start: iso(slot), planned: at(planned, slot), sent: at(sent, slot) })),
  }
}

const fate = fc.record({
  states: fc.tuple(...[1, 2, 3].map(() => fc.constantFrom(...sendStates))),
  enrollment: fc.constantFrom(...enrollmentStates),
  held: fc.boolean(),
})

it('counts what the ledger holds, in whatever state it is', async () => {
  const w = await engaged(6, { loops: false })
  const client = w.engine.client()
  const { store } = w.engine.room
  const people = rowsOf(w).map(({ contact }) => contact)
  await fc.assert(
    fc.asyncProperty(fc.array(fate, { minLength: 6, maxLength: 6 }), async (fates) => {
      store.write((tx) => {
        for (const [i, { states, enrollment, held }] of fates.entries()) {
          tx.run('UPDATE enrollments SET state = ? WHERE id = ?', enrollment, i + 1)
          for (const [step, state] of states.entries())
            tx.run(
              `UPDATE sends SET state = ?, held = ?, claimed_at = CASE WHEN ? = 'planned' THEN NULL ELSE at END
               WHERE enrollment_id = ? AND step = ?`,
              state,
              held ? 1 : 0,
              state,
              i + 1,
              step + 1,
            )
        }
      })
      const report = await client.reports.sequence({ sequence: 'Story' })
      const expected = oracle(rowsOf(w), [...new Set(people)])
      expect(report).toMatchObject(expected)
      const states = Object.fromEntries(
        [...new Set(fates.map((f) => f.enrollment))].map((state) => [
          state,
          fates.filter((f) => f.enrollment === state).length,
        ]),
      )
      expect(report.enrollments).toEqual(states)
      const [row] = await client.sequences.list()
      expect(row?.progress).toMatchObject({
        engaged: 6,
        contacts: states,
        emails: expected.emails,
        first: expected.first,
        last: expected.last,
        next: expected.next,
        finish: expected.finish,
      })
      const stragglers = fates.some(
        (f) => !['pending', 'active', 'paused'].includes(f.enrollment) && f.states.includes('planned'),
      )
      expect(report.conserved).toBe(!stragglers)
    }),
    { numRuns: 60 },
  )
  store.write((tx) => tx.run('DELETE FROM sends WHERE enrollment_id = 1 AND step = 3'))
  expect(await client.reports.sequence({ sequence: 'Story' })).toMatchObject({ conserved: false })
  await w.stop()
})

it('lists the contacts page by page, by state and by sender', async () => {
  const w = await engaged(7, { loops: false })
  const client = w.engine.client()
  const [one] = (await client.enrollments.list({ sequence: 'Story' })).rows
  await client.enrollments.stop({ public_id: one?.public_id ?? '' })
  const all: string[] = []
  let after: string | undefined
  do {
    const page = await client.reports.contacts({ sequence: 'Story', limit: 3, after })
    all.push(...page.rows.map((row) => row.contact.address))
    after = page.next ?? undefined
  } while (after)
  expect(all).toEqual(Array.from({ length: 7 }, (_, i) => `p${i}@company${i}.example`))
  const stopped = await client.reports.contacts({ sequence: 'Story', state: 'stopped' })
  expect(stopped).toMatchObject({
    next: null,
    rows: [{ contact: { name: 'Ada' }, state: 'stopped', reason: 'stopped by hand', sent: 0, emails: 3, next: null }],
  })
  const pending = await client.reports.contacts({ sequence: 'Story', state: 'pending', limit: 1 })
  const [first] = (await client.sends.list({ sequence: 'Story', contact: pending.rows[0]?.contact.address })).rows
  expect(pending.rows[0]?.next).toEqual({
    send: first?.public_id,
    step: 1,
    at: first?.at,
    held: false,
    computer: null,
    heard_at: null,
    planned: true,
  })
  const account = pending.rows[0]?.account ?? ''
  expect((await client.reports.contacts({ sequence: 'Story', account })).rows.length).toBe(7)
  await expect(client.reports.contacts({ sequence: 'Story', account: 'nobody' })).rejects.toMatchObject({
    code: 'not_found',
  })
  await expect(client.reports.contacts({ sequence: 'Story', after: 'x' })).rejects.toMatchObject({
    code: 'bad_request',
  })
  await w.stop()
})

it('exports them as CSV in which no cell is a formula', async () => {
  const w = await engaged(2010, { loops: false })
  const client = w.engine.client()
  w.engine.room.store.write((tx) => {
    tx.run(`UPDATE contacts SET first_name = '=HYPERLINK("http://x.example","go")' WHERE id = 1`)
    tx.run(`UPDATE contacts SET first_name = 'Zoë, "Z"', company = '  +1' WHERE id = 2`)
  })
  const first = await client.reports.export({ sequence: 'Story' })
  expect(first.next).not.toBeNull()
  const rest = await client.reports.export({ sequence: 'Story', after: first.next ?? '' })
  expect(rest.next).toBeNull()
  const lines = (first.csv + rest.csv).split('\r\n')
  expect(lines.length).toBe(2012)
  expect(lines[0]).toBe('email,first_name,last_name,company,sender,state,reason,sent,of,last,next')
  expect(lines[1]).toMatch(
    /^p0@company0\.example,"'=HYPERLINK\(""http:\/\/x\.example"",""go""\)",,,.*,pending,,0,3,,2026-/,
  )
  expect(lines[2]).toMatch(/^p1@company1\.example,"Zoë, ""Z""",,' {2}\+1,/)
  await w.stop()
})
