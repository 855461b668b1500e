/** Which computer sends from an account: handing over, taking up, taking over, and what others may send of it. */
import { Refusal } from '../../shared/domain/failure.ts'
import { acquire, type HomeTrouble, release, takeOver, type Whereabouts } from '../../shared/domain/home.ts'
import { type AccountRow, accountByPublicId, accountRows } from '../store/accounts.ts'
import { stamp } from '../store/clockwork.ts'
import { ownDevice } from '../store/devices.ts'
import { computerName, setWhereabouts, whereaboutsOf } from '../store/homes.ts'
import { deedOf, note } from '../store/journal.ts'
import type { Reader, Tx } from '../store/open.ts'
import { reviewAll } from '../store/reviews.ts'
import { ownerName } from '../store/seats.ts'
import { sharedSince } from '../store/sharing.ts'
import { found } from './accounts-found.ts'
import { type Asker, type Context, os } from './context.ts'
import { authorise, withdraw } from './homes-authorise.ts'
import { consequence } from './homes-consequence.ts'
import { review, settle_review } from './homes-review.ts'
import { checkSettled } from './homes-settled.ts'
import { accountToChange, mayBeHome, shownHome } from './homes-shown.ts'

/** @throws Refusal `not_found`, `forbidden`, `stale_version`, `state` where there is no other computer it could be home to */
export function movable(reader: Reader, asker: Asker, publicId: string, version?: number): AccountRow {
  const row = accountToChange(reader, asker, publicId)
  if (sharedSince(reader) === null && row.homeDevice === ownDevice(reader))
    throw new Refusal('state', 'The workspace is on this computer alone. Invite another one first, in Settings › Team.')
  if (row.kind === 'managed' && row.smtp === null)
    throw new Refusal('state', 'The sandbox belongs to each computer: it can not be handed over.')
  if (version !== undefined && version !== row.version)
    throw new Refusal('stale_version', `${row.address} is at version ${row.version}, not ${version}.`)
  return row
}

const because: Record<HomeTrouble, (address: string) => string> = {
  not_home: (address) => `${address} is not sent from this computer, so it can not be handed over here.`,
  not_offered: (address) => `${address} was not handed to this computer, as far as it has heard.`,
  to_itself: () => 'It is home to this computer already.',
  home_already: (address) => `${address} is sent from this computer already.`,
}

/** @throws Refusal `state` */
function move(next: Whereabouts | HomeTrouble, account: AccountRow): Whereabouts {
  if (typeof next === 'string') throw new Refusal('state', because[next](account.address))
  return next
}

function whereOf(reader: Reader, account: AccountRow): Whereabouts {
  const where = whereaboutsOf(reader, account.id)
  if (!where) throw new Error('whereOf: the account is gone')
  return where
}

/** @throws Refusal `forbidden` where this computer's owner could not be home to it */
function checkHere(tx: Tx, account: AccountRow, device: string, what: string): void {
  if (!mayBeHome(tx, account, device))
    throw new Refusal(
      'forbidden',
      `${what}: only a computer of ${ownerName(tx, account) ?? 'an admin'} or of an admin can be home to ${account.address}.`,
    )
}

const changed = ({ room }: Context) => room.changes.tell('accounts', 'sends', 'enrollments')

async function after(context: Context, account: AccountRow) {
  changed(context)
  const row = accountByPublicId(context.room.store, account.publicId) ?? account
  return shownHome(context.room, row)
}

const list = os.homes.list.handler(({ context: { room } }) =>
  Promise.all(accountRows(room.store).map((account) => shownHome(room, account))),
)

const get = os.homes.get.handler(({ input, context: { room } }) => shownHome(room, found(room.store, input.public_id)))

const releasing = os.homes.release.handler(({ input, context }) => {
  const { room, asker } = context
  const now = room.ports.clock.now()
  const account = room.store.write((tx) => {
    const row = movable(tx, asker, input.public_id, input.version)
    const next = move(release(whereOf(tx, row), ownDevice(tx), input.to), row)
    checkHere(tx, row, input.to, 'It can not be handed there')
    checkSettled(tx, row)
    setWhereabouts(tx, row.id, next, stamp(tx, now, asker.seatId))
    note(tx, now, 'home', `${row.address} was handed to ${computerName(tx, input.to)}.`, {
      account: row.publicId,
      ...deedOf(asker),
    })
    return row
  })
  return after(context, account)
})

const acquiring = os.homes.acquire.handler(({ input, context }) => {
  const { room, asker } = context
  const now = room.ports.clock.now()
  const account = room.store.write((tx) => {
    const row = movable(tx, asker, input.public_id, input.version)
    const next = move(acquire(whereOf(tx, row), ownDevice(tx)), row)
    checkHere(tx, row, ownDevice(tx), 'It can not be taken up here')
    setWhereabouts(tx, row.id, next, stamp(tx, now, asker.seatId))
    note(tx, now, 'home', `${row.address} is sent from this computer now.`, { account: row.publicId, ...deedOf(asker) })
    return row
  })
  return after(context, account)
})

const taking = os.homes.take_over.handler(({ input, context }) => {
  const { room, asker } = context
  const now = room.ports.clock.now()
  const account = room.store.write((tx) => {
    const row = movable(tx, asker, input.public_id, input.version)
    const next = move(takeOver(whereOf(tx, row), ownDevice(tx), now), row)
    checkHere(tx, row, ownDevice(tx), 'It can not be taken over here')
    setWhereabouts(tx, row.id, next, stamp(tx, now, asker.seatId))
    const waits = reviewAll(tx, row.id, 'take_over')
    const words = `${row.address} was taken over by this computer. ${waits} planned emails wait for a look whether they have left.`
    note(tx, now, 'home', words, { account: row.publicId, ...deedOf(asker) })
    return row
  })
  return after(context, account)
})

const authorising = os.homes.authorise.handler(async ({ input, context }) => {
  await authorise(context, input)
  return get.callable({ context })({ public_id: input.public_id })
})

const withdrawing = os.homes.withdraw_authorisation.handler(async ({ input, context }) => {
  withdraw(context, input)
  return get.callable({ context })({ public_id: input.public_id })
})

export const homes = {
  list,
  get,
  consequence,
  release: releasing,
  acquire: acquiring,
  take_over: taking,
  review,
  settle_review,
  authorise: authorising,
  withdraw_authorisation: withdrawing,
}
