import { afterAll, beforeAll, expect, it } from 'vitest'
import { nextOf, plannedOf } from '../../src/main/store/accounts.ts'
import type { Reader } from '../../src/main/store/open.ts'
import { plansMoreThan } from '../../src/main/store/plan-write.ts'
import { emailFigures } from '../../src/main/store/sequence-figures.ts'
import { outboxRows } from '../api/outbox-rows.ts'
import { type TestRoom, testRoom } from '../host/room.ts'

let here: TestRoom
beforeAll(() => {
  here = testRoom()
  outboxRows(here)
})
afterAll(() => here.close())

interface Row {
  sequence: number
  account: number
  sandbox: 0 | 1
  state: string
  at: number
  claimed: number | null
}

const ledger = (): Row[] =>
  here.room.store.all<Row>(
    `SELECT b.sequence_id AS sequence, s.account_id AS account, s.sandbox, s.state, s.at, s.claimed_at AS claimed
     FROM sends s JOIN batches b ON b.id = s.batch_id`,
  )

it('counts the emails of sequences as somebody would who went through the ledger row by row', () => {
  const groups = Map.groupBy(ledger(), ({ sequence, sandbox, state }) => `${sequence} ${sandbox} ${state}`)
  const told = [...groups.values()].map((rows) => {
    const claimed = rows.flatMap((row) => (row.state === 'sent' ? (row.claimed ?? []) : []))
    return {
      sequenceId: rows[0]?.sequence,
      sandbox: rows[0]?.sandbox,
      state: rows[0]?.state,
      n: rows.length,
      firstAt: Math.min(...rows.map(({ at }) => at)),
      lastAt: Math.max(...rows.map(({ at }) => at)),
      firstSent: claimed.length > 0 ? Math.min(...claimed) : null,
      lastSent: claimed.length > 0 ? Math.max(...claimed) : null,
    }
  })
  const inOrder = <T>(rows: T[]) => rows.map((row) => JSON.stringify(row)).sort()
  const all = emailFigures(here.room.store, null)
  expect(inOrder(all)).toEqual(inOrder(told))
  expect(all.length).toBeGreaterThan(4)
  expect(inOrder(emailFigures(here.room.store, 2))).toEqual(inOrder(told.filter((row) => row.sequenceId === 2)))
})

it("counts an account's planned emails, and those of all", () => {
  const planned = here.room.store.all<{ account: number }>(
    "SELECT account_id AS account FROM sends WHERE +state = 'planned'",
  )
  const per = [10, 11, 12, 13].map((id) => planned.filter(({ account }) => account === id).length)
  expect([10, 11, 12, 13].map((id) => plannedOf(here.room.store, id))).toEqual(per)
  expect(plannedOf(here.room.store, null)).toBe(planned.length)
  expect(per[0]).toBeGreaterThan(0)
})

/** How SQLite goes about what `work` asks. */
function plans(work: (reader: Reader) => unknown): string[] {
  const found: string[] = []
  const explain = (text: string, values: unknown[]) => {
    for (const step of here.room.store.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`, ...values))
      found.push(step.detail)
  }
  const get = (text: string, ...values: unknown[]) => void explain(text, values)
  const all = (text: string, ...values: unknown[]) => {
    explain(text, values)
    return []
  }
  work({ get, all, iterate: () => [].values(), known: (_name, ask) => ask() } as Reader)
  return found
}

it('reads what it counts from indexes, so that the engine is never busy with it for long', () => {
  const steps = plans((reader) => {
    plannedOf(reader, 10)
    plannedOf(reader, null)
    nextOf(reader, 10)
    emailFigures(reader, null)
  }).filter((step) => /\bsends\b/.test(step))
  expect(steps).toEqual(['SEARCH sends USING INDEX sends_due (account_id=?)'])
})

it('calls a plan as long as all that is planned, also what is held or paused: it is read all the same', () => {
  const planned = ledger().filter(({ state }) => state === 'planned').length
  expect([plansMoreThan(here.room.store, planned - 1), plansMoreThan(here.room.store, planned)]).toEqual([true, false])
})
