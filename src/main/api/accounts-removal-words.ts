/** What removing a mailbox does, in sentences: told before it is done, and again as the answer. */
import { momentText } from '../../shared/domain/time-text.ts'
import type { AccountRow } from '../store/accounts.ts'
import type { Foretold } from './takeover.ts'
import { amount, seenBy } from './takeover-words.ts'

/** What of the impact the sentences tell. */
interface Impact {
  contacts: number
  reached: number
  aliases: readonly string[]
  group: { name: string; left: number } | null
  keys: readonly { name: string; others: number }[]
  requests: readonly { seat: string }[]
}

/** What was done, or would be. */
export interface Deed {
  row: AccountRow
  impact: Impact
  heir: AccountRow | null
  tag: string | null
  contacts: number
  emails: number
  tagged: number
  moved: number
  movedEmails: number
}

/** A tag can't hold what divides lists; an address in quotes could. */
export const usualTag = (address: string): string => `mailbox-removed:${address.replace(/[,;|\n]/g, '_')}`.slice(0, 100)

function ends({ row, contacts, emails }: Deed): string[] {
  if (emails + contacts === 0) return [`Nothing is planned through ${row.address}, and nobody is under way from it.`]
  return [
    `${amount(emails, 'email')} ${emails === 1 ? 'is' : 'are'} deleted, and ${amount(contacts, 'contact')} ${contacts === 1 ? 'stops' : 'stop'} in ${contacts === 1 ? 'its sequence' : 'their sequences'}.`,
    ...(contacts > 0
      ? ['They can be assigned to another mailbox afterwards, and go on at the step where they stopped.']
      : []),
  ]
}

function moves(deed: Deed, foretold: Foretold | null, { now, zone }: { now: number; zone: string }): string[] {
  const { row, heir, impact, moved, movedEmails, emails } = deed
  if (!heir) return []
  const { last, lastBefore, displaced } = foretold ?? {}
  const words = [
    `${heir.address} goes on with ${amount(moved, 'contact')} and sends ${amount(movedEmails, 'email')}.`,
    ...seenBy(heir, row.address, impact.reached),
  ]
  if (last && lastBefore && last !== lastBefore)
    words.push(`The last one leaves ${momentText(last, now, zone)} instead of ${momentText(lastBefore, now, zone)}.`)
  if (foretold && !last && movedEmails > 0) words.push('They get no time yet: something else holds them back.')
  if (displaced)
    words.push(`${amount(displaced, 'email')} to other contacts ${displaced === 1 ? 'gets' : 'get'} another slot.`)
  if (emails > 0) words.push(`${amount(emails, 'draft')} ${emails === 1 ? 'is' : 'are'} deleted.`)
  return words
}

/** What else goes with it. */
function besides({ row, impact }: Deed): string[] {
  const { aliases, group, keys, requests } = impact
  const bare = keys.filter(({ others }) => others <= 0)
  return [
    ...(aliases.length > 0 ? [`${aliases.join(', ')} ${aliases.length === 1 ? 'goes' : 'go'} with it.`] : []),
    ...(group ? [`"${group.name}" is left with ${amount(group.left, 'mailbox', 'mailboxes')}.`] : []),
    ...(bare.length > 0
      ? [
          `The API ${bare.length === 1 ? 'key' : 'keys'} ${bare.map(({ name }) => `"${name}"`).join(', ')} can send through nothing any more.`,
        ]
      : []),
    ...requests.map(({ seat }) => `${seat} has asked for ${row.address}; it can be given to them then.`),
    'What was sent stays in the reports. This can not be undone.',
  ]
}

export function removalWords(
  way: 'save' | 'tag' | 'move' | 'go_ahead',
  deed: Deed,
  foretold: Foretold | null,
  told: { now: number; zone: string },
): string[] {
  if (way === 'move') return [...moves(deed, foretold, told), ...besides(deed)]
  const first =
    way === 'tag'
      ? [
          `${amount(deed.impact.contacts, 'contact')} ${deed.impact.contacts === 1 ? 'gets' : 'get'} the tag "${deed.tag}".`,
        ]
      : []
  const kept = way === 'save' && deed.emails > 0 ? ['The files you saved are all that is left of these emails.'] : []
  return [...first, ...ends(deed), ...kept, ...besides(deed)]
}
