/**
 * Computers of a team that send, meet by files alone, are put back, copied and set to wrong times. Stores, keys and
 * everything that decides are the real ones; the wire is a list of what left.
 */
import { createRouterClient, type RouterClient } from '@orpc/server'
import type { Room } from '../../src/main/api/context.ts'
import { router } from '../../src/main/api/router.ts'
import { createChanges } from '../../src/main/changes.ts'
import { keepDeviceKeys } from '../../src/main/file/device-keys.ts'
import type { Clock, Keychain, Ports } from '../../src/main/ports.ts'
import { newAccountName } from '../../src/main/store/account-name.ts'
import { stamp } from '../../src/main/store/clockwork.ts'
import { openStore } from '../../src/main/store/open.ts'
import { changesTogether } from '../../src/main/store/sealing.ts'
import { createGuard, type Guard } from '../../src/main/work/guard/guard.ts'
import { recover } from '../../src/main/work/recovery/recovery.ts'
import { roleScopes } from '../../src/shared/domain/access.ts'
import type { Chunk } from '../../src/shared/domain/shared-change.ts'
import { memoryKeychain, seededDice } from '../work/world.ts'
import { type Device, dice, nameBy, newId, settleAll, teamOf } from './devices.ts'
import { engageOne, freeContacts, mailboxes, putContact } from './people.ts'

const HOUR = 3_600_000

/** Something that left: told by nobody, and forgotten by nothing. */
export interface Left {
  /** Public id of the enrollment. */
  enrollment: string
  step: number
  device: string
  /** Public id of the email, as its header bears it. */
  send: string
  /** As its header bears it: the same where another copy of the data plans that email anew. */
  messageId: string
  account: string
  at: number
}

export interface Computer extends Device {
  name: string
  /** Ahead of true time by, ms. */
  ahead: number
  machine: string
  /** Which file on disk it is: another one after a copy was put back. */
  file: string
  keychain: Keychain & { all: Map<string, string> }
  guard: Guard
  room: Room
  client: RouterClient<typeof router>
  /** Copies of its data that were made. */
  copies: Buffer[]
  /** Parts whose secrets it has opened. */
  opened: Set<string>
  /** A copy of another one, which nobody lets send. */
  isClone?: true
}

/** A file as it lies in the folder: everybody of the team can read it. */
export interface Shared {
  from: string
  holds: Record<string, number>
  chunks: Chunk[]
}

/** What a fleet begins as, kept so that each run needs not found a team. */
interface Begin {
  now: number
  devices: { id: string; seat: string; keys: Device['keys']; data: Buffer }[]
}

const people = [
  { name: 'Ana', address: 'ana@acme.com', role: 'admin' },
  { name: 'Bo', address: 'bo@acme.com', role: 'member' },
  { name: 'Cy', address: 'cy@acme.com', role: 'admin' },
] as const
/** How many computers each has, by the size of the fleet. */
const shapes: Record<number, readonly number[]> = { 2: [1, 1], 3: [2, 1], 4: [2, 1, 1], 5: [2, 2, 1] }

const begins = new Map<number, Promise<Begin>>()

/** Everybody has a mailbox, at home on their first computer; the team has one, and two sequences of two emails. */
async function begin(count: number): Promise<Begin> {
  nameBy(seededDice(count))
  const members = (shapes[count] as readonly number[]).map((devices, i) => ({
    ...(people[i] as (typeof people)[number]),
    devices,
  }))
  const team = await teamOf(members)
  const { now } = team.clock
  const firsts = members.map(({ address }) => team.devices.find((one) => seatAddress(one) === address) as Device)
  for (const device of firsts) addMailbox(device, seatAddress(device), true, now)
  const [founder] = team.devices as [Device]
  addMailbox(founder, 'hello@acme.com', false, now)
  for (const name of ['Spring', 'Autumn']) addSequence(founder, name, now)
  for (let n = 0; n < 24; n++) putContact(founder, () => 0, now, n)
  founder.store.write((tx) => {
    const { hlc, author, device } = stamp(tx, now)
    tx.run('UPDATE seats SET delegates = 1, author = ?, device = ?, hlc = ?', author, device, hlc)
  })
  settleAll(team)
  for (const device of firsts) {
    beginWriting(device, now)
    settleAll(team)
  }
  const devices = team.devices.map(({ id, seat, keys, store }) => ({ id, seat, keys, data: store.sqlite.serialize() }))
  team.close()
  nameBy()
  return { now, devices }
}

const seatAddress = ({ store, seat }: Device): string =>
  store.get<{ address: string }>('SELECT address FROM seats WHERE public_id = ?', seat)?.address ?? ''

function addMailbox({ store }: Device, address: string, own: boolean, now: number): void {
  store.write((tx) => {
    const { author, device, hlc } = stamp(tx, now)
    const server = { host: 'mail.acme.com', port: 25, protocol: 'none', user: null }
    const imap = { ...server, port: 143, sentCopies: 'always' }
    const seat = own ? 1 : null
    tx.run(
      `INSERT INTO accounts (public_id, kind, seat_id, address, address_key, smtp, imap, limits, state, home_device, created_at, author, device, hlc)
       VALUES (?, 'smtp', ?, ?, ?, ?, ?, '[]', 'active', ?, ?, ?, ?, ?)`,
      ...[
        newAccountName(tx, dice),
        seat,
        address,
        address,
        JSON.stringify(server),
        JSON.stringify(imap),
        device,
        now,
        author,
        device,
        hlc,
      ],
    )
  })
}

