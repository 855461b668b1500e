/** The words of companies: people by the domain of their address. */
import { count, many } from './format.ts'

const people = (n: number) => many(n, 'contact')

export const companies = {
  tab: 'Companies',
  lead: 'Contacts by the domain of their address. Public mail providers such as gmail.com are nobody’s company.',
  label: 'Companies',
  search: 'Domain begins with',
  failed: 'The companies',
  failedOne: 'This company',
  columns: { domain: 'Domain', name: 'Name', contacts: 'Contacts' },
  largest: 'The 500 largest. Sort by domain, or search, for all.',
  empty: {
    title: 'No company here yet.',
    more: 'A company appears with its first contact who has an address at a domain of its own.',
  },
  none: { title: 'No domain begins like that.', action: 'Clear search' },
  facts: {
    people: 'Contacts',
    names: 'Called',
    named: (name: string, n: number) => `${name} (${count(n)})`,
    never: 'Never written to',
    suppressed: 'On the suppression list',
    replies: 'Messages that came back',
    states: 'Where their latest sequence stands',
    looked: (n: number) => `Counted over the first ${people(n)}.`,
  },
  show: 'Show these contacts',
  close: 'Close',
  of: (domain: string) => `Company at ${domain}`,
} as const
