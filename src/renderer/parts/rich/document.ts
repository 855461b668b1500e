/** The document that rich text edits, as ProseMirror's JSON. */
export interface DocMark {
  type: string
  // biome-ignore lint/suspicious/noExplicitAny: each kind has its own
  attrs?: any
}
export interface DocNode {
  type: string
  /** `kept`: attributes of its tag as they were read; null for what was made here, which gets the usual ones. */
  // biome-ignore lint/suspicious/noExplicitAny: each kind has its own
  attrs?: any
  content?: DocNode[]
  marks?: DocMark[]
  text?: string
}

/** Where nodes of a document stand in its HTML, both ends as offsets. */
export type Ranges = Map<DocNode, { from: number; to: number }>

/** `{{ first_name | default: "there" }}` taken apart; null where it is more than a variable with a fallback. */
export function variableOf(source: string): { name: string; fallback: string | null } | null {
  const found = /^\{\{-?\s*([a-z_][\w.]*)\s*(?:\|\s*default:\s*(?:"([^"]*)"|'([^']*)')\s*)?-?\}\}$/i.exec(source)
  return found ? { name: found[1] as string, fallback: found[2] ?? found[3] ?? null } : null
}

/** @param fallback null: none */
export const liquidOf = (name: string, fallback: string | null): string =>
  fallback === null ? `{{ ${name} }}` : `{{ ${name} | default: "${fallback.replace(/["{}]/g, '')}" }}`

/** What a chip says. */
export function chipLabel(source: string): string {
  const variable = variableOf(source)
  if (variable) return variable.fallback ? `${variable.name} · ${variable.fallback}` : variable.name
  return source.replace(/^\{[{%]-?\s*|\s*-?[%}]\}$/g, '')
}
