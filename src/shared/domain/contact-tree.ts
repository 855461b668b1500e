/** Conditions as an address or somebody at work on them has them: perhaps damaged, perhaps not finished. */
import {
  type ContactCondition,
  type ContactNode,
  type ContactTree,
  conditionsOf,
  contactedOps,
  deepestTree,
  importOps,
  isGroup,
  mostConditions,
  nodesOf,
  ownOps,
  sequenceOps,
  suppressedOps,
  tagOps,
  textFields,
  textOps,
  timeOps,
  valueFault,
} from './contact-query.ts'

export type ConditionField = ContactCondition['field']

/** What can be asked of each. */
export const opsOf: Record<ConditionField, readonly string[]> = {
  ...(Object.fromEntries(textFields.map((field) => [field, textOps])) as Record<
    (typeof textFields)[number],
    typeof textOps
  >),
  own: ownOps,
  tag: tagOps,
  sequence: sequenceOps,
  contacted: contactedOps,
  added: timeOps,
  import: importOps,
  suppressed: suppressedOps,
}

const nameShape = /^[\p{L}\p{N}_]{1,64}$/u

/** True for a condition that can be asked. */
export function isComplete(condition: ContactCondition): boolean {
  if (condition.field === 'own' && !nameShape.test(condition.name)) return false
  return opsOf[condition.field].includes(condition.op) && valueFault(condition) === null
}

/** What of a tree can be asked; undefined: nothing. */
export function completed(tree: ContactTree): ContactTree | undefined {
  const nodes = nodesOf(tree).flatMap((node): ContactNode[] => {
    if (!isGroup(node)) return isComplete(node) ? [node] : []
    const inner = completed(node)
    return inner ? [inner] : []
  })
  if (nodes.length === 0) return undefined
  return 'all' in tree ? { all: nodes } : { any: nodes }
}

/** A tree as text of an address may have it; undefined where it is none, or a part of it means nothing. */
export function readTree(raw: unknown): ContactTree | undefined {
  const node = readNode(raw, 0)
  if (!node || !isGroup(node) || conditionsOf(node).length > mostConditions) return undefined
  return node
}

function readNode(raw: unknown, deep: number): ContactNode | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined
  const given = raw as Record<string, unknown>
  if (Array.isArray(given.all) || Array.isArray(given.any)) {
    const nodes = ((given.all ?? given.any) as unknown[]).map((each) => readNode(each, deep + 1))
    if (deep >= deepestTree || nodes.length === 0 || nodes.includes(undefined)) return undefined
    const known = nodes as ContactNode[]
    return given.all ? { all: known } : { any: known }
  }
  const { field, op, value, name } = given
  if (typeof field !== 'string' || typeof op !== 'string' || !Object.hasOwn(opsOf, field)) return undefined
  const text = typeof value === 'number' ? String(value) : value
  if (text !== undefined && (typeof text !== 'string' || text.length > 300)) return undefined
  const condition = {
    field,
    op,
    ...(text === undefined ? {} : { value: text }),
    ...(field === 'own' ? { name: String(name) } : {}),
  } as ContactCondition
  return isComplete(condition) ? condition : undefined
}
