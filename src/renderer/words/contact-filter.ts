/** The words of conditions on contacts: each choice, and all of them as one sentence. */
import type { ContactCondition, ContactNode, ContactTree } from '../../shared/domain/contact-query.ts'
import { conditionsOf, isGroup, nodesOf } from '../../shared/domain/contact-query.ts'
import { count, many, shortDay } from './format.ts'

type Field = ContactCondition['field']

const fields: Record<Field, string> = {
  company: 'Company',
  first_name: 'First name',
  last_name: 'Last name',
  address: 'Email address',
  domain: 'Email domain',
  tag: 'Tag',
  own: 'Own field',
  owner: 'Owner',
  zone: 'Time zone',
  sequence: 'Sequence',
  contacted: 'Last email',
  added: 'Added',
  import: 'Imported list',
  suppressed: 'Suppression list',
}

const usual: Record<string, string> = {
  is: 'is',
  is_not: 'is not',
  contains: 'contains',
  contains_not: 'does not contain',
  begins: 'begins with',
  empty: 'is empty',
  filled: 'is filled in',
  more: 'is more than',
  less: 'is less than',
  before: 'is before',
  after: 'is after',
}

const special: Partial<Record<Field, Record<string, string>>> = {
  tag: { empty: 'none at all', filled: 'any' },
  sequence: {
    in: 'is in it now',
    ever: 'was ever in it',
    never: 'was never in it',
    replied: 'replied',
    bounced: 'bounced',
    opted_out: 'opted out',
    finished: 'finished it',
    stopped: 'was stopped',
  },
  contacted: {
    before: 'before',
    after: 'after',
    within: 'in the last days',
    beyond: 'longer ago than',
    ever: 'at any time',
    never: 'never',
  },
  added: { before: 'before', after: 'after', within: 'in the last days', beyond: 'longer ago than' },
  import: { is: 'is', is_not: 'is not', any: 'any list', by_hand: 'none: added by hand' },
  suppressed: { is: 'is on it', is_not: 'is not on it' },
}

/** Names for ids, as far as they are known. */
export interface Names {
  sequences: ReadonlyMap<string, string>
  imports: ReadonlyMap<string, string>
}

const days = (value: string) => many(Number(value), 'day')

const told: Record<string, (sequence: string | null) => string> = {
  in: (q) => `is in ${q ?? 'a sequence'} now`,
  ever: (q) => `was ever in ${q ?? 'a sequence'}`,
  never: (q) => `was never in ${q ?? 'any sequence'}`,
  replied: (q) => (q ? `replied in ${q}` : 'replied'),
  bounced: (q) => (q ? `bounced in ${q}` : 'bounced'),
  opted_out: (q) => (q ? `opted out of ${q}` : 'opted out'),
  finished: (q) => `finished ${q ?? 'a sequence'}`,
  stopped: (q) => `was stopped in ${q ?? 'a sequence'}`,
}

function time(what: string, op: string, value: string): string {
  if (op === 'within') return `${what} in the last ${days(value)}`
  if (op === 'beyond') return `${what} more than ${days(value)} ago`
  if (op === 'ever' || op === 'never') return `${what} ${op === 'ever' ? 'at any time' : 'never'}`
  return `${what} ${op} ${shortDay(value, null)}`
}

/** One condition in words. */
function one(condition: ContactCondition, names: Names): string {
  const { field, op } = condition
  const value = condition.value ?? ''
  switch (field) {
    case 'sequence':
      return told[op]?.(value === '' ? null : `“${names.sequences.get(value) ?? value}”`) ?? op
    case 'contacted':
      return time('last email', op, value)
    case 'added':
      return time('added', op, value)
    case 'suppressed':
      return op === 'is' ? 'is on the suppression list' : 'is not on the suppression list'
    case 'import':
      if (op === 'any') return 'came with a list'
      if (op === 'by_hand') return 'was added by hand'
      return `${op === 'is' ? 'came' : 'did not come'} with “${names.imports.get(value) ?? value}”`
    case 'tag':
      if (op === 'empty' || op === 'filled') return op === 'empty' ? 'has no tag' : 'has a tag'
      return `tag ${usual[op]} ${value}`
    case 'own':
      return [condition.name, usual[op], value].filter(Boolean).join(' ')
    default:
      return [fields[field].toLowerCase(), usual[op], value].filter(Boolean).join(' ')
  }
}

/** A tree in words: groups in brackets. */
function sentence(tree: ContactTree, names: Names): string {
  const joint = 'all' in tree ? ' and ' : ' or '
  return nodesOf(tree)
    .map((node) => {
      if (!isGroup(node)) return one(node, names)
      const inner = sentence(node, names)
      return conditionsOf(node).length > 1 ? `(${inner})` : inner
    })
    .join(joint)
}

/** The filters of the list and its conditions, as one tree. */
function treeOf({ tag, owner, state, sequence, where }: WholeFilter): ContactTree | null {
  const all: ContactNode[] = []
  if (tag !== undefined) all.push({ field: 'tag', op: 'is', value: tag })
  if (owner === '-') all.push({ field: 'owner', op: 'empty' })
  else if (owner !== undefined) all.push({ field: 'owner', op: 'is', value: owner })
  if (sequence !== undefined || state === 'active')
    all.push({ field: 'sequence', op: state === 'active' ? 'in' : 'ever', value: sequence })
  if (state === 'suppressed') all.push({ field: 'suppressed', op: 'is' })
  if (state === 'never') all.push({ field: 'contacted', op: 'never' })
  if (where) all.push(...('all' in where ? where.all : [where]))
  return all.length > 0 ? { all } : null
}

/** What a list of contacts is narrowed by, as its address has it. */
export interface WholeFilter {
  search?: string | undefined
  tag?: string | undefined
  owner?: string | undefined
  state?: 'active' | 'suppressed' | 'never' | undefined
  sequence?: string | undefined
  where?: ContactTree | undefined
}

const first = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

export const contactFilter = {
  open: 'Conditions…',
  title: 'Conditions',
  close: 'Done',
  where: 'Where',
  join: { all: 'and', any: 'or' },
  joinLabel: 'Joined by',
  field: 'What',
  op: 'How',
  value: 'Value',
  name: 'Own field',
  fields,
  opWords: (field: Field, op: string): string => special[field]?.[op] ?? usual[op] ?? op,
  days: 'Days',
  day: 'Day',
  anySequence: 'any sequence',
  add: 'Add a condition',
  addGroup: 'Add a group',
  remove: (n: number) => `Remove condition ${count(n)}`,
  removeGroup: 'Remove the group',
  group: 'Group of conditions',
  clear: 'Remove all',
  removeChip: (what: string) => `Remove the condition: ${what}`,
  edit: 'Change the conditions',
  full: (most: number) => `A filter holds ${count(most)} conditions.`,
  sentence: (tree: ContactTree, names: Names) => first(sentence(tree, names)),
  /** All that narrows a list, in words. */
  whole(filter: WholeFilter, names: Names): string {
    const tree = treeOf(filter)
    const found = filter.search === undefined ? [] : [`“${filter.search}”`]
    return [...found, ...(tree ? [first(sentence(tree, names))] : [])].join(' · ')
  },
  node: (node: ContactCondition | ContactTree, names: Names) =>
    first(isGroup(node) ? sentence(node, names) : one(node, names)),
  none: 'No condition yet: everybody is shown.',
  unfinished: 'What is not filled in is left aside.',
} as const
