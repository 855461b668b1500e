/** How a check of foreign JSON says what is wrong: where, and what to do. */

export interface Problem {
  /** As in `steps[1].delay.days`; empty for the whole. */
  path: string
  message: string
}

/** Notes one problem. */
export type Problems = (path: string, message: string) => void

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Names every key that means nothing here, with the one that was most likely meant. */
export function unknownKeys(
  value: Record<string, unknown>,
  known: readonly string[],
  path: string,
  say: Problems,
): void {
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue
    const near = nearest(key, known)
    const shown = known.filter((name) => name !== '$schema').map((name) => `"${name}"`)
    const hint = near ? `Did you mean "${near}"?` : `Known here: ${shown.join(', ')}.`
    say(path === '' ? key.slice(0, 60) : `${path}.${key.slice(0, 60)}`, `This key is not known. ${hint}`)
  }
}

/** The known key that is at most a third of its letters away, null when none is near. */
export function nearest(key: string, known: readonly string[]): string | null {
  let best: string | null = null
  let least = Number.POSITIVE_INFINITY
  for (const name of known) {
    const away = distance(key.slice(0, 40).toLowerCase(), name)
    if (away < least && away <= Math.max(1, Math.ceil(name.length / 3))) {
      best = name
      least = away
    }
  }
  return best
}

/** Letters to insert, delete or replace to get from `a` to `b`. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
