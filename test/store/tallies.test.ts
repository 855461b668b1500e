import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sendCounts, waitingBy } from '../../src/main/store/sends-counts.ts'
import { contactFigures, emailFigures, plannedPerStep, usedSteps } from '../../src/main/store/sequence-figures.ts'
import { finishedSequences } from '../../src/main/store/today.ts'
import { outboxRows } from '../api/outbox-rows.ts'
import { type TestRoom, testRoom } from '../host/room.ts'
import { seededDice } from '../work/world.ts'

/** What is tallied, and the same counted from the rows. */
const tallies = {
  send_tally: [
    'batch_id, state, sandbox, step, account_id, variant, kind',
    `coalesce(batch_id, 0), state, sandbox, step, account_id, coalesce(variant, ''), kind`,
    'sends',
    '1, 2, 3, 4, 5, 6, 7',
  ],
  planned_tally: ['account_id, held, paused, replan', 'account_id, held, paused, replan', 'sends', '1, 2, 3, 4'],
  enrollment_tally: [
    'sequence_id, sandbox, state, emails',
    'sequence_id, sandbox, state, emails',
    'enrollments',
    '1, 2, 3, 4',
  ],
} as const

function compare(here: TestRoom): void {
  const all = (text: string) => here.room.store.all(text)
  for (const [table, [columns, counted, rows, order]] of Object.entries(tallies)) {
    const where = table === 'planned_tally' ? `WHERE state || '' = 'planned' AND kind <> 'task'` : ''
    const told = all(`SELECT ${columns}, n FROM ${table} WHERE n <> 0 ORDER BY ${order}`).map((row) =>
      Object.values(row as object),
    )
    const found = all(`SELECT ${counted}, count(*) FROM ${rows} ${where} GROUP BY ${order} ORDER BY ${order}`)
    expect(told, table).toEqual(found.map((row) => Object.values(row as object)))
  }
}

/** Whole numbers below `n`, the same ones for the same seed. */
function dicing(seed: number) {
  const dice = seededDice(seed)
  return (n: number): number => {
    const [a = 0, b = 0, c = 0] = dice.bytes(3)
    return (a * 65_536 + b * 256 + c) % n
  }
}

const sendStates = ['planned', 'sending', 'sent', 'refused', 'unsure', 'withdrawn']
const sets = (below: (n: number) => number): string => {
  const choices = [
    `state = '${sendStates[below(6)]}'`,
    `state = '${sendStates[below(6)]}', held = ${below(2)}`,
    `held = ${below(2)}`,
    `paused = ${below(2)}`,
    `replan = ${below(3)}, at = at + 1`,
    `account_id = ${10 + below(4)}`,
    `sandbox = 1 - sandbox`,
    `step = step + 10`,
    `variant = CASE ${below(2)} WHEN 0 THEN NULL ELSE 'B' END`,
    `kind = 'task'`,
    `variant = CASE ${below(2)} WHEN 0 THEN NULL ELSE 'B' END`,
    `kind = 'task'`,
    `batch_id = CASE ${below(3)} WHEN 0 THEN NULL ELSE (SELECT min(id) FROM batches) END`,
    `at = at + 5, reason = 'later'`,
  ]
  return choices[below(choices.length)] as string
}
const enrollmentSets = (below: (n: number) => number): string =>
  [
    `state = '${['finished', 'stopped', 'failed'][below(3)]}'`,
    `emails = emails + ${below(2)}`,
    `sandbox = 1 - sandbox`,
  ][below(3)] as string

/** Some rows, by what is left when their id is divided. */
const some = (below: (n: number) => number): string => {
  const by = 1 + below(40)
  return `id % ${by} = ${below(by)}`
}

const copied = `kind, NULL, step, account_id, batch_id, contact_id, address, domain, state, due, slot, at, held, paused,
  replan, sandbox, device, hlc`

function change(here: TestRoom, below: (n: number) => number, turn: number): void {
  class TakenBack extends Error {}
  const work = () =>
    here.room.store.write((tx) => {
      const chance = below(10)
      if (chance < 6) tx.run(`UPDATE sends SET ${sets(below)} WHERE ${some(below)}`)
      else if (chance < 7) tx.run(`UPDATE enrollments SET ${enrollmentSets(below)} WHERE ${some(below)}`)
      else if (chance < 8)
        tx.run(
          `INSERT INTO sends (public_id, ${copied.replace('NULL', 'enrollment_id')})
           SELECT 'copy' || ${turn} || '.' || id, ${copied} FROM sends WHERE ${some(below)} LIMIT 50`,
        )
      else if (chance < 9) {
        const gone = `SELECT id FROM sends WHERE id NOT IN (SELECT send_id FROM attempts) AND ${some(below)} LIMIT 20`
        tx.run(`DELETE FROM sends WHERE id IN (${gone})`)
      } else {
        tx.run(`UPDATE sends SET ${sets(below)} WHERE ${some(below)}`)
        throw new TakenBack()
      }
    })
  try {
    work()
  } catch (error) {
    if (!(error instanceof TakenBack)) throw error
  }
}

describe('what is tallied', () => {
  let here: TestRoom
  beforeAll(() => {
    here = testRoom()
    outboxRows(here)
  })
  afterAll(() => here.close())

  it('is what somebody counts in the rows, whatever is written, and whatever is taken back', () => {
    compare(here)
    for (const seed of [1, 2, 3]) {
      const below = dicing(seed)
      for (let turn = 0; turn < 60; turn++) {
        change(here, below, seed * 1000 + turn)
        compare(here)
      }
    }
    const { n } = here.room.store.get<{ n: number }>('SELECT count(*) AS n FROM sends') ?? { n: 0 }
    expect(n).toBeGreaterThan(300)
  })

  it('lets nobody read a whole ledger for a screen', () => {
    const found: string[] = []
    const { store } = here.room
    const explain = (text: string, values: unknown[]) => {
      for (const { detail } of store.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`, ...values))
        found.push(detail)
    }
    const reader = {
      ...store,
      all: <T>(text: string, ...values: unknown[]) => {
        explain(text, values)
        return store.all<T>(text, ...values)
      },
      get: <T>(text: string, ...values: unknown[]) => {
        explain(text, values)
        return store.get<T>(text, ...values)
      },
    }
    const world = { stuck: new Set([10, 11]), error: new Set([11]), halted: false }
    sendCounts(reader, world, { from: 0, to: 1 })
    waitingBy(reader, [10])
    contactFigures(reader, 1)
    emailFigures(reader, null)
    plannedPerStep(reader, 1)
    usedSteps(reader, 1)
    finishedSequences(reader, 0, 5)
    const ledger = found.filter((step) => /\b(sends|sends_\w+|s|e|enrollments)\b/.test(step.replace(/^\S+ /, '')))
    expect(ledger.length).toBeGreaterThan(4)
    expect(ledger.filter((step) => !/^SEARCH \w+ USING COVERING INDEX /.test(step))).toEqual([])
  })
})
