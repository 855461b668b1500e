/** The engine of this process: the folder for it alone, then the loops, then the owner-only socket; undone in reverse. */
import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { Engine } from '../../engine.ts'
import type { Log, Notifier } from '../../ports.ts'
import { systemClock, systemDice } from '../clock.ts'
import { createDns } from '../dns.ts'
import { systemKeychain } from '../keychain.ts'
import { beginWithPackaged, packagedManaged } from '../managed.ts'
import { hasNetwork } from '../network.ts'
import { databaseName } from '../paths.ts'
import { createPoster } from '../poster.ts'
import { createPublicWeb } from '../public-web.ts'
import { secretsOf } from '../secrets.ts'
import { packagedSignIn } from '../sign-in.ts'
import { checkNotSynced } from './trouble.ts'

export interface Running {
  engine: Engine
  /** Finishes the message in flight, starts none, and lets go of the folder. May be called twice. */
  stop(): Promise<void>
}

interface Lent {
  notifier: Notifier
  log: Log
  /** False while the computer is going to sleep: nothing should begin that can't end. */
  awake: () => boolean
}

/** @throws Refusal when the folder is held by another, synced, damaged or of a newer version; nothing is left open */
export async function openEngine(folder: string, { notifier, log, awake }: Lent): Promise<Running> {
  checkNotSynced(folder)
  const undo: (() => unknown)[] = []
  let stopping: Promise<void> | null = null
  const undoAll = async () => {
    for (const step of undo.reverse()) await step()
  }
  const stop = () => {
    stopping ??= undoAll()
    return stopping
  }
  try {
    const { takeLock } = await import('../lock.ts')
    const lock = takeLock(folder, { command: 'Cadenza', now: systemClock.now() })
    undo.push(() => lock.release())
    const databaseFile = join(folder, databaseName)
    const { restoreAsAsked, startEngine } = await import('../../engine.ts')
    const restored = restoreAsAsked(databaseFile, systemClock.now())
    if (restored) log.info('a backup was asked for', restored)
    if (restored && 'failed' in restored)
      notifier.notify({ kind: 'disk', title: 'The backup was not put back', body: restored.failed })
    const { copyPlace } = await import('../copy-place.ts')
    const { startHeavy } = await import('../workers.ts')
    const heavy = startHeavy({ databaseFile, clock: systemClock })
    const online = () => awake() && hasNetwork()
    const ports = {
      clock: systemClock,
      dice: systemDice,
      keychain: secretsOf(folder, systemKeychain()),
      notifier,
      log,
      online,
      dns: createDns(),
      web: createPublicWeb(),
      poster: createPoster(),
    }
    const engine = await startEngine({
      ports: { ...ports, folders: { data: folder } },
      databaseFile,
      loops: true,
      place: copyPlace(folder),
      first: first(),
      heavy,
      signIn: packagedSignIn(process.env),
      managed: packagedManaged(process.env),
    })
    undo.push(() => engine.stop())
    await beginWithPackaged(engine)
    const { startSocket } = await import('../socket.ts')
    const socket = await startSocket(engine.room)
    undo.push(() => socket.close())
    lock.announce({ socket: socket.path })
    return { engine, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Who the first seat is where a workspace is made. */
function first() {
  const { username } = userInfo()
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
  return { zone, seatName: username, seatAddress: `${username}@localhost` }
}
