/** The real program, started as a person starts it, and a client of the same contract beside it. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { connectSocket } from '../../src/main/host/socket-client.ts'
import type { Client } from '../../src/shared/contract/index.ts'

const root = join(import.meta.dirname, '../..')
const program = join(root, 'scripts/cadenza.mjs')
const run = promisify(execFile)

export interface Engine {
  data: string
  origin: string
  /** Lets one browser in, once. */
  address: string
  client: Client
  /** Runs a command of the program on this engine's folder; what it printed. */
  cadenza(...args: string[]): Promise<string>
  /** Ends the program as Ctrl-C does, or as a crash with SIGKILL; starting it again gives a new address. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

async function firstLine(child: ChildProcess): Promise<string> {
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  if (child.stdout) for await (const line of createInterface({ input: child.stdout })) return line
  throw new Error(`cadenza serve said nothing: ${said}`)
}

/** Starts the program on a folder; an empty one becomes a workspace in `zone`. Port 0: a free one. */
export async function startEngine(
  data = mkdtempSync(join(tmpdir(), 'cadenza-screen-')),
  zone = 'Europe/Paris',
  port = 0,
): Promise<Engine> {
  const environment = { ...process.env, TZ: zone }
  const child = spawn(process.execPath, [program, 'serve', '--data', data, '--port', `${port}`, '--json'], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const { address, origin } = JSON.parse(await firstLine(child)) as { address: string; origin: string }
  const cadenza = async (...args: string[]) =>
    (await run(process.execPath, [program, ...args, '--data', data], { cwd: root, env: environment })).stdout
  return {
    data,
    origin,
    address,
    // through the owner's socket, as the command line asks it: a key would cost a process more
    client: connectSocket(join(data, 'engine.sock')),
    cadenza,
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      await ended
    },
  }
}

/** Sending hours that are always open: a test must not depend on the hour it runs at. */
export const alwaysOpen = (client: Client) =>
  client.workspace.update({ windows: ['mon-sun 00:00-24:00'], holidays: null })
