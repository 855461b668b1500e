/** Kills an engine again and again on one data folder, and compares what it says with what the mail server saw. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type LedgerServer, startLedgerServer } from '../rig/ledger.ts'
import type { HostOrders } from './host.ts'
import { rules } from './rules.ts'

/** Where a kill found the send path, by the rows on disk and the server's ledger. */
export type Phase = 'idle' | 'claimed' | 'text asked for' | 'text taken'

export interface Kill {
  /** A named point and its visit, or random. */
  point: HostOrders['point']
  phase: Phase
  /** Rows in `sending` on disk. */
  sending: number
  /** ms from starting the process to a running engine. */
  ready: number
}

export interface Campaign {
  kills: Kill[]
  folder: string
  server: LedgerServer | null
  /**
   * Runs until it kills itself at that point, or is killed `after` ms after it was ready.
   *
   * @param crowd so many are engaged at once meanwhile
   */
  kill(at: { point: NonNullable<HostOrders['point']> } | { after: number }, crowd?: number): Promise<void>
  /** Runs under load while `work` does something to it, which kills it or not; then it is killed. */
  during(work: (engine: ChildProcess) => Promise<void>): Promise<void>
  /** Runs to the end; returns ms from starting the process to a running engine. */
  finish(): Promise<number>
  open(): Database.Database
  stop(): Promise<void>
}

/** A day passes in seven seconds, an hour in 0.3: enough for some dozen emails. */
const speed = 12_000
/** Patience with a process that should have said something. */
const patience = 120_000

/** @param more what the engine's process gets besides, and whether what it complains of is of no interest */
export async function startCampaign(
  program: string,
  sandbox: boolean,
  more: { env?: Readonly<Record<string, string>>; mute?: boolean } = {},
): Promise<Campaign> {
  const root = mkdtempSync(join(tmpdir(), 'cadenza-kill-'))
  const folder = join(root, 'data')
  const server = sandbox ? null : await startLedgerServer({ script: rules, durable: false })
  const base = {
    folder,
    port: server?.port ?? null,
    speed,
    base: Date.parse('2026-11-23T00:00:00Z'),
    since: Date.now(),
  }
  const kills: Kill[] = []
  const file = join(folder, 'cadenza.sqlite')
  const open = () => new Database(file, { readonly: true })

  let child: ChildProcess | null = null
  const run = async (orders: Pick<HostOrders, 'point' | 'load' | 'crowd'>) => {
    const started = performance.now()
    child = spawn(process.execPath, [program, JSON.stringify({ ...base, ...orders })], {
      stdio: ['ignore', 'pipe', more.mute ? 'ignore' : 'inherit'],
      env: { ...process.env, ...more.env },
    })
    const said = listen(child)
    await said.word('ready')
    return { child, said, ready: Math.round(performance.now() - started) }
  }

  return {
    kills,
    folder,
    server,
    open,
    async kill(at, crowd = 0) {
      const point = 'point' in at ? at.point : null
      const { child, said, ready } = await run({ point, load: true, crowd })
      if ('after' in at) {
        await new Promise((resolve) => setTimeout(resolve, at.after))
        child.kill('SIGKILL')
      }
      const signal = await said.end
      if (signal !== 'SIGKILL') throw new Error(`the engine ended by itself (${signal}) instead of being killed`)
      kills.push({ point, ready, ...phaseNow(open, server) })
    },
    async during(work) {
      const { child, said, ready } = await run({ point: null, load: true, crowd: 0 })
      await work(child)
      child.kill('SIGKILL')
      const signal = await said.end
      if (signal !== 'SIGKILL') throw new Error(`the engine ended by itself (${signal})`)
      kills.push({ point: null, ready, ...phaseNow(open, server) })
    },
    async finish() {
      const { said, ready } = await run({ point: null, load: false, crowd: 0 })
      await said.word('done')
      await said.end
      return ready
    },
    async stop() {
      child?.kill('SIGKILL')
      await server?.stop()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

/** What a child says, line by line, and how it ended. */
function listen(child: ChildProcess): { word: (wanted: string) => Promise<void>; end: Promise<string> } {
  let text = ''
  let woken = () => {}
  let ended: string | null = null
  const end = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => {
      ended = signal ?? String(code)
      woken()
      resolve(ended)
    })
  })
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk
    woken()
  })
  return {
    end,
    async word(wanted) {
      const late = setTimeout(() => child.kill('SIGKILL'), patience)
      while (!text.split('\n').includes(wanted)) {
        if (ended !== null) throw new Error(`the engine ended (${ended}) before it was ${wanted}`)
        await new Promise<void>((resolve) => {
          woken = resolve
        })
      }
      clearTimeout(late)
    },
  }
}

/** Reads the rows as the kill left them. The furthest of several sends in flight counts. */
function phaseNow(open: () => Database.Database, server: LedgerServer | null): Pick<Kill, 'phase' | 'sending'> {
  const db = open()
  const has = (table: string) => db.prepare('SELECT 1 FROM sqlite_master WHERE name = ?').get(table) !== undefined
  const rows = has('sends')
    ? (db.prepare(`SELECT public_id as id, data_started_at as at FROM sends WHERE state = 'sending'`).all() as {
        id: string
        at: number | null
      }[])
    : []
  const taken = new Set(
    server
      ? server.events().flatMap((e) => (e.event === 'taken' && e.sendId ? [e.sendId] : []))
      : (db.prepare('SELECT send_id as id FROM sandbox_messages').all() as { id: string }[]).map((row) => row.id),
  )
  db.close()
  const furthest = Math.max(0, ...rows.map((row) => (taken.has(row.id) ? 3 : row.at === null ? 1 : 2)))
  return {
    sending: rows.length,
    phase: (['idle', 'claimed', 'text asked for', 'text taken'] as const)[furthest] as Phase,
  }
}
