/**
 * The folder that a team shares. Every so often, and when the system says that something changed there: what others put into
 * it is taken in, and what they lack is put beside it, in one file of this computer that takes the place of the one before.
 * Files of others are never touched, whatever they are called; copies that a sync program made of them are read like them.
 */
import { type FSWatcher, watch } from 'node:fs'
import { MINUTE, SECOND } from '../../../shared/domain/time.ts'
import { type DeviceKeys, readDeviceKeys } from '../../file/device-keys.ts'
import { startRounds } from '../../rounds.ts'
import { ownDevice } from '../../store/devices.ts'
import { type FolderRow, folderRow, updateFolder } from '../../store/exchange.ts'
import { sharedSince } from '../../store/sharing.ts'
import { type Begun, publish } from './publish.ts'
import { readOthers } from './read-others.ts'
import type { ExchangeOptions } from './tools.ts'

const often = MINUTE
/** A keychain that is locked, a drive that is away: asked again. */
const patience = 5 * MINUTE

/** Starts looking after the shared folder, where one is set. */
export function startExchange(options: ExchangeOptions): { stop(): Promise<void> } {
  const { store, ports, changes } = options
  const watching = createWatching(() => changes.tell('exchange'))
  const state: Kept = { keys: null, notBefore: 0, begun: { since: null } }
  const rounds = startRounds({
    clock: ports.clock,
    changes,
    wokenBy: ['exchange'],
    async round(stopping) {
      const row = sharedSince(store) === null ? null : folderRow(store)
      watching.at(row?.path ?? null)
      return row ? await turn(options, state, row, stopping) : Number.POSITIVE_INFINITY
    },
    failed(error) {
      ports.log.error('exchanging failed and is tried again', { error: (error as Error).stack ?? String(error) })
      return ports.clock.now() + patience
    },
  })
  return {
    async stop() {
      watching.at(null)
      await rounds.stop()
    },
  }
}

interface Kept {
  keys: DeviceKeys | null
  /** A large file is not written again at once. */
  notBefore: number
  begun: Begun
}

async function turn(options: ExchangeOptions, state: Kept, row: FolderRow, stopping: AbortSignal): Promise<number> {
  const { store, ports } = options
  const told = (trouble: string | null) =>
    store.write((tx) => updateFolder(tx, { trouble, lookedAt: ports.clock.now() }))
  const keys = await ownKeys(options, state)
  if (typeof keys === 'string') {
    told(keys)
    return ports.clock.now() + patience
  }
  try {
    await options.copy?.looked()
    const others = await readOthers(options, row, keys, stopping)
    if (ports.clock.now() >= state.notBefore) {
      const written = await publish(options, row, keys, others, stopping, state.begun)
      if (written !== null) state.notBefore = ports.clock.now() + paceOf(written)
    }
    told(null)
    return ports.clock.now() + often
  } catch (error) {
    if (stopping.aborted) return Number.POSITIVE_INFINITY
    const { code, message } = error as NodeJS.ErrnoException
    // what the disk says is the folder's trouble; anything else is ours
    if (code === undefined) throw error
    told(`The folder can't be used just now: ${message}.`)
    return ports.clock.now() + patience
  }
}

/** A file that takes long to write and to carry is written more rarely: ten seconds a megabyte, an hour at most. */
const paceOf = (bytes: number): number => Math.min(60 * MINUTE, (bytes / 2 ** 20) * 10 * SECOND)

/** In words, why there are none. */
async function ownKeys({ store, ports }: ExchangeOptions, state: Kept): Promise<DeviceKeys | string> {
  const device = ownDevice(store)
  if (state.keys?.device === device) return state.keys
  const trouble = await ports.keychain.trouble()
  if (trouble !== null) return trouble
  state.keys = await readDeviceKeys(ports.keychain, device)
  return state.keys ?? 'The keychain holds no keys for this computer.'
}

/** Listens to one folder at a time. Where the system can't, rounds alone find what is new. */
function createWatching(tell: () => void) {
  let present: { path: string; watcher: FSWatcher } | null = null
  const close = () => {
    present?.watcher.close()
    present = null
  }
  return {
    at(path: string | null) {
      if (present?.path === path) return
      close()
      if (path === null) return
      try {
        const watcher = watch(path, { persistent: false }, (_, name) => {
          if (name === null || name.endsWith('.cadenza')) tell()
        })
        watcher.on('error', close)
        present = { path, watcher }
      } catch {
        // a network folder, or one that is away
      }
    },
  }
}
