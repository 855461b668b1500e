/** What a list of contacts can be asked for. */
import { parseDay } from './time-text.ts'

/** In a sequence now; on the suppression list; never written to (the sandbox does not count). */
export const contactStates = ['active', 'suppressed', 'never'] as const
export type ContactState = (typeof contactStates)[number]

export const contactSorts = ['added', 'name', 'address', 'company'] as const
export type ContactSort = (typeof contactSorts)[number]

/** Columns every contact has. */
export const textFields = ['first_name', 'last_name', 'company', 'address', 'domain', 'owner', 'zone'] as const
export type TextField = (typeof textFields)[number]

export const presenceOps = ['empty', 'filled'] as const
export const textOps = ['is', 'is_not', 'contains', 'contains_not', 'begins', ...presenceOps] as const
export type TextOp = (typeof textOps)[number]
/** Of own fields: the text as a number, or as a date. What is none fits neither. */
export const numberOps = ['more', 'less'] as const
export const dateOps = ['before', 'after'] as const
export const ownOps = [...textOps, ...numberOps, ...dateOps] as const
export type OwnOp = (typeof ownOps)[number]
export const tagOps = ['is', 'is_not', ...presenceOps] as const
/** `in`: now. The others: ever, the sandbox left aside. */
export const sequenceOps = ['in', 'ever', 'never', 'replied', 'bounced', 'opted_out', 'finished', 'stopped'] as const
export type SequenceOp = (typeof sequenceOps)[number]
/** `within`: in the last so many days. `beyond`: longer ago than that. */
export const timeOps = ['before', 'after', 'within', 'beyond'] as const
export type TimeOp = (typeof timeOps)[number]
export const contactedOps = [...timeOps, 'ever', 'never'] as const
export const importOps = ['is', 'is_not', 'any', 'by_hand'] as const
export const suppressedOps = ['is', 'is_not'] as const

/** One question about a contact. */
export type ContactCondition =
  | { field: TextField; op: TextOp; value?: string | undefined }
  | { field: 'own'; name: string; op: OwnOp; value?: string | undefined }
  | { field: 'tag'; op: (typeof tagOps)[number]; value?: string | undefined }
  /** `value`: public id of a sequence; left out: any. */
  | { field: 'sequence'; op: SequenceOp; value?: string | undefined }
  /** `value`: a day as YYYY-MM-DD, of the workspace's zone, or a number of days. */
  | { field: 'contacted'; op: (typeof contactedOps)[number]; value?: string | undefined }
  | { field: 'added'; op: TimeOp; value?: string | undefined }
  /** `value`: public id of an import. */
  | { field: 'import'; op: (typeof importOps)[number]; value?: string | undefined }
  | { field: 'suppressed'; op: (typeof suppressedOps)[number]; value?: undefined }

export type ContactTree = { all: ContactNode[] } | { any: ContactNode[] }
export type ContactNode = ContactCondition | ContactTree

/** How deep groups stand in each other, and how many conditions a filter holds. */
export const deepestTree = 3
export const mostConditions = 40

export const isGroup = (node: ContactNode): node is ContactTree => 'all' in node || 'any' in node
export const nodesOf = (tree: ContactTree): ContactNode[] => ('all' in tree ? tree.all : tree.any)

export const conditionsOf = (node: ContactNode): ContactCondition[] =>
  isGroup(node) ? nodesOf(node).flatMap(conditionsOf) : [node]

const needless = new Set<string>(['empty', 'filled', 'ever', 'never', 'any', 'by_hand'])

/** What is wrong with a condition's value; null: nothing. */
export function valueFault({ field, op, value }: ContactCondition): string | null {
  if (field === 'suppressed' || needless.has(op)) {
    if (field === 'sequence') return null
    return value === undefined ? null : `"${op}" takes no value.`
  }
  if (field === 'sequence') return null
  if (value === undefined || value.trim() === '') return `"${op}" needs a value.`
  if (op === 'before' || op === 'after')
    return parseDay(value) !== null ? null : `"${op}" needs a day such as 2026-11-22.`
  if (op === 'within' || op === 'beyond')
    return /^[1-9]\d{0,3}$/.test(value) ? null : `"${op}" needs a number of days from 1 to 9999.`
  if (op === 'more' || op === 'less')
    return numberIn(value) === null ? `"${op}" needs a number such as 12 or 0.5.` : null
  return null
}

/** A number as computers write it; null for everything else. */
export const numberIn = (text: string): number | null =>
  /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : null

/** Letters as the database compares them: only those of English in lower case. */
export const asciiLower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

/** The ways of writing a value that count as the same: as typed, small, large, and with a large first letter. */
export function spellings(value: string): string[] {
  const small = value.trim().toLowerCase()
  const first = String.fromCodePoint(small.codePointAt(0) ?? 32)
  const ways = [value.trim(), small, small.toUpperCase(), first.toUpperCase() + small.slice(first.length)]
  return [...new Set(ways.map(asciiLower))]
}

/** Contacts as doors ask for them, everything by the names that people and programs know. */
export interface AskedFilter {
  search?: string | undefined
  tag?: string | undefined
  owner?: string | undefined
  state?: ContactState | undefined
  sequence?: string | undefined
  where?: ContactTree | undefined
  except?: readonly string[] | undefined
}

/** Contacts named one by one, or by what fits them. */
export interface Several {
  ids?: string[] | undefined
  filter?: AskedFilter | undefined
}