function addSequence({ store }: Device, name: string, now: number): void {
  store.write((tx) => {
    const { author, device, hlc } = stamp(tx, now)
    const step = { subject: 'Hello', html: null, text: 'Hi', days: 0, hour: null, attachments: [] }
    const { id } = tx.run(
      'INSERT INTO sequences (public_id, name, created_at, author, device, hlc) VALUES (?, ?, ?, ?, ?, ?)',
      ...[newId(), name, now, author, device, hlc],
    )
    const steps = JSON.stringify([step, { ...step, days: 1 }])
    tx.run(
      'INSERT INTO sequence_versions (sequence_id, version, steps, created_at) VALUES (?, 1, ?, ?)',
      id,
      steps,
      now,
    )
  })
}

/** Everybody has engaged somebody before anything happens: emails are due on every computer from the first moment. */
function beginWriting(device: Device, now: number): void {
  const own = mailboxes(device).filter(({ seat }) => seat === 1 || seat === null)
  for (const [n, { id }] of [...own, ...own, ...own].entries()) {
    const [about] = freeContacts(device)
    if (about) engageOne(device, id, about, { sequenceId: 1 + (n % 2), now })
  }
}

/** A rule that nobody keeps to: whoever holds the others to account must notice. */
export type Breach = 'home' | 'part' | 'review' | 'clone' | 'copy'

export class Fleet {
  /** What this fleet does not keep to. */
  breach: Breach | null = null
  /** How many changes make a chunk: whatever it is, everybody ends alike. */
  together = changesTogether
  now = 0
  computers: Computer[] = []
  /** Files that were written, and who is to read them. */
  readonly folder: { file: Shared; to: Computer }[] = []
  readonly left: Left[] = []
  /** "enrollment step" that a person let go again after a look. */
  readonly pressed = new Set<string>()
  readonly dice: ReturnType<typeof seededDice>

  private constructor(seed: number) {
    this.dice = seededDice(Math.imul(seed + 1, 2654435761))
  }

  static async of(count: number, seed: number, ahead: (i: number) => number): Promise<Fleet> {
    const found = begins.get(count) ?? begin(count)
    begins.set(count, found)
    const { now, devices } = await found
    const fleet = new Fleet(seed)
    fleet.now = now + HOUR * 30
    for (const [i, { data, ...device }] of devices.entries()) {
      const keychain = { ...memoryKeychain(), lasting: true }
      await keepDeviceKeys(keychain, device.keys)
      const about = {
        ...device,
        name: `d${i}`,
        ahead: ahead(i),
        machine: `m${i}`,
        file: 'f0',
        keychain,
        copies: [],
        opened: new Set<string>(),
      }
      fleet.computers.push(await fleet.start(about, data))
    }
    nameBy(fleet.dice)
    return fleet
  }

  clock = (one: Pick<Computer, 'ahead'>): number => this.now + one.ahead

  /** Opens Cadenza on a computer, as its engine does. */
  async start(about: Omit<Computer, 'store' | 'guard' | 'room' | 'client'>, data: Buffer): Promise<Computer> {
    // better-sqlite3 opens a database that lies in a buffer
    const store = openStore(data as unknown as string)
    const changes = createChanges()
    const one = about as Computer
    const quiet = () => {}
    const clock: Clock = {
      now: () => this.clock(one),
      until: (_, signal) =>
        new Promise((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true })),
      working: (work) => work,
    }
    const log = { info: quiet, warn: quiet, error: quiet }
    const ports: Ports = {
      clock,
      dice: this.dice,
      keychain: about.keychain,
      notifier: { notify: quiet },
      log,
      folders: { data: '' },
    }
    const place = { machine: async () => one.machine, folder: '/data', file: () => one.file, database: () => '' }
    recover(store, ports, changes)
    const guard = createGuard({ store, ports, changes, place })
    const room = {
      store,
      ports,
      changes,
      guard,
      running: true,
      diskTrouble: () => null,
      databaseFile: ':memory:',
      sandbox: null,
      signIn: {} as Room['signIn'],
    }
    const seat = store.get<{ id: number; role: 'admin' | 'member' }>('SELECT id, role FROM seats ORDER BY id LIMIT 1')
    const asker = { seatId: seat?.id ?? 1, role: seat?.role ?? 'member', scopes: roleScopes[seat?.role ?? 'member'] }
    Object.assign(one, { store, guard, room, client: createRouterClient(router, { context: { room, asker } }) })
    guard.start({ use: (account) => this.sentFolder(account.publicId) } as Parameters<Guard['start']>[0])
    await settled(guard)
    return one
  }

  /** A mailbox shows what its server has taken, whoever handed it over. */
  private async sentFolder(account: string) {
    const mails = this.left
      .filter((one) => one.account === account)
      .map(({ send, messageId, at }, i) => ({ sendId: send, messageId, at, uid: i + 1 }))
    return { ok: true, value: { folder: 'Sent', mails } } as never
  }

  hasLeft = (enrollment: string, step: number): boolean =>
    this.left.some((one) => one.enrollment === enrollment && one.step === step)

  close(): void {
    for (const { store } of this.computers) store.close()
    nameBy()
  }
}

/** What it reads of the keychain is there at once; it still takes some turns. */
export async function settled(guard: Guard): Promise<void> {
  for (let i = 0; i < 200 && guard.phase() === 'checking'; i++) await Promise.resolve()
  for (let i = 0; i < 30; i++) await Promise.resolve()
}
