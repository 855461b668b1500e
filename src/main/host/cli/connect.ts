/**
 * Every command but `preview` speaks to an engine through one client: to the one that runs on the data folder, through
 * its socket, or else to one without loops that is started here for the length of the command.
 */
import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import type { Notifier, Ports } from '../../ports.ts'
import { type Io, remark } from './io.ts'

export interface ConnectOptions {
  data?: string
  json?: boolean
}

export function addConnectOptions(command: Command): Command {
  return command
    .option('--data <dir>', 'data folder (default: CADENZA_DATA, or the usual place of this system)')
    .option('--json', 'print JSON')
}

/**
 * What to do where there is no workspace. `read`: refuse. `create`: make one, and say so. `spare`: use one in memory, for
 * commands that only look.
 */
export type Mode = 'read' | 'create' | 'spare'

/** Who the first seat is where a workspace is made without being told. */
export interface First {
  zone: string
  seatName: string
  seatAddress: string
}

export function firstOf(io: Io): First {
  const { username } = userInfo()
  return { zone: io.zone, seatName: username, seatAddress: `${username}@localhost` }
}

/** The data folder, as an absolute path. */
export async function folderOf(options: ConnectOptions, io: Io): Promise<string> {
  const { defaultDataFolder } = await import('../paths.ts')
  return resolve(options.data ?? defaultDataFolder(io.env))
}

/**
 * Runs `work` with a client, and closes what had to be opened for it, however it ends. It is lent the terminal once
 * more, set to the workspace's zone: what people read is told in the time that the schedule keeps.
 */
export async function withClient<T>(
  io: Io,
  options: ConnectOptions,
  mode: Mode,
  work: (client: Client, io: Io) => Promise<T>,
): Promise<T> {
  const folder = await folderOf(options, io)
  const { databaseName } = await import('../paths.ts')
  const exists = existsSync(join(folder, databaseName))
  if (!exists && mode === 'read') throw noWorkspace(folder)
  const door = !exists && mode === 'spare' ? await openEngine(io, ':memory:', folder) : await openFolder(io, folder)
  if (!exists && mode === 'create') remark(io, `Made a new workspace in ${folder}.`)
  try {
    const { zone } = await door.client.workspace.get()
    return await work(door.client, { ...io, zone })
  } finally {
    await door.close()
  }
}

export function noWorkspace(folder: string): Refusal {
  return new Refusal('not_found', `There is no workspace in ${folder}. Make one: cadenza init --data ${folder}`)
}

interface Door {
  client: Client
  close: () => Promise<void>
}

/** How long another command may hold the folder before this one gives up, and how often it looks, in ms. */
const patience = 10_000
const pause = 50

/** Two commands at once take turns; an engine that runs is asked through its socket. */
export async function openFolder(io: Io, folder: string, first = firstOf(io)): Promise<Door> {
  const { readNote, takeLock } = await import('../lock.ts')
  const { connectSocket, socketAnswers } = await import('../socket.ts')
  const giveUp = io.clock.now() + patience
  for (;;) {
    const note = readNote(folder)
    if (note?.socket && (await socketAnswers(note.socket)))
      return { client: connectSocket(note.socket), close: async () => {} }
    try {
      const lock = takeLock(folder, { command: commandName(io), now: io.clock.now() })
      return await openHere(io, folder, first, lock)
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'locked' || io.clock.now() >= giveUp) throw error
      await io.clock.until(io.clock.now() + pause)
    }
  }
}

/** The words of the command, without what follows: arguments may name people. */
const commandName = (io: Io): string => `cadenza ${io.words.join(' ')}`.trim()

async function openHere(io: Io, folder: string, first: First, lock: { release: () => void }): Promise<Door> {
  try {
    const { databaseName } = await import('../paths.ts')
    const door = await openEngine(io, join(folder, databaseName), folder, first)
    return {
      ...door,
      async close() {
        await door.close()
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

/** An engine without loops, in this process. */
async function openEngine(io: Io, databaseFile: string, folder: string, first = firstOf(io)): Promise<Door> {
  const { startEngine } = await import('../../engine.ts')
  const { packagedSignIn } = await import('../sign-in.ts')
  const signIn = packagedSignIn(io.env)
  const { packagedManaged } = await import('../managed.ts')
  const { startHeavy } = await import('../workers.ts')
  const managed = packagedManaged(io.env)
  const ports = await portsOf(io, folder)
  // Without a thread beside, a long engagement would hear nothing of Ctrl-C before its end.
  const { copyPlace } = await import('../copy-place.ts')
  const onDisk =
    databaseFile === ':memory:'
      ? {}
      : { heavy: startHeavy({ databaseFile, clock: ports.clock }), place: copyPlace(folder) }
  const engine = await startEngine({ ports, databaseFile, loops: false, first, signIn, managed, ...onDisk })
  return { client: engine.client() as Client, close: () => engine.stop() }
}

/** What the engine is lent by a terminal: notes are written to standard error. */
export async function portsOf(io: Io, folder: string): Promise<Ports> {
  const { fileLog } = await import('../log.ts')
  const { createDns } = await import('../dns.ts')
  const { hasNetwork } = await import('../network.ts')
  const { createPoster } = await import('../poster.ts')
  const { createPublicWeb } = await import('../public-web.ts')
  const { secretsOf } = await import('../secrets.ts')
  const { askPassphrase } = await import('./password.ts')
  const notifier: Notifier = { notify: ({ title, body }) => remark(io, `${title}: ${body}`) }
  const { clock, dice } = io
  const keychain = secretsOf(folder, io.keychain, () => askPassphrase(io))
  const log = fileLog({ folder, clock })
  io.crash?.into(log, folder)
  return {
    clock,
    dice,
    keychain,
    notifier,
    log,
    folders: { data: folder },
    online: hasNetwork,
    dns: io.dns ?? createDns(),
    // whoever lends other name servers lends the web that goes with them
    poster: createPoster(),
    ...(io.web ? { web: io.web } : io.dns ? {} : { web: createPublicWeb() }),
  }
}

/** A signal that Ctrl-C gives, for work that can be cancelled; `end` gives Ctrl-C its usual meaning back. */
export function interruptible(): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController()
  const stop = () => controller.abort()
  process.once('SIGINT', stop)
  return { signal: controller.signal, end: () => void process.off('SIGINT', stop) }
}
