/**
 * CSV import against the fastest npm parser (papaparse) alone plus a raw insert of the same rows: prepared statements of
 * fifty rows (a single one would close a page of the search index each time) in one transaction, the same public ids, the
 * real table with its real indexes, triggers and settings. Ours
 * reads, checks every cell and address, finds duplicates, counts lines, and can be rolled back whole. A tenth of the
 * rows is imported once more as it is done beside the loops that send: 500 rows a transaction, against the raw insert
 * in such transactions. Addresses come in no order, as in life: each touches another page of their index.
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
import { setUpSignIn } from '../src/main/mail/sign-in-setup.ts'
import type { Ports } from '../src/main/ports.ts'
import { beginStore } from '../src/main/store/begin.ts'
import { stamp } from '../src/main/store/clockwork.ts'
import { beginImport } from '../src/main/store/imports.ts'
import { roleScopes } from '../src/shared/domain/access.ts'
import { publicIdBytes, publicIdSeries } from '../src/shared/domain/ids.ts'

const columns = 'email,first_name,last_name,company,city,note'
const first = { seatName: 'Bench', seatAddress: 'bench@example.com', zone: 'UTC' }
const dice = { bytes: (n: number) => randomFillSync(new Uint8Array(n)) }

/** One row in ten has quotes, a delimiter and a line end inside its cells. */
export function writeList(file: string, rows: number): void {
  const out = openSync(file, 'w')
  let lines = [columns]
  for (let i = 0; i < rows; i++) {
    // an odd factor: all different
    const name = ((i * 2_654_435_761) % 4_294_967_296).toString(36)
    const address = `${name}.contact@example${i % 5000}.test,First${i}`
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
  // The same columns as ours, constants written into the statement: nothing less is in the table afterwards.
  const { row, mark } = store.write((tx) => ({ row: beginImport(tx, 'reference', 'x', 0), mark: stamp(tx, 0, 1) }))
  const values = `(?, ?, ?, ?, ?, ?, ?, NULL, NULL, ?, '[]', ${row}, 0, '${mark.author}', '${mark.device}', '${mark.hlc}')`
  const insertOf = (count: number) =>
    store.sqlite.prepare(
      `INSERT INTO contacts (public_id, address, address_key, domain, first_name, last_name, company, owner, zone, fields,
         tags, import_id, created_at, author, device, hlc) VALUES ${Array.from({ length: count }, () => values).join()}`,
    )
  const together = 50
  const insert = insertOf(together)
  let waiting: unknown[] = []
  const newId = publicIdSeries(dice.bytes(publicIdBytes))
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
      waiting.push(newId(), address, address, domain, firstName, lastName, company, fields)
      if (++inserted % together === 0) {
        insert.run(waiting)
        waiting = []
      }
      if (inserted % perTransaction === 0) store.sqlite.exec('COMMIT; BEGIN')
    }
  })
  if (waiting.length > 0) insertOf(inserted % together).run(waiting)
  store.sqlite.exec('COMMIT')
  const took = performance.now() - start
  store.close()
  return took
}

/** Seconds are ms; what was imported is in `ours-RUNNING.sqlite` of the folder afterwards. */
export async function ours(file: string, folder: string, rows: number, running: boolean): Promise<number> {
  const databaseFile = join(folder, `ours-${running}.sqlite`)
  const store = await beginStore(databaseFile, first, { now: 0, dice })
  const changes = createChanges()
  const room: Room = {
    store,
    databaseFile,
    changes,
    ports: ports(folder),
    running,
    diskTrouble: () => null,
    sandbox: null,
    signIn: setUpSignIn({ ...ports(folder), own: () => undefined }),
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
  ours: number
  /** A tenth of the rows in transactions of 500. */
  referenceBeside: number
  oursBeside: number
  /** Speed of ours in relation to the reference; to reach: 0.7. */
  ratio: number
  ratioBeside: number
}

const kinds = ['parser', 'reading', 'reference', 'ours', 'referenceBeside', 'oursBeside'] as const
type Kind = (typeof kinds)[number]

export async function benchImport(rows = 1_000_000, runs = 3): Promise<ImportFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-bench-'))
  const [file, tenth] = [join(folder, 'contacts.csv'), join(folder, 'tenth.csv')]
  const fewer = Math.ceil(rows / 10)
  writeList(file, rows)
  writeList(tenth, fewer)
  const times: Record<Kind, number[]> = {
    parser: [],
    reading: [],
    reference: [],
    ours: [],
    referenceBeside: [],
    oursBeside: [],
  }
  try {
    for (let i = 0; i < runs; i++) {
      const place = mkdtempSync(join(folder, 'run-'))
      times.parser.push(await timed(() => parserAlone(file, () => {})))
      times.reading.push(await timed(() => readContacts(file, { onBatch: () => {} })))
      times.reference.push(await reference(file, place, Number.POSITIVE_INFINITY))
      times.ours.push(await ours(file, place, rows, false))
      times.referenceBeside.push(await reference(tenth, place, 500))
      times.oursBeside.push(await ours(tenth, place, fewer, true))
      rmSync(place, { recursive: true, force: true })
    }
    const ms = (kind: Kind) => median(times[kind])
    const ratio = (one: number, other: number) => Math.round((100 * one) / other) / 100
    const seconds = Object.fromEntries(kinds.map((kind) => [kind, Math.round(ms(kind)) / 1000]))
    return {
      rows,
      megabytes: Math.round(statSync(file).size / 1e5) / 10,
      ...(seconds as Record<Kind, number>),
      ratio: ratio(ms('reference'), ms('ours')),
      ratioBeside: ratio(ms('referenceBeside'), ms('oursBeside')),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
