/**
 * The whole job on a simulated clock: the real engine, the real SMTP dialogue, only time is made up. Nothing can leave
 * this computer: mail goes to the built-in sandbox, or to a server on a loopback address.
 */
import { existsSync } from 'node:fs'
import { access, constants, mkdtemp, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { writeLimit } from '../../../shared/domain/quota.ts'
import { unitAt } from '../../../shared/domain/random.ts'
import type { PreviewSender } from '../../api/preview-input.ts'
import type { Dice, Keychain } from '../../ports.ts'
import { createSimulatedClock, type SimulatedClock } from '../clock.ts'
import { addConnectOptions, type ConnectOptions, portsOf } from './connect.ts'
import { readContactList } from './contact-list.ts'
import { runImport, withFile } from './import.ts'
import { type Io, print, remark } from './io.ts'
import { addPlaceholderOptions, managedSender, type PlaceholderOptions, whoSends } from './placeholder-senders.ts'
import { createProgress } from './progress.ts'
import { showReport } from './report.ts'
import { addScheduleOptions, nowOf, type ScheduleOptions, seedOf, sendersOf, wishOf } from './schedule-options.ts'
import { readSequence } from './sequence-file.ts'
import { counted, grouped } from './table.ts'
import { sender } from './values.ts'
import { printJson } from './write.ts'

interface RehearseOptions extends ConnectOptions, ScheduleOptions, PlaceholderOptions {
  contacts: string
  sequence: string
  now?: string
  smtp?: Server
}

interface Server {
  host: string
  port: number
}

export function addRehearse(program: Command, io: Io): void {
  const command = program
    .command('rehearse')
    .description(
      'Do the whole job on a simulated clock, into the sandbox or a mail server on this computer, and report',
    )
    .requiredOption('--contacts <file>', 'contacts as CSV, or - for standard input')
    .requiredOption('--sequence <file>', 'sequence as JSON')
  addScheduleOptions(command, { account: sender, sender: 'me@example.com', zone: "this computer's" })
  addPlaceholderOptions(command)
    .option('--now <local>', 'when the story begins, local to the zone: 2026-11-23T10:40')
    .option('--smtp <url>', 'a mail server on this computer instead of the sandbox: smtp://127.0.0.1:2525', loopback)
  addConnectOptions(command).action((options: RehearseOptions) => rehearse(options, io))
}

/** Only addresses of this computer: a rehearsal sends years of mail within seconds. */
function loopback(text: string): Server {
  const url = URL.parse(text)
  if (url?.protocol !== 'smtp:' || url.port === '' || url.username !== '' || !/^\/?$/.test(url.pathname))
    throw new InvalidArgumentError('Write it as smtp://127.0.0.1:2525, without user and password.')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (host !== 'localhost' && host !== '::1' && !/^127(\.\d{1,3}){3}$/.test(host))
    throw new InvalidArgumentError('A rehearsal only sends to this computer: use 127.0.0.1, ::1 or localhost.')
  return { host, port: Number(url.port) }
}

async function rehearse(options: RehearseOptions, io: Io): Promise<void> {
  const { databaseName } = await import('../paths.ts')
  const folder = options.data ? resolve(options.data) : await mkdtemp(join(await spareRoom(io), 'cadenza-rehearsal-'))
  if (existsSync(join(folder, databaseName)))
    throw new Refusal(
      'state',
      `There is a workspace in ${folder} already; a rehearsal must not touch it. Choose a new folder.`,
    )
  try {
    await withFile(io, options.contacts, (contacts) => play({ ...options, contacts }, folder, io))
    if (options.data) remark(io, `The rehearsal is kept in ${folder}.`)
  } finally {
    if (!options.data) await rm(folder, { recursive: true, force: true })
  }
}

/** Memory that Linux lends as a folder; below this much of it a long rehearsal might not fit. */
const memory = '/dev/shm'
const memoryNeeded = 2 * 1024 ** 3

/**
 * Where to keep what is thrown away at the end: in memory where there is plenty, because every step of every email is
 * written through to the disk before it goes on, and nobody needs that of a rehearsal.
 */
async function spareRoom(io: Io): Promise<string> {
  if (io.env.TMPDIR || process.platform !== 'linux') return tmpdir()
  try {
    await access(memory, constants.W_OK)
    const { bavail, bsize } = await statfs(memory)
    return bavail * bsize >= memoryNeeded ? memory : tmpdir()
  } catch {
    return tmpdir()
  }
}

async function play(options: RehearseOptions, folder: string, io: Io): Promise<void> {
  const zone = options.zone ?? io.zone
  const seed = seedOf(options, io)
  const story: Story = { options, zone, seed, io }
  const clock = createSimulatedClock(nowOf(options.now, zone, io))
  const { takeLock } = await import('../lock.ts')
  const { databaseName } = await import('../paths.ts')
  const { startEngine } = await import('../../engine.ts')
  const lock = takeLock(folder, { command: 'cadenza rehearse', now: io.clock.now() })
  try {
    // Days pass in seconds: name servers would be asked again and again.
    const { dns: _, ...lent } = await portsOf(io, folder)
    const ports = { ...lent, clock, dice: seededDice(seed), keychain: noKeychain }
    const databaseFile = join(folder, databaseName)
    const first = { zone, seatName: 'Rehearsal', seatAddress: 'rehearsal@sandbox.cadenza.invalid' }
    const engine = await startEngine({ ports, databaseFile, loops: true, first })
    try {
      const client = engine.client() as Client
      // Time stands still until everything is in place.
      const set = await clock.working(prepare(client, engine.room.sandbox, story))
      await toTheEnd(client, clock, engine.changes, set.sends, io)
      await tell(client, set, story)
    } finally {
      await engine.stop()
    }
  } finally {
    lock.release()
  }
}

interface Story {
  options: RehearseOptions
  zone: string
  seed: number
  io: Io
}

type Import = Awaited<ReturnType<typeof runImport>>
type Engaged = Awaited<ReturnType<Client['schedule']['engage']>>

interface Stage {
  imported: Import
  engaged: Engaged
  sends: number
}

/** Contacts, senders and sequence in place, and engaged exactly as previewed. */
async function prepare(client: Client, sandbox: Server | null, { options, seed, io }: Story): Promise<Stage> {
  const list = await readContactList(io, options.contacts)
  const sequence = await readSequence(io, options.sequence)
  const { senders } = whoSends(options, list, seed, (text) => remark(io, text))
  const server = options.smtp ?? sandbox
  if (!server) throw new Error('the sandbox did not start')
  const owners = options.assign === 'owners'
  await client.workspace.update({
    policy: {
      account_limit: senders.length + 1,
      mailboxes_per_seat: senders.length + 1,
      ...(owners ? { send_for_each_other: true } : {}),
    },
  })
  const chosen: { account: string; weight: number }[] = []
  for (const one of senders) chosen.push({ account: await addSender(client, one, server, owners), weight: one.weight })
  const imported = await runImport(client, options.contacts, {}, io)
  const { name } = await client.sequences.create(sequence)
  const assign = options.assign ?? (chosen.length > 1 ? 'selected' : 'mine')
  const wish = {
    ...wishOf(options),
    ...sendersOf(options),
    assign,
    seed,
    sequence: name,
    senders: owners ? [] : chosen,
  }
  const { token } = await client.schedule.preview(wish)
  const engaged = await client.schedule.engage({ ...wish, ...(token === undefined ? {} : { token }) })
  return { imported, engaged, sends: engaged.sends }
}

/** An active account for a placeholder sender, or the managed one; its id. */
async function addSender(client: Client, one: PreviewSender, server: Server, isOwner: boolean): Promise<string> {
  const { address, weight } = one
  if (address === managedSender) {
    const managed = (await client.accounts.list()).find(({ type: kind }) => kind === 'managed')
    if (!managed) throw new Error('the managed account is missing')
    return managed.public_id
  }
  if (isOwner) await client.seats.add({ name: address.slice(0, 120), address, role: 'member' })
  const made = await client.accounts.create({
    from_email: address,
    smtp_host: server.host,
    smtp_port: server.port,
    smtp_protocol: 'none',
    percentage: weight,
    quotas: one.limits.map(writeLimit),
    // Placeholders are nobody's: neither rules for seats nor for domains are what is rehearsed.
    ...(isOwner ? { seat: address } : { permits: ['role' as const, 'more' as const] }),
  })
  await client.accounts.activate({ public_id: made.public_id })
  return made.public_id
}

/** Lets time run until nothing is left to happen. */
async function toTheEnd(
  client: Client,
  clock: SimulatedClock,
  changes: { listen: (listener: (table: string) => void) => () => void },
  sends: number,
  io: Io,
): Promise<void> {
  const bar = createProgress(io, 'Rehearsing')
  let asked = Number.NEGATIVE_INFINITY
  const deaf = changes.listen((table) => {
    if (table !== 'sends' || !io.stderr.isTTY || io.clock.now() - asked < 200) return
    asked = io.clock.now()
    void client.workspace
      .status()
      .then(({ planned, now }) =>
        bar.show(sends - planned, sends, `${grouped(sends - planned)} emails, ${now.slice(0, 10)}`),
      )
  })
  try {
    await clock.quiet()
  } finally {
    deaf()
    bar.end()
  }
}

async function tell(client: Client, { imported, engaged }: Stage, { options, zone, seed, io }: Story): Promise<void> {
  const report = await client.reports.sequence({ sequence: engaged.sequence })
  const { rows, imported: taken, updated, refused } = imported
  const { excluded } = engaged
  if (options.json)
    return printJson(io, { ...report, zone, seed, import: { rows, imported: taken, updated, refused }, excluded })
  print(
    io,
    `${counted(rows, 'row')}: ${grouped(taken)} imported, ${grouped(refused.length)} refused, ${grouped(excluded.length)} left out.`,
  )
  showReport({ ...io, zone }, report)
  print(io, `\nSeed ${seed}. Nothing left this computer.`)
}

/**
 * Chance that replays: one seed, one story, down to ids and Message-IDs. A workspace draws its own seed as four bytes;
 * it gets this one, so that a rehearsal jitters and draws ranges as `cadenza preview` with the same seed does.
 */
function seededDice(seed: number): Dice {
  let drawn = 0
  return {
    bytes(n) {
      const bytes = new Uint8Array(n)
      if (n === 4) new DataView(bytes.buffer).setUint32(0, seed)
      else for (let i = 0; i < n; i++) bytes[i] = Math.floor(unitAt(seed, drawn++) * 256)
      return bytes
    },
  }
}

/** A rehearsal signs in nowhere. */
const noKeychain: Keychain = {
  get: async () => null,
  set: async () => {
    throw new Refusal('keychain_unavailable', 'A rehearsal keeps no passwords.')
  },
  remove: async () => {},
  trouble: async () => null,
}
