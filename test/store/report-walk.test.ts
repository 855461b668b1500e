import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Tx } from '../../src/main/store/open.ts'
import { type ReportFilter, reportIds } from '../../src/main/store/report-walk.ts'
import { type EnrollmentState, enrollmentStates } from '../../src/shared/domain/enrollment.ts'
import { type SendState, sendStates } from '../../src/shared/domain/send.ts'
import { outboxRows } from '../api/outbox-rows.ts'
import { type TestRoom, testRoom } from '../host/room.ts'

interface Email {
  step: number
  state: string
  kind: string
  variant: string | null
  accountId: number
}
interface Person {
  id: number
  sequenceId: number
  sandbox: number
  state: EnrollmentState
  accountId: number
  emails: Email[]
}

const all = 400
let here: TestRoom
const people: Person[] = []

/** Rows of one state are together in places, as they are where a sequence is half done, and rare in others. */
const stateOf = (n: number, step: number): string => {
  if (n % 31 === 0) return 'refused'
  if (n % 37 === step) return 'withdrawn'
  if (n === 180 + step) return 'sending'
  if (n % 97 === 0) return 'unsure'
  return n < 300 - 80 * step ? 'sent' : 'planned'
}

function engage(tx: Tx, n: number): void {
  const batch = [1, 4, 2, 1, 5, 3][n % 6] ?? 1
  const [sequenceId, sandbox] = [batch === 2 ? 2 : 1, batch === 3 ? 1 : 0]
  const person: Person = {
    id: n,
    sequenceId,
    sandbox,
    state: enrollmentStates[(n * 7) % enrollmentStates.length] ?? 'active',
    accountId: 10 + ((n >> 3) % 3),
    emails: [1, 2, 3].map((step) => {
      const kind = batch === 4 && step === 2 ? 'task' : 'sequence'
      const state = stateOf(n, step)
      return {
        step,
        kind,
        state: kind === 'task' && state !== 'planned' ? 'done' : state,
        variant: step === 2 ? null : n % 5 === 0 ? 'B' : 'A',
        // another account may have stood in for it
        accountId: n % 9 === 0 ? 13 : 10 + ((n >> 3) % 3),
      }
    }),
  }
  people.push(person)
  tx.run(
    `INSERT INTO contacts (id, public_id, address, address_key, domain, fields, tags, created_at, device, hlc)
     VALUES (@id, 'person' || @id, 'p' || @id || '@x.example', 'p' || @id || '@x.example', 'x.example', '{}', '[]', 0, 'd', 'h')`,
    { id: n + 100 },
  )
  tx.run(
    `INSERT INTO enrollments (id, public_id, batch_id, sequence_id, contact_id, account_id, position, emails, state, sandbox, enrolled_at, device, hlc)
     VALUES (?, ?, ?, ?, ?, ?, ?, 3, ?, ?, 0, 'd', 'h')`,
    ...[n, `enrolled${n}`, batch, sequenceId, n + 100, person.accountId, n, person.state, sandbox],
  )
  for (const { step, kind, state, variant, accountId } of person.emails)
    tx.run(
      `INSERT INTO sends (public_id, kind, enrollment_id, step, account_id, batch_id, contact_id, address, domain, state, due, slot, at,
         sandbox, variant, device, hlc) VALUES (?, ?, ?, ?, ?, ?, ?, '', '', ?, 0, 0, 0, ?, ?, 'd', 'h')`,
      ...[`walk${n}.${step}`, kind, n, step, accountId, batch, n + 100, state, sandbox, variant],
    )
}

beforeAll(() => {
  here = testRoom()
  outboxRows(here)
  here.room.store.write((tx) => {
    for (const id of [4, 5])
      tx.run(
        `INSERT INTO batches (id, public_id, sequence_id, version_id, seat_id, assign, start, zone, windows, days_off, seed, created_at, device, hlc)
         VALUES (@id, 'batch' || @id || 'more', 1, 1, 1, 'mine', 0, 'Europe/Paris', '[]', '[]', 1, 0, 'd', 'h')`,
        { id },
      )
    for (let n = 1; n <= all; n++) engage(tx, n)
  })
})
afterAll(() => here.close())

