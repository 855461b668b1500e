import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Reader } from '../../src/main/store/open.ts'
import { aside, engagementsOf, owedBy, stragglers } from '../../src/main/store/report-checks.ts'
import { accountFigures, cameFigures, domainFigures, spanQuarters } from '../../src/main/store/report-span.ts'
import { cameQuarters, endsOf, stateQuarters } from '../../src/main/store/report-time.ts'
import {
  contactsPerSender,
  engagedCount,
  enrollmentStates,
  outcomeFigures,
  quarters,
  reachOf,
  sendFigures,
  spanOf,
} from '../../src/main/store/reports.ts'
import { outboxRows } from '../api/outbox-rows.ts'
import { type TestRoom, testRoom } from '../host/room.ts'

let here: TestRoom
beforeAll(() => {
  here = testRoom()
  outboxRows(here)
})
afterAll(() => here.close())

/** How SQLite goes about all that a report asks. */
function plans(work: (reader: Reader) => unknown): string[] {
  const { store } = here.room
  const found: string[] = []
  const explain = (text: string, values: unknown[]) => {
    for (const { detail } of store.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`, ...values)) found.push(detail)
  }
  const all = <T>(text: string, ...values: unknown[]) => {
    explain(text, values)
    return store.all<T>(text, ...values)
  }
  const get = <T>(text: string, ...values: unknown[]) => {
    explain(text, values)
    return store.get<T>(text, ...values)
  }
  work({ ...store, all, get } as unknown as Reader)
  return found
}

const scope = { sequenceId: 1, sandbox: 0 } as const
const everyTime = [
  { accounts: null, scope: null },
  { accounts: [1, 2], scope: null },
  { accounts: null, scope },
]
const span = { from: 0, to: 2e12 }

it('reads figures of a million emails from tallies and from indexes that hold all that is asked', () => {
  const found = plans((reader) => {
    for (const ask of [sendFigures, enrollmentStates, engagedCount, contactsPerSender, quarters, owedBy, engagementsOf])
      ask(reader, scope)
    spanOf(reader, scope)
    accountFigures(reader, span)
    domainFigures(reader, span)
    spanQuarters(reader, span)
    endsOf(reader, scope)
    endsOf(reader, null)
    for (const of of everyTime) stateQuarters(reader, of, span)
  })
  const rows = found.filter((step) => /^(?:SCAN|SEARCH) (?:s|e|sends|enrollments)\b/.test(step))
  expect(rows.length).toBeGreaterThan(8)
  expect(rows.filter((step) => !/USING (?:COVERING )?INDEX/.test(step))).toEqual([])
  // only what is done by hand is looked at row by row: it is never much
  expect(rows.filter((step) => !/COVERING/.test(step) && !/sends_tasks/.test(step))).toEqual([])
})

it('looks at contacts and emails one by one only where something came back, stands aside or should not be there', () => {
  const found = plans((reader) => {
    outcomeFigures(reader, scope)
    reachOf(reader, scope)
    aside(reader, scope)
    stragglers(reader, scope, 'planned', 20)
    stragglers(reader, scope, 'over', 20)
    cameFigures(reader, span)
    for (const of of everyTime) cameQuarters(reader, of, span)
  })
  const large = found.filter((step) => /^SCAN (?:s|e|i|x|k|final|sends|enrollments|incoming)\b/.test(step))
  expect(large.filter((step) => !/USING INDEX sends_aside/.test(step))).toEqual([])
})
