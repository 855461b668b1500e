/** Which computer sends from an account: what the database knows about it, and the few writes that change it. */
import {
  type HomeColumns,
  type Homes,
  homeMark,
  lastTaken,
  presentHome,
  standingOf,
  type Whereabouts,
  whereabouts,
} from '../../shared/domain/home.ts'
import type { Limit } from '../../shared/domain/plan-shape.ts'
import { unitLength } from '../../shared/domain/quota.ts'
import { type Bar, type Here, heldShare, type Mail, maySend, type Names, partHere } from '../../shared/domain/sender.ts'
import { DAY } from '../../shared/domain/time.ts'
import { type Mark, millisOf } from './clockwork.ts'
import { keptByOf } from './kept-by.ts'
import type { Reader, Tx } from './open.ts'
import { sendersOf, shareRows } from './shares.ts'

interface Own {
  device: string
  hlc: string
  sharedSince: number | null
}

const own = (reader: Reader): Own =>
  reader.known('own computer', () => {
    const row = reader.get<Own>('SELECT device, hlc, shared_since AS sharedSince FROM workspace')
    if (!row) throw new Error('the workspace row is missing')
    return row
  })

/** Was this computer taken out of its team? The others take its mailboxes over, so nothing may leave from it. */
export const isOutOfTeam = (reader: Reader): boolean =>
  reader.known(
    'out of the team',
    () =>
      own(reader).sharedSince !== null &&
      reader.get(`SELECT 1 FROM devices d, workspace w WHERE d.public_id = w.device AND d.state = 'revoked'`) !==
        undefined,
  )

/** Where the account (row id) is, by all that is known here; undefined: there is no such account. */
export function whereaboutsOf(reader: Reader, accountId: number): Whereabouts | undefined {
  const row = reader.known(`homes ${accountId}`, () =>
    reader.get<Omit<HomeColumns, 'homes'> & { homes: string | null }>(
      `SELECT homes, home_device AS homeDevice, epoch, handing_to AS handingTo, handing_epoch AS handingEpoch
       FROM accounts WHERE id = ?`,
      accountId,
    ),
  )
  return row && whereabouts({ ...row, homes: row.homes === null ? null : (JSON.parse(row.homes) as Homes) })
}

/** All that this computer knows about who sends from the account; undefined: there is no such account. */
export function hereOf(reader: Reader, accountId: number): Here | undefined {
  const where = whereaboutsOf(reader, accountId)
  if (!where) return undefined
  const { device, sharedSince } = own(reader)
  const taken = lastTaken(where)
  const shares = sharedSince === null ? [] : shareRows(reader, accountId)
  const lost = presentHome(where.homes).device === device ? (Object.values(where.homes).at(-2)?.device ?? null) : null
  return {
    device,
    out: isOutOfTeam(reader),
    where,
    shares,
    taken,
    window: shares.length > 0 || taken !== null ? longestWindow(reader, accountId) : 0,
    others:
      taken !== null &&
      reader.get(
        `SELECT 1 FROM devices WHERE deleted = 0 AND public_id <> ? AND public_id IS NOT ? LIMIT 1`,
        device,
        lost,
      ) !== undefined,
  }
}

/** How far the longest limit of the account looks back, ms. */
function longestWindow(reader: Reader, accountId: number): number {
  const row = reader.get<{ limits: string; daily: number }>(
    'SELECT limits, per_utc_day IS NOT NULL OR ramp IS NOT NULL AS daily FROM accounts WHERE id = ?',
    accountId,
  )
  const limits = JSON.parse(row?.limits ?? '[]') as Limit[]
  return Math.max(row?.daily ? DAY : 0, ...limits.map(({ unit }) => unitLength[unit]))
}

/** Time as leases are judged by on the device that holds them: a clock that was set back must not prolong one. */
export const leaseNow = (reader: Reader, now: number): number => Math.max(now, millisOf(own(reader).hlc))

/** Thousandths of the account's limits that may be used on this computer; 0: nothing may leave from here. */
export function partOfAccount(reader: Reader, accountId: number, now: number): number {
  const here = hereOf(reader, accountId)
  if (!here || keptByOf(reader, accountId) !== null) return 0
  return partHere(here, standingOf(here.where, here.device) === 'home' ? now : leaseNow(reader, now))
}

/** Public id of this computer where it holds a part of the account and is not its home; null: it isn't so. */
export function holderHere(reader: Reader, accountId: number, now: number): string | null {
  const here = hereOf(reader, accountId)
  if (!here || standingOf(here.where, here.device) === 'home') return null
  return heldShare(here, leaseNow(reader, now)) ? here.device : null
}

