/** SPF records (RFC 7208): what is written in one. */

export interface SpfTerm {
  /** `+` where none is written. */
  qualifier: '+' | '-' | '~' | '?'
  /** all, include, a, mx, ptr, ip4, ip6, exists. */
  name: string
  /** After the colon, with a prefix length; '' where there is none. */
  value: string
}

export interface Spf {
  terms: SpfTerm[]
  redirect: string | null
  /** Words that a receiver can't read: it gives up on the whole record (§4.6). */
  unreadable: string[]
}

/** Receivers stop at more questions than these (§4.6.4). */
export const mostSpfLookups = 10

/** True for a TXT record that claims to be SPF (§4.5). */
export const isSpf = (text: string): boolean => /^v=spf1(?:\s|$)/i.test(text.trim())

const needsValue = new Set(['include', 'exists', 'ip4', 'ip6'])
const mechanisms = new Set(['all', 'a', 'mx', 'ptr', ...needsValue])

/** Terms that make a receiver ask a name server again. */
export const asksAgain = (name: string): boolean => ['include', 'a', 'mx', 'ptr', 'exists'].includes(name)

export function parseSpf(record: string): Spf {
  const spf: Spf = { terms: [], redirect: null, unreadable: [] }
  for (const word of record.trim().split(/\s+/).slice(1)) {
    const modifier = /^([A-Za-z][\w.-]*)=(.*)$/.exec(word)
    if (modifier) {
      if (modifier[1]?.toLowerCase() === 'redirect') spf.redirect = (modifier[2] ?? '').toLowerCase()
      continue
    }
    const [, qualifier = '', name = '', value = ''] = /^([-+~?]?)([A-Za-z0-9]+)(?::?(.*))$/.exec(word) ?? []
    const known = mechanisms.has(name.toLowerCase())
    if (!known || (needsValue.has(name.toLowerCase()) && value === '')) spf.unreadable.push(word)
    else
      spf.terms.push({
        qualifier: (qualifier || '+') as SpfTerm['qualifier'],
        name: name.toLowerCase(),
        value: value.toLowerCase(),
      })
  }
  return spf
}

const wordsOf = (record: string): string[] => record.trim().split(/\s+/).slice(1)
const isLast = (word: string): boolean => /^[-+~?]?all$|^redirect=/i.test(word)

/** One record that permits what all of them permit and `more` besides; ends as the first that says how it ends. */
export function joinSpf(records: readonly string[], more: readonly string[]): string {
  const all = records.flatMap(wordsOf)
  const terms = [...all.filter((word) => !isLast(word)), ...more]
  const unique = terms.filter((word, i) => terms.findIndex((other) => other.toLowerCase() === word.toLowerCase()) === i)
  return ['v=spf1', ...unique, all.find(isLast) ?? '~all'].join(' ')
}
