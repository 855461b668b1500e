/** What is well and what isn't, in words for people. Looks only at this computer: nothing is asked of the network. */
import { existsSync } from 'node:fs'
import { access, constants, statfs } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { homedir, networkInterfaces } from 'node:os'
import { Refusal } from '../../shared/domain/failure.ts'
import { syncedBy } from '../../shared/domain/synced-folder.ts'
import { DAY, isZone } from '../../shared/domain/time.ts'
import { millisOf } from '../store/clockwork.ts'
import { quickCheck } from '../store/open.ts'
import { queueRow } from '../store/queue.ts'
import { workspaceRow } from '../store/workspace.ts'
import { os, type Room } from './context.ts'

interface Finding {
  check: string
  ok: boolean
  words: string
  next: string | null
}
const well = (check: string, words: string): Finding => ({ check, ok: true, words, next: null })
const ill = (check: string, words: string, next: string): Finding => ({ check, ok: false, words, next })

const next = 'Stop Cadenza and restore a backup.'

/** Every page is read: elsewhere, where that can be done, for a large one takes seconds. */
async function database({ store, heavy, ports }: Room): Promise<Finding> {
  try {
    if (heavy?.check) await ports.clock.working(heavy.check())
    else quickCheck(store.sqlite)
    return well('database', 'The database is intact.')
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return ill('database', error.message.replace(/ Restore a backup\.$/, ''), next)
  }
}

function durability({ store }: Room): Finding {
  const synchronous = store.sqlite.pragma('synchronous', { simple: true })
  return synchronous === 2
    ? well('durability', 'What is written is on disk before anything is sent (synchronous=FULL).')
    : ill('durability', `The database runs with synchronous=${synchronous}.`, 'Restart Cadenza; report this.')
}

async function keychain({ ports }: Room): Promise<Finding> {
  const trouble = await ports.keychain.trouble()
  return trouble === null
    ? well('keychain', 'The keychain works.')
    : ill(
        'keychain',
        trouble,
        'Passwords can’t be kept until the keychain works, or a vault takes its place (cadenza secrets use-vault); the sandbox needs none.',
      )
}

function clock({ store, ports }: Room): Finding {
  const now = ports.clock.now()
  const last = millisOf(workspaceRow(store).hlc)
  const behind = last - now
  if (behind > DAY)
    return ill(
      'clock',
      `The clock is ${Math.floor(behind / DAY)} days behind what was written last.`,
      "Set the computer's date and time; until then planned times are wrong.",
    )
  return well('clock', `The clock says ${new Date(now).toISOString()}, which fits what was written last.`)
}

function zones({ store }: Room): Finding {
  const { zone } = workspaceRow(store)
  const version = process.versions.tz ?? 'unknown'
  return isZone(zone)
    ? well('zones', `Time zone data ${version} knows ${zone}.`)
    : ill('zones', `Time zone data ${version} doesn't know ${zone}.`, 'Choose another zone for the workspace.')
}

/** Opens a port of this computer and reaches it: what the sandbox and the web host need. */
function loopbackWorks(): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer((socket) => void socket.on('error', () => {}).end())
    server.on('error', () => resolve(false))
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const socket = connect(typeof address === 'object' && address ? address.port : 0, '127.0.0.1')
      const done = (ok: boolean) => {
        socket.destroy()
        server.close()
        resolve(ok)
      }
      socket.once('connect', () => done(true)).once('error', () => done(false))
    })
  })
}

async function network(): Promise<Finding> {
  if (!(await loopbackWorks()))
    return ill('network', "This computer can't reach itself on 127.0.0.1.", 'Look at the firewall.')
  const outside = Object.entries(networkInterfaces()).filter(([, list]) => list?.some((each) => !each.internal))
  return outside.length > 0
    ? well('network', `Connected through ${outside.map(([name]) => name).join(', ')}; loopback works.`)
    : ill('network', 'There is no network connection; loopback works.', 'Connect; what is due waits until then.')
}

/** Below this, writing may soon fail and sending would stop. */
const littleSpace = 500 * 1024 * 1024
async function disk({ ports, diskTrouble }: Room): Promise<Finding> {
  const trouble = diskTrouble()
  if (trouble !== null) return ill('disk', `The disk refused to write: ${trouble}.`, 'Free some space.')
  try {
    await access(ports.folders.data, constants.W_OK)
    const { bavail, bsize } = await statfs(ports.folders.data)
    const free = bavail * bsize
    const words = `${Math.floor(free / 1024 / 1024).toLocaleString('en')} MB are free in ${ports.folders.data}.`
    return free < littleSpace
      ? ill('disk', words, 'Free some space: when none is left, sending stops.')
      : well('disk', words)
  } catch (error) {
    return ill('disk', `The data folder can't be written: ${(error as Error).message}.`, 'Check its permissions.')
  }
}

function synced({ ports }: Room): Finding {
  const by = syncedBy(ports.folders.data, { home: homedir(), exists: existsSync })
  return by === null
    ? well('folder', 'The data folder is in no synced folder that Cadenza knows.')
    : ill(
        'folder',
        `The data folder is synced by ${by}: copying a database while it is written damages it.`,
        'Move the data folder (--data or CADENZA_DATA) and keep copies with backups instead.',
      )
}

function scheduler({ running }: Room): Finding {
  return running
    ? well('scheduler', 'The scheduler runs.')
    : ill('scheduler', 'No scheduler runs: nothing is sent at present.', 'Start it: cadenza serve.')
}

/** Nothing is said of it to whoever has none. */
function hosts({ store, running, hostsTrouble }: Room): Finding | null {
  if (queueRow(store) === undefined) return null
  const trouble = hostsTrouble?.() ?? null
  if (trouble === null)
    return well(
      'hosts',
      running
        ? 'No trouble with the queue of the sender hosts is known.'
        : 'A queue for sender hosts is set; it is used while the scheduler runs.',
    )
  return ill(
    'hosts',
    `The queue of the sender hosts can’t be used: “${trouble}”`,
    'What they were to send waits, and leaves once the queue answers. See Settings › Sender hosts.',
  )
}

const checks: readonly ((room: Room) => Finding | null | Promise<Finding>)[] = [
  database,
  durability,
  keychain,
  clock,
  zones,
  network,
  disk,
  synced,
  scheduler,
  hosts,
]

/** Every check, and how long it took, in ms. */
export async function findings(room: Room): Promise<(Finding & { took: number })[]> {
  const found: (Finding & { took: number })[] = []
  for (const check of checks) {
    const begun = room.ports.clock.now()
    const finding = await check(room)
    if (finding === null) continue
    found.push({ ...finding, took: room.ports.clock.now() - begun })
  }
  return found
}

export const doctor = os.workspace.doctor.handler(async ({ context: { room } }) =>
  (await findings(room)).map(({ took: _, ...finding }) => finding),
)
