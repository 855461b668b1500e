/** Which accounts an engagement may send from, and who gets which contact. */
import { addressKey } from '../../../shared/domain/address.ts'
import type { SenderTrouble } from '../../../shared/domain/exclusion.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { deal } from '../../../shared/domain/rotation.ts'
import { type AccountRow, accountByAddress, accountById, accountByPublicId, accountRows } from '../../store/accounts.ts'
import { aliasNamed } from '../../store/aliases.ts'
import type { AudienceRow } from '../../store/audience.ts'
import type { Reader } from '../../store/open.ts'
import { seatByAddress } from '../../store/seats.ts'
import type { Asker } from '../context.ts'
import { defaultAccount, inactive, isSandbox, permission } from '../may-send.ts'
import { groupSending } from './group.ts'
import { type Chosen, plain, type Sending } from './sending.ts'

export type { Chosen, Sending }
export { isSandbox }

export interface Wish {
  assign: 'mine' | 'owners' | 'selected' | 'group'
  /** By public id or name. */
  group?: string | undefined
  senders: { account: string; weight?: number | undefined }[]
}

/** @throws Refusal `no_sender`, `not_found` or `forbidden`, naming the account and what to do */
export function sendingOf(reader: Reader, asker: Asker, wish: Wish): Sending {
  if (wish.assign === 'owners') return byOwner(reader, asker)
  if (wish.assign === 'selected') return selected(reader, asker, wish.senders)
  if (wish.assign === 'group') return groupSending(reader, asker, wish.group)
  const chosen = wish.senders.map(({ account }) => find(reader, asker, account))
  if (chosen.length > 1)
    throw new Refusal(
      'no_sender',
      'Several senders were chosen: say that the contacts are to be shared (assign: selected).',
    )
  const { account: mine, alias } = chosen[0] ?? { account: defaultAccount(reader, asker), alias: null }
  return {
    chosen: [{ account: mine, alias, weight: null, against: null }],
    trouble: () => null,
    assign: (contacts) => contacts.map(() => mine),
    sandbox: isSandbox(mine),
    ...plain,
  }
}

type Named = Pick<Chosen, 'account' | 'alias'>

/** An account, by its id or address, or by those of one of its aliases. */
function known(reader: Reader, name: string): Named {
  const account = accountByPublicId(reader, name) ?? accountByAddress(reader, name)
  if (account) return { account, alias: null }
  const alias = aliasNamed(reader, name)
  const behind = alias && accountById(reader, alias.accountId)
  if (!behind) throw new Refusal('not_found', `There is no sending account "${name}".`)
  return { account: behind, alias }
}

function find(reader: Reader, asker: Asker, name: string): Named {
  const named = known(reader, name)
  const against = objection(reader, asker, named.account)
  if (against) throw new Refusal('no_sender', against)
  return named
}

/** Why the asker can't send from an account now; null = can. */
export function objection(reader: Reader, asker: Asker, account: AccountRow): string | null {
  return permission(reader, asker, account) ?? inactive(account)
}

/** Another seat's mailbox keeps its share of the contacts: they wait for its owner's permission, nobody else gets them. */
function selected(reader: Reader, asker: Asker, wished: Wish['senders']): Sending {
  if (wished.length === 0) throw new Refusal('no_sender', 'Name at least one sending account to share the contacts.')
  const chosen = wished.map(({ account: name, weight }): Chosen => {
    const named = known(reader, name)
    const against = permission(reader, asker, named.account)
    const usable = against === null ? find(reader, asker, name) : named
    return { ...usable, against, weight: weight ?? named.account.weight }
  })
  const twice = chosen.find(({ account }, i) => chosen.some((other, j) => j < i && other.account.id === account.id))
  if (twice)
    throw new Refusal('no_sender', `${twice.account.address} is named twice: it writes from one address at a time.`)
  const weighted = chosen.map(({ account, weight }) => ({ address: account.address, weight: weight ?? 1 }))
  return {
    chosen,
    trouble: () => null,
    assign(contacts, seed) {
      const keys = contacts.map((contact) => contact.addressKey)
      const dealt = deal(keys, weighted, seed)
      if ('error' in dealt) throw new Refusal('no_sender', dealt.error)
      return contacts.map((_, i) => {
        const { account, against } = chosen[dealt.sender[i] as number] as (typeof chosen)[number]
        return against ?? account
      })
    },
    sandbox: chosen.every(({ account }) => isSandbox(account)),
    ...plain,
  }
}

function byOwner(reader: Reader, asker: Asker): Sending {
  const accounts = accountRows(reader)
  const known = new Map<string, AccountRow | SenderTrouble>()
  const of = (contact: AudienceRow): AccountRow | SenderTrouble => {
    const owner = addressKey(contact.owner ?? '')
    let found = known.get(owner)
    if (found === undefined) {
      found = accountOfOwner(reader, asker, accounts, owner)
      known.set(owner, found)
    }
    return found
  }
  const isAccount = (found: AccountRow | SenderTrouble): found is AccountRow => found !== null && 'publicId' in found
  return {
    chosen: [],
    trouble: (contact) => {
      const found = of(contact)
      return isAccount(found) ? null : found
    },
    assign: (contacts) => contacts.map(of).filter(isAccount),
    sandbox: false,
    ...plain,
  }
}

/** The mailbox that writes for an owner (an address key, '' = none), or why there is none. */
export function accountOfOwner(
  reader: Reader,
  asker: Asker,
  accounts: AccountRow[],
  owner: string,
): AccountRow | SenderTrouble {
  const seat = owner === '' ? undefined : seatByAddress(reader, owner)
  if (!seat) return { code: 'unknown_owner' }
  const account = accounts.find(
    (a) => a.seatId === seat.id && a.kind !== 'managed' && a.state === 'active' && a.keptBy === null,
  )
  if (!account)
    return {
      code: 'no_sender',
      message: `The owner ${seat.address} has no active mailbox. Connect one, or change the owner.`,
    }
  const against = objection(reader, asker, account)
  return against === null ? account : { code: 'no_sender', message: against }
}
