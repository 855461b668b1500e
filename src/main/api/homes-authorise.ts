/** Lets another computer send a part of an account's mail: a part of its limits, and its secrets sealed to that computer. */
import { allowed } from '../../shared/domain/access.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { presentHome, standingOf } from '../../shared/domain/home.ts'
import { isGivenBack } from '../../shared/domain/sender.ts'
import { authorise as grantPart, roomFor, withdraw as takeBack, whole } from '../../shared/domain/share.ts'
import { sealTo } from '../file/device-keys.ts'
import type { AccountRow } from '../store/accounts.ts'
import { millisOf, stamp } from '../store/clockwork.ts'
import { deviceByPublicId } from '../store/devices.ts'
import { computerName, hereOf } from '../store/homes.ts'
import { deedOf, note } from '../store/journal.ts'
import { newName } from '../store/maker-name.ts'
import type { Reader } from '../store/open.ts'
import { planAccount } from '../store/plan-state.ts'
import { ownerName } from '../store/seats.ts'
import { adopt, insertShare, shareRows, updateShare } from '../store/shares.ts'
import { sharedSince } from '../store/sharing.ts'
import { found } from './accounts-found.ts'
import { readSecret, secretName } from './accounts-secret.ts'
import type { Asker, Context, Room } from './context.ts'
import { checkSettled } from './homes-settled.ts'

interface Wish {
  public_id: string
  version?: number | undefined
  device: string
  share: number
}

/** Only the owner gives away what their mailbox is opened with; of a team account an admin. @throws Refusal */
function authorisable(reader: Reader, asker: Asker, wish: Pick<Wish, 'public_id' | 'version'>): AccountRow {
  const row = found(reader, wish.public_id)
  if (!allowed(row.seatId === null ? 'account.change' : 'account.authorise', asker, { owner: row.seatId }))
    throw new Refusal(
      'forbidden',
      `Only ${ownerName(reader, row) ?? 'an admin'} can let another computer send from ${row.address}: its password goes with it.`,
    )
  if (sharedSince(reader) === null)
    throw new Refusal('state', 'The workspace is on this computer alone. Invite another one first.')
  if (wish.version !== undefined && wish.version !== row.version)
    throw new Refusal('stale_version', `${row.address} is at version ${row.version}, not ${wish.version}.`)
  if (row.hosts !== null)
    throw new Refusal(
      'state',
      `Sender hosts send for ${row.address}. Turn that off first: then its limits can be divided.`,
    )
  const here = hereOf(reader, row.id)
  if (!here || standingOf(here.where, here.device) !== 'home')
    throw new Refusal('state', `${row.address} is not sent from this computer: only its home divides its limits.`)
  return row
}

/** What the other computer has to know to sign in. @throws Refusal `state` */
async function secretsOf({ ports: { keychain } }: Room, account: AccountRow): Promise<Record<string, string>> {
  if (account.signedIn)
    throw new Refusal(
      'state',
      `${account.address} signs in through the browser, which every computer has to do by itself: it can be handed over, not shared.`,
    )
  const held: Record<string, string> = {}
  for (const [key, part, has] of [
    ['smtp', undefined, account.hasSecret],
    ['imap', 'imap', account.hasImapSecret],
  ] as const) {
    if (!has) continue
    const secret = await readSecret(keychain, secretName(account.secretId, part))
    if (secret === null)
      throw new Refusal(
        'state',
        `The password of ${account.address} is missing from the keychain: enter it again first.`,
      )
    held[key] = secret
  }
  return held
}

function checkWish(reader: Reader, account: AccountRow, { device, share }: Wish, now: number): string {
  const row = deviceByPublicId(reader, device)
  if (row?.state !== 'active') throw new Refusal('not_found', 'There is no such computer in the team.')
  const here = hereOf(reader, account.id)
  const room = here ? roomFor(here, now) : 0
  if (here?.shares.some((one) => one.device === device && one.state !== 'released'))
    throw new Refusal(
      'conflict',
      `${row.name} is authorised for ${account.address}, or has not yet said that it has stopped.`,
    )
  if (share > room)
    throw new Refusal('state', `Only ${room / 10} % of the limits of ${account.address} can be given away now.`, {
      room,
    })
  for (const [part, whose] of [
    [share, row.name],
    [room + (whole - 900) - share, 'this computer'],
  ] as const)
    if (!planAccount({ ...account, state: 'active', paused: false }, part).active)
      throw new Refusal(
        'state',
        `A limit of ${account.address} is so small that ${whose} would have less than one whole email of it.`,
      )
  return row.sealingKey
}

/** @throws Refusal; then nothing is changed */
export async function authorise({ room, asker }: Context, wish: Wish): Promise<void> {
  const { store, ports, changes } = room
  const account = authorisable(store, asker, wish)
  const key = checkWish(store, account, wish, ports.clock.now())
  const secrets = await secretsOf(room, account)
  const sealed = Buffer.from(await sealTo([key], Buffer.from(JSON.stringify(secrets)))).toString('base64')
  const now = ports.clock.now()
  store.write((tx) => {
    const row = authorisable(tx, asker, wish)
    checkWish(tx, row, wish, now)
    const here = hereOf(tx, row.id)
    // an email that nobody else knows of would count in nobody's part
    checkSettled(tx, row)
    const share =
      here &&
      grantPart(here, { device: wish.device, share: wish.share, epoch: presentHome(here.where.homes).epoch }, now)
    if (!here || !share) throw new Refusal('conflict', 'Its limits were divided otherwise meanwhile. Look again.')
    const mark = stamp(tx, now, asker.seatId)
    // what it had under an earlier part is the home's by now, before it could think that it is its own again
    if (isGivenBack(here, wish.device)) adopt(tx, row.id, wish.device, mark)
    const publicId = newName(tx, ports.dice)
    // by the clock that whoever gave a part back was heard by, so that this one is known to come after it
    insertShare(tx, { ...share, publicId, accountId: row.id, sealed }, mark, Math.max(now, millisOf(mark.hlc)))
    note(
      tx,
      now,
      'home',
      `${computerName(tx, wish.device)} may send ${wish.share / 10} % of the mail of ${row.address}.`,
      { account: row.publicId, ...deedOf(asker) },
    )
  })
  changes.tell('accounts', 'sends')
}

/** @throws Refusal */
export function withdraw({ room, asker }: Context, wish: Omit<Wish, 'share'>): void {
  const { store, ports, changes } = room
  const now = ports.clock.now()
  store.write((tx) => {
    const row = authorisable(tx, asker, wish)
    const open = shareRows(tx, row.id).filter((one) => one.device === wish.device && one.state === 'granted')
    if (open.length === 0)
      throw new Refusal('state', `${computerName(tx, wish.device)} is not authorised for ${row.address}.`)
    const mark = stamp(tx, now, asker.seatId)
    for (const one of open) updateShare(tx, one.id, takeBack(one), mark)
    note(tx, now, 'home', `${computerName(tx, wish.device)} may no longer send from ${row.address}.`, {
      account: row.publicId,
      ...deedOf(asker),
    })
  })
  changes.tell('accounts', 'sends')
}
