/**
 * Names of mailboxes. Whoever has heard of a name could tell it as if they never had, as a mailbox that they connect; so it says
 * which computer made it, and nobody believes another one that begins it.
 */
import { hash } from 'node:crypto'
import type { Authority, Standing } from '../../shared/domain/authority-shape.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import type { Fact } from '../../shared/domain/shared-order.ts'
import { boundName, chosenByAnybody, isBoundElsewhere } from './bound-name.ts'
import { ownDevice } from './devices.ts'
import type { Reader } from './open.ts'

interface Dice {
  bytes(n: number): Uint8Array
}

/** The name of a mailbox that a computer (public id) makes now. Whoever joins the team chooses what their computer is called. */
export const accountNameBy = (device: string, dice: Dice): string =>
  boundName(device, publicIdFrom(dice.bytes(publicIdBytes)).slice(0, 8), chosenByAnybody)

/** The name of a mailbox that this computer makes now. */
export const newAccountName = (reader: Reader, dice: Dice): string => accountNameBy(ownDevice(reader), dice)

/** The name of one of that computer's that was called otherwise: the same again for the same. */
export const accountNameFor = (device: string, before: string): string =>
  accountNameBy(device, { bytes: () => hash('sha256', before, 'buffer') })

/** A name that another computer than that one gave. */
export const isAnothersAccount = (id: string, device: string): boolean => isBoundElsewhere(id, device, chosenByAnybody)

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
