import { spawn } from 'node:child_process'
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { RigEvent, RigScript } from './ledger-script.ts'

export interface LedgerServer {
  host: string
  port: number
  /** The ledger file; other processes may read it too. */
  path: string
  /** Replaces the script; resolves when it holds. */
  play(script: RigScript): Promise<void>
  /** What has happened so far, or since `mark`. */
  events(): RigEvent[]
  /** `events` starts from here afterwards. */
  mark(): void
  stop(): Promise<void>
}

/** Starts a ledger server (ledger-server.ts) as a process of its own with its ledger in a folder that `stop` removes. */
export async function startLedgerServer(
  options: {
    script?: RigScript
    tls?: { keyFile: string; certFile: string; mode: 'tls' | 'starttls' }
    /** False: the ledger isn't forced to disk, which is enough as long as nobody pulls the plug. Default true. */
    durable?: boolean
    /** The address of this computer where it listens. */
    host?: string
    /** The campaign's time (time-file.ts), written beside each message that is taken. */
    time?: string
  } = {},
): Promise<LedgerServer> {
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-ledger-'))
  const path = join(folder, 'ledger.jsonl')
  const program = new URL('./ledger-server.ts', import.meta.url).pathname
  const { tls } = options
  const args = [
    program,
    path,
    '0',
    options.durable === false ? 'quick' : 'durable',
    ...(tls ? [tls.keyFile, tls.certFile, tls.mode] : []),
  ]
  const { host = '127.0.0.1' } = options
  const child = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, CADENZA_LEDGER_HOST: host, ...(options.time ? { CADENZA_LEDGER_TIME: options.time } : {}) },
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<Record<string, number>> => {
    const line = await lines.next()
    if (line.done) throw new Error('the ledger server ended')
    return JSON.parse(line.value)
  }
  const port = (await next()).port ?? 0
  const play = async (script: RigScript) => {
    child.stdin.write(`${JSON.stringify(script)}\n`)
    await next()
  }
  if (options.script) await play(options.script)
  const read: RigEvent[] = []
  const file = openSync(path, 'r')
  let offset = 0
  /** Only what is new is read: a long run asks many times. A line that is still being written waits for the next time. */
  const all = () => {
    const fresh = Buffer.alloc(fstatSync(file).size - offset)
    readSync(file, fresh, 0, fresh.length, offset)
    const end = fresh.lastIndexOf('\n') + 1
    offset += end
    const lines = fresh.subarray(0, end).toString('utf8').split('\n').filter(Boolean)
    for (const line of lines) read.push(JSON.parse(line))
    return read
  }
  let marked = 0
  return {
    host,
    port,
    path,
    play,
    events: () => all().slice(marked),
    mark: () => {
      marked = all().length
    },
    stop: () =>
      new Promise((resolve) => {
        child.once('close', () => {
          closeSync(file)
          rmSync(folder, { recursive: true, force: true })
          resolve()
        })
        child.stdin.end()
      }),
  }
}
