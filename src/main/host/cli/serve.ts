import { join } from 'node:path'
import type { Command } from 'commander'
import { Refusal } from '../../../shared/domain/failure.ts'
import type { Room } from '../../api/context.ts'
import type { Engine } from '../../engine.ts'
import type { SecretPlace } from '../../ports.ts'
import type { Found } from '../removal.ts'
import type { Sessions } from '../web/sessions.ts'
import { addConnectOptions, type ConnectOptions, firstOf, folderOf, portsOf } from './connect.ts'
import { type Io, painter, print, remark } from './io.ts'
import { stopSignal } from './stop-signal.ts'
import { whole } from './values.ts'

interface ServeOptions extends ConnectOptions {
  port?: number
  vaultFd?: number
  publicPort?: number
  publicBind?: string
}

export function addServe(program: Command, io: Io): void {
  addConnectOptions(
    program
      .command('serve')
      .option(
        '--port <n>',
        'port on this computer (0: a free one; default: 4280, or a free one where that is taken)',
        whole(0, 65_535),
      )
      .option(
        '--public-port <n>',
        'also listen for opt-outs and followed links on this port (0: a free one); off unless given',
        whole(0, 65_535),
      )
      .option('--public-bind <address>', 'where that listens (default: 127.0.0.1, for a proxy on this computer)')
      .option('--vault-fd <n>', "read the vault's passphrase from this file descriptor", whole(0, 1023)),
  )
    .description(
      'Send what is planned, and open the page and the REST API on this computer; Ctrl-C or SIGTERM stops it',
    )
    .action((options: ServeOptions) => serve(options, io))
}

async function serve(options: ServeOptions, io: Io): Promise<void> {
  const folder = await folderOf(options, io)
  if (options.vaultFd !== undefined) io.vaultFd = options.vaultFd
  if (options.publicBind !== undefined && options.publicPort === undefined)
    throw new Refusal('bad_request', '--public-bind needs --public-port: without it nothing listens for the outside.')
  const host = await openHost(folder, options, io)
  const { origin, port, outside } = host
  const address = host.loginUrl()
  if (options.json)
    print(
      io,
      JSON.stringify({ address, origin, port, folder, pid: process.pid, ...(outside ? { public: outside } : {}) }),
    )
  else {
    print(io, `Cadenza runs at ${painter(io)('bold', address)}`)
    print(io, 'The address lets one browser in, once, within ten minutes. Ctrl-C stops.')
    if (outside)
      print(io, `Opt-outs and followed links are taken at ${outside.bind}, port ${outside.port}: see docs/opt-out.md.`)
  }
  const removed = await Promise.race([stopSignal(io, 'the message in flight'), host.failed, host.removed])
  if (removed)
    return print(io, `All data was removed from ${removed.folder}, and from the keychain. Cadenza has ended.`)
  await host.stop()
  if (!options.json) print(io, 'Stopped. What is planned waits for the next start.')
}

export interface Host {
  origin: string
  port: number
  /** Where people outside are listened to; null: nowhere. */
  outside: { bind: string; port: number } | null
  loginUrl: () => string
  /** Finishes the message in flight, starts none, and lets go of the folder. */
  stop: () => Promise<void>
  /** Rejects when it could not start anew after a backup was asked for, or not remove what it was to remove. */
  failed: Promise<never>
  /** Resolves once somebody at the page has had everything removed: nothing runs any more. */
  removed: Promise<Found>
}

interface Opened extends Omit<Host, 'failed' | 'removed'> {
  /** Resolves when somebody at the page wants all data removed; true: the keychain is left as it is. */
  removal: Promise<boolean>
  /** Resolves when somebody at the page wants it to start anew. */
  again: Promise<'again'>
  sessions: Sessions
}

/** Opens the folder, and again behind the same address when a backup was asked for: who was let in stays in. */
export async function openHost(folder: string, options: ServeOptions, io: Io): Promise<Host> {
  let host = await openOnce(folder, options, io)
  let turning: Promise<void> = Promise.resolve()
  let isOver = false
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => {})
  const startAnew = async () => {
    const { port, sessions } = host
    await host.stop()
    host = await openOnce(folder, { ...options, port }, io, sessions)
    follow()
  }
  const removed = Promise.withResolvers<Found>()
  const takeAway = async (leaveKeychain: boolean) => {
    isOver = true
    await host.stop()
    const { removeData } = await import('../removal.ts')
    const how = { keychain: io.keychain, clock: io.clock, command: 'cadenza serve', leaveKeychain }
    removed.resolve(await removeData(folder, how))
  }
  const follow = () => {
    void host.again.then(() => {
      if (!isOver) turning = startAnew().catch(failed.reject)
    })
    void host.removal.then((leaveKeychain) => {
      if (!isOver) turning = takeAway(leaveKeychain).catch(failed.reject)
    })
  }
  follow()
  return {
    ...host,
    failed: failed.promise,
    removed: removed.promise,
    loginUrl: () => host.loginUrl(),
    async stop() {
      isOver = true
      await turning
      await host.stop()
    },
  }
}

