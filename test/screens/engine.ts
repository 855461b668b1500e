/** The real program, started as a person starts it, and a client of the same contract beside it. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
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
  /** Ends the program as Ctrl-C does; starting it again gives a new address. */
  stop(): Promise<void>
}

async function firstLine(child: ChildProcess): Promise<string> {
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  if (child.stdout) for await (const line of createInterface({ input: child.stdout })) return line
  throw new Error(`cadenza serve said nothing: ${said}`)
}

/** Starts the program on a folder; an empty one becomes a workspace in `zone`. */
export async function startEngine(
  data = mkdtempSync(join(tmpdir(), 'cadenza-screen-')),
  zone = 'Europe/Paris',
): Promise<Engine> {
  const environment = { ...process.env, TZ: zone }
  const child = spawn(process.execPath, [program, 'serve', '--data', data, '--port', '0', '--json'], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const { address, origin } = JSON.parse(await firstLine(child)) as { address: string; origin: string }
  const cadenza = async (...args: string[]) =>
    (await run(process.execPath, [program, ...args, '--data', data], { cwd: root, env: environment })).stdout
  const made = await cadenza('key', 'create', '--scope', 'read,write,accounts,admin', '--json')
  const { key } = JSON.parse(made) as { key: string }
  const link = new RPCLink({ url: `${origin}/rpc`, headers: { authorization: `Bearer ${key}` } })
  return {
    data,
    origin,
    address,
    client: createORPCClient(link),
    cadenza,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** Sending hours that are always open: a test must not depend on the hour it runs at. */
export const alwaysOpen = (client: Client) =>
  client.workspace.update({ windows: ['mon-sun 00:00-24:00'], holidays: null })