/**
 * Does everything leave from this one computer, as ever? Then nothing has to be asked of single emails. A copy that became
 * a computer of its own is alone too, but its mailboxes are home to the other one until they are taken over.
 */
export const isPlain = (reader: Reader): boolean =>
  reader.known(
    'plain',
    () =>
      own(reader).sharedSince === null &&
      !reader.get('SELECT 1 FROM accounts a, workspace w WHERE a.epoch > 1 OR a.home_device <> w.device LIMIT 1'),
  )

/** May this computer send that email (row id) now? Null: it may. */
export function mayLeaveHere(reader: Reader, sendId: number, now: number): Bar | null {
  const row = reader.get<Mail & { accountId: number; enrollmentId: number | null }>(
    `SELECT s.account_id AS accountId, s.enrollment_id AS enrollmentId, e.home, e.sender_device AS sender
     FROM sends s LEFT JOIN enrollments e ON e.id = s.enrollment_id WHERE s.id = ?`,
    sendId,
  )
  const here = row && hereOf(reader, row.accountId)
  if (!row || !here) return 'elsewhere'
  if (keptByOf(reader, row.accountId) !== null) return 'kept'
  const isHome = standingOf(here.where, here.device) === 'home'
  return maySend(here, row.enrollmentId === null ? null : row, isHome ? now : leaseNow(reader, now))
}

/** What an enrollment from that account says about who sends it, written when somebody is engaged: its home, its device. */
export function senderOf(reader: Reader, accountId: number, now: number): [home: string | null, device: string | null] {
  if (isPlain(reader)) return [null, null]
  const where = whereaboutsOf(reader, accountId)
  return [where ? homeMark(where) : null, holderHere(reader, accountId, now)]
}

/** What this computer may take up of the account; null: it has it all, and nobody else a part. */
export function sendsBy(reader: Reader, accountId: number, now: number): { device: string; held: boolean } | null {
  const here = hereOf(reader, accountId)
  if (!here) return null
  const held = holderHere(reader, accountId, now) !== null
  return held || sendersOf(reader, accountId).length > 0 ? { device: here.device, held } : null
}

/** "Ana's computer", or what else it is called; "the other computer" where nothing is known of it here. */
export const computerName = (reader: Reader, device: string): string =>
  reader.get<{ name: string }>('SELECT name FROM devices WHERE public_id = ? AND deleted = 0', device)?.name ??
  'the other computer'

/** Names for the sentence about why an email (row id) does not leave from here. */
export function namesFor(reader: Reader, sendId: number): Names {
  const row = reader.get<{ accountId: number; sender: string | null }>(
    `SELECT s.account_id AS accountId, e.sender_device AS sender FROM sends s
     LEFT JOIN enrollments e ON e.id = s.enrollment_id WHERE s.id = ?`,
    sendId,
  )
  return namesOf(reader, row?.accountId, row?.sender ?? null)
}

/** The same of all emails from an account (row id) that are `sender`'s to send (public id of a device). */
export function namesOf(reader: Reader, accountId: number | undefined, sender: string | null): Names {
  const row = reader.get<{ address: string }>('SELECT address FROM accounts WHERE id = ?', accountId ?? 0)
  const where = row && whereaboutsOf(reader, accountId ?? 0)
  const name = (device: string | null | undefined) => (device ? computerName(reader, device) : 'another computer')
  return {
    address: row?.address ?? '',
    home: name(where && presentHome(where.homes).device),
    to: name(where?.handing?.to),
    sender: name(sender),
    keeper: (row && keptByOf(reader, accountId ?? 0)) ?? '',
  }
}

/** Writes where the account is from now on, and raises its version. */
export function setWhereabouts(tx: Tx, accountId: number, where: Whereabouts, mark: Mark): void {
  const { device, epoch } = presentHome(where.homes)
  tx.run(
    `UPDATE accounts SET homes = @homes, home_device = @home, epoch = @epoch, handing_to = @to, handing_epoch = @handing,
       version = version + 1, author = @author, device = @device, hlc = @hlc WHERE id = @id`,
    {
      homes: epoch === 1 ? null : JSON.stringify(where.homes),
      home: device,
      epoch,
      to: where.handing?.to ?? null,
      handing: where.handing?.epoch ?? null,
      ...mark,
      id: accountId,
    },
  )
}

/** Emails of the account that were taken up here and whose fate is open. */
export const openHere = (reader: Reader, accountId: number): { sending: number; unsure: number } =>
  reader.get(
    `SELECT count(*) FILTER (WHERE state = 'sending') AS sending, count(*) FILTER (WHERE state = 'unsure') AS unsure
     FROM sends WHERE account_id = ? AND state IN ('sending', 'unsure')`,
    accountId,
  ) ?? { sending: 0, unsure: 0 }
