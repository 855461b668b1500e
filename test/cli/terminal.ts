import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { expect } from 'vitest'
import type { Io } from '../../src/main/host/cli/io.ts'
import { run } from '../../src/main/host/cli/program.ts'
import { systemClock, systemDice } from '../../src/main/host/clock.ts'
import type { Dns, Keychain } from '../../src/main/ports.ts'
import { memoryKeychain } from '../work/world.ts'

export const root = resolve(import.meta.dirname, '../..')

export interface Ran {
  code: number
  stdout: string
  stderr: string
}

export interface Terminal {
  stdin?: string
  tty?: boolean
  columns?: number
  env?: Record<string, string>
  zone?: string
  keychain?: Keychain
  dns?: Dns
  /** Stands for the person's browser. */
  open?: (address: string) => void
  /** Hears each piece of standard error as it is written. */
  heard?: (piece: string) => void
  /** What somebody types at a terminal; standard input is one then. */
  typed?: string
}

/** Runs a command line inside this process: quick, and the same code as the program. */
export async function cadenza(argv: readonly string[], terminal: Terminal = {}): Promise<Ran> {
  const { tty = false, columns = 80 } = terminal
  const stdout = Object.assign(new PassThrough(), { isTTY: tty, columns })
  const stderr = Object.assign(new PassThrough(), { isTTY: tty, columns })
  const { heard } = terminal
  const write = stderr.write.bind(stderr)
  if (heard)
    stderr.write = (piece: unknown) => {
      heard(String(piece))
      return write(piece)
    }
  const io: Io = {
    stdin:
      terminal.typed === undefined
        ? Readable.from(terminal.stdin === undefined ? [] : [Buffer.from(terminal.stdin)])
        : keyboard(terminal.typed),
    stdout,
    stderr,
    env: terminal.env ?? {},
    clock: systemClock,
    dice: systemDice,
    zone: terminal.zone ?? 'Europe/Paris',
    keychain: terminal.keychain ?? memoryKeychain(),
    ...(terminal.dns ? { dns: terminal.dns } : {}),
    ...(terminal.open ? { open: terminal.open } : {}),
    words: [],
    page: join(root, 'out/renderer'),
  }
  const texts = Promise.all([textOf(stdout), textOf(stderr)])
  const code = await run(argv, io)
  stdout.end()
  stderr.end()
  const [out, err] = await texts
  return { code, stdout: out, stderr: err }
}

/** A terminal at which somebody types; without echo unless the program asks for it. */
function keyboard(typed: string) {
  const stream = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => stream })
  stream.write(typed)
  return stream
}

/** Runs the built program as people do. */
export function built(
  argv: readonly string[],
  options: { stdin?: string; env?: Record<string, string> } = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [join(root, 'out/main/cli.js'), ...argv], {
    cwd: root,
    env: { ...process.env, ...options.env },
  })
  child.stdin.end(options.stdin ?? '')
  const texts = Promise.all([textOf(child.stdout), textOf(child.stderr)])
  return new Promise((done, failed) => {
    child.on('error', failed)
    child.on('close', async (code) => {
      const [stdout, stderr] = await texts
      done({ code: code ?? -1, stdout, stderr })
    })
  })
}

async function textOf(stream: Readable): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of stream) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces).toString()
}

export interface Slot {
  start: string
  emails: number
  perSender: Record<string, number>
  perStep: Record<string, number>
}
export interface PreviewJson {
  zone: string
  seed: number
  summary: {
    contacts: number
    emails: number
    start: string
    finish: string
    bottleneck: string | null
    perSender: { sender: string; contacts: number; emails: number }[]
  }
  slots: Slot[]
  excluded: { contact: string; reason: string; message: string }[]
  sends?: { contact: string; sender: string; step: number; at: string; slot: string; why: string[] }[]
}

/** `cadenza preview --json` with a fixed zone and seed; fails the test when it is refused. */
export async function preview(...argv: string[]): Promise<PreviewJson> {
  const ran = await cadenza(['preview', '--zone', 'Europe/Paris', '--seed', '7', '--json', ...argv])
  expect(ran).toMatchObject({ code: 0, stderr: '' })
  return JSON.parse(ran.stdout) as PreviewJson
}
