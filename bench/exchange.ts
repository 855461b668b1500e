/**
 * A workspace file from a computer with many contacts to one that has none: sealed and written, compared, taken in. The
 * reference inserts what taking in leaves behind (each contact with its indexes and its search entry, its line of the fold,
 * and the chunks) with prepared statements and no questions asked, 500 contacts a transaction as taking in does, into an
 * equal database. Ours decrypts, checks every hash and signature twice, judges each change, and folds it. Also how long the
 * engine's thread stood still at most, and the memory: both computers and the reference are in this one process.
 */
import { randomFillSync } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { writeWhole } from '../src/main/file/atomic.ts'
import { type DeviceKeys, newDeviceKeys } from '../src/main/file/device-keys.ts'
import { giveOut } from '../src/main/file/give-out.ts'
import { lookInto, takeIn } from '../src/main/file/take-in.ts'
import { beginStore } from '../src/main/store/begin.ts'
import { chunkHeads } from '../src/main/store/chunks.ts'
import { stamp } from '../src/main/store/clockwork.ts'
import { insertDevice, ownDevice } from '../src/main/store/devices.ts'
import { enterTeam } from '../src/main/store/joining.ts'
import type { Store } from '../src/main/store/open.ts'
import { sealAll } from '../src/main/store/sealing.ts'
import { firstSeat } from '../src/main/store/seats.ts'
import { rootOf, shareWorkspace } from '../src/main/store/sharing.ts'
import { workspaceRow } from '../src/main/store/workspace.ts'
import { publicIdBytes, publicIdFrom, publicIdSeries } from '../src/shared/domain/ids.ts'

const dice = { bytes: (n: number) => randomFillSync(new Uint8Array(n)) }
const first = { seatName: 'Ana', seatAddress: 'ana@example.com', zone: 'UTC' }
const now = Date.UTC(2026, 10, 22, 9)
const perTransaction = 500

interface Computer {
  store: Store
  keys: DeviceKeys
}

async function computer(folder: string, name: string): Promise<Computer> {
  const store = await beginStore(join(folder, `${name}.sqlite`), first, { now, dice })
  return { store, keys: await newDeviceKeys(ownDevice(store)) }
}

/** Contacts as a list of addresses brings them: in no order, each with a few words and two fields. */
function fill({ store }: Computer, rows: number): void {
  const newId = publicIdSeries(dice.bytes(publicIdBytes))
  for (let from = 0; from < rows; from += 5000)
    store.write((tx) => {
      const { author, device, hlc } = stamp(tx, now)
      for (let i = from; i < Math.min(from + 5000, rows); i++) {
        const domain = `example${i % 5000}.test`
        const address = `${((i * 2_654_435_761) % 4_294_967_296).toString(36)}.contact@${domain}`
        tx.run(
          `INSERT INTO contacts (public_id, address, address_key, domain, first_name, last_name, company, fields, tags,
             created_at, author, device, hlc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, '["autumn"]', ?, ?, ?, ?)`,
          newId(),
          address,
          address,
          domain,
          `First${i}`,
          `Last${i}`,
          `Company ${i % 5000}`,
          JSON.stringify({ city: `City ${i % 300}`, note: `note ${i}` }),
          now,
          author,
          device,
          hlc,
        )
      }
    })
}

/** Founds a team on one computer and lets the other in; what the second holds of it is what an invitation brings. */
function found(founder: Computer, joining: Computer): void {
  const { store, keys } = founder
  store.write((tx) => shareWorkspace(tx, { keys, name: 'first' }, now))
  const root = rootOf(store)
  if (!root) throw new Error('it is not shared')
  const { publicId, messageKey, name, zone, windows, holidays, daysOff, policy } = workspaceRow(store)
  const workspace = {
    id: publicId,
    key: messageKey.toString('base64url'),
    name,
    zone,
    windows,
    holidays,
    daysOff,
    policy,
  }
  const seat = firstSeat(store)
  const { device, signingKey, sealingKey } = joining.keys
  store.write((tx) =>
    insertDevice(
      tx,
      { publicId: device, seatId: seat.id, name: 'second', signingKey, sealingKey, createdAt: now },
      stamp(tx, now),
    ),
  )
  joining.store.write((tx) =>
    enterTeam(
      tx,
      { workspace, root, seat: { id: seat.publicId, name: 'Ana', address: first.seatAddress, role: 'admin' } },
      { invitation: publicIdFrom(dice.bytes(publicIdBytes)), at: now, answer: '', expiresAt: now, inviter: 'Ana' },
    ),
  )
}

