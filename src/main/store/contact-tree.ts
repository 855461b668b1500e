/**
 * Conditions joined by and and or, in SQL. Each says by itself which ids it means where an index of its own knows them,
 * and what is to be asked of a contact `c` at hand: that is true or false, never null, so that it can be turned round.
 */
import { addressKey } from '../../shared/domain/address.ts'
import {
  type ContactCondition,
  type ContactNode,
  type ContactTree,
  isGroup,
  nodesOf,
  spellings,
  type TextField,
} from '../../shared/domain/contact-query.ts'
import { isLive } from './engagements.ts'

export interface Condition {
  /** SQL that gives `id`s; null where there is no index for it. */
  ids: string | null
  /** SQL to be asked of a contact `c`; null where only `Selection.says` can tell. */
  test: string | null
}

/** Instants between which a moment lies: ms, the end left out. */
export interface Span {
  from?: number | undefined
  to?: number | undefined
}

/** A condition with its names found: row ids for public ids, instants for days. */
export type FoundCondition =
  | Exclude<ContactCondition, { field: 'sequence' | 'contacted' | 'added' | 'import' }>
  | { field: 'sequence'; op: Extract<ContactCondition, { field: 'sequence' }>['op']; id?: number | undefined }
  | { field: 'contacted'; op: 'span' | 'ever' | 'never'; span: Span }
  | { field: 'added'; span: Span }
  | {
      field: 'import'
      op: Extract<ContactCondition, { field: 'import' }>['op']
      id?: number | undefined
      after: number
    }

export type FoundNode = FoundCondition | { all: FoundNode[] } | { any: FoundNode[] }

/** A tree with every condition looked up. */
export function lookUp(tree: ContactTree, find: (condition: ContactCondition) => FoundCondition): FoundNode {
  const each = (node: ContactNode): FoundNode => (isGroup(node) ? lookUp(node, find) : find(node))
  const nodes = nodesOf(tree).map(each)
  return 'all' in tree ? { all: nodes } : { any: nodes }
}

type Bind = (value: unknown) => string

/** The conditions that all must hold, and their values by name. */
export function treeConditions(tree: FoundNode): { conditions: Condition[]; values: Record<string, unknown> } {
  const values: Record<string, unknown> = {}
  const bind: Bind = (value) => {
    const name = `w${Object.keys(values).length}`
    values[name] = value
    return `@${name}`
  }
  const nodes = 'all' in tree ? tree.all : [tree]
  return { conditions: nodes.map((node) => conditionOf(node, bind)), values }
}

function conditionOf(node: FoundNode, bind: Bind): Condition {
  if ('all' in node) return both(node.all.map((each) => conditionOf(each, bind)))
  if ('any' in node) return either(node.any.map((each) => conditionOf(each, bind)))
  switch (node.field) {
    case 'own':
      return ownCondition(node, bind)
    case 'tag':
      return tagCondition(node, bind)
    case 'sequence':
      return sequenceCondition(node, bind)
    case 'contacted':
      return contactedCondition(node, bind)
    case 'added':
      return { ids: null, test: within('c.created_at', node.span, bind) }
    case 'import':
      return importCondition(node, bind)
    case 'suppressed':
      return node.op === 'is' ? { ids: suppressedIds, test: suppressed } : { ids: null, test: `NOT ${suppressed}` }
    default:
      return textCondition(node, bind)
  }
}

/** The first that has an index leads, the others are asked of those whom it finds. */
function both(conditions: Condition[]): Condition {
  const test = `(${conditions.map((each) => each.test).join(' AND ')})`
  const lead = conditions.find((each) => each.ids !== null)
  if (!lead) return { ids: null, test }
  const rest = conditions.filter((each) => each !== lead).map((each) => each.test)
  const ids = `SELECT c.id FROM contacts c WHERE ${[`c.id IN (${lead.ids})`, ...rest].join(' AND ')}`
  return { ids, test }
}

function either(conditions: Condition[]): Condition {
  const ids = conditions.every((each) => each.ids !== null)
    ? conditions.map((each) => `SELECT id FROM (${each.ids})`).join(' UNION ALL ')
    : null
  return { ids, test: `(${conditions.map((each) => each.test).join(' OR ')})` }
}

