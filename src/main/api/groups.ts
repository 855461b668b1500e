/** Delivery groups: accounts that stand in for each other. Everybody sees them; admins make and change them. */
import { allowed } from '../../shared/domain/access.ts'
import { idleWords, sendsNow } from '../../shared/domain/delivery-group.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { keepEvent } from '../store/account-health.ts'
import { type AccountRow, accountRows } from '../store/accounts.ts'
import { type Mark, stamp } from '../store/clockwork.ts'
import {
  boundKeys,
  type GroupRow,
  groupByName,
  groupByPublicId,
  groupRows,
  groupUse,
  insertGroup,
  removeGroup,
  renameGroup,
  setGroup,
} from '../store/groups.ts'
import { deedOf, note } from '../store/journal.ts'
import type { Reader, Tx } from '../store/open.ts'
import { seatById } from '../store/seats.ts'
import { found as accountFound } from './accounts-found.ts'
import { type Asker, iso, os, type Room } from './context.ts'

function worldOf(reader: Reader, now: number) {
  return { accounts: accountRows(reader), use: groupUse(reader), keys: boundKeys(reader, now) }
}
type World = ReturnType<typeof worldOf>

const shown = (group: GroupRow, { accounts, use, keys }: World) => {
  const members = accounts.filter(({ groupId }) => groupId === group.id)
  return {
    public_id: group.publicId,
    name: group.name,
    accounts: members.map((a) => ({
      public_id: a.publicId,
      from_email: a.address,
      name: a.label ?? a.address,
      seat: a.seat,
      status: a.state,
      status_reason: a.stateReason,
      paused: a.paused,
      percentage: a.weight,
    })),
    active: members.filter(sendsNow).length,
    objection: idleWords(group.name, members),
    sequences: use
      .filter(({ groupId }) => groupId === group.id)
      .map(({ publicId, name, contacts, waiting }) => ({ public_id: publicId, name, contacts, waiting })),
    api_keys: keys
      .filter(({ groups }) => groups.includes(group.id))
      .map(({ publicId, name }) => ({ public_id: publicId, name })),
    version: group.version,
    created_at: iso(group.createdAt),
  }
}

function found(reader: Reader, publicId: string): GroupRow {
  const group = groupByPublicId(reader, publicId)
  if (!group) throw new Refusal('not_found', `There is no delivery group with the id ${publicId}.`)
  return group
}

const show = ({ store, ports }: Room, publicId: string) =>
  shown(found(store, publicId), worldOf(store, ports.clock.now()))

function checkMayChange(asker: Asker): void {
  if (!allowed('group.change', asker))
    throw new Refusal('forbidden', 'Only an admin makes, changes or removes delivery groups.')
}

function checkName(reader: Reader, name: string, own: number | null): void {
  const twin = groupByName(reader, name)
  if (twin && twin.id !== own)
    throw new Refusal('conflict', `There is a delivery group "${twin.name}" already. Choose another name.`, {
      public_id: twin.publicId,
    })
}

/** @throws Refusal `not_found`; `state` for the managed account, which stands in for nobody */
function memberNamed(reader: Reader, publicId: string): AccountRow {
  const account = accountFound(reader, publicId)
  if (account.kind === 'managed') throw new Refusal('state', 'The managed account can be in no delivery group.')
  return account
}

/** Makes these, and no others, its accounts; who was in another group leaves that one. */
function setMembers(tx: Tx, groupId: number, wanted: readonly string[], by: { asker: Asker; mark: Mark; now: number }) {
  const words = `Changed by ${seatById(tx, by.asker.seatId)?.name ?? 'somebody'}: delivery group.`
  const members = new Set(wanted.map((name) => memberNamed(tx, name).id))
  for (const account of accountRows(tx)) {
    const isIn = account.groupId === groupId
    if (members.has(account.id) === isIn) continue
    setGroup(tx, account.id, isIn ? null : groupId, by.mark)
    keepEvent(tx, account.id, { at: by.now, kind: 'changed', words })
  }
}

