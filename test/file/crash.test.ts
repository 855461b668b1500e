import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeWhole } from '../../src/main/file/atomic.ts'
import { giveOut } from '../../src/main/file/give-out.ts'
import { lookInto, takeIn } from '../../src/main/file/take-in.ts'
import { chunkHeads } from '../../src/main/store/chunks.ts'
import { stamp } from '../../src/main/store/clockwork.ts'
import { openStore, quickCheck, type Store } from '../../src/main/store/open.ts'
import { changesTogether } from '../../src/main/store/sealing.ts'
import { workspaceRow } from '../../src/main/store/workspace.ts'
import { numbers } from '../kill/plan.ts'
import { size } from '../size.ts'
import { type Device, newId, seal, type Team, teamOf } from '../team/devices.ts'
import type { CrashOrders } from './crash-host.ts'

const root = join(import.meta.dirname, '../..')
const contacts = 1700
let program: string
let folder: string
let team: Team
let [ana, ben]: [Device?, Device?] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-file-crash-'))
  const name = `file-${process.pid}.js`
  const outDir = join(root, 'node_modules/.cache/cadenza-import')
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: {
      ssr: 'test/file/crash-host.ts',
      outDir,
      target: 'node24',
      emptyOutDir: false,
      rolldownOptions: { output: { entryFileNames: name, codeSplitting: false } },
    },
    ssr: { noExternal: true, external: ['better-sqlite3'] },
  })
  program = join(outDir, name)
  team = await teamOf([
    { name: 'Ana', address: 'ana@acme.com', role: 'admin' },
    { name: 'Ben', address: 'ben@acme.com', role: 'member' },
  ])
  ;[ana, ben] = team.devices
  ana?.store.write((tx) => {
    const { author, device, hlc } = stamp(tx, team.clock.now)
    for (let i = 0; i < contacts; i++)
      tx.run(
        `INSERT INTO contacts (public_id, address, address_key, domain, fields, tags, created_at, author, device, hlc)
         VALUES (?, @address, @address, 'shop.com', '{}', '[]', 1, @author, @device, @hlc)`,
        newId(),
        { address: `p${i}@shop.com`, author, device, hlc },
      )
  })
  seal(ana as Device, team.clock.now)
})

afterAll(() => {
  team?.close()
  rmSync(folder, { recursive: true, force: true })
  rmSync(program, { force: true })
})

/** A computer's data as a file of its own, as it would find it after the kill. */
function onDisk({ store }: Device, name: string): string {
  const file = join(folder, name)
  writeFileSync(file, store.sqlite.serialize())
  return file
}

function kill(orders: CrashOrders): void {
  const { signal, stderr } = spawnSync(process.execPath, [program, JSON.stringify(orders)], { encoding: 'utf8' })
  expect(signal, stderr).toBe('SIGKILL')
}

async function write({ store, keys }: Device, file: string, recipient: string): Promise<void> {
  const workspace = workspaceRow(store).publicId
  const out = await giveOut(store, { keys, workspace, since: {}, to: { recipients: [recipient] }, now: team.clock.now })
  await writeWhole(file, out.pieces)
}

const count = (store: Store) => store.get<{ n: number }>('SELECT count(*) AS n FROM contacts')?.n ?? 0
const whole = (store: Store) => {
  quickCheck(store.sqlite)
  return store.sqlite.pragma('foreign_key_check')
}

/** While which contact is written. */
const draw = numbers(7)
const middles = [800, ...Array.from({ length: size(0, 24) }, () => 300 + Math.floor(draw() * (contacts - 320)))]

it.each(middles)(
  'killed in the middle of taking a file in, at contact %i: what is there is whole, and the same file brings the rest',
  async (middle) => {
    const [from, to] = [ana as Device, ben as Device]
    const file = join(folder, 'team.cadenza')
    await write(from, file, to.keys.sealingKey)
    const database = onDisk(to, `ben-${middle}.sqlite`)
    kill({ database, file, keys: to.keys, now: team.clock.now, dieAt: { contact: middle } })
    const store = openStore(database)
    try {
      expect(whole(store)).toEqual([])
      // a chunk is in with all that it says or not at all, and the fold, the table and the chain agree
      const applied = store.get<{ n: number }>(
        "SELECT sum(changes) AS n FROM chunks WHERE device = ? AND state = 'applied' AND changes = ?",
        from.id,
        changesTogether,
      )?.n as number
      const folded = store.get<{ n: number }>("SELECT count(*) AS n FROM shared_rows WHERE kind = 'contact'")?.n
      expect(count(store)).toBe(folded)
      expect(count(store)).toBeGreaterThan(0)
      expect(count(store)).toBeLessThan(middle)
      expect(applied).toBe(count(store))
      const reading = { openers: { identity: to.keys.secret.sealing }, workspace: workspaceRow(store).publicId }
      const looked = await lookInto(store, file, reading)
      await takeIn(store, file, looked, { ...reading, now: () => team.clock.now, sealer: to.keys })
      expect([count(store), chunkHeads(store)[from.id]]).toEqual([contacts, chunkHeads(from.store)[from.id]])
      expect(whole(store)).toEqual([])
    } finally {
      store.close()
    }
  },
)

it('killed in the middle of writing a file: the one before is there, and a draft that the next one takes away', async () => {
  const from = ana as Device
  const file = join(folder, 'out.cadenza')
  writeFileSync(file, 'before')
  const database = onDisk(from, 'ana.sqlite')
  kill({ database, file, keys: from.keys, now: team.clock.now, dieAt: { chunk: 3 } })
  const drafts = () => readdirSync(folder).filter((name) => name.startsWith('.out-'))
  expect([readFileSync(file, 'utf8'), drafts()]).toEqual(['before', [expect.stringMatching(/\.part$/)]])
  const store = openStore(database)
  expect(whole(store)).toEqual([])
  // somebody may still be writing one that is fresh
  const others = join(folder, '.other-cadenza-0123456789ab.part')
  writeFileSync(others, 'of another file')
  for (const name of [join(folder, drafts()[0] as string), others]) utimesSync(name, 1, 1)
  await write({ ...from, store }, file, from.keys.sealingKey)
  expect([drafts(), readFileSync(others, 'utf8')]).toEqual([[], 'of another file'])
  const reading = { openers: { identity: from.keys.secret.sealing }, workspace: workspaceRow(store).publicId }
  const looked = await lookInto(store, file, reading)
  expect(looked.manifest.holds).toEqual(chunkHeads(store))
  store.close()
})
