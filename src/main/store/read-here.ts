/** Which mailboxes are read on this computer: those it is home to, and those of which it holds a part and the password. */
import { isHeld } from '../../shared/domain/share.ts'
import type { AccountRow } from './accounts.ts'
import { ownDevice } from './devices.ts'
import { isPlain, leaseNow, whereaboutsOf } from './homes.ts'
import type { Reader } from './open.ts'
import { sharesFor } from './shares.ts'

export type Readable = Pick<AccountRow, 'id' | 'imap' | 'hasSecret' | 'hasImapSecret' | 'homeDevice'>

/** Is the password that opens it for reading on this computer? As mail/reading.ts finds it. */
const opens = ({ imap, hasSecret, hasImapSecret }: Readable): boolean =>
  imap !== null && (hasImapSecret || (hasSecret && !imap.own))

/** Row ids of the accounts of which this computer holds a part at `now`. */
function heldAccounts(reader: Reader, now: number): number[] {
  if (isPlain(reader)) return []
  const at = leaseNow(reader, now)
  return sharesFor(reader, ownDevice(reader)).flatMap((share) => {
    const where = whereaboutsOf(reader, share.accountId)
    return where && isHeld(share, where, at) ? [share.accountId] : []
  })
}

/** Is the mailbox read here: its inbox before anything leaves, its Sent folder for what counts in its limits? */
export const isReadHere = (reader: Reader, account: Readable, now: number): boolean =>
  account.imap !== null &&
  (account.homeDevice === ownDevice(reader) || (opens(account) && heldAccounts(reader, now).includes(account.id)))

/** Can what left from here be looked for in it? Also while a part has run out or was taken back, until nothing is in doubt. */
export const isLookedInHere = (reader: Reader, account: Readable): boolean => {
  if (account.imap === null) return false
  const device = ownDevice(reader)
  if (account.homeDevice === device) return true
  return opens(account) && sharesFor(reader, device).some((share) => share.accountId === account.id)
}

/** Accounts (row ids) of other homes that are read here. */
export const readForOthers = (reader: Reader, now: number, account: (id: number) => Readable | undefined): number[] =>
  heldAccounts(reader, now).filter((id) => {
    const row = account(id)
    return row !== undefined && opens(row)
  })