/** Opens the folder for this process alone, then the engine, then its doors; undone in reverse order. */
async function openOnce(folder: string, options: ServeOptions, io: Io, sessions?: Sessions): Promise<Opened> {
  const { takeLock } = await import('../lock.ts')
  const { databaseName } = await import('../paths.ts')
  const undo: (() => unknown)[] = []
  const stop = async () => {
    for (const step of undo.reverse()) await step()
  }
  try {
    const lock = takeLock(folder, { command: 'cadenza serve', now: io.clock.now() })
    undo.push(() => lock.release())
    await restoreWhatWasAsked(join(folder, databaseName), io)
    const { startEngine } = await import('../../engine.ts')
    const { packagedSignIn } = await import('../sign-in.ts')
    const { beginWithPackaged, packagedManaged } = await import('../managed.ts')
    const [signIn, managed] = [packagedSignIn(io.env), packagedManaged(io.env)]
    const ports = await portsOf(io, folder)
    await openVault(ports.keychain.places, io)
    const databaseFile = join(folder, databaseName)
    const { startHeavy } = await import('../workers.ts')
    const heavy = startHeavy({ databaseFile, clock: ports.clock })
    const engine = await startEngine({
      ports,
      databaseFile,
      loops: true,
      first: firstOf(io),
      heavy,
      signIn,
      managed,
      place: await placeOf(folder),
    })
    undo.push(() => engine.stop())
    const asked = await askedOf(folder, engine, io)
    await beginWithPackaged(engine)
    const { startSocket } = await import('../socket.ts')
    const socket = await startSocket(engine.room)
    undo.push(() => socket.close())
    const { createSessions } = await import('../web/sessions.ts')
    const known = sessions ?? createSessions(ports)
    const http = await openHttp(engine.room, options.port, { io, sessions: known })
    undo.push(() => http.close())
    const outside = await openOutside(engine.room, options)
    if (outside) undo.push(() => outside.close())
    lock.announce({ socket: socket.path, port: http.port })
    return {
      origin: http.origin,
      port: http.port,
      outside: outside && { bind: outside.bind, port: outside.port },
      loginUrl: () => http.loginUrl(),
      stop,
      ...asked,
      sessions: known,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function restoreWhatWasAsked(databaseFile: string, io: Io): Promise<void> {
  const { restoreAsAsked } = await import('../../engine.ts')
  const done = restoreAsAsked(databaseFile, io.clock.now())
  if (done && 'failed' in done) remark(io, `The backup could not be put back: ${done.failed}`)
  if (done && 'restored' in done) remark(io, `${done.restored} was put back. What was there before is ${done.aside}.`)
}

const placeOf = async (folder: string) => (await import('../copy-place.ts')).copyPlace(folder)

/** ms that the answer to whoever asked for a new start has to leave in: without it the page takes the end for a failure. */
const answerFirst = 300

/** What the page may ask of whoever started the engine: a new start, and that everything be removed. */
async function askedOf(folder: string, { room }: Engine, io: Io): Promise<Pick<Opened, 'again' | 'removal'>> {
  const { removalOf } = await import('../removal.ts')
  const again = Promise.withResolvers<'again'>()
  const removal = Promise.withResolvers<boolean>()
  const { clock } = room.ports
  const afterAnswer = () => clock.until(clock.now() + answerFirst)
  room.restart = () => void afterAnswer().then(() => again.resolve('again'))
  room.removal = removalOf(folder, io.keychain, (leave) => void afterAnswer().then(() => removal.resolve(leave)))
  return { again: again.promise, removal: removal.promise }
}

/** The passphrase is asked for now, while somebody is there: at the first email nobody may be. @throws Refusal `forbidden` */
async function openVault(places: SecretPlace | undefined, io: Io): Promise<void> {
  if (!places?.isLocked()) return
  const { askPassphrase } = await import('./password.ts')
  const passphrase = await askPassphrase(io)
  if (passphrase !== null) return places.unlock(passphrase)
  remark(io, 'The vault is locked: what needs a password waits. Open it with "cadenza secrets unlock".')
}

const usualPort = 4280

/** A port that was asked for is taken or refused; the usual one gives way to a free one. */
async function openHttp(room: Room, port: number | undefined, { io, sessions }: { io: Io; sessions: Sessions }) {
  const { startHttp } = await import('../http.ts')
  const open = (wanted: number) => startHttp({ room, page: io.page, port: wanted, sessions })
  if (port !== undefined) return open(port)
  return open(usualPort).catch(() => open(0))
}

/** The listener for people outside, where one was asked for. */
async function openOutside(room: Room, { publicPort: port, publicBind: bind = '127.0.0.1' }: ServeOptions) {
  if (port === undefined) return null
  const { publicDoor } = await import('../../api/door-public.ts')
  const { startPublic } = await import('../web-public/listener.ts')
  const { clock, log } = room.ports
  const listener = await startPublic({ door: publicDoor(room), clock, log, port, bind })
  return { ...listener, bind }
}
