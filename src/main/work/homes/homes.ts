/**
 * Looks after divided accounts. The home renews leases as often as it hears from a holder, goes on with what a holder has
 * given back, and has a person look at what one whose lease ran out may have sent. A holder opens the secrets that were
 * sealed to it, and says that it has stopped when its part was taken back: only once nothing of its own is in doubt.
 */
import { presentHome, standingOf } from '../../../shared/domain/home.ts'
import { secretName } from '../../../shared/domain/secret-name.ts'
import { isGivenBack } from '../../../shared/domain/sender.ts'
import { counts, isHeld, isOver, isReserved, renew } from '../../../shared/domain/share.ts'
import { HOUR, MINUTE } from '../../../shared/domain/time.ts'
import type { Changes } from '../../changes.ts'
import { openSealed, readDeviceKeys } from '../../file/device-keys.ts'
import type { Ports } from '../../ports.ts'
import { startRounds } from '../../rounds.ts'
import { type AccountRow, accountById, accountRows } from '../../store/accounts.ts'
import { stamp } from '../../store/clockwork.ts'
import { ownDevice } from '../../store/devices.ts'
import { computerName, hereOf, isPlain, leaseNow, openHere } from '../../store/homes.ts'
import { note } from '../../store/journal.ts'
import type { Store, Tx } from '../../store/open.ts'
import { reviewAll } from '../../store/reviews.ts'
import { adopt, heardAt, type ShareRow, secretsHere, sendersOf, sharesFor, updateShare } from '../../store/shares.ts'
import { type LookBackOptions, startLookingBack } from './look-back.ts'

interface HomesOptions {
  store: Store
  ports: Ports
  changes: Changes
}

export function startHomes(options: HomesOptions & Pick<LookBackOptions, 'lines'>): { stop(): Promise<void> } {
  const { store, ports, changes } = options
  const back = startLookingBack(options)
  /** Parts (public ids) whose secrets this computer has put into its keychain. */
  const opened = new Set<string>()
  const rounds = startRounds({
    clock: ports.clock,
    changes,
    wokenBy: ['accounts', 'workspace'],
    async round() {
      if (isPlain(store)) return Number.POSITIVE_INFINITY
      await lookAfterHomes({ store, ports, changes }, opened)
      return ports.clock.now() + HOUR
    },
    failed(error) {
      ports.log.error('looking after divided accounts failed', { error: (error as Error).stack ?? String(error) })
      return ports.clock.now() + 5 * MINUTE
    },
  })
  return { stop: async () => void (await Promise.all([rounds.stop(), back.stop()])) }
}

/**
 * One round.
 *
 * @param opened parts (public ids) whose secrets are in the keychain already; those that are opened now join them
 */
export async function lookAfterHomes({ store, ports, changes }: HomesOptions, opened: Set<string>): Promise<void> {
  const now = ports.clock.now()
  const changed = store.write((tx) => accountRows(tx).filter((account) => atHome(tx, account, now)).length)
  const held = await asHolder({ store, ports, changes }, opened, now)
  if (changed + held > 0) changes.tell('sends', 'enrollments', 'accounts')
}

/** True when something was written. */
function atHome(tx: Tx, account: AccountRow, now: number): boolean {
  const here = hereOf(tx, account.id)
  if (!here || standingOf(here.where, here.device) !== 'home') return false
  const { epoch } = presentHome(here.where.homes)
  let written = false
  for (const share of here.shares as ShareRow[]) {
    const heard = heardAt(tx, share.device)
    // once it has run out its part may be somebody else's
    const next = heard === null || !counts(share, now) ? share : renew(share, epoch, Math.min(heard, now))
    // a day more is worth telling everybody, a minute is not
    if (next.leaseUntil - share.leaseUntil < 12 * HOUR) continue
    updateShare(tx, share.id, next, stamp(tx, now))
    written = true
  }
  for (const { device } of sendersOf(tx, account.id)) {
    if (device === here.device) continue
    if (isGivenBack(here, device)) {
      adopt(tx, account.id, device, stamp(tx, now))
      written = true
    } else if (!isReserved(here, now) && !here.shares.some((one) => one.device === device && counts(one, now))) {
      const waits = reviewAll(tx, account.id, 'lease', device)
      if (waits > 0)
        note(
          tx,
          now,
          'home',
          `${computerName(tx, device)} has not said what it sent from ${account.address}: ${waits} emails wait for a look.`,
          { account: account.publicId },
        )
      written ||= waits > 0
    }
  }
  return written
}

/** How many parts something was done about. */
async function asHolder(options: HomesOptions, opened: Set<string>, now: number): Promise<number> {
  const { store } = options
  let done = 0
  for (const share of sharesFor(store, ownDevice(store))) {
    const account = accountById(store, share.accountId)
    const here = account && hereOf(store, account.id)
    if (!account || !here) continue
    if (isOver(share, here.where)) {
      if (await giveBack(options, account, share, now)) done++
      // pending: its connection was changed since, and what was sealed was given for another server
    } else if (
      account.state !== 'pending' &&
      isHeld(share, here.where, leaseNow(store, now)) &&
      !opened.has(share.publicId)
    ) {
      // told only when it worked: whoever is told looks again at once
      if (!(await openSecrets(options, account, share))) continue
      opened.add(share.publicId)
      done++
    }
  }
  return done
}

/** Says that nothing leaves by it any more. False: something of its own is under way or in doubt. */
async function giveBack(
  { store, ports }: HomesOptions,
  account: AccountRow,
  share: ShareRow,
  now: number,
): Promise<boolean> {
  const given = store.write((tx) => {
    const { sending, unsure } = openHere(tx, account.id)
    if (sending + unsure > 0) return false
    updateShare(tx, share.id, { ...share, state: 'released' }, stamp(tx, now))
    note(tx, now, 'home', `This computer sends no more from ${account.address}: its part was taken back.`, {
      account: account.publicId,
    })
    return true
  })
  // a holder that became home meanwhile goes on by what it was given
  if (given && account.homeDevice !== share.device) {
    for (const part of [undefined, 'imap'] as const) await ports.keychain.remove(secretName(account.secretId, part))
    store.write((tx) => secretsHere(tx, account.id, { smtp: false, imap: false }))
  }
  return given
}

async function openSecrets(
  { store, ports: { keychain, log } }: HomesOptions,
  account: AccountRow,
  share: ShareRow,
): Promise<boolean> {
  const keys = share.sealed === null ? null : await readDeviceKeys(keychain, share.device)
  const plain = keys && share.sealed ? await openSealed(keys.secret, Buffer.from(share.sealed, 'base64')) : null
  if (plain === null) {
    log.warn('the secrets of an account that this computer is authorised for can not be opened', {
      account: account.publicId,
    })
    return false
  }
  const { smtp, imap } = JSON.parse(Buffer.from(plain).toString('utf8')) as { smtp?: string; imap?: string }
  if (smtp !== undefined) await keychain.set(secretName(account.secretId), smtp)
  if (imap !== undefined) await keychain.set(secretName(account.secretId, 'imap'), imap)
  // without that its mailbox is not read here, and what answers might come to keeps every email waiting
  store.write((tx) => secretsHere(tx, account.id, { smtp: smtp !== undefined, imap: imap !== undefined }))
  return true
}
