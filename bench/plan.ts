/** Planning a million sends under every kind of limit, against inserting the same rows raw with better-sqlite3. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { plan } from '../src/shared/domain/plan.ts'
import type { Limit, Plan, PlanInput } from '../src/shared/domain/plan-shape.ts'
import { defaultWindows } from '../src/shared/domain/window.ts'

const STEPS = 3
const SENDERS = 20
const START = Date.parse('2026-11-23T09:00:00Z')

const limit = (unit: Limit['unit'], min: number, max = min): Limit => ({ unit, min, max })

/** Three steps, twenty senders with five rolling limits (one a range), caps a day, an hour, a domain, the workspace. */
export function benchInput(contacts: number): PlanInput {
  return {
    now: START,
    seed: 1,
    zone: 'Europe/Paris',
    newContactsFirst: false,
    workspacePerDay: 15_000,
    domainPerDay: 400,
    accounts: Array.from({ length: SENDERS }, (_, i) => ({
      address: `sender${i}@example.com`,
      zone: null,
      active: true,
      limits: [limit('second', 1), limit('minute', 10), limit('hour', 90, 110), limit('day', 800), limit('week', 4000)],
      perUtcDay: null,
      minGap: 0,
    })),
    batches: [
      {
        calendar: { windows: defaultWindows, isDayOff: () => false },
        start: START,
        perDay: 4500,
        perHour: 1000,
        zone: 'Europe/Paris',
        useContactZone: false,
        steps: [
          { days: 0, hour: null },
          { days: 3, hour: 14 },
          { days: 2, hour: null },
        ],
      },
    ],
    enrollments: Array.from({ length: contacts }, (_, i) => ({
      batch: 0,
      account: i % SENDERS,
      zone: null,
      domain: `company${i % 997}.example`,
      enrolledAt: START,
      position: i,
      nextStep: 1,
      previousAt: null,
      byHand: null,
    })),
    fixed: [],
  }
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] as number

/** Wall-clock and processor time in ms; the second doesn't mind what else the machine is doing. */
function timed<T>(work: () => T): { ms: number; cpu: number; result: T } {
  const cpu = process.cpuUsage()
  const began = performance.now()
  const result = work()
  const ms = performance.now() - began
  const used = process.cpuUsage(cpu)
  return { ms, cpu: (used.user + used.system) / 1000, result }
}

const folderOf = join(import.meta.dirname, '../src/main/store/migrations')

/** The ledger's own table and indexes in a new file, with the settings the store uses. */
function openLedger(file: string): Database.Database {
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.pragma('cache_size = -65536')
  // The reference may leave out what costs it most: rows that the foreign keys point to.
  db.pragma('foreign_keys = OFF')
  for (const name of readdirSync(folderOf)
    .filter((each) => each.endsWith('.sql'))
    .sort())
    db.exec(readFileSync(join(folderOf, name), 'utf8').replaceAll('--> statement-breakpoint', ''))
  return db
}

function insertAll(input: PlanInput, { sends }: Plan): number {
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-bench-'))
  const db = openLedger(join(folder, 'ledger.db'))
  const insert = db.prepare(
    `insert into sends (public_id, kind, enrollment_id, step, account_id, batch_id, contact_id, address, domain, state,
       due, slot, at, device, hlc) values (?, 'sequence', ?, ?, ?, 1, ?, ?, ?, 'planned', ?, ?, ?, 'device', ?)`,
  )
  const names = Array.from(
    { length: sends.length },
    (_, i) => `s${((i * 2_654_435_761) % 4_294_967_296).toString(36)}-${i}`,
  )
  const write = db.transaction(() => {
    for (let i = 0; i < sends.length; i++) {
      const e = sends.enrollment[i] as number
      const { account, domain } = input.enrollments[e] as PlanInput['enrollments'][number]
      const at = sends.at[i] as number
      insert.run(
        names[i],
        e + 1,
        sends.step[i],
        account + 1,
        e + 1,
        `p${e}@${domain}`,
        domain,
        sends.due[i],
        sends.slot[i],
        at,
        `${at}`,
      )
    }
  })
  try {
    return timed(write).ms
  } finally {
    db.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

export interface PlanFigures {
  sends: number
  /** Seconds: the first run, the median of all runs, raw inserts, and a quarter of the contacts. */
  first: number
  plan: number
  insert: number
  quarter: number
  /** Planning in relation to inserting; to reach: 0.5 or less. */
  ratio: number
  /** Processor time per send of the whole in relation to that of a quarter; near 1: linear. */
  growth: number
  /** Highest resident memory of the process while planning, and what of it was there before, in MB. */
  peak: number
  before: number
}

export async function benchPlan(sends = 1_000_000, runs = 5): Promise<PlanFigures> {
  const contacts = Math.ceil(sends / STEPS)
  const input = benchInput(contacts)
  const before = process.memoryUsage().rss / 1e6
  const first = timed(() => plan(input))
  if (first.result.sends.length !== contacts * STEPS) throw new Error('Some sends were not planned.')
  const small = benchInput(Math.ceil(contacts / 4))
  const whole = [{ ms: first.ms, cpu: first.cpu }]
  const parts = [timed(() => plan(small))].map(({ ms, cpu }) => ({ ms, cpu }))
  while (whole.length < runs) {
    const { ms, cpu } = timed(() => plan(input))
    whole.push({ ms, cpu })
    const part = timed(() => plan(small))
    parts.push({ ms: part.ms, cpu: part.cpu })
  }
  const times = whole.map(({ ms }) => ms)
  const quarter = median(parts.map(({ ms }) => ms))
  const fastest = (all: { cpu: number }[]) => Math.min(...all.map(({ cpu }) => cpu))
  const peak = process.resourceUsage().maxRSS / 1e3
  const insert = insertAll(input, first.result)
  const seconds = (ms: number) => Math.round(ms) / 1000
  const share = (value: number) => Math.round(value * 100) / 100
  return {
    sends: first.result.sends.length,
    first: seconds(first.ms),
    plan: seconds(median(times)),
    insert: seconds(insert),
    quarter: seconds(quarter),
    ratio: share(median(times) / insert),
    growth: share(fastest(whole) / fastest(parts) / 4),
    peak: Math.round(peak),
    before: Math.round(before),
  }
}

if (process.argv[1] === import.meta.filename)
  console.log(
    JSON.stringify(await benchPlan(Number(process.argv[2] ?? 1_000_000), Number(process.argv[3] ?? 5)), null, 2),
  )
