/** Senders of a plan that needs no account: named on the command line, or by the owner column of the list. */
import type { Command } from 'commander'
import { addressKey, checkAddress } from '../../../shared/domain/address.ts'
import { dealOut, type PreviewSender } from '../../api/preview-input.ts'
import type { ContactList, Excluded, ListedContact } from './contact-list.ts'
import { wrongUse } from './exit.ts'
import { type Assign, checkLimitNames, type LimitWish, limitsFor, limitWish } from './schedule-options.ts'
import { collect, type Sender } from './values.ts'

export interface PlaceholderOptions {
  sender?: Sender[]
  assign?: Assign
  limit?: LimitWish[]
  managed?: boolean
}

const defaultSender = 'me@example.com'
/** `.invalid` never resolves (RFC 2606): the managed account of the sandbox reaches nobody. */
export const managedSender = 'managed@sandbox.cadenza.invalid'
const managedPerUtcDay = 50

export function addPlaceholderOptions(command: Command): Command {
  return command
    .option(
      '--limit <who:n/unit>',
      'most emails per second, minute, hour, day or week: "*:50/hour", "anna@example.com:30-50/hour" (repeatable; ' +
        'defaults *:50/hour and *:400/day, each replaced only by a limit of its own unit)',
      collect(limitWish),
    )
    .option('--managed', 'send from the managed account: 50 emails a UTC day, no other limit')
}

export interface WhoSends {
  senders: PreviewSender[]
  /** Those who are written to, and for each the index of the sender. */
  contacts: ListedContact[]
  sender: Int32Array
  excluded: Excluded[]
}

/**
 * Gives every contact its sender, or a reason why it has none.
 *
 * @param remark told about options that have no effect
 * @throws CommanderError for options that contradict each other or name somebody unknown
 */
export function whoSends(
  options: PlaceholderOptions,
  list: ContactList,
  seed: number,
  remark: (text: string) => void,
): WhoSends {
  return options.assign === 'owners' ? byOwner(options, list, remark) : byWeight(options, list, seed)
}

function byWeight(options: PlaceholderOptions, list: ContactList, seed: number): WhoSends {
  const named = options.sender ?? (options.managed ? [] : [{ address: defaultSender, key: defaultSender, weight: 1 }])
  const twice = named.find(({ key }, i) => named.findIndex((other) => other.key === key) < i)
  if (twice) throw wrongUse(`option '--sender <email[=weight]>' names ${twice.address} twice. Name each sender once.`)
  if (options.assign === 'mine' && named.length + (options.managed ? 1 : 0) > 1)
    throw wrongUse(
      `option '--assign <how>' argument 'mine' is invalid with several senders. Give one, or use selected.`,
    )
  if (named.some(({ key }) => key === managedSender))
    throw wrongUse(`option '--sender <email[=weight]>' argument '${managedSender}' is invalid. Use --managed.`)
  const limits = options.limit ?? []
  checkLimitNames(
    limits,
    named.map(({ address }) => address),
    options.managed ? managedSender : null,
  )
  const senders: PreviewSender[] = named.map(({ address, weight }) => placeholder(address, weight, limits))
  if (options.managed) senders.push({ address: managedSender, weight: 1, limits: [], perUtcDay: managedPerUtcDay })
  if (!senders.some(({ weight }) => weight > 0))
    throw wrongUse(
      `option '--sender <email[=weight]>' gives every sender the weight 0. Give at least one a larger weight.`,
    )
  return { senders, contacts: list.contacts, sender: dealOut(list.contacts, senders, seed), excluded: [] }
}

const placeholder = (address: string, weight: number, limits: readonly LimitWish[]): PreviewSender => ({
  address,
  weight,
  limits: limitsFor(address, limits),
  perUtcDay: null,
})

/** The owner column itself gives the senders, in the order in which the list first names them. */
function byOwner(options: PlaceholderOptions, list: ContactList, remark: (text: string) => void): WhoSends {
  if (!list.columns)
    throw wrongUse(
      `option '--assign <how>' argument 'owners' is invalid with --count. Give --contacts a file with the column owner.`,
    )
  if (!list.columns.some(({ part }) => part === 'owner')) {
    const titles = list.columns.map(({ title }) => `"${title}"`).join(', ')
    throw wrongUse(
      `option '--assign <how>' argument 'owners' is invalid: the list has no column owner (it has ${titles}).`,
    )
  }
  if (options.sender) remark('--sender has no effect with --assign owners: the column owner names the senders.')
  if (options.managed) remark('--managed has no effect with --assign owners: the column owner names the senders.')
  const addresses: string[] = []
  const places = new Map<string, number>()
  const result: WhoSends = { senders: [], contacts: [], sender: new Int32Array(list.contacts.length), excluded: [] }
  for (const contact of list.contacts) {
    const fault = ownerFault(contact.owner)
    if (fault !== null) {
      result.excluded.push({ contact: contact.address, reason: 'unknown_owner', message: fault })
      continue
    }
    const owner = (contact.owner as string).trim()
    const key = addressKey(owner)
    let place = places.get(key)
    if (place === undefined) {
      place = addresses.push(owner) - 1
      places.set(key, place)
    }
    result.sender[result.contacts.push(contact) - 1] = place
  }
  checkLimitNames(options.limit ?? [], addresses, null)
  result.senders = addresses.map((address) => placeholder(address, 1, options.limit ?? []))
  return result
}

function ownerFault(owner: string | null): string | null {
  if (owner === null || owner.trim() === '')
    return 'The contact has no owner, so nobody writes to it. Fill in the column owner, or choose another --assign.'
  const check = checkAddress(owner.trim())
  if (check.ok) return null
  return `The owner "${owner}" is no email address, so nobody writes to the contact. ${check.message}`
}
