/**
 * What is done to many contacts at once, in a workspace of 1,000,000: a tag, an owner, looking for duplicates, files of
 * them, taking back a change and an import. Each against the least that SQLite could do it with, in processor time of the whole
 * process; and for how long the thread that sends stood still meanwhile, in processor time of that thread.
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import Papa from 'papaparse'
import { router } from '../src/main/api/router.ts'
import { startHeavy } from '../src/main/host/workers.ts'
import { type Lists, openLists, owner, seedLists } from './lists-seed.ts'

const kept = join(import.meta.dirname, '../node_modules/.cache/cadenza-lists')
const worker = join(import.meta.dirname, '../src/main/host/worker.ts')

/** As the loops that send have it: everything in transactions of so many. */
const together = 500

const rounded = (value: number) => Math.round(value * 100) / 100
const ms = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1000

interface Taken {
  /** Processor time of the process, ms. */
  all: number
  /** Of this thread, the longest in which nothing else had its turn, ms. */
  stop: number
  /** Megabytes at the peak that weren't there before. */
  grown: number
}

/** Goes through all of it, others having their turn where it lets them. */
async function taken(work: () => unknown): Promise<Taken> {
  globalThis.gc?.()
  const before = { all: process.cpuUsage(), rss: process.memoryUsage.rss() }
  let [stop, peak, under] = [0, before.rss, true]
  let last = process.threadCpuUsage()
  const look = () => {
    stop = Math.max(stop, ms(process.threadCpuUsage(last)))
    peak = Math.max(peak, process.memoryUsage.rss())
    last = process.threadCpuUsage()
    if (under) setImmediate(look)
  }
  setImmediate(look)
  await work()
  under = false
  look()
  return { all: ms(process.cpuUsage(before.all)), stop, grown: (peak - before.rss) / 2 ** 20 }
}

/** @returns what it ended with */
async function through<T>(work: Promise<AsyncIterator<unknown, T>>): Promise<T> {
  const steps = await work
  for (;;) {
    const step = await steps.next()
    if (step.done) return step.value
  }
}

type Store = Lists['store']

/** The same write as plain SQL, as many in a transaction. */
function raw(store: Store, ids: readonly number[], text: string): void {
  const change = store.sqlite.prepare(text)
  for (let at = 0; at < ids.length; at += together)
    store.sqlite.transaction(() => change.run(JSON.stringify(ids.slice(at, at + together)))).immediate()
}

const idsOf = (store: Store, text: string, ...values: unknown[]) =>
  store.all<{ id: number }>(`SELECT id FROM contacts WHERE ${text}`, ...values).map(({ id }) => id)

const marked = 'version = version + 1, device = device, hlc = hlc'
const these = '(SELECT value FROM json_each(?))'

/** One pass over everybody, written as CSV by the plainest means. */
async function plainFile(store: Store, ids: readonly number[] | null): Promise<void> {
  for (let after = 0; ; ) {
    const rows = store.all<{ id: number; fields: string }>(
      `SELECT id, address, first_name, last_name, company, owner, zone, tags, fields FROM contacts
       WHERE id > ? AND (? IS NULL OR id IN (SELECT value FROM json_each(?))) ORDER BY id LIMIT ${together}`,
      after,
      ids && 1,
      ids && JSON.stringify(ids),
    )
    const last = rows.at(-1)
    if (!last) return
    Papa.unparse(rows.map(({ fields, ...rest }) => ({ ...rest, ...JSON.parse(fields) })))
    after = last.id
  }
}

/** What duplicates are told by, read once in order. */
function plainPass(store: Store): void {
  for (const _ of store.iterate('SELECT id, name_key FROM contacts ORDER BY name_key, id'));
  for (const _ of store.iterate('SELECT id, address_key, fields FROM contacts ORDER BY id'));
}

