import { afterAll, beforeAll, expect, it } from 'vitest'
import { enrollmentCounts, enrollmentIds } from '../../src/main/store/enrollment-list.ts'
import type { EnrollmentFilter } from '../../src/main/store/enrollment-search.ts'
import type { Reader } from '../../src/main/store/open.ts'
import { outboxRows } from '../api/outbox-rows.ts'
import { type TestRoom, testRoom } from '../host/room.ts'

let here: TestRoom
beforeAll(() => {
  here = testRoom()
  outboxRows(here)
})
afterAll(() => here.close())

/** How SQLite goes about all that is asked in `work`. */
function plans(work: (reader: Reader) => unknown): string[] {
  const { store } = here.room
  const found: string[] = []
  const explained =
    <R>(ask: (text: string, ...values: unknown[]) => R) =>
    (text: string, ...values: unknown[]): R => {
      for (const { detail } of store.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`, ...values))
        found.push(detail)
      return ask(text, ...values)
    }
  work({
    ...store,
    all: explained(store.all),
    get: explained(store.get),
    iterate: explained(store.iterate),
  } as unknown as Reader)
  return found
}

const filters: EnrollmentFilter[] = [
  { states: ['paused'] },
  { sequences: [1] },
  { accountId: 1 },
  { seatId: 1 },
  { tag: 'warm' },
  { search: 'ada' },
  { search: 'ada@' },
  { waits: 'sender', stuck: [1] },
  { waits: 'sequence' },
  { waits: 'held' },
  { waits: 'time' },
  { waits: 'unsure' },
]

it.each(filters)('gathers those of $0 through an index of its own', (filter) => {
  const found = plans((reader) => {
    for (const sort of ['engaged', '-engaged', 'next'] as const)
      enrollmentIds(reader, filter, { sort, after: null, limit: 50 })
    enrollmentCounts(reader, filter)
  })
  const rows = found.filter((step) => /^(?:SCAN|SEARCH) (?:e|s|n|p)\b/.test(step))
  expect(rows.length).toBeGreaterThan(3)
  expect(rows.filter((step) => !/USING (?:COVERING )?INDEX|USING INTEGER PRIMARY KEY/.test(step))).toEqual([])
})

it('walks without a filter in the order asked for, sorting nothing', () => {
  const found = plans((reader) => {
    for (const sort of ['engaged', '-engaged', 'next'] as const)
      enrollmentIds(reader, {}, { sort, after: { at: 5, id: 5 }, limit: 50 })
    enrollmentIds(reader, { states: ['active'] }, { sort: 'next', after: null, limit: 50 }, { few: -1, window: 100 })
  })
  expect(found.filter((step) => /TEMP B-TREE/.test(step))).toEqual([])
  // only the one that is walked
  expect(found.filter((step) => /^SCAN (?!e$|\(subquery|value|json_each)/.test(step) && !/INDEX/.test(step))).toEqual(
    [],
  )
})

it('counts everybody by what is tallied', () => {
  expect(plans((reader) => enrollmentCounts(reader, { sequences: [1], states: ['active'] })).join('\n')).not.toMatch(
    /\b(?:enrollments|e)\b/,
  )
})