export const suppressedIds = `SELECT c.id FROM suppressions x JOIN contacts c ON c.address_key = x.value
    WHERE x.kind = 'address' AND x.deleted = 0
  UNION ALL SELECT c.id FROM suppressions x JOIN contacts c ON c.domain = x.value
    WHERE x.kind = 'domain' AND x.deleted = 0`
export const suppressed = `(EXISTS (SELECT 1 FROM suppressions x WHERE x.kind = 'address' AND x.value = c.address_key
    AND x.deleted = 0)
  OR EXISTS (SELECT 1 FROM suppressions x WHERE x.kind = 'domain' AND x.value = c.domain AND x.deleted = 0))`

/** What stands behind every text: it begins alike, and this is the highest letter. */
const behind = (text: string): string => `${text}\u{10ffff}`

interface Column {
  /** Comparable text of a contact `c`; '' where there is none. */
  text: string
  /** The same as an index has it. */
  indexed: string | null
}

/** What an empty company sorts as (schema). */
const last = 'char(1114111)'
const columnOf: Record<TextField, Column> = {
  first_name: { text: `lower(coalesce(c.first_name, ''))`, indexed: null },
  last_name: { text: `lower(coalesce(c.last_name, ''))`, indexed: null },
  company: { text: `lower(coalesce(c.company, ''))`, indexed: 'c.company_key' },
  address: { text: 'c.address_key', indexed: 'c.address_key' },
  domain: { text: 'c.domain', indexed: 'c.domain' },
  owner: { text: `coalesce(c.owner_key, '')`, indexed: 'c.owner_key' },
  zone: { text: `lower(coalesce(c.zone, c.zone_guess, ''))`, indexed: null },
}

type Text = Extract<FoundCondition, { field: TextField }>

function textCondition({ field, op, value = '' }: Text, bind: Bind): Condition {
  const { text, indexed } = columnOf[field]
  if (op === 'empty' || op === 'filled') return { ids: null, test: presence(text, op) }
  const ways = field === 'address' || field === 'domain' ? [addressKey(value.trim())] : spellings(value)
  const test = comparison(text, op, ways, bind)
  if (indexed === null || (op !== 'is' && op !== 'begins')) return { ids: null, test }
  const bare = op === 'is' ? `${indexed} IN (${ways.map(bind).join()})` : ranges(indexed, ways, bind)
  return { ids: `SELECT c.id FROM contacts c WHERE ${bare}`, test }
}

const presence = (text: string, op: 'empty' | 'filled'): string => `(trim(${text}) ${op === 'empty' ? '=' : '<>'} '')`

const ranges = (column: string, ways: readonly string[], bind: Bind): string =>
  `(${ways.map((way) => `(${column} >= ${bind(way)} AND ${column} < ${bind(behind(way))} AND ${column} <> ${last})`).join(' OR ')})`

function comparison(
  text: string,
  op: 'is' | 'is_not' | 'contains' | 'contains_not' | 'begins',
  ways: readonly string[],
  bind: Bind,
): string {
  const list = () => ways.map(bind).join()
  const some = (one: (way: string) => string) => `(${ways.map(one).join(' OR ')})`
  switch (op) {
    case 'is':
      return `(${text} IN (${list()}))`
    case 'is_not':
      return `(${text} NOT IN (${list()}))`
    case 'contains':
      return some((way) => `instr(${text}, ${bind(way)}) > 0`)
    case 'contains_not':
      return `NOT ${some((way) => `instr(${text}, ${bind(way)}) > 0`)}`
    case 'begins':
      return some((way) => `(${text} >= ${bind(way)} AND ${text} < ${bind(behind(way))})`)
  }
}

type Own = Extract<FoundCondition, { field: 'own' }>

