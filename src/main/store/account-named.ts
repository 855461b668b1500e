/** What a mailbox is told as that was connected before this computer had the name that it bears in the team. */
import { type Home, type Homes, presentHome } from '../../shared/domain/home.ts'
import { accountNameFor, isAnothersAccount } from './account-name.ts'
import { ownDevice } from './devices.ts'
import type { Tx } from './open.ts'
import type { Codec, SharedRead } from './shared-codecs/index.ts'
import { sharedRow } from './shared-rows.ts'
import { part, rename } from './twins.ts'

/**
 * Connected while this computer was called otherwise (own-computer.ts), and told to nobody in the team: it gets a name of this one, and
 * was never sent from elsewhere as far as they are concerned. One that another computer is home to is left to that one to tell.
 */
export function accountNamed(tx: Tx, codec: Codec, rowId: number, row: SharedRead): SharedRead {
  if (sharedRow(tx, 'account', row.id)) return row
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
  const id = accountNameFor(device, before)
  rename(tx, codec.table, before, id)
  return id
}
