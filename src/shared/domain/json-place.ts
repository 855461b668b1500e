/** Where JSON breaks. Engines say so in their own words, and not always; people want the line. */

const token =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON (RFC 8259 §7) forbids them inside strings
  /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-]))/y

type Wanted = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end' | 'nothing'

/** Line and column, both from 1, of the first thing that can't stand where it stands; null when the text is JSON. */
export function brokenJson(text: string): { line: number; column: number } | null {
  const open: string[] = []
  let wanted: Wanted = 'value'
  let at = 0
  for (;;) {
    token.lastIndex = at
    const match = token.exec(text)
    const next: Wanted | null = match ? step(wanted, match[1] ?? (match[2] ? 'string' : 'other'), open) : null
    if (next === null) break
    wanted = next
    at = token.lastIndex
  }
  const rest = /[^ \t\r\n]/g
  rest.lastIndex = at
  const place = rest.exec(text)?.index ?? text.length
  if (place === text.length && wanted === 'nothing') return null
  const before = text.slice(0, place).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

/** What may follow `found` where `wanted` was; null when it can't stand there. */
function step(wanted: Wanted, found: string, open: string[]): Wanted | null {
  const after = () => (open.length > 0 ? ', or end' : 'nothing')
  if (found === '{' || found === '[') {
    if (!wanted.startsWith('value')) return null
    open.push(found)
    return found === '{' ? 'key or }' : 'value or ]'
  }
  if (found === '}' || found === ']') {
    const mayClose = wanted === ', or end' || wanted === (found === '}' ? 'key or }' : 'value or ]')
    return mayClose && open.pop() === (found === '}' ? '{' : '[') ? after() : null
  }
  if (found === ',') return wanted === ', or end' ? (open.at(-1) === '{' ? 'key' : 'value') : null
  if (found === ':') return wanted === ':' ? 'value' : null
  if (wanted.startsWith('key')) return found === 'string' ? ':' : null
  return wanted.startsWith('value') ? after() : null
}
