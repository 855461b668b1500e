/** Sender hosts: the queue, the hosts that emails are sealed to, and the accounts that they send for. */
import { allowed } from '../../shared/domain/access.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { queueSecretName } from '../../shared/domain/secret-name.ts'
import { isSealingKey } from '../file/device-keys.ts'
import type { AccountRow } from '../store/accounts.ts'
import { ownDevice } from '../store/devices.ts'
import { isAnyAway } from '../store/handed-in.ts'
import { deedOf, note } from '../store/journal.ts'
import type { Reader } from '../store/open.ts'
import {
  addSenderHost,
  endHosts,
  queuedAccountRows,
  queueRow,
  removeQueue,
  removeSenderHost,
  type SenderHostRow,
  senderGrantRows,
  senderHostRows,
  setQueue,
  turnOnHosts,
} from '../store/queue.ts'
import { ownerName } from '../store/seats.ts'
import { found } from './accounts-found.ts'
import { eraseSecret, keepSecret, needKeychain } from './accounts-secret.ts'
import { type Context, os } from './context.ts'
import { ownKeysOrNew } from './device-own.ts'
import { addressOf, tryQueue } from './sender-hosts-address.ts'
import { grantFor } from './sender-hosts-grant.ts'
import { shown, unfit } from './sender-hosts-shown.ts'

const mostHosts = 50

const get = os.sender_hosts.get.handler(({ context: { room } }) => shown(room))

/** The queue can't be reached: whoever has lost it for good must get on. */
const isLost = ({ hostsTrouble }: Context['room']): boolean => (hostsTrouble?.() ?? null) !== null

const setTheQueue = os.sender_hosts.set_queue.handler(async ({ input, context: { room, asker } }) => {
  const { store, ports, changes } = room
  const { address, password } = addressOf(input.address)
  const name = queueSecretName(ownDevice(store))
  const present = queueRow(store)
  // mail that hosts have would be looked for in another place, where nobody knows what became of it
  const check = (reader: Reader) => {
    if (queueRow(reader) && queueRow(reader)?.address !== address && isAnyAway(reader) && !isLost(room))
      throw new Refusal(
        'state',
        'Emails are with sender hosts. Turn their accounts off first, and wait until they are back.',
      )
  }
  check(store)
  const kept = present?.address === address ? await ports.keychain.get(name) : null
  await tryQueue(address, password ?? kept)
  await ownKeysOrNew(room)
  if (password !== null) {
    await needKeychain(ports.keychain)
    await keepSecret(ports.keychain, name, password)
  } else if (kept === null) await eraseSecret(ports.keychain, name)
  const now = ports.clock.now()
  store.write((tx) => {
    // some may have been handed in while it was tried
    check(tx)
    setQueue(tx, { address, hasPassword: (password ?? kept) !== null }, now)
    note(tx, now, 'hosts', `The queue of the sender hosts is ${address}.`, deedOf(asker))
  })
  changes.tell('workspace', 'accounts')
  return shown(room)
})

const removeTheQueue = os.sender_hosts.remove_queue.handler(async ({ context: { room } }) => {
  const { store, ports, changes } = room
  store.write((tx) => {
    if (queuedAccountRows(tx).length > 0)
      throw new Refusal('state', 'Sender hosts still send for an account. Turn it off first.')
    removeQueue(tx)
  })
  await eraseSecret(ports.keychain, queueSecretName(ownDevice(store)))
  changes.tell('workspace')
  return shown(room)
})

const add = os.sender_hosts.add.handler(({ input: { name, key }, context: { room, asker } }) => {
  const { store, ports, changes } = room
  if (!key.startsWith('age1') || !isSealingKey(key))
    throw new Refusal('bad_request', 'That is no key of a sender host. On that machine: cadenza sender key')
  store.write((tx) => {
    const hosts = senderHostRows(tx)
    const twin = hosts.find((host) => host.key === key || host.name.toLowerCase() === name.toLowerCase())
    if (twin)
      throw new Refusal(
        'conflict',
        twin.key === key ? `This is the key of ${twin.name}.` : `${twin.name} is there already.`,
      )
    if (hosts.length >= mostHosts) throw new Refusal('state', `There are ${mostHosts} sender hosts; remove one first.`)
    const now = ports.clock.now()
    addSenderHost(tx, { publicId: publicIdFrom(ports.dice.bytes(publicIdBytes)), name, key, addedAt: now })
    note(tx, now, 'hosts', `Emails for sender hosts are sealed to ${name}, too.`, deedOf(asker))
  })
  changes.tell('workspace', 'accounts')
  return shown(room)
})

