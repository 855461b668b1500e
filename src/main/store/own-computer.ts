/** A copy whose original goes on being used becomes a computer of its own. */
import { ownDevice } from './devices.ts'
import { setGuard } from './guard.ts'
import { joiningOf } from './joining.ts'
import { note } from './journal.ts'
import { settle } from './ledger.ts'
import type { Tx } from './open.ts'
import { sharedSince } from './sharing.ts'

/**
 * From here on it bears another name than its original: what either tells or sends is told apart, and mailboxes stay at home
 * where they are. In a team it waits to be admitted, as one that joins: its keys are made then.
 *
 * @param device its public id from now on
 */
export function becomeAnother(tx: Tx, device: string, now: number): void {
  const before = ownDevice(tx)
  const joined = joiningOf(tx)
  const nobody = { inviter: '', formerKeys: [] }
  const joining = { ...nobody, ...joined, answer: '', invitation: '', expiresAt: now, at: now }
  tx.run(
    'UPDATE workspace SET device = ?, joining = ?',
    device,
    sharedSince(tx) === null ? joined && JSON.stringify(joined) : JSON.stringify(joining),
  )
  // the sandbox is in every computer
  tx.run(
    `UPDATE accounts SET home_device = ? WHERE home_device = ? AND kind = 'managed' AND smtp IS NULL`,
    device,
    before,
  )
  tx.run(
    `UPDATE enrollments SET home = NULL
     WHERE home IS NOT NULL AND account_id IN (SELECT id FROM accounts WHERE kind = 'managed' AND smtp IS NULL)`,
  )
  leaveToHosts(tx, now)
  // and the keychain knows each by a name of its own: neither asks about the other any more
  setGuard(tx, { name: '', mark: '', before: '', counter: 0 })
  note(
    tx,
    now,
    'own_computer',
    'This copy of the data is a computer of its own now. The other copy keeps its mailboxes.',
  )
}

/** Sender hosts send for the original, which hears of it: asked back from here, its mail would come back to nobody. */
function leaveToHosts(tx: Tx, now: number): void {
  const away = tx.all<{ attemptId: number; sendId: number }>(
    'SELECT h.attempt_id AS attemptId, a.send_id AS sendId FROM handed_in h JOIN attempts a ON a.id = h.attempt_id',
  )
  const reason = 'sender hosts have it from the other copy'
  for (const each of away) {
    const event = { type: 'recovered', reason } as const
    settle(tx, { ...each, at: now, event, outcome: 'interrupted', code: null, reply: null })
  }
  for (const table of ['handed_in', 'queued_accounts', 'sender_grants', 'sender_hosts', 'queue'])
    tx.run(`DELETE FROM ${table}`)
  tx.run('UPDATE accounts SET version = version + 1')
}
