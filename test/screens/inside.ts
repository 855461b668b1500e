/**
 * The program as `cadenza serve` starts it, in the process of the test: the same host, folder, socket and commands. Starting
 * a process of its own for each test was a third of all the work; what kills one, or starts it again, still has one
 * (engine.ts).
 */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import type { Io } from '../../src/main/host/cli/io.ts'
import { run } from '../../src/main/host/cli/program.ts'
import { openHost } from '../../src/main/host/cli/serve.ts'
import { systemClock, systemDice } from '../../src/main/host/clock.ts'
import { systemKeychain } from '../../src/main/host/keychain.ts'
import { connectSocket } from '../../src/main/host/socket-client.ts'
import type { Engine } from './engine.ts'

/** Where the built program is; a thread of its own is started from there. */
export interface Built {
  page: string
  worker: string
}

/** An empty folder becomes a workspace in `zone`. */
export async function openInside({ page, worker }: Built, zone = 'Europe/Paris'): Promise<Engine> {
  const data = mkdtempSync(join(tmpdir(), 'cadenza-screen-'))
  // Beside the bundle, as it is beside the program.
  writeFileSync(join(import.meta.dirname, 'worker.js'), `import ${JSON.stringify(worker)}\n`)
  const terminal = () => {
    const said: string[] = []
    const stream = () => Object.assign(new PassThrough().resume(), { isTTY: false })
    const stdout = stream()
    const stderr = stream()
    stdout.on('data', (piece: Buffer) => said.push(piece.toString()))
    stderr.on('data', (piece: Buffer) => said.push(piece.toString()))
    const io: Io = {
      stdin: Readable.from([]),
      stdout,
      stderr,
      env: process.env,
      clock: systemClock,
      dice: systemDice,
      keychain: systemKeychain(),
      zone,
      words: [],
      page,
    }
    return { io, said }
  }
  const host = await openHost(data, { port: 0 }, terminal().io)
  let running = true
  return {
    data,
    origin: host.origin,
    address: host.loginUrl(),
    client: connectSocket(join(data, 'engine.sock')),
    async cadenza(...args) {
      const { io, said } = terminal()
      const code = await run([...args, '--data', data], io)
      if (code !== 0) throw new Error(`cadenza ${args.join(' ')} ended with ${code}: ${said.join('')}`)
      return said.join('')
    },
    async stop(signal = 'SIGTERM') {
      if (signal === 'SIGKILL') throw new Error('what is killed needs a process of its own: test.use({ apart: true })')
      if (running) await host.stop()
      running = false
    },
  }
}
