/** Several computers of one team, each with its own database in memory and its own keys. Nothing of them is pretended. */
import { randomBytes } from 'node:crypto'
import { type DeviceKeys, newDeviceKeys } from '../../src/main/file/device-keys.ts'
import { makeChunk } from '../../src/main/store/chunk.ts'
import { chunkHeads, chunkOf, lastChunk, seenHeads } from '../../src/main/store/chunks.ts'
import { stamp, tick } from '../../src/main/store/clockwork.ts'
import { insertDevice, ownDevice } from '../../src/main/store/devices.ts'
import { courtOf } from '../../src/main/store/facts.ts'
import { enterTeam } from '../../src/main/store/joining.ts'
import { type Merged, mergeChunk } from '../../src/main/store/merging.ts'
import { migrate } from '../../src/main/store/migrate.ts'
import { openStore, type Store } from '../../src/main/store/open.ts'
import { sealNext } from '../../src/main/store/sealing.ts'
import { insertSeat } from '../../src/main/store/seats.ts'
import { rootOf, shareWorkspace } from '../../src/main/store/sharing.ts'
import { firstRun, workspaceRow } from '../../src/main/store/workspace.ts'
import { publicIdBytes, publicIdFrom } from '../../src/shared/domain/ids.ts'
import type { Change, Chunk } from '../../src/shared/domain/shared-change.ts'

let bytes = (n: number): Uint8Array => new Uint8Array(randomBytes(n))
export const dice = { bytes: (n: number) => bytes(n) }
export const newId = (): string => publicIdFrom(dice.bytes(publicIdBytes))
/** From here on names come from these dice, so that a run can be repeated; without any, from the system's again. */
export const nameBy = (given?: { bytes(n: number): Uint8Array }): void => {
  bytes = given?.bytes ?? ((n) => new Uint8Array(randomBytes(n)))
}

/** One computer. */
export interface Device {
  /** Public id. */
  id: string
  /** Public id of whose it is. */
  seat: string
  store: Store
  keys: DeviceKeys
}

export interface Member {
  name: string
  address: string
  role: 'admin' | 'member'
  /** How many computers they have. */
  devices?: number
}

export interface Team {
  /** The founder's first, then everybody's in the order given. */
  devices: Device[]
  /** Their common wall clock, ms; it only moves when a test moves it. */
  clock: { now: number }
  close(): void
}

/** A database that only has to be opened: migrating one takes longer than most of what is done with it. */
let migrated: Buffer | undefined
function emptyDatabase(): Buffer {
  const store = openStore(':memory:')
  migrate(store.sqlite)
  const data = store.sqlite.serialize()
  store.close()
  return data
}

export async function installed(member: Member, now: number): Promise<{ store: Store; keys: DeviceKeys }> {
  migrated ??= emptyDatabase()
  // better-sqlite3 opens a database that lies in a buffer
  const store = openStore(migrated as unknown as string)
  const first = { zone: 'Europe/Paris', device: newId(), seatName: member.name, seatAddress: member.address }
  store.write((tx) => firstRun(tx, { ...first, now, dice }))
  return { store, keys: await newDeviceKeys(ownDevice(store)) }
}

/** Tells everything that was written on a computer, so many changes `together`; the chunks it became. */
export function seal(device: Device, now: number, together?: number): Chunk[] {
  const made: Chunk[] = []
  for (;;) {
    const chunk = device.store.write((tx) => sealNext(tx, now, device.keys, together))
    if (!chunk) return made
    made.push(chunk)
  }
}

/** Chunks that one computer holds and the other doesn't, each chain in its order. */
export function lacking(from: Device, to: Device): Chunk[] {
  const heads = chunkHeads(to.store)
  return Object.entries(chunkHeads(from.store)).flatMap(([device, last]) => {
    const first = (heads[device] ?? 0) + 1
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
      chunkOf(from.store, device, first + i),
    ).filter((chunk) => chunk !== undefined)
  })
}

/** Takes chunks in, each in its own transaction. */
export const take = (device: Device, chunks: readonly Chunk[], now: number): Merged[] =>
  chunks.map(({ header, signature, bodies }) =>
    device.store.write((tx) => mergeChunk(tx, { header, signature, bodies }, now)),
  )

/** Passes to each what it lacks of the other, as a workspace file would, so many chunks at `most`; what each made of it. */
export function exchange(
  a: Device,
  b: Device,
  now: number,
  { together, most }: { together?: number; most?: number } = {},
): Merged[] {
  seal(a, now, together)
  seal(b, now, together)
  const forB = lacking(a, b).slice(0, most)
  const forA = lacking(b, a).slice(0, most)
  return [...take(b, forB, now), ...take(a, forA, now)]
}

