import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import type { WindowBlock } from '../../shared/domain/plan-shape.ts'
import { mergeRules } from '../../shared/domain/rules-number.ts'
import { sandboxDomain } from '../../shared/domain/sandbox-sender.ts'
import { defaultWindows } from '../../shared/domain/window.ts'
import { accountNameBy } from './account-name.ts'
import { blankSettings, insertAccount } from './accounts.ts'
import { tick } from './clockwork.ts'
import type { Reader, Tx } from './open.ts'
import { insertSeat } from './seats.ts'

export interface WorkspaceRow {
  publicId: string
  name: string
  zone: string
  windows: WindowBlock[]
  holidays: string | null
  daysOff: string[]
  policy: Record<string, unknown>
  messageKey: Buffer
  device: string
  seed: number
  paused: boolean
  stopped: boolean
  hlc: string
  createdAt: number
  version: number
}

/** What the managed account may send in one UTC day. */
export const managedPerUtcDay = 50

interface Raw extends Omit<WorkspaceRow, 'windows' | 'daysOff' | 'policy' | 'paused' | 'stopped'> {
  windows: string
  daysOff: string
  policy: string
  paused: number
  stopped: number
}

/** False in a database that `firstRun` has not seen yet. */
export const hasWorkspace = (reader: Reader): boolean => reader.get('SELECT 1 FROM workspace') !== undefined

/** The one workspace of this database. Throws when `firstRun` has not been called: that is a bug, not a refusal. */
export const workspaceRow = (reader: Reader): WorkspaceRow => reader.known('workspace', () => readWorkspace(reader))

function readWorkspace(reader: Reader): WorkspaceRow {
  const raw = reader.get<Raw>(
    `SELECT public_id AS publicId, name, zone, windows, holidays, days_off AS daysOff, policy,
       message_key AS messageKey, device, seed, paused, stopped, hlc, created_at AS createdAt, version FROM workspace`,
  )
  if (!raw) throw new Error('the workspace row is missing')
  // Everybody is given the same one.
  return Object.freeze({
    ...raw,
    windows: JSON.parse(raw.windows) as WindowBlock[],
    daysOff: JSON.parse(raw.daysOff) as string[],
    policy: JSON.parse(raw.policy) as Record<string, unknown>,
    paused: raw.paused === 1,
    stopped: raw.stopped === 1,
  })
}

/** Writes those of the workspace's own choices that `change` names. */
export function updateWorkspace(
  tx: Tx,
  change: Partial<Pick<WorkspaceRow, 'name' | 'zone' | 'windows' | 'holidays' | 'daysOff' | 'policy'>>,
): void {
  const next = { ...workspaceRow(tx), ...change }
  tx.run(
    'UPDATE workspace SET name = ?, zone = ?, windows = ?, holidays = ?, days_off = ?, policy = ?, version = version + 1',
    next.name,
    next.zone,
    JSON.stringify(next.windows),
    next.holidays,
    JSON.stringify(next.daysOff),
    JSON.stringify(next.policy),
  )
}

/** Pausing is a row: the loops look at it before every message. */
export function setSending(tx: Tx, state: { paused?: boolean; stopped?: boolean }): void {
  tx.run(
    'UPDATE workspace SET paused = coalesce(?, paused), stopped = coalesce(?, stopped), version = version + 1',
    state.paused === undefined ? null : Number(state.paused),
    state.stopped === undefined ? null : Number(state.stopped),
  )
}

export interface FirstRun {
  zone: string
  /** Name of this installation, as `publicIdFrom` makes them. */
  device: string
  seatName: string
  seatAddress: string
  /** ms since the epoch. */
  now: number
  /** `n` random bytes from a cryptographic source. */
  dice: { bytes(n: number): Uint8Array }
}

/**
 * Makes a workspace that can send at once: the workspace itself, one seat (yours, admin) and the managed account,
 * active, which delivers to the built-in sandbox until somebody gives it a server.
 *
 * @returns row ids of the seat and the managed account
 */
export function firstRun(tx: Tx, first: FirstRun): { seatId: number; managedId: number } {
  if (hasWorkspace(tx)) throw new Error('firstRun: there is a workspace already')
  const id = () => publicIdFrom(first.dice.bytes(publicIdBytes))
  const seatPublicId = id()
  const stamp = { author: seatPublicId, device: first.device, hlc: tick('', first.now, first.device) }
  const seed = first.dice.bytes(4)
  tx.run(
    `INSERT INTO workspace (id, public_id, name, zone, windows, days_off, policy, message_key, device, seed, hlc,
       created_at, merge_rules) VALUES (1, ?, ?, ?, ?, '[]', '{}', ?, ?, ?, ?, ?, ?)`,
    id(),
    `${first.seatName}’s workspace`,
    first.zone,
    JSON.stringify(defaultWindows),
    first.dice.bytes(32),
    first.device,
    new DataView(seed.buffer, seed.byteOffset, 4).getUint32(0),
    stamp.hlc,
    first.now,
    mergeRules,
  )
  const { seatName: name, seatAddress: address, now } = first
  const seatId = insertSeat(tx, { publicId: seatPublicId, name, address, role: 'admin', createdAt: now }, stamp)
  const managedId = insertAccount(
    tx,
    {
      publicId: accountNameBy(first.device, first.dice),
      ...blankSettings,
      kind: 'managed',
      seatId: null,
      address: `${address.split('@')[0] || 'you'}@${sandboxDomain}`,
      name,
      perUtcDay: managedPerUtcDay,
      state: 'active',
      createdAt: now,
    },
    stamp,
  )
  return { seatId, managedId }
}
