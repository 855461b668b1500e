import { allowed } from '../../shared/domain/access.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { accountById } from '../store/accounts.ts'
import { stamp } from '../store/clockwork.ts'
import { deedOf, note } from '../store/journal.ts'
import { holderOfMailbox } from '../store/mailbox-requests.ts'
import type { Tx } from '../store/open.ts'
import { deleteAccount, goingThrough, plannedIds, unsettledOf } from '../store/removal.ts'
import { seatById } from '../store/seats.ts'
import { eraseKept } from './accounts-erase.ts'
import { type Asker, os } from './context.ts'

type Held = NonNullable<ReturnType<typeof holderOfMailbox>>

/** @throws Refusal while anybody is written to with it: removing it with care is another page, and another question. */
function checkIdle(tx: Tx, held: Held, address: string): void {
  const { sending, unsure } = unsettledOf(tx, held.accountId)
  const contacts = goingThrough(tx, held.accountId).length
  const planned = plannedIds(tx, held.accountId).length
  if (contacts + planned + sending + unsure === 0) return
  const what = [
    contacts > 0 ? `${contacts} ${contacts === 1 ? 'contact is' : 'contacts are'} under way with it` : '',
    planned > 0 ? `${planned} ${planned === 1 ? 'email is' : 'emails are'} planned through it` : '',
    sending + unsure > 0 ? `${sending + unsure} not settled yet` : '',
  ].filter(Boolean)
  throw new Refusal(
    'state',
    `${address} can't be released just so: ${what.join(', ')}. Remove it on its page under Mailboxes, which shows what will happen and offers to move them.`,
    { account: held.account },
  )
}

function letGo(tx: Tx, asker: Asker, address: string, now: number): Held {
  const held = holderOfMailbox(tx, address)
  if (!held) throw new Refusal('not_found', `${address} is no mailbox and no alias of anybody.`)
  checkIdle(tx, held, address)
  const mark = stamp(tx, now, asker.seatId)
  if (held.aliasId === null) deleteAccount(tx, held.accountId, mark)
  else
    tx.run('UPDATE aliases SET deleted = 1, author = @author, device = @device, hlc = @hlc WHERE id = @id', {
      ...mark,
      id: held.aliasId,
    })
  const by = seatById(tx, asker.seatId)?.name ?? 'An admin'
  const owner = held.seatId === null ? undefined : seatById(tx, held.seatId)
  const from = owner ? `the seat of ${owner.name} (${owner.address})` : 'the whole team'
  note(tx, now, 'mailbox_released', `${by} released ${address} from ${from}.`, {
    account: held.account,
    ...deedOf(asker),
  })
  return held
}

/** Takes an address off whoever has it, so that it can be given to another seat; a locked seat can't do it itself. */
export const release = os.mailbox_requests.release.handler(async ({ input, context: { room, asker } }) => {
  if (!allowed('mailbox_request.release', asker))
    throw new Refusal('forbidden', 'Only an admin releases a mailbox from a seat.')
  const { held, seat } = room.store.write((tx) => {
    const held = letGo(tx, asker, input.address, room.ports.clock.now())
    return { held, seat: held.seatId === null ? null : (seatById(tx, held.seatId)?.address ?? null) }
  })
  room.changes.tell('accounts', 'requests')
  const row = held.aliasId === null ? undefined : accountById(room.store, held.accountId)
  // an alias signs in as its account, which stays
  if (held.aliasId === null && !row) {
    await eraseKept(room, held.account)
  }
  return { address: input.address, was: held.as, seat }
})
