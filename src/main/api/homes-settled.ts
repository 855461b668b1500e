import { Refusal } from '../../shared/domain/failure.ts'
import type { AccountRow } from '../store/accounts.ts'
import { openHere } from '../store/homes.ts'
import type { Tx } from '../store/open.ts'

/** What is on its way, or in doubt, is known on this computer alone. @throws Refusal `state` */
export function checkSettled(tx: Tx, account: AccountRow): void {
  const { sending, unsure } = openHere(tx, account.id)
  if (unsure > 0)
    throw new Refusal(
      'state',
      `It is not certain whether ${unsure === 1 ? 'an email' : `${unsure} emails`} of ${account.address} arrived. Decide that in the outbox first.`,
      { unsure },
    )
  if (sending > 0)
    throw new Refusal(
      'state',
      `${account.address} is handing over an email just now. Pause it, and try again in a moment.`,
      { sending },
    )
}