/** Everything that the import left, once more and raw. */
async function reference(folder: string, taken: Store): Promise<number> {
  const { store } = await computer(folder, 'reference')
  const copy = (table: string) => {
    const columns = store
      .all<{ name: string; pk: number }>(`SELECT name, pk FROM pragma_table_info('${table}')`)
      .filter(({ name }) => name !== 'id')
      .map(({ name }) => name)
    return {
      columns: columns.join(),
      insert: store.sqlite.prepare(
        `INSERT OR REPLACE INTO ${table} (${columns.join()}) VALUES (${columns.map((name) => `@${name}`).join()})`,
      ),
    }
  }
  const tables = { contacts: copy('contacts'), shared_rows: copy('shared_rows'), chunks: copy('chunks') }
  let took = 0
  const write = (rows: Record<keyof typeof tables, unknown[]>) => {
    const start = performance.now()
    store.sqlite.exec('BEGIN IMMEDIATE')
    for (const [table, { insert }] of Object.entries(tables))
      for (const row of rows[table as keyof typeof tables]) insert.run(row)
    store.sqlite.exec('COMMIT')
    took += performance.now() - start
  }
  const contacts = taken.iterate(`SELECT ${tables.contacts.columns} FROM contacts ORDER BY id`)
  const folded = taken.iterate(`SELECT ${tables.shared_rows.columns} FROM shared_rows ORDER BY rowid`)
  const chunks = taken.iterate(`SELECT ${tables.chunks.columns} FROM chunks ORDER BY rowid`)
  const some = (rows: IterableIterator<unknown>, count: number) => {
    const found: unknown[] = []
    while (found.length < count) {
      const next = rows.next()
      if (next.done) break
      found.push(next.value)
    }
    return found
  }
  for (;;) {
    const rows = {
      contacts: some(contacts, perTransaction),
      shared_rows: some(folded, perTransaction),
      chunks: some(chunks, 1),
    }
    if (rows.contacts.length + rows.shared_rows.length + rows.chunks.length === 0) break
    write(rows)
  }
  store.close()
  return took
}

interface Phase {
  seconds: number
  /** Processor time, s: the same on a machine that has other things to do. */
  cpu: number
  /** Longest stop of the thread by the clock on the wall, ms. */
  stop: number
  /** Longest transaction, processor time, ms. */
  held: number
  /** Peak of resident memory meanwhile, MB. */
  memory: number
}

/** Processor time of the longest transaction since it was last asked, ms: what other things a machine does has no part in it. */
const held = { longest: 0 }

/** From here on it is noted how long each transaction of a store holds the thread. */
function timeWrites(store: Store): void {
  const { write } = store
  store.write = (work) => {
    const before = process.threadCpuUsage()
    try {
      return write(work)
    } finally {
      const { user, system } = process.threadCpuUsage(before)
      held.longest = Math.max(held.longest, (user + system) / 1000)
    }
  }
}

async function phase<T>(work: () => Promise<T>): Promise<[T, Phase]> {
  held.longest = 0
  const delay = monitorEventLoopDelay({ resolution: 5 })
  let memory = 0
  const look = () => {
    memory = Math.max(memory, process.memoryUsage.rss())
  }
  const timer = setInterval(look, 100)
  delay.enable()
  const start = performance.now()
  const used = process.cpuUsage()
  const result = await work()
  const seconds = Math.round(performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(used)
  const cpu = Math.round((user + system) / 1000) / 1000
  delay.disable()
  clearInterval(timer)
  look()
  return [
    result,
    {
      seconds,
      cpu,
      stop: Math.round(delay.max / 1e6),
      held: Math.round(held.longest),
      memory: Math.round(memory / 2 ** 20),
    },
  ]
}

export interface ExchangeFigures {
  rows: number
  megabytes: number
  /** Seconds. */
  seal: number
  write: number
  compare: number
  take: number
  reference: number
  /** Longest transactions, processor time, ms. */
  heldSeal: number
  heldTake: number
  /** Longest stop of the thread by the clock on the wall, ms. */
  stopSeal: number
  stopWrite: number
  stopCompare: number
  stopTake: number
  /** Resident memory at the peak, MB, and before anything was done. */
  memory: number
  memoryBefore: number
  /** How many times as long as the reference. */
  ratio: number
}

export async function benchExchange(rows = 1_000_000): Promise<ExchangeFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-bench-'))
  const file = join(folder, 'team.cadenza')
  try {
    const [from, to] = [await computer(folder, 'from'), await computer(folder, 'to')]
    fill(from, rows)
    found(from, to)
    timeWrites(from.store)
    timeWrites(to.store)
    const { store, keys } = from
    const memoryBefore = Math.round(process.memoryUsage.rss() / 2 ** 20)
    const said = (name: string, of: Phase) => console.log(`   ${name}: ${JSON.stringify(of)}`)
    const [, seal] = await phase(() => sealAll(store, () => now, keys))
    said('seal', seal)
    const [, write] = await phase(async () => {
      const workspace = workspaceRow(store).publicId
      const out = await giveOut(store, { keys, workspace, since: {}, to: { recipients: [to.keys.sealingKey] }, now })
      return writeWhole(file, out.pieces)
    })
    said('write', write)
    const reading = { openers: { identity: to.keys.secret.sealing }, workspace: workspaceRow(store).publicId }
    const [looked, compare] = await phase(() => lookInto(to.store, file, reading))
    said('compare', compare)
    const [, take] = await phase(() => takeIn(to.store, file, looked, { ...reading, now: () => now, sealer: to.keys }))
    said('take', take)
    const there = to.store.get<{ n: number }>('SELECT count(*) AS n FROM contacts')?.n
    if (there !== rows || chunkHeads(to.store)[keys.device] !== chunkHeads(store)[keys.device])
      throw new Error(`${there} of ${rows} contacts arrived`)
    const raw = await reference(folder, to.store)
    store.close()
    to.store.close()
    return {
      rows,
      megabytes: Math.round(statSync(file).size / 1e5) / 10,
      seal: seal.seconds,
      write: write.seconds,
      compare: compare.seconds,
      take: take.seconds,
      reference: Math.round(raw) / 1000,
      heldSeal: seal.held,
      heldTake: take.held,
      stopSeal: seal.stop,
      stopWrite: write.stop,
      stopCompare: compare.stop,
      stopTake: take.stop,
      memory: Math.max(seal.memory, write.memory, compare.memory, take.memory),
      memoryBefore,
      ratio: Math.round((take.seconds * 100_000) / raw) / 100,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