/** What was refused is offered again and again. */
const isNews = ({ state }: Merged): boolean => state === 'applied' || state === 'waiting'

/** Everybody with everybody until nobody lacks anything that they would take. */
export function settleAll({ devices, clock }: Pick<Team, 'devices' | 'clock'>): void {
  for (let moved = true; moved; ) {
    moved = false
    for (const a of devices)
      for (const b of devices) if (a !== b && exchange(a, b, clock.now).some(isNews)) moved = true
  }
}

/** A chunk of a device that keeps to no rule, well signed all the same. */
export function forged(
  device: Device,
  now: number,
  changes: Omit<Change, 'salt' | 'hlc'>[],
  over: { hlc?: string; seen?: Record<string, number> } = {},
): Chunk {
  const { store, keys, id } = device
  const last = lastChunk(store, id)
  const workspace = courtOf(store).workspace
  const at = tick('', now, id)
  return makeChunk(
    {
      workspace,
      device: id,
      number: (last?.number ?? 0) + 1,
      previous: last?.hash ?? '',
      at,
      seen: over.seen ?? seenHeads(store, id),
    },
    changes.map((change) => ({ ...change, hlc: over.hlc ?? at, salt: 'abcdefghijkl' })),
    keys.secret.signing,
  )
}

/** A seat on the founder's computer, as an admin makes one. */
const addSeat = (founder: Device, member: Member, now: number): string => {
  const id = newId()
  const { name, address, role } = member
  founder.store.write((tx) => insertSeat(tx, { publicId: id, name, address, role, createdAt: now }, stamp(tx, now)))
  return id
}

/**
 * Another computer comes into the team under a seat, admitted on the founder's.
 *
 * @param own as it is before; none: it is new
 */
export async function admit(
  founder: Device,
  member: Member,
  seat: string,
  now: number,
  own?: { store: Store; keys: DeviceKeys },
): Promise<Device> {
  const { store, keys } = own ?? (await installed(member, now))
  const row = workspaceRow(founder.store)
  const root = rootOf(founder.store)
  if (!root) throw new Error('the founder shares nothing')
  const { name, zone, windows, holidays, daysOff, policy } = row
  const workspace = { id: row.publicId, key: row.messageKey.toString('base64url') }
  const whole = { ...workspace, name, zone, windows, holidays, daysOff, policy }
  const { address, role } = member
  const joining = { invitation: newId(), at: now, answer: '', expiresAt: now, inviter: 'the founder' }
  store.write((tx) =>
    enterTeam(tx, { workspace: whole, root, seat: { id: seat, name: member.name, address, role } }, joining),
  )
  founder.store.write((tx) => {
    const seatId = tx.get<{ id: number }>('SELECT id FROM seats WHERE public_id = ?', seat)?.id as number
    const { device, signingKey, sealingKey } = keys
    const label = `${member.name}'s computer`
    insertDevice(tx, { publicId: device, seatId, name: label, signingKey, sealingKey, createdAt: now }, stamp(tx, now))
  })
  const device = { id: keys.device, seat, store, keys }
  seal(founder, now)
  take(device, lacking(founder, device), now)
  return device
}

/**
 * A team whose computers all know each other. The first member founds it and must be an admin.
 *
 * @param now ms since the epoch
 */
export async function teamOf(members: readonly Member[], now = Date.UTC(2026, 10, 23, 9)): Promise<Team> {
  const [first, ...rest] = members
  if (!first) throw new Error('a team of nobody')
  const begun = await installed(first, now)
  begun.store.write((tx) => shareWorkspace(tx, { keys: begun.keys, name: `${first.name}'s computer` }, now))
  const seat = rootOf(begun.store)?.seat as string
  const founder: Device = { id: begun.keys.device, seat, ...begun }
  const devices = [founder]
  for (let i = 1; i < (first.devices ?? 1); i++) devices.push(await admit(founder, first, seat, now))
  for (const member of rest) {
    const id = addSeat(founder, member, now)
    for (let i = 0; i < (member.devices ?? 1); i++) devices.push(await admit(founder, member, id, now))
  }
  const team = { devices, clock: { now } }
  settleAll(team)
  const close = () => {
    for (const { store } of devices) store.close()
  }
  return { ...team, close }
}
