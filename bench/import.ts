/**
 * CSV import against the fastest npm parser (papaparse) alone plus a raw insert of the same rows: one prepared
 * statement, the real table with its real indexes and the real settings, once in one transaction and once in
 * transactions of 500 rows. Ours reads, checks every cell and address, finds duplicates, counts lines, keeps the
 * database free for others (500 rows a transaction), and can be rolled back whole.
 */
import { randomFillSync } from 'node:crypto'
import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Papa from 'papaparse'
import { runImport } from '../src/main/api/contacts-import.ts'
import type { Room } from '../src/main/api/context.ts'
import { readContacts } from '../src/main/api/csv-stream.ts'
import { createChanges } from '../src/main/changes.ts'
import type { Ports } from '../src/main/ports.ts'
import { beginStore } from '../src/main/store/begin.ts'
import { roleScopes } from '../src/shared/domain/access.ts'
import { publicIdBytes, publicIdFrom } from '../src/shared/domain/ids.ts'

const columns = 'email,first_name,last_name,company,city,note'
const first = { seatName: 'Bench', seatAddress: 'bench@example.com', zone: 'UTC' }
const dice = { bytes: (n: number) => randomFillSync(new Uint8Array(n)) }
const newId = () => publicIdFrom(dice.bytes(publicIdBytes))

/** One row in ten has quotes, a delimiter and a line end inside its cells. */
function writeList(file: string, rows: number): void {
  const out = openSync(file, 'w')
  let lines = [columns]
  for (let i = 0; i < rows; i++) {
    const address = `contact${i}@example${i % 5000}.test,First${i}`
    lines.push(
      i % 10
        ? `${address},Last${i},Company ${i % 5000},City ${i % 300},note ${i}`
        : `${address},"O""Neil ${i}","Company, Inc ${i % 5000}",City ${i % 300},"two\nlines ${i}"`,
    )
    if (lines.length > 10_000 || i === rows - 1) {
      writeSync(out, `${lines.join('\n')}\n`)
      lines = []
    }
  }
  closeSync(out)
}

/** Parses and throws away; the number of rows. */
function parserAlone(file: string, take: (rows: string[][]) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    Papa.parse<string[]>(createReadStream(file, { highWaterMark: 256 * 1024 }), {
      skipEmptyLines: true,
      chunk: ({ data }) => take(data),
      complete: () => resolve(),
      error: reject,
    })
  })
}

async function reference(file: string, folder: string, perTransaction: number): Promise<number> {
  const store = await beginStore(join(folder, `reference-${perTransaction}.sqlite`), first, { now: 0, dice })
  const insert = store.sqlite.prepare(
    `INSERT INTO contacts (public_id, address, address_key, domain, first_name, last_name, company, owner, zone, fields,
       tags, created_at, author, device, hlc) VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL, ?, '[]', 0, 'a', 'd', 'h')`,
  )
  const start = performance.now()
  let heading = true
  let inserted = 0
  store.sqlite.exec('BEGIN')
  await parserAlone(file, (rows) => {
    for (const [address = '', firstName, lastName, company, city, note] of rows) {
      if (heading) {
        heading = false
        continue
      }
      const fields = JSON.stringify({ city, note })
      const domain = address.slice(address.indexOf('@') + 1)
      insert.run(newId(), address, address, domain, firstName, lastName, company, fields)
      if (++inserted % perTransaction === 0) store.sqlite.exec('COMMIT; BEGIN')
    }
  })
  store.sqlite.exec('COMMIT')
  const took = performance.now() - start
  store.close()
  return took
}

async function ours(file: string, folder: string, rows: number): Promise<number> {
  const databaseFile = join(folder, 'ours.sqlite')
  const store = await beginStore(databaseFile, first, { now: 0, dice })
  const changes = createChanges()
  const room: Room = {
    store,
    databaseFile,
    changes,
    ports: ports(folder),
    running: false,
    diskTrouble: () => null,
    sandbox: null,
  }
  const asker = { seatId: 1, role: 'admin', scopes: roleScopes.admin } as const
  const start = performance.now()
  const steps = runImport(room, asker, { file })
  let step = await steps.next()
  while (!step.done) step = await steps.next()
  const took = performance.now() - start
  if (step.value.imported !== rows) throw new Error(`${step.value.imported} of ${rows} rows were imported`)
  store.close()
  return took
}

function ports(folder: string): Ports {
  const silent = () => {}
  return {
    clock: { now: () => Date.now(), until: () => Promise.resolve(), working: (work) => work },
    dice,
    keychain: { get: async () => null, set: async () => {}, remove: async () => {}, trouble: async () => null },
    notifier: { notify: silent },
    log: { info: silent, warn: silent, error: silent },
    folders: { data: folder },
  }
}

const timed = async (work: () => Promise<unknown>) => {
  const start = performance.now()
  await work()
  return performance.now() - start
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

export interface ImportFigures {
  rows: number
  megabytes: number
  /** Seconds, medians of `runs` interleaved runs. */
  parser: number
  reading: number
  reference: number
  referenceBatches: number
  ours: number
  /** Speed of ours in relation to the reference in one transaction; to reach: 0.7. */
  ratio: number
  /** The same, the reference committing every 500 rows as ours must. */
  ratioBatches: number
}

export async function benchImport(rows = 1_000_000, runs = 3): Promise<ImportFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-bench-'))
  const file = join(folder, 'contacts.csv')
  writeList(file, rows)
  const times = {
    parser: [] as number[],
    reading: [] as number[],
    reference: [] as number[],
    referenceBatches: [] as number[],
    ours: [] as number[],
  }
  try {
    for (let i = 0; i < runs; i++) {
      const place = mkdtempSync(join(folder, 'run-'))
      times.parser.push(await timed(() => parserAlone(file, () => {})))
      times.reading.push(await timed(() => readContacts(file, { onBatch: () => {} })))
      times.reference.push(await reference(file, place, Number.POSITIVE_INFINITY))
      times.referenceBatches.push(await reference(file, place, 500))
      times.ours.push(await ours(file, place, rows))
      rmSync(place, { recursive: true, force: true })
    }
    const seconds = (values: number[]) => Math.round(median(values)) / 1000
    return {
      rows,
      megabytes: Math.round(statSync(file).size / 1e5) / 10,
      parser: seconds(times.parser),
      reading: seconds(times.reading),
      reference: seconds(times.reference),
      referenceBatches: seconds(times.referenceBatches),
      ours: seconds(times.ours),
      ratio: Math.round((100 * median(times.reference)) / median(times.ours)) / 100,
      ratioBatches: Math.round((100 * median(times.referenceBatches)) / median(times.ours)) / 100,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (process.argv[1] === import.meta.filename) {
  const rows = Number(process.argv[2] ?? 1_000_000)
  console.log(JSON.stringify(await benchImport(rows, Number(process.argv[3] ?? 3)), null, 2))
}
