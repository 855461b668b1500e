/** A store that keeps, of every query it answers, where it was asked and how SQLite goes about it. */
import type { Reader, Store, Tx } from '../../src/main/store/open.ts'

export interface Asked {
  /** Of src/main/store, with the line: `reports.ts:24`. */
  site: string
  text: string
  /** Its steps, as EXPLAIN QUERY PLAN says them. */
  steps: string[]
}

/** The innermost line of src/main/store that asked. */
function siteOf(stack: string): string {
  const lines = stack.split('\n').filter((line) => !line.includes('/test/'))
  const found = lines.map((line) => /\/src\/main\/store\/([\w./-]+\.ts:\d+)/.exec(line)?.[1]).find(Boolean)
  return found ?? 'elsewhere'
}

type Ways = Pick<Reader, 'all' | 'get' | 'iterate'>

export function watched(store: Store): { store: Store; asked: () => Asked[] } {
  const plans = new Map<string, Asked>()
  const keep = (text: string): void => {
    const site = siteOf(new Error().stack ?? '')
    const name = `${site} ${text}`
    if (plans.has(name)) return
    // without its values: none of our queries is planned otherwise for other values
    const steps = store.sqlite.prepare(`EXPLAIN QUERY PLAN ${text}`)
    const free = [...text.matchAll(/\?/g)].map(() => null)
    const names = Object.fromEntries([...text.matchAll(/@(\w+)/g)].map(([, word]) => [word, null]))
    const values = Object.keys(names).length > 0 ? [...free, names] : free
    const rows = steps.all(...values) as { detail: string }[]
    plans.set(name, { site, text, steps: rows.map(({ detail }) => detail) })
  }
  const ways = (reader: Ways): Ways => ({
    all: (text, ...values) => {
      keep(text)
      return reader.all(text, ...values)
    },
    get: (text, ...values) => {
      keep(text)
      return reader.get(text, ...values)
    },
    iterate: (text, ...values) => {
      keep(text)
      return reader.iterate(text, ...values)
    },
  })
  const within = (work: (tx: Tx) => unknown) => (tx: Tx) => work({ ...tx, ...ways(tx) } as Tx)
  return {
    store: {
      ...store,
      ...ways(store),
      write: <T>(work: (tx: Tx) => T) => store.write(within(work)) as T,
      writeSoon: <T>(work: (tx: Tx) => T) => store.writeSoon(within(work)) as Promise<T>,
    },
    asked: () => [...plans.values()],
  }
}

/** Tables that grow with what is sent and with who is written to: a million rows of each are ordinary. */
const large = new Set(
  `contacts contact_tags contact_words contact_vocab contact_notes contact_updates import_refusals suppressions enrollments
   sends attempts outgoing sandbox_messages incoming clicks sent_copies test_emails letter_drafts webhook_deliveries`
    .trim()
    .split(/\s+/),
)
const noName = /^(?:ON|WHERE|INDEXED|NOT|GROUP|ORDER|LIMIT|CROSS|JOIN|LEFT|UNION|SELECT|SET)$/i

/** Tables by the names they have in a query; one name may stand for several, in parts of it. */
function tablesOf(text: string): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  const keep = (name: string, table: string) => found.set(name, (found.get(name) ?? new Set()).add(table))
  // what follows is looked at and not passed: it may be the next JOIN
  for (const [, table = '', alias = ''] of text.matchAll(/(?:\bFROM|\bJOIN|,)\s+(\w+)(?=(?:\s+(?:AS\s+)?(\w+))?)/gi)) {
    keep(table, table)
    if (alias !== '' && !noName.test(alias)) keep(alias, table)
  }
  return found
}

/** Large tables, or indexes of them, that a query goes through from their beginning: `tasks: sends by sends_todo`. */
export function wholeTables({ site, text, steps }: Asked): string[] {
  const tables = tablesOf(text)
  return steps.flatMap((step) => {
    const [, name = '', index] = /^SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?/.exec(step) ?? []
    const table = [...(tables.get(name) ?? [])].find((each) => large.has(each))
    if (table === undefined) return []
    return [`${site.replace(/\.ts:\d+$/, '')}: ${table}${index === undefined ? '' : ` by ${index}`}`]
  })
}
