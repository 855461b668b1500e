import type { Readable, Writable } from 'node:stream'
import type { Clock, Dice, Dns, Keychain, PublicWeb } from '../../ports.ts'
import type { CrashWatch } from '../crash.ts'

/** Where a command runs: its streams, environment, clock and dice, so that tests run it without a process. */
export interface Io {
  stdin: Readable & { isTTY?: boolean }
  stdout: Writable & { isTTY?: boolean; columns?: number }
  stderr: Writable & { isTTY?: boolean; columns?: number }
  env: Record<string, string | undefined>
  clock: Clock
  dice: Dice
  keychain: Keychain
  /** Without it the system's name servers. */
  dns?: Dns
  /** Where tracking domains are asked; without it as `dns` says. */
  web?: PublicWeb
  /** The file descriptor that the vault's passphrase is read from, where one was named. */
  vaultFd?: number
  /** The computer's own IANA zone. */
  zone: string
  /** Names of the command that runs, such as "accounts list"; without arguments, which may name people. */
  words: string[]
  /** Folder with the built page of the web host. */
  page: string
  /** Who watches this process; without it nobody does. */
  crash?: CrashWatch
  /** Opens an address in the person's browser; without it the way of the system. */
  open?: (address: string) => void
}

type Shade = 'plain' | 'bold' | 'dim' | 'red' | 'green' | 'yellow'
const codes: Record<Exclude<Shade, 'plain'>, [number, number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
}

/** True when `stream` may be coloured: a terminal, and nobody said NO_COLOR (https://no-color.org). */
export function hasColour(io: Io, stream: 'stdout' | 'stderr' = 'stdout'): boolean {
  return io[stream].isTTY === true && !io.env.NO_COLOR && io.env.TERM !== 'dumb'
}

/** Gives back a painter for standard output that leaves text alone where colours are not wanted. */
export function painter(io: Io, stream: 'stdout' | 'stderr' = 'stdout'): (shade: Shade, text: string) => string {
  const colour = hasColour(io, stream)
  return (shade, text) => {
    if (!colour || shade === 'plain') return text
    const [on, off] = codes[shade]
    return `\u001b[${on}m${text}\u001b[${off}m`
  }
}

/** Columns that may be used: the terminal's, or 80 where there is none. */
export function widthOf(io: Io): number {
  return io.stdout.isTTY ? Math.max(40, io.stdout.columns ?? 80) : 80
}

/**
 * Names and words of others stand in what is shown. Colours are ours; whatever else a terminal would obey, it could be told
 * by them: to move, to hide, to answer as if somebody had typed.
 */
const untamed =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
  /(\u001b\[(?:[0-79]|[1-9]\d{1,2})(?:;(?:[0-79]|[1-9]\d{1,2}))*m)|(?!\n|\t|\r\n)\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** Several lines of ours with words of others in them, for a terminal. */
export const shownSafely = (text: string): string => text.replaceAll(untamed, (_, colour) => colour ?? ' ')

export function print(io: Io, text: string): void {
  io.stdout.write(`${shownSafely(text)}\n`)
}

/** A remark for the person; never part of the output that a program reads. */
export function remark(io: Io, text: string): void {
  io.stderr.write(`${shownSafely(text)}\n`)
}
