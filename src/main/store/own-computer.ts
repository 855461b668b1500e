/** A copy whose original goes on being used becomes a computer of its own. */
import { ownDevice } from './devices.ts'
import { setGuard } from './guard.ts'
import { joiningOf } from './joining.ts'
import { note } from './journal.ts'
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
  // and the keychain knows each by a name of its own: neither asks about the other any more
  setGuard(tx, { name: '', mark: '', before: '', counter: 0 })
  note(
    tx,
    now,
    'own_computer',
    'This copy of the data is a computer of its own now. The other copy keeps its mailboxes.',
  )
}