export async function benchBulk(rows = 1_000_000) {
  const seeded = join(kept, String(rows))
  if (!existsSync(join(seeded, 'seed.json'))) await seedLists(seeded, rows, (words) => console.log(`   ${words}`))
  const folder = mkdtempSync(join(kept, 'bulk-'))
  for (const file of ['seed.json', 'cadenza.sqlite']) copyFileSync(join(seeded, file), join(folder, file))
  const lists = openLists(folder, undefined, true)
  const { store, room } = lists
  const heavy = startHeavy({ databaseFile: room.databaseFile, clock: room.ports.clock, program: worker })
  const client = createRouterClient(router, { context: { room: { ...room, running: true, heavy }, asker: owner } })
  const figures: Record<string, number> = {}
  const against = async (name: string, work: () => unknown, plain: (() => unknown) | number) => {
    const ours = await taken(work)
    const theirs = typeof plain === 'number' ? plain : (await taken(plain)).all
    Object.assign(figures, {
      [name]: rounded(ours.all / theirs),
      [`${name}Stop`]: Math.round(ours.stop),
      [`${name}Memory`]: Math.round(ours.grown),
    })
    console.log(
      `   ${name}: ${Math.round(ours.all)} ms of processor time, ${JSON.stringify(figures[name])} ×, stop ${Math.round(ours.stop)} ms, ${Math.round(ours.grown)} MB`,
    )
    return ours.all
  }
  const plan = { all: [{ field: 'own' as const, name: 'plan', op: 'is' as const, value: 'team' }] }
  const seats = (op: 'more' | 'less', value: string) => ({ all: [{ field: 'own' as const, name: 'seats', op, value }] })
  try {
    const ofPlan = idsOf(store, `fields ->> '$.plan' = 'team'`)
    await against(
      'tag',
      () => through(client.contacts.tag({ filter: { where: plan }, add: ['looked'] }) as never),
      () =>
        raw(
          store,
          ofPlan,
          `UPDATE contacts SET tags = json_insert(tags, '$[#]', 'plainly'), ${marked} WHERE id IN ${these}`,
        ),
    )
    const ofDora = idsOf(store, `owner_key = 'dora@example.com'`)
    await against(
      'owner',
      () =>
        through(client.contacts.assign({ filter: { owner: 'dora@example.com' }, owner: 'cleo@example.com' }) as never),
      () => raw(store, ofDora, `UPDATE contacts SET owner = 'ben@example.com', ${marked} WHERE id IN ${these}`),
    )
    const done = (await through(
      client.contacts.tag({ filter: { where: seats('more', '988') }, add: ['few'] }) as never,
    )) as {
      undo: { ids: string[]; remove: string[] }[]
    }
    const few = idsOf(store, `cast(fields ->> '$.seats' AS integer) > 988`)
    await against(
      'undo',
      async () => {
        for (const { ids, remove } of done.undo) await through(client.contacts.tag({ ids, remove, add: [] }) as never)
      },
      () => raw(store, few, `UPDATE contacts SET tags = '[]', ${marked} WHERE id IN ${these}`),
    )
    await against(
      'duplicates',
      () => through(client.contacts.duplicates() as never),
      () => plainPass(store),
    )
    await against(
      'csv',
      () => through(client.contacts.export({ format: 'csv' }) as never),
      () => plainFile(store, null),
    )
    const some = { filter: { where: seats('more', '910') } }
    const asCsv = (await taken(() => through(client.contacts.export({ format: 'csv', ...some }) as never))).all
    await against('xlsx', () => through(client.contacts.export({ format: 'xlsx', ...some }) as never), asCsv)
    const list = store.get<{ id: number; publicId: string }>(
      'SELECT id, public_id AS publicId FROM imports ORDER BY id DESC LIMIT 1',
    )
    const made = idsOf(store, 'import_id = ?', list?.id ?? 0).length
    const alike = idsOf(
      store,
      `import_id < ? AND NOT EXISTS (SELECT 1 FROM enrollments e WHERE e.contact_id = contacts.id) ORDER BY id DESC LIMIT ?`,
      list?.id ?? 0,
      made,
    )
    await against(
      'undoImport',
      () => through(client.contacts.import_undo({ public_id: list?.publicId ?? '' }) as never),
      () => {
        store.sqlite.pragma('foreign_keys = OFF')
        raw(store, alike, `DELETE FROM contacts WHERE id IN ${these}`)
        store.sqlite.pragma('foreign_keys = ON')
      },
    )
    const stops = Object.entries(figures).flatMap(([name, value]) => (name.endsWith('Stop') ? [value] : []))
    return { ...figures, longestStop: Math.max(...stops) }
  } finally {
    await heavy.stop()
    store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