const list = os.groups.list.handler(({ context: { room } }) => {
  const world = worldOf(room.store, room.ports.clock.now())
  return groupRows(room.store).map((group) => shown(group, world))
})

const get = os.groups.get.handler(({ input, context: { room } }) => show(room, input.public_id))

const create = os.groups.create.handler(({ input, context: { room, asker } }) => {
  checkMayChange(asker)
  const now = room.ports.clock.now()
  const publicId = publicIdFrom(room.ports.dice.bytes(publicIdBytes))
  room.store.write((tx) => {
    checkName(tx, input.name, null)
    const mark = stamp(tx, now, asker.seatId)
    const id = insertGroup(tx, { publicId, name: input.name, createdAt: now }, mark)
    if (input.accounts) setMembers(tx, id, input.accounts, { asker, mark, now })
  })
  room.changes.tell('accounts')
  return show(room, publicId)
})

/** @throws Refusal `stale_version` */
function checkVersion(group: GroupRow, version: number | undefined): void {
  if (version !== undefined && version !== group.version)
    throw new Refusal('stale_version', `"${group.name}" is at version ${group.version}, not ${version}.`)
}

const update = os.groups.update.handler(({ input, context: { room, asker } }) => {
  checkMayChange(asker)
  const now = room.ports.clock.now()
  room.store.write((tx) => {
    const group = found(tx, input.public_id)
    checkVersion(group, input.version)
    const name = input.name ?? group.name
    checkName(tx, name, group.id)
    const mark = stamp(tx, now, asker.seatId)
    renameGroup(tx, group.id, name, mark)
    if (input.accounts) setMembers(tx, group.id, input.accounts, { asker, mark, now })
  })
  room.changes.tell('accounts')
  return show(room, input.public_id)
})

const many = (n: number, one: string, other = `${one}s`): string =>
  `${n.toLocaleString('en-GB')} ${n === 1 ? one : other}`

/** What removing a group does, sentence by sentence. */
function consequenceOf({ name, accounts, sequences, api_keys }: ReturnType<typeof shown>): string[] {
  const words = [
    accounts.length === 0
      ? `“${name}” has no accounts.`
      : `${many(accounts.length, 'account')} ${accounts.length === 1 ? 'is' : 'are'} in no group then, and nothing else about them changes.`,
  ]
  for (const { name: sequence, contacts } of sequences)
    words.push(
      `${many(contacts, 'contact')} of “${sequence}” ${contacts === 1 ? 'keeps its account' : 'keep their accounts'}; none stands in any more when one goes out.`,
    )
  for (const key of api_keys) words.push(`The API key “${key.name}” is bound to it and can send through it no more.`)
  return words
}

const depends = ({ sequences, api_keys }: ReturnType<typeof shown>): boolean =>
  sequences.length > 0 || api_keys.length > 0

const consequence = os.groups.consequence.handler(({ input, context: { room } }) => {
  const group = show(room, input.public_id)
  return { words: consequenceOf(group), depends: depends(group) }
})

const remove = os.groups.remove.handler(({ input, context: { room, asker } }) => {
  checkMayChange(asker)
  const now = room.ports.clock.now()
  const words = room.store.write((tx) => {
    const group = found(tx, input.public_id)
    checkVersion(group, input.version)
    const words = consequenceOf(shown(group, worldOf(tx, now)))
    const mark = stamp(tx, now, asker.seatId)
    setMembers(tx, group.id, [], { asker, mark, now })
    removeGroup(tx, group.id, mark)
    note(tx, now, 'group_removed', `The delivery group “${group.name}” was removed. ${words.join(' ')}`, deedOf(asker))
    return words
  })
  room.changes.tell('accounts')
  return { removed: true as const, words }
})

export const groups = { list, get, create, update, consequence, remove }
