/**
 * Names of mailboxes. Whoever has heard of a name could tell it as if they never had, as a mailbox that they connect; so it says
 * which computer made it, and nobody believes another one that begins it.
 */
import { hash } from 'node:crypto'
import type { Authority, Standing } from '../../shared/domain/authority-shape.ts'
import { type Home, type Homes, presentHome } from '../../shared/domain/home.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import type { Fact } from '../../shared/domain/shared-order.ts'
import { ownDevice } from './devices.ts'
import type { Reader, Tx } from './open.ts'
import type { Codec, SharedRead } from './shared-codecs/index.ts'
import { sharedRow } from './shared-rows.ts'
import { part, rename } from './twins.ts'

/** Random names never begin so (`publicIdFrom`): those of before say nothing of who made them. */
const mark = 'u'
/** Characters of the computer's part, 80 bits: whoever joins the team chooses what their computer is called. */
const named = 16

/** @param which what tells apart the mailboxes of one computer */
const nameOf = (device: string, which: string): string =>
  `${mark}${publicIdFrom(hash('sha256', `${device} ${which}`, 'buffer')).slice(0, named)}${which}`

interface Dice {
  bytes(n: number): Uint8Array
}

/** The name of a mailbox that a computer (public id) makes now. */
export const accountNameBy = (device: string, dice: Dice): string =>
  nameOf(device, publicIdFrom(dice.bytes(publicIdBytes)).slice(0, 8))

/** The name of a mailbox that this computer makes now. */
export const newAccountName = (reader: Reader, dice: Dice): string => accountNameBy(ownDevice(reader), dice)

/** A name that another computer than that one gave. */
export const isAnothersAccount = (id: string, device: string): boolean =>
  id.startsWith(mark) && id !== nameOf(device, id.slice(1 + named))

/**
 * Why a change can't be told under that name, in words; null = it can. Of a mailbox that the writer had heard of, whose it is decides;
 * admins may speak of all.
 */
export const accountNameFault = (authority: Authority, fact: Fact, { admin, device }: Standing): string | null =>
  fact.change.kind === 'account' &&
  !admin &&
  isAnothersAccount(fact.change.id, device) &&
  authority.view(fact, 'account', fact.change.id, 'kind') === undefined
    ? 'Another computer connected the mailbox of that name.'
    : null

/**
 * Connected while this computer was called otherwise (own-computer.ts), and told to nobody in the team: it gets a name of this one, and
 * was never sent from elsewhere as far as they are concerned. One that another computer is home to is left to that one to tell.
 */
export function accountNamed(tx: Tx, codec: Codec, rowId: number, row: SharedRead): SharedRead {
  if (row.gone || sharedRow(tx, 'account', row.id)) return row
  const device = ownDevice(tx)
  const before = homesIn(row.fields)
  if (presentHome(before).device !== device) return row
  const homes = Object.fromEntries(Object.entries(before).map(([epoch, home]) => [epoch, { ...home, device }]))
  if (Object.values(before).some((home) => home.device !== device))
    tx.run('UPDATE accounts SET homes = ? WHERE id = ?', JSON.stringify(homes), rowId)
  const told = Object.fromEntries(Object.entries(homes).map(([epoch, home]) => [homeField(epoch), home]))
  const own = { ...row, fields: { ...row.fields, ...told } }
  return isAnothersAccount(row.id, device) ? { ...own, id: renamed(tx, codec, row.id, device) } : own
}

const homeField = (epoch: string): string => `homes.${epoch}`
const homesIn = (fields: SharedRead['fields']): Homes =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([field]) => field.startsWith(homeField('')))
      .map(([field, home]) => [field.slice(homeField('').length), home as Home]),
  )

/** It may be one with a mailbox that the team knows: then it goes by that name. */
function renamed(tx: Tx, codec: Codec, before: string, device: string): string {
  const joined = part(tx, codec, before)
  if (joined !== null) return joined
  const id = nameOf(device, publicIdFrom(hash('sha256', before, 'buffer')).slice(0, 8))
  rename(tx, codec.table, before, id)
  return id
}
