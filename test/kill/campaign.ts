/** Kills an engine again and again on one data folder, and compares what it says with what the mail server saw. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { ImapPlace } from '../rig/imap-script.ts'
import { type LedgerServer, startLedgerServer } from '../rig/ledger.ts'
import type { RigPhase, RigScript } from '../rig/ledger-script.ts'
import { readTime, writeTime } from '../rig/time-file.ts'
import type { HostOrders } from './host.ts'
import { type Mailboxes, startMailboxes } from './mailboxes.ts'
import { rules } from './rules.ts'

/** Where a kill found the send path, by the rows on disk and the server's ledger. */
export type Phase = 'idle' | 'claimed' | 'text asked for' | 'text taken'

export interface Kill {
  /** Where and when it was ordered. */
  at: KillAt
  phase: Phase
  /** Rows in `sending` on disk. */
  sending: number
  /** ms from starting the process to a running engine. */
  ready: number
}

export type KillAt =
  /** It kills itself at a named point. */
  | { point: NonNullable<HostOrders['point']> }
  /** ms after it was ready. */
  | { after: number }
  /** Killed when the server for sending has seen so much, and before it answers; `take`: it took the message. */
  | { smtp: RigPhase; take?: boolean; skip: number }
  /** Killed when the server of the mailboxes has seen so much, and before it answers. */
  | { imap: ImapPlace; skip: number }

export interface Campaign {
  kills: Kill[]
  folder: string
  server: LedgerServer | null
  mailboxes: Mailboxes | null
  /**
   * Runs until it is killed there.
   *
   * @param crowd so many are engaged at once meanwhile
   */
  kill(at: KillAt, crowd?: number): Promise<void>
  /** Runs under load while `work` does something to it, which kills it or not; then it is killed. */
  during(work: (engine: ChildProcess) => Promise<void>): Promise<void>
  /** Runs to the end; returns ms from starting the process to a running engine. */
  finish(): Promise<number>
  open(): Database.Database
  stop(): Promise<void>
}

/** A day passes in seven seconds, an hour in 0.3: enough for some dozen emails. */
const fastest = 12_000
/** Where mailboxes are read too there is more to do. */
const withMailboxes = 4_000
/** How long it is dead after a kill, in turn: what is overdue goes out, or is planned anew. */
const dead = [20 * 60_000, 3 * 3_600_000] as const
/** Patience with a process that should have done something: ms of its own time, which stands still while it has no turn. */
const patience = 10 * 24 * 3_600_000
/** And ms of the wall, for one that never comes to anything. */
const atMost = 3_600_000

/**
 * @param more what the engine's process gets besides, whether what it complains of is of no interest, and whether its
 *   accounts have mailboxes that are read and filed in
 */
