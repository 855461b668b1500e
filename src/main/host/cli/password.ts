/**
 * Passwords come from a prompt without echo, or from a file descriptor; never from the command line or the
 * environment, which other programs can read.
 */
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { Refusal } from '../../../shared/domain/failure.ts'
import { wrongUse } from './exit.ts'
import type { Io } from './io.ts'

/** Where the password comes from, as the options say. */
export interface PasswordOptions {
  passwordFd?: number
  passwordStdin?: boolean
}

/**
 * The password for `who`. One line end at its end is not part of it.
 *
 * @throws CommanderError where nobody can be asked, naming the options that help
 */
export async function readPassword(options: PasswordOptions, who: string, io: Io): Promise<string> {
  const { passwordFd, passwordStdin } = options
  if (passwordStdin || passwordFd === 0) return chomp(await text(io.stdin))
  if (passwordFd !== undefined) return chomp(await fromDescriptor(passwordFd))
  if (!io.stdin.isTTY || !io.stderr.isTTY)
    throw wrongUse('There is no terminal to ask for the password. Give --password-stdin, or --password-fd <n>.')
  return ask(io, `Password for ${who}: `)
}

/**
 * The vault's passphrase, at the moment a secret is wanted: from the descriptor that "serve --vault-fd" named, or from the
 * person at the terminal. Null where nobody can be asked.
 */
export async function askPassphrase(io: Io): Promise<string | null> {
  if (io.vaultFd !== undefined) return chomp(await fromDescriptor(io.vaultFd))
  if (!io.stdin.isTTY || !io.stderr.isTTY) return null
  return ask(io, 'Passphrase of the vault: ')
}

/** @throws CommanderError when the two differ */
export function sameTwice(first: string, second: string): void {
  if (first !== second) throw wrongUse('The two differ. Nothing was changed; try again.')
}

const chomp = (typed: string): string => typed.replace(/\r?\n$/, '')

async function fromDescriptor(fd: number): Promise<string> {
  try {
    return await text(createReadStream('', { fd, autoClose: false }))
  } catch (error) {
    throw wrongUse(`option '--password-fd <n>' argument '${fd}' is invalid: ${(error as Error).message}. Write 3<file.`)
  }
}

type Terminal = Readable & { setRawMode?: (raw: boolean) => void }

const enter = ['\r', '\n', '\u0004']
const erase = ['\u007f', '\b']

/** Reads a line from the terminal without showing it. Ctrl-C gives up. */
async function ask(io: Io, question: string): Promise<string> {
  const terminal = io.stdin as Terminal
  io.stderr.write(question)
  terminal.setRawMode?.(true)
  let typed = ''
  try {
    for await (const chunk of terminal.iterator({ destroyOnReturn: false })) {
      for (const key of String(chunk)) {
        if (enter.includes(key)) return typed
        if (key === '\u0003') throw new Refusal('cancelled', 'No password was given.')
        if (erase.includes(key)) typed = typed.slice(0, -1)
        else typed += key
      }
    }
    return typed
  } finally {
    terminal.setRawMode?.(false)
    terminal.pause()
    io.stderr.write('\n')
  }
}
