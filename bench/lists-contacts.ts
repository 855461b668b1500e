/** Lists of contacts as the screens ask for them: every sort, every search, every kind of condition. */
import type { ContactNode } from '../src/shared/domain/contact-query.ts'
import { type Client, type List, limit, type Things } from './lists-things.ts'

/** Every kind of condition that a filter of contacts may hold, and some of them together. */
export const filters = ({ autumn, import: list }: Things): Record<string, ContactNode> => ({
  'first name is': { field: 'first_name', op: 'is', value: 'Ada' },
  'last name begins': { field: 'last_name', op: 'begins', value: 'of 1' },
  'last name holds': { field: 'last_name', op: 'contains', value: 'xyz' },
  'company is': { field: 'company', op: 'is', value: 'Company 77' },
  'company is not': { field: 'company', op: 'is_not', value: 'Company 77' },
  'company begins': { field: 'company', op: 'begins', value: 'company 1' },
  'company empty': { field: 'company', op: 'empty' },
  'address begins': { field: 'address', op: 'begins', value: 'ab' },
  'domain is': { field: 'domain', op: 'is', value: 'gmail.com' },
  'owner is': { field: 'owner', op: 'is', value: 'ben@example.com' },
  'owner empty': { field: 'owner', op: 'empty' },
  'zone is': { field: 'zone', op: 'is', value: 'Europe/Paris' },
  'zone empty': { field: 'zone', op: 'empty' },
  'own choice is': { field: 'own', name: 'plan', op: 'is', value: 'team' },
  'own number more': { field: 'own', name: 'seats', op: 'more', value: '900' },
  'own number rare': { field: 'own', name: 'seats', op: 'is', value: '7' },
  'own date before': { field: 'own', name: 'renewal', op: 'before', value: '2026-07-01' },
  'own text holds': { field: 'own', name: 'city', op: 'contains', value: 'ty 29' },
  'own text nowhere': { field: 'own', name: 'city', op: 'is', value: 'Nowhere' },
  'own empty': { field: 'own', name: 'website', op: 'empty' },
  'tag is, of many': { field: 'tag', op: 'is', value: 'newsletter' },
  'tag is, of few': { field: 'tag', op: 'is', value: 'vip' },
  'tag is not': { field: 'tag', op: 'is_not', value: 'newsletter' },
  'in a sequence': { field: 'sequence', op: 'in', value: autumn },
  'in any sequence': { field: 'sequence', op: 'in' },
  'ever in a sequence': { field: 'sequence', op: 'ever', value: autumn },
  'never in a sequence': { field: 'sequence', op: 'never' },
  replied: { field: 'sequence', op: 'replied' },
  'contacted ever': { field: 'contacted', op: 'ever' },
  'contacted never': { field: 'contacted', op: 'never' },
  'contacted within': { field: 'contacted', op: 'within', value: '10' },
  'contacted beyond': { field: 'contacted', op: 'beyond', value: '30' },
  'added within': { field: 'added', op: 'within', value: '400' },
  'of a list': { field: 'import', op: 'is', value: list },
  'by hand': { field: 'import', op: 'by_hand' },
  suppressed: { field: 'suppressed', op: 'is' },
  'not suppressed': { field: 'suppressed', op: 'is_not' },
  'and of many': {
    all: [
      { field: 'tag', op: 'is', value: 'newsletter' },
      { field: 'own', name: 'plan', op: 'is', value: 'team' },
      { field: 'owner', op: 'is', value: 'ben@example.com' },
    ],
  },
  'or of unlike': {
    any: [
      { field: 'own', name: 'seats', op: 'is', value: '7' },
      { field: 'tag', op: 'is', value: 'vip' },
      { field: 'domain', op: 'is', value: 'example77.test' },
    ],
  },
  'or in and': {
    all: [
      { field: 'contacted', op: 'never' },
      {
        any: [
          { field: 'company', op: 'begins', value: 'company 12' },
          { field: 'own', name: 'plan', op: 'is', value: 'free' },
        ],
      },
      { field: 'suppressed', op: 'is_not' },
    ],
  },
})

const treeOf = (node: ContactNode) => ('field' in node ? { all: [node] } : node)

/** Every way that contacts are listed. */
export function contactLists(client: Client, found: Things): Record<string, List> {
  const by = (more: object) => (after: string | undefined) => client.contacts.list({ limit, after, ...more })
  const sorted = (['added', 'name', 'company', 'address'] as const).flatMap((sort) => [
    [`contacts by ${sort}`, by({ sort })] as const,
    [`contacts by ${sort}, backwards`, by({ sort, order: 'desc' })] as const,
  ])
  return {
    ...Object.fromEntries(sorted),
    'contacts, search of a common word': by({ search: 'company' }),
    'contacts, search of two words': by({ search: 'ada of 1' }),
    'contacts, search of a name': by({ search: 'inès', sort: 'name' }),
    'contacts, search of an address': by({ search: found.address }),
    'contacts, search of a domain': by({ search: '@gmail' }),
    'contacts, active': by({ state: 'active' }),
    'contacts, suppressed': by({ state: 'suppressed' }),
    'contacts, never': by({ state: 'never' }),
    'contacts of a sequence': by({ sequence: found.autumn }),
    'contacts of a tag by name': by({ tag: 'newsletter', sort: 'name' }),
    'contacts of an owner': by({ owner: 'ben@example.com' }),
    'contacts of nobody': by({ owner: '-' }),
    ...Object.fromEntries(
      Object.entries(filters(found)).flatMap(([name, node]) => [
        [`contacts: ${name}`, by({ where: treeOf(node) })],
        [`contacts: ${name}, by name`, by({ where: treeOf(node), sort: 'name', order: 'desc' })],
      ]),
    ),
  }
}

/** Filters whose exact number is asked for. */
export const counted = (found: Things): Record<string, object> => ({
  everybody: {},
  'a search of a common word': { search: 'company' },
  'a search of two words': { search: 'ada of 1' },
  'a search of a domain': { search: '@gmail' },
  active: { state: 'active' },
  suppressed: { state: 'suppressed' },
  never: { state: 'never' },
  'a sequence': { sequence: found.autumn },
  'a tag': { tag: 'newsletter' },
  'an owner': { owner: 'ben@example.com' },
  nobody: { owner: '-' },
  ...Object.fromEntries(Object.entries(filters(found)).map(([name, node]) => [name, { where: treeOf(node) }])),
})
