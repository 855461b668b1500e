/**
 * A password belongs to the server that it was given for. Whoever may change an account from another computer could name
 * a server of their own, and this one would hand it the password: so whatever it signs in with here counts no more once
 * the connection is another, and is asked for again.
 */
import { canonical } from '../../../shared/domain/shared-change.ts'
import { applyToAccount } from '../account-health.ts'
import { ownDevice } from '../devices.ts'
import type { Reader, Tx } from '../open.ts'

interface Connection {
  id: number
  smtp: string | null
  imap: string | null
  hasSecret: number
  hasImapSecret: number
  /** It signs in through the browser, and is at home here: the tokens are. */
  hasTokens: number
  state: string
}

/** How an account is reached now, by row id; undefined: it isn't here. */
export const connectionOf = (reader: Reader, rowId: number | undefined): Connection | undefined =>
  rowId === undefined
    ? undefined
    : reader.get<Connection>(
        `SELECT id, smtp, imap, has_secret AS hasSecret, has_imap_secret AS hasImapSecret, state,
           signed_in IS NOT NULL AND home_device = ? AS hasTokens FROM accounts WHERE id = ?`,
        ownDevice(reader),
        rowId,
      )

/** What of it decides who gets the password; which folders are read does not. */
function placeIn(settings: string | null): string {
  if (settings === null) return ''
  const { sentFolder: _, folders: __, ...place } = JSON.parse(settings) as Record<string, unknown>
  return canonical(place)
}

const words = 'Another computer of the team changed its connection. Give its password again, or sign in again, here.'

/** After `before` was written over by what others told. */
export function dropSecrets(tx: Tx, before: Connection, now: number): void {
  if (!before.hasSecret && !before.hasImapSecret && !before.hasTokens) return
  const after = connectionOf(tx, before.id)
  if (!after || (placeIn(before.smtp) === placeIn(after.smtp) && placeIn(before.imap) === placeIn(after.imap))) return
  tx.run(
    `UPDATE accounts SET has_secret = 0, has_imap_secret = 0, signed_in = CASE WHEN ? THEN NULL ELSE signed_in END
     WHERE id = ?`,
    before.hasTokens,
    before.id,
  )
  if (after.state === 'active') applyToAccount(tx, before.id, { type: 'emptied', reason: words }, words, now)
}
