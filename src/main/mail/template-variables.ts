import {
  AssignTag,
  CaseTag,
  type Expression,
  IfTag,
  Output,
  type PropertyAccessToken,
  type Template,
  type Token,
  TokenKind,
  UnlessTag,
  type Value,
} from 'liquidjs'

/**
 * Which variables a parsed template can't do without. A variable is needed where it is printed or assigned without
 * `| default:`; it isn't where a condition on it has made sure that it is there: `{% if city %}in {{ city }}{% endif %}`.
 * Throws when blocks are nested deeper than anybody means it.
 */
export function requiredVariables(templates: readonly Template[]): Set<string> {
  const found: Found = { required: new Set(), assigned: new Set() }
  walk(templates, new Set(), found, 0)
  return found.required
}

interface Found {
  required: Set<string>
  /** Made by the template itself, so no contact needs to have them. */
  assigned: Set<string>
}

const maxDepth = 50

function walk(templates: readonly Template[], sure: ReadonlySet<string>, found: Found, depth: number): void {
  if (depth > maxDepth) throw new Error(`blocks are nested more than ${maxDepth} deep`)
  for (const template of templates) {
    if (template instanceof Output) need(template.value, sure, found)
    else if (template instanceof AssignTag) walkAssign(template, sure, found)
    else if (template instanceof IfTag) walkIf(template, sure, found, depth)
    else if (template instanceof UnlessTag) walkUnless(template, sure, found, depth)
    else if (template instanceof CaseTag) walkCase(template, sure, found, depth)
  }
}

function need(value: Value, sure: ReadonlySet<string>, found: Found): void {
  const hasFallback = value.filters.some((filter) => filter.name === 'default')
  if (!hasFallback) needAll(namesIn(value.initial.postfix), sure, found)
  for (const filter of value.filters) {
    for (const argument of filter.args) {
      const token = Array.isArray(argument) ? argument[1] : argument
      if (token) needAll(namesIn([token]), sure, found)
    }
  }
}

function needAll(names: readonly string[], sure: ReadonlySet<string>, found: Found): void {
  for (const name of names) {
    if (!sure.has(name) && !found.assigned.has(name.split('.')[0] as string)) found.required.add(name)
  }
}

function walkAssign(tag: AssignTag, sure: ReadonlySet<string>, found: Found): void {
  // liquidjs keeps both to itself, but gives them to whoever analyses.
  for (const part of tag.arguments()) {
    if ('initial' in (part as Value)) need(part as Value, sure, found)
  }
  for (const name of tag.localScope()) found.assigned.add(name.content)
}

function walkIf(tag: IfTag, sure: ReadonlySet<string>, found: Found, depth: number): void {
  for (const branch of tag.branches) {
    walk(branch.templates, new Set([...sure, ...madeSure(branch.value.initial)]), found, depth + 1)
  }
  walk(tag.elseTemplates ?? [], sure, found, depth + 1)
}

function walkUnless(tag: UnlessTag, sure: ReadonlySet<string>, found: Found, depth: number): void {
  const [first, ...others] = tag.branches
  if (first) walk(first.templates, sure, found, depth + 1)
  for (const branch of others) {
    walk(branch.templates, new Set([...sure, ...madeSure(branch.value.initial)]), found, depth + 1)
  }
  const after = others.length === 0 && first ? madeSure(first.value.initial) : []
  walk(tag.elseTemplates, new Set([...sure, ...after]), found, depth + 1)
}

function walkCase(tag: CaseTag, sure: ReadonlySet<string>, found: Found, depth: number): void {
  const known = new Set([...sure, ...namesIn(tag.value.initial.postfix)])
  for (const branch of tag.branches) walk(branch.templates, known, found, depth + 1)
  walk(tag.elseTemplates, sure, found, depth + 1)
}

/** Variables that must be there for the condition to hold. Only plain ones are read: `or`, `not` and "is blank" prove nothing. */
function madeSure(condition: Expression): string[] {
  const operators = condition.postfix
    .filter((token) => token.kind === TokenKind.Operator)
    .map((token) => token.getText())
  const blank = condition.postfix.some(
    (token) => token.kind === TokenKind.Literal || token.getText() === "''" || token.getText() === '""',
  )
  const proves = (operator: string) => {
    if (operator === '==') return !blank
    if (operator === '!=') return blank
    return operator === 'and' || operator === 'contains' || /^[<>]=?$/.test(operator)
  }
  return operators.every(proves) ? namesIn(condition.postfix) : []
}

/** `a`, `a.b`; deeper paths are cut there, because values have two levels. */
function namesIn(tokens: readonly Token[]): string[] {
  const names: string[] = []
  for (const token of tokens) {
    if (token.kind !== TokenKind.PropertyAccess) continue
    const access = token as PropertyAccessToken
    const path = access.props.map((prop) => ('content' in prop ? String(prop.content) : ''))
    if (access.variable === undefined && path[0]) names.push(path.slice(0, 2).filter(Boolean).join('.'))
  }
  return names
}
