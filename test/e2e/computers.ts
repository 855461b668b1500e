/** Computers of several people, each a process with a data folder and a vault of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { expect } from 'vitest'
import { readNote } from '../../src/main/host/lock.ts'
import { logName } from '../../src/main/host/paths.ts'
import { connectSocket } from '../../src/main/host/socket.ts'
import type { Client } from '../../src/shared/contract/index.ts'
import { MINUTE } from '../../src/shared/domain/time.ts'
import { cadenza, root } from '../cli/terminal.ts'
import { waitFor } from '../servers/wait.ts'
import { workerProgram } from '../work/worker-program.ts'
import { memoryKeychain, scratch } from '../work/world.ts'

/** Bundles the program, so that a start costs what it costs the product. Returns its path. */
export async function buildComputer(folder: string): Promise<string> {
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: {
      ssr: 'test/e2e/computer.ts',
      outDir: folder,
      emptyOutDir: false,
      target: 'node24',
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'computer.js', codeSplitting: false } },
    },
    ssr: { noExternal: true, external: ['better-sqlite3', 'keytar'] },
  })
  copyFileSync(workerProgram(), join(folder, 'worker.js'))
  return join(folder, 'computer.js')
}

export interface Computer {
  name: string
  folder: string
  /** The contract, through the socket that the command line uses. */
  client: Client
  /** A command that must succeed, as typed; what it printed. */
  run(...argv: string[]): Promise<string>
  /** The same with something on standard input. */
  type(stdin: string, ...argv: string[]): Promise<string>
  /** A command that must be refused; what it said. */
  refused(...argv: string[]): Promise<string>
  json<T>(...argv: string[]): Promise<T>
  child: ChildProcess
}

export interface Computers {
  folder: string
  now(): number
  /** Makes a workspace on a computer of its own, and starts it. */
  start(name: string, address: string): Promise<Computer>
  /** It is that time, on all of them. */
  goTo(at: number): Promise<void>
  /**
   * Lets minutes pass until something is so. Computers look into a shared folder once a minute.
   *
   * @param tell what is so instead, for whoever reads of a failure
   */
  until<T>(what: string, ask: () => Promise<T | null | undefined | false>, tell?: () => Promise<unknown>): Promise<T>
  /** What they wrote into their logs, for failed tests. */
  logs(): string
  stop(): Promise<void>
}

const passphrase = 'correct horse battery staple'

export function computersAt(start: number): Computers {
  const folder = mkdtempSync(join(scratch, 'cadenza-team-'))
  const outDir = mkdtempSync(join(root, 'node_modules/.cache', 'cadenza-computer-'))
  const building = buildComputer(outDir)
  building.catch(() => {})
  const all: Computer[] = []
  let ahead = start - Date.now()
  const now = () => Date.now() + ahead
  const secret = join(folder, 'passphrase')
  writeFileSync(secret, `${passphrase}\n`)

  const goTo = async (at: number) => {
    ahead = Math.max(ahead, at - Date.now())
    await Promise.all(
      all.map(async ({ child }) => {
        const there = once(child, 'message')
        child.send(now())
        await there
      }),
    )
  }
  return {
    folder,
    now,
    goTo,
    async start(name, address) {
      const data = join(folder, name)
      const keychain = memoryKeychain()
      const set = (stdin: string, ...argv: string[]) =>
        cadenza([...argv, '--data', data], { keychain, zone: 'UTC', stdin })
      expect(await set('', 'init', '--name', name, '--address', address, '--zone', 'UTC')).toMatchObject({ code: 0 })
      expect(await set(passphrase, 'secrets', 'use-vault', '--password-stdin')).toMatchObject({ code: 0 })
      const child = await begin(await building, data, secret, now())
      const made = { ...commandsOf(data), name, folder: data, child }
      all.push(made)
      return made
    },
    async until(what, ask, tell) {
      for (let i = 0; ; i++)
        try {
          return await waitFor(what, ask, i === 0 ? 100 : 1500)
        } catch (error) {
          if (i < 12) await goTo(now() + MINUTE)
          else throw new Error(`${error}\n${JSON.stringify(await tell?.())}\n${all.map(logOf).join('\n')}`)
        }
    },
    logs: () => all.map(logOf).join('\n'),
    async stop() {
      await building.catch(() => {})
      const ends = all.map(({ child }) => (child.exitCode === null ? once(child, 'exit') : null))
      for (const { child } of all) child.kill('SIGTERM')
      await Promise.all(ends)
      rmSync(folder, { recursive: true, force: true })
      rmSync(outDir, { recursive: true, force: true })
    },
  }
}

const logOf = ({ folder, name }: Pick<Computer, 'folder' | 'name'>): string => {
  const file = join(folder, logName)
  return `${name}: ${existsSync(file) ? readFileSync(file, 'utf8').slice(-3000) : ''}`
}

async function begin(program: string, folder: string, secret: string, now: number): Promise<ChildProcess> {
  const vault = openSync(secret, 'r')
  const child = spawn(process.execPath, [program, JSON.stringify({ folder, now, vaultFd: 3 })], {
    stdio: ['ignore', 'pipe', 'inherit', vault, 'ipc'],
  })
  closeSync(vault)
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the computer ended (${code}) before it was ready`)
  })
  ended.catch(() => {})
  await Promise.race([once(child.stdout as NonNullable<typeof child.stdout>, 'data'), ended])
  return child
}

function commandsOf(folder: string): Omit<Computer, 'child' | 'name' | 'folder'> {
  const ask = (stdin: string | undefined, argv: string[]) =>
    cadenza([...argv, '--data', folder], { zone: 'UTC', ...(stdin === undefined ? {} : { stdin }) })
  const done = async (stdin: string | undefined, argv: string[]) => {
    const ran = await ask(stdin, argv)
    if (ran.code !== 0)
      throw new Error(`cadenza ${argv.join(' ')}: ${ran.code}\n${ran.stderr}${logOf({ folder, name: '' })}`)
    return ran.stdout + ran.stderr
  }
  return {
    client: connectSocket(readNote(folder)?.socket ?? ''),
    run: (...argv) => done(undefined, argv),
    type: (stdin, ...argv) => done(stdin, argv),
    async refused(...argv) {
      const ran = await ask(undefined, argv)
      expect([argv, ran.code]).toEqual([argv, 1])
      return ran.stderr
    },
    async json<T>(...argv: string[]) {
      const ran = await ask(undefined, [...argv, '--json'])
      if (ran.code !== 0)
        throw new Error(`cadenza ${argv.join(' ')}: ${ran.code}\n${ran.stderr}${logOf({ folder, name: '' })}`)
      return JSON.parse(ran.stdout) as T
    },
  }
}