function ownCondition({ name, op, value = '' }: Own, bind: Bind): Condition {
  const raw = `coalesce(c.fields ->> ${bind(`$."${name}"`)}, '')`
  const text = `lower(${raw})`
  if (op === 'empty' || op === 'filled') return { ids: null, test: presence(raw, op) }
  if (op === 'more' || op === 'less') {
    const number = `CASE WHEN json_valid(${raw}) AND json_type(${raw}) IN ('integer', 'real')
      THEN CAST(${raw} AS REAL) ${op === 'more' ? '>' : '<'} ${bind(Number(value))} ELSE 0 END`
    return { ids: null, test: `(${number})` }
  }
  if (op === 'before' || op === 'after') {
    const day = `substr(${raw}, 1, 10)`
    const isDay = `${day} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'`
    return { ids: null, test: `(${isDay} AND ${day} ${op === 'before' ? '<' : '>'} ${bind(value)})` }
  }
  return { ids: null, test: comparison(text, op, spellings(value), bind) }
}

function tagCondition({ op, value = '' }: Extract<FoundCondition, { field: 'tag' }>, bind: Bind): Condition {
  if (op === 'empty' || op === 'filled') return { ids: null, test: `(c.tags ${op === 'empty' ? '=' : '<>'} '[]')` }
  const tag = bind(value)
  const has = `EXISTS (SELECT 1 FROM contact_tags t WHERE t.tag = ${tag} AND t.contact_id = c.id)`
  if (op === 'is_not') return { ids: null, test: `NOT ${has}` }
  return { ids: `SELECT contact_id AS id FROM contact_tags WHERE tag = ${tag}`, test: has }
}

const states: Record<string, string> = {
  in: `IN ('pending', 'active', 'paused')`,
  replied: `= 'replied'`,
  bounced: `= 'bounced'`,
  opted_out: `= 'unsubscribed'`,
  finished: `= 'finished'`,
  stopped: `= 'stopped'`,
}

function sequenceCondition({ op, id }: Extract<FoundCondition, { field: 'sequence' }>, bind: Bind): Condition {
  const state = states[op]
  const where = ['e.sandbox = 0', isLive('e.batch_id')]
  if (state !== undefined) where.push(`e.state ${state}`)
  if (id !== undefined) where.push(`e.sequence_id = ${bind(id)}`)
  // the plus: a contact has few enrollments, a sequence and a state have many
  const test = `EXISTS (SELECT 1 FROM enrollments e WHERE e.contact_id = c.id AND +${where.join(' AND +')})`
  if (op === 'never') return { ids: null, test: `NOT ${test}` }
  // those who are in one now have an index of their own, a sequence too; any other state is looked up among the states of all
  if (state !== undefined && op !== 'in' && id === undefined) where[2] = `(e.state || '') ${state}`
  return { ids: `SELECT e.contact_id AS id FROM enrollments e WHERE ${where.join(' AND ')}`, test }
}

/** Emails that left, of a contact `c`; what a person did by hand is none. */
const left = (more: string): string =>
  `EXISTS (SELECT 1 FROM sends s WHERE s.contact_id = c.id AND +s.state = 'sent' AND s.sandbox = 0
    AND s.kind <> 'task'${more})`

function contactedCondition({ op, span }: Extract<FoundCondition, { field: 'contacted' }>, bind: Bind): Condition {
  if (op !== 'span') return { ids: null, test: op === 'ever' ? left('') : `NOT ${left('')}` }
  const since = span.from === undefined ? left('') : left(` AND s.settled_at >= ${bind(span.from)}`)
  const not = span.to === undefined ? [] : [`NOT ${left(` AND s.settled_at >= ${bind(span.to)}`)}`]
  return { ids: null, test: `(${[since, ...not].join(' AND ')})` }
}

function within(column: string, { from, to }: Span, bind: Bind): string {
  const tests = []
  if (from !== undefined) tests.push(`${column} >= ${bind(from)}`)
  if (to !== undefined) tests.push(`${column} < ${bind(to)}`)
  return `(${tests.join(' AND ') || '1'})`
}

function importCondition({ op, id = 0, after }: Extract<FoundCondition, { field: 'import' }>, bind: Bind): Condition {
  if (op === 'any' || op === 'by_hand') return { ids: null, test: `(c.import_id IS ${op === 'any' ? 'NOT ' : ''}NULL)` }
  const list = bind(id)
  if (op === 'is_not') return { ids: null, test: `(c.import_id IS NOT ${list})` }
  // its rows came after all that were there
  const ids = `SELECT id FROM contacts WHERE id > ${bind(after)} AND import_id = ${list}`
  return { ids, test: `(c.import_id IS ${list})` }
}
