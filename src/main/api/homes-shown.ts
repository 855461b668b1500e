/** Where an account's mail leaves from, as the doors show it. */
import { allowed } from '../../shared/domain/access.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { presentHome, type Standing, standingOf } from '../../shared/domain/home.ts'
import { type Here, keptWords, outWords, partHere } from '../../shared/domain/sender.ts'
import { isReserved, leaseMargin, reserveLength, roomFor } from '../../shared/domain/share.ts'
import type { AccountRow } from '../store/accounts.ts'
import { deviceByPublicId, deviceRows, ownDevice } from '../store/devices.ts'
import { computerName, hereOf, leaseNow } from '../store/homes.ts'
import type { Reader } from '../store/open.ts'
import { reviewCount, reviewDue } from '../store/reviews.ts'
import { ownerName, seatById } from '../store/seats.ts'
import { sendersOf } from '../store/shares.ts'
import { sharedSince } from '../store/sharing.ts'
import { found } from './accounts-found.ts'
import { type Asker, iso, isoOrNull, type Room } from './context.ts'

/** @throws Refusal `not_found`, `forbidden` where it is somebody else's to decide */
export function accountToChange(reader: Reader, asker: Asker, publicId: string): AccountRow {
  const row = found(reader, publicId)
  if (!allowed('account.change', asker, { owner: row.seatId }))
    throw new Refusal(
      'forbidden',
      `${row.address} belongs to ${ownerName(reader, row) ?? 'the team'}: that is theirs, or an admin's, to decide.`,
    )
  return row
}

export function computerOf(reader: Reader, device: string, self: string) {
  const row = deviceByPublicId(reader, device)
  const seat = row ? (seatById(reader, row.seatId)?.name ?? null) : null
  return { public_id: device, name: computerName(reader, device), seat, this: device === self }
}

/**
 * May an account be home there? Its owner's computers and the admins': nobody else is believed to change it. A computer that
 * is in no team is everybody's who works on it.
 */
export function mayBeHome(reader: Reader, account: AccountRow, device: string): boolean {
  if (sharedSince(reader) === null) return device === ownDevice(reader)
  const row = deviceByPublicId(reader, device)
  const seat = row?.state === 'active' ? seatById(reader, row.seatId) : undefined
  return seat?.state === 'active' && (seat.role === 'admin' || seat.id === account.seatId)
}

/** Why this computer couldn't send from it if it were its home; null: it could. */
async function troubleOf({ store, ports: { keychain } }: Room, account: AccountRow): Promise<string | null> {
  if (account.smtp === null) return null
  const isHome = account.homeDevice === ownDevice(store)
  const enter = isHome ? 'enter it, or nothing leaves' : 'it can be entered once this computer is its home'
  if (account.signedIn)
    return (await keychain.get(`${account.publicId}/tokens`)) === null
      ? `Somebody has to sign in to ${account.address} on this computer.`
      : null
  // whoever has a name at its server has a password there; what another computer knows of it is its own
  if (!account.hasSecret && account.smtp.user === null) return null
  const held = await keychain.get(account.publicId).catch(() => null)
  return held === null ? `The password of ${account.address} is not on this computer: ${enter}.` : null
}

const isOut = (reader: Reader, device: string): boolean => deviceByPublicId(reader, device)?.state === 'revoked'

function wordsOf(standing: Standing, home: string, to: string | null, part: number | null, homeIsOut: boolean): string {
  if (standing === 'released') return `It was handed to ${to}. Nothing leaves until that computer has taken it up.`
  if (standing === 'offered') return `${home} has handed it to this computer. Nothing leaves until you take it up.`
  const rest = part !== null && part < 1000 ? `, with ${part / 10} % of its limits` : ''
  if (standing === 'home') return `Its mail leaves from this computer${rest}.`
  if (homeIsOut && part === null)
    return `Its mail left from ${home}, which is out of the team. Nothing leaves until another computer takes it over.`
  return part === null ? `Its mail leaves from ${home}.` : `A part of its mail leaves from this computer${rest}.`
}

const doubts = (reader: Reader, accountId: number, taken: number | null, now: number) => ({
  review: reviewCount(reader, accountId),
  may_have_left: reviewDue(reader, accountId, taken, now),
})

/** The parts that were given away and not given back, with how many emails wait for each. */
const authorisedOf = <C>(here: Here, waiting: ReadonlyMap<string, number>, computer: (device: string) => C) =>
  here.shares
    .filter(({ state }) => state !== 'released')
    .map((share) => ({
      device: computer(share.device),
      share: share.share,
      state: share.state as Exclude<typeof share.state, 'released'>,
      lease_until: iso(share.leaseUntil),
      back_at: iso(share.leaseUntil + leaseMargin + here.window),
      waiting: waiting.get(share.device) ?? 0,
    }))

/** All that a screen shows about it. */
export async function shownHome(room: Room, account: AccountRow) {
  const { store, ports } = room
  const now = ports.clock.now()
  const trouble = await troubleOf(room, account)
  return store.read(() => {
    const here = hereOf(store, account.id)
    if (!here) throw new Error('shownHome: the account is gone')
    const { where, device: self } = here
    const { device, epoch } = presentHome(where.homes)
    const standing = standingOf(where, self)
    const part = partHere(here, standing === 'home' ? now : leaseNow(store, now))
    const handed = where.handing?.epoch === epoch ? where.handing.to : null
    const home = computerOf(store, device, self)
    const to = handed === null ? null : computerOf(store, handed, self)
    const waiting = new Map(sendersOf(store, account.id).map((one) => [one.device, one.waiting]))
    const shown = part > 0 || (standing === 'home' && !here.out) ? part : null
    return {
      public_id: account.publicId,
      from_email: account.address,
      version: account.version,
      standing,
      home,
      handing_to: to,
      words:
        account.keptBy !== null
          ? keptWords(account.address, account.keptBy)
          : here.out
            ? outWords
            : wordsOf(standing, home.name, to?.name ?? null, shown, isOut(store, device)),
      part: shown,
      reserved_until: isoOrNull(
        isReserved(here, now, here.window) && here.taken !== null ? here.taken + reserveLength + here.window : null,
      ),
      authorised: authorisedOf(here, waiting, (device) => computerOf(store, device, self)),
      room: standing === 'home' ? roomFor(here, now) : 0,
      stranded: standing === 'elsewhere' && shown === null ? (waiting.get(self) ?? 0) : 0,
      ...doubts(store, account.id, here.taken, now),
      computers: deviceRows(store).flatMap((one) =>
        one.publicId === self || one.state !== 'active'
          ? []
          : [{ ...computerOf(store, one.publicId, self), may_be_home: mayBeHome(store, account, one.publicId) }],
      ),
      trouble,
    }
  })
}