const filters: fc.Arbitrary<ReportFilter> = fc.record({
  sequenceId: fc.constantFrom(1, 1, 1, 2),
  sandbox: fc.constantFrom(0, 0, 0, 1),
  state: fc.option(fc.constantFrom(...enrollmentStates), { freq: 2 }),
  accountId: fc.option(fc.constantFrom(10, 11, 12, 13), { freq: 2 }),
  email: fc.option(
    fc.record({
      step: fc.integer({ min: 1, max: 4 }),
      states: fc.uniqueArray(fc.constantFrom<SendState>(...sendStates), { minLength: 1 }),
    }),
  ),
  variant: fc.option(fc.constantFrom('A', 'B', 'C'), { freq: 2 }),
  last: fc.option(
    fc.record({
      step: fc.option(fc.integer({ min: 0, max: 3 })),
      accountId: fc.option(fc.constantFrom(10, 11, 12, 13), { freq: 2 }),
    }),
    { freq: 2 },
  ),
})

/** What a filter means, said once more without SQL. */
function fits({ sequenceId, sandbox, state, accountId, email, variant, last }: ReportFilter, person: Person): boolean {
  const final = person.emails.filter((each) => each.state === 'sent' && each.kind !== 'task').at(-1)
  const ofEmail = ({ step, states }: { step: number; states: readonly string[] }) =>
    person.emails.some(
      (each) => each.step === step && states.includes(each.state) && (variant === null || each.variant === variant),
    )
  return (
    person.sequenceId === sequenceId &&
    person.sandbox === sandbox &&
    (state === null || person.state === state) &&
    (accountId === null || person.accountId === accountId) &&
    (email === null ? variant === null || final?.variant === variant : ofEmail(email)) &&
    (last?.step == null || (final?.step ?? 0) === last.step) &&
    (last?.accountId == null || final?.accountId === last.accountId)
  )
}

it('shows on its pages, one after the other, exactly those who fit, however few it may look at', () => {
  let [met, none] = [0, 0]
  fc.assert(
    fc.property(filters, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 500 }), (filter, limit, most) => {
      const fitting = people.filter((person) => fits(filter, person)).map(({ id }) => id)
      const found: number[] = []
      let after: number | null = 0
      // each page gets on, or this would never end
      for (let pages = 0; after !== null; pages++) {
        expect(pages).toBeLessThanOrEqual(all + 1)
        const page: ReturnType<typeof reportIds> = reportIds(here.room.store, filter, { after, limit, most })
        expect(page.ids.length).toBeLessThanOrEqual(limit)
        if (page.next !== null) expect(page.next).toBeGreaterThan(after)
        found.push(...page.ids)
        after = page.next
      }
      expect(found).toEqual(fitting)
      if (fitting.length > 0) met++
      else none++
    }),
    { numRuns: 2_000 },
  )
  expect(Math.min(met, none)).toBeGreaterThan(100)
})

it('looks at few rows for a state that few emails are in, and at none where nothing is', () => {
  const { store } = here.room
  const asked: string[] = []
  const iterate = <T>(text: string, ...values: unknown[]) => {
    asked.push(...store.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`, ...values).map(({ detail }) => detail))
    return store.iterate<T>(text, ...values)
  }
  const ask = (states: SendState[], step = 2) => {
    asked.length = 0
    const filter = { sequenceId: 1, sandbox: 0, state: null, accountId: null, variant: null, last: null } as const
    reportIds({ ...store, iterate }, { ...filter, email: { step, states } }, { after: 0, limit: 20 })
    return [...new Set(asked)].sort()
  }
  const byStep =
    'SEARCH k USING INDEX sends_progress (batch_id=? AND step=? AND state=? AND variant=? AND enrollment_id>? AND enrollment_id<?)'
  const who = 'SEARCH e USING INTEGER PRIMARY KEY (rowid=?)'
  for (const state of ['planned', 'sent', 'refused', 'withdrawn'] as const)
    expect(ask([state]).map((step) => step.replace('USING COVERING', 'USING'))).toEqual([who, byStep])
  expect(ask(['sending'])).toContain('SEARCH k USING INDEX sends_open (state=?)')
  expect(ask(['refused'], 9)).toEqual([])
})