export async function startCampaign(
  program: string,
  sandbox: boolean,
  more: { env?: Readonly<Record<string, string>>; mute?: boolean; mailboxes?: boolean } = {},
): Promise<Campaign> {
  const root = mkdtempSync(join(tmpdir(), 'cadenza-kill-'))
  const folder = join(root, 'data')
  const script: RigScript = more.mailboxes ? { ...rules, anybody: true } : rules
  const time = join(root, 'time')
  writeTime(time, Date.parse('2026-11-23T00:00:00Z'))
  const server = sandbox ? null : await startLedgerServer({ script, durable: false, time })
  const now = () => readTime(time)
  const mailboxes = server && more.mailboxes ? await startMailboxes(server, now) : null
  const base = { folder, port: server?.port ?? null, mailboxes: mailboxes?.rig.port ?? null, time }
  const speed = mailboxes ? withMailboxes : fastest
  const kills: Kill[] = []
  const file = join(folder, 'cadenza.sqlite')
  const open = () => new Database(file, { readonly: true })

  let child: ChildProcess | null = null
  const run = async (orders: Pick<HostOrders, 'point' | 'load' | 'crowd' | 'answers'>) => {
    writeTime(time, now() + (dead[kills.length % dead.length] as number))
    const started = performance.now()
    child = spawn(process.execPath, [program, JSON.stringify({ ...base, speed, ...orders })], {
      stdio: ['ignore', 'pipe', more.mute ? 'ignore' : 'inherit'],
      env: { ...process.env, ...more.env },
    })
    const said = listen(child, now)
    await said.word('ready')
    const ready = Math.round(performance.now() - started)
    return { child, said, ready }
  }

  /** Makes the servers stop dead there; returns what tells that one has. */
  async function armed(at: KillAt): Promise<(() => boolean) | null> {
    if ('smtp' in at && server) {
      const rule = { phase: at.smtp, do: 'hang' as const, skip: at.skip, ...(at.take ? { take: true } : {}) }
      await server.play({ ...script, rules: [rule, ...(script.rules ?? [])] })
      const before = faults()
      return () => faults() > before
    }
    if ('imap' in at && mailboxes) {
      mailboxes.rig.play([{ at: at.imap, do: 'hang', skip: at.skip }])
      const before = mailboxes.faults()
      return () => mailboxes.faults() > before
    }
    return null
  }
  async function disarm(): Promise<void> {
    await server?.play(script)
    mailboxes?.rig.play([])
  }
  const faults = () => server?.events().filter((e) => e.event === 'fault' && e.do === 'hang').length ?? 0

  return {
    kills,
    folder,
    server,
    mailboxes,
    open,
    async kill(at, crowd = 0) {
      const point = 'point' in at ? at.point : null
      const seen = await armed(at)
      const { child, said, ready } = await run({ point, load: true, crowd, answers: 0 })
      if ('after' in at) {
        await new Promise((resolve) => setTimeout(resolve, at.after))
        child.kill('SIGKILL')
      } else if (seen) {
        const isLate = lateness(now)
        while (!seen() && !isLate()) await new Promise((resolve) => setTimeout(resolve, 2))
        if (!seen()) throw new Error(`it never came to ${JSON.stringify(at)}`)
        child.kill('SIGKILL')
      }
      const signal = await said.end
      if (signal !== 'SIGKILL') throw new Error(`the engine ended by itself (${signal}) instead of being killed`)
      if (seen) await disarm()
      kills.push({ at, ready, ...phaseNow(open, server) })
    },
    async during(work) {
      const { child, said, ready } = await run({ point: null, load: true, crowd: 0, answers: 0 })
      await work(child)
      child.kill('SIGKILL')
      const signal = await said.end
      if (signal !== 'SIGKILL') throw new Error(`the engine ended by itself (${signal})`)
      kills.push({ at: { after: 0 }, ready, ...phaseNow(open, server) })
    },
    async finish() {
      let longest = 0
      // an answer may be written while the last one is being taken in
      for (let asked = -1; asked !== (mailboxes?.answered().length ?? 0); ) {
        asked = mailboxes?.answered().length ?? 0
        const { said, ready } = await run({ point: null, load: false, crowd: 0, answers: asked })
        await said.word('done')
        await said.end
        longest = Math.max(longest, ready)
      }
      return longest
    },
    async stop() {
      child?.kill('SIGKILL')
      await mailboxes?.stop()
      await server?.stop()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

/** Tells when patience is over, from now on. */
function lateness(now: () => number): () => boolean {
  const [begun, end] = [now(), performance.now() + atMost]
  return () => now() > begun + patience || performance.now() > end
}

/** What a child says, line by line, and how it ended. */
function listen(
  child: ChildProcess,
  now: () => number,
): { word: (wanted: string) => Promise<void>; end: Promise<string> } {
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
      const isLate = lateness(now)
      const late = setInterval(() => isLate() && child.kill('SIGKILL'), 1000)
      while (!text.split('\n').includes(wanted)) {
        if (ended !== null) {
          clearInterval(late)
          throw new Error(`the engine ended (${ended}) before it was ${wanted}`)
        }
        await new Promise<void>((resolve) => {
          woken = resolve
        })
      }
      clearInterval(late)
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