/** @throws Refusal `not_found` */
function hostFound(reader: Reader, publicId: string): SenderHostRow {
  const host = senderHostRows(reader).find((one) => one.publicId === publicId)
  if (!host) throw new Refusal('not_found', `There is no sender host with the id ${publicId}.`)
  return host
}

const remove = os.sender_hosts.remove.handler(({ input, context: { room, asker } }) => {
  const { store, ports, changes } = room
  store.write((tx) => {
    const host = hostFound(tx, input.public_id)
    const others = new Set(
      senderGrantRows(tx)
        .filter(({ hostId }) => hostId !== host.id)
        .map(({ accountId }) => accountId),
    )
    if (queuedAccountRows(tx).some(({ accountId, ending }) => !ending && !others.has(accountId)))
      throw new Refusal(
        'state',
        `${host.name} is the only host of an account that hosts send for. Turn that off first.`,
      )
    removeSenderHost(tx, host.id)
    note(tx, ports.clock.now(), 'hosts', `No email is sealed to ${host.name} any more.`, deedOf(asker))
  })
  changes.tell('workspace', 'accounts')
  return shown(room)
})

/** Only the owner gives away what their mailbox is opened with; of a team account an admin. @throws Refusal */
function givable(reader: Reader, { room, asker }: Context, publicId: string): AccountRow {
  const row = found(reader, publicId)
  if (!allowed(row.seatId === null ? 'account.change' : 'account.authorise', asker, { owner: row.seatId }))
    throw new Refusal(
      'forbidden',
      `Only ${ownerName(reader, row) ?? 'an admin'} can let a sender host send from ${row.address}: its password goes with it.`,
    )
  const why = unfit(reader, row, room.ports.clock.now())
  if (why !== null) throw new Refusal('state', `${row.address}: ${why}`)
  return row
}

const grant = os.sender_hosts.grant.handler(async ({ input, context: { room, asker } }) => {
  const host = hostFound(room.store, input.public_id)
  return grantFor({ room, asker }, givable(room.store, { room, asker }, input.account), host)
})

const turnOn = os.sender_hosts.turn_on.handler(({ input, context: { room, asker } }) => {
  const { store, ports, changes } = room
  store.write((tx) => {
    const row = givable(tx, { room, asker }, input.public_id)
    if (!queueRow(tx)) throw new Refusal('state', 'Say first where the queue of the sender hosts is.')
    if (!senderGrantRows(tx).some(({ accountId }) => accountId === row.id))
      throw new Refusal('state', `No sender host was given leave to send from ${row.address} yet.`)
    if (row.hosts === 'on') return
    const now = ports.clock.now()
    turnOnHosts(tx, row.id, now)
    note(tx, now, 'hosts', `Sender hosts send for ${row.address} from now on.`, {
      account: row.publicId,
      ...deedOf(asker),
    })
  })
  changes.tell('accounts', 'sends')
  return shown(room)
})

function end({ room, asker }: Context, publicId: string): void {
  const { store, ports, changes } = room
  store.write((tx) => {
    const row = found(tx, publicId)
    if (!allowed('account.change', asker, { owner: row.seatId }))
      throw new Refusal('forbidden', `Only ${ownerName(tx, row) ?? 'an admin'} can change how ${row.address} sends.`)
    if (row.hosts !== 'on') return
    endHosts(tx, row.id)
    const words = `Sender hosts give back what they have of ${row.address}; then this computer sends.`
    note(tx, ports.clock.now(), 'hosts', words, { account: row.publicId, ...deedOf(asker) })
  })
  changes.tell('accounts', 'sends')
}

const turnOff = os.sender_hosts.turn_off.handler(({ input, context }) => {
  end(context, input.public_id)
  return shown(context.room)
})

export const sender_hosts = {
  get,
  set_queue: setTheQueue,
  remove_queue: removeTheQueue,
  add,
  remove,
  grant,
  turn_on: turnOn,
  turn_off: turnOff,
}
