/** What is asked before an account is made or changed, whichever way it is signed in to. */
import { allowed } from '../../shared/domain/access.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { policyOf } from '../../shared/domain/policy.ts'
import { type AccountRow, ownAccountCount } from '../store/accounts.ts'
import type { Reader } from '../store/open.ts'
import { ownerName } from '../store/seats.ts'
import { workspaceRow } from '../store/workspace.ts'
import type { Asker } from './context.ts'
import { checkMayHave, type Wanted } from './may-have.ts'

/** @throws Refusal `forbidden` where it is somebody else's, or the team's, and the asker is no admin */
export function checkMine(reader: Reader, row: AccountRow, asker: Asker): void {
  if (!allowed('account.change', asker, { owner: row.seatId }))
    throw new Refusal(
      'forbidden',
      `${row.address} belongs to ${ownerName(reader, row) ?? 'the team'}; only an admin can change it.`,
    )
}

/** @throws Refusal where the asker may not change this account, or changed it from a version that is gone. */
export function checkChange(reader: Reader, row: AccountRow, asker: Asker, version?: number): void {
  if (row.kind === 'managed') throw new Refusal('state', "The managed account can't be changed; it can be paused.")
  checkMine(reader, row, asker)
  if (version !== undefined && version !== row.version)
    throw new Refusal('stale_version', `${row.address} is at version ${row.version}, not ${version}.`)
}

/** @throws Refusal where the team has no room for one more account, or that seat may not have that mailbox */
export function checkRoomFor(reader: Reader, asker: Asker, wanted: Wanted): void {
  const limit = policyOf(workspaceRow(reader).policy).account_limit
  if (ownAccountCount(reader) >= limit)
    throw new Refusal('conflict', `The team has all ${limit} sending accounts it may have. Ask for an increase.`)
  checkMayHave(reader, asker, wanted)
}

const otherwise: Record<string, string> = {
  gmail: 'A Gmail mailbox is connected by signing in: POST /api/sign-in.',
  outlook: 'An Outlook or Microsoft 365 mailbox is connected by signing in: POST /api/sign-in.',
  managed:
    'The managed account is there already, once in each workspace; PUT /api/providers/managed gives it a server.',
  http: 'Accounts that send through an HTTP API are coming, and are not there yet.',
}

/** @throws Refusal `bad_request` for a type that is not added with a server and a password, and how it is had instead */
export function checkType(type: string): void {
  const words = otherwise[type]
  if (words !== undefined) throw new Refusal('bad_request', `type: ${words}`)
}
