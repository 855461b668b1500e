/**
 * What holds for many emails: settings of the workspace, of an account, of an engagement. Worked out once and kept until
 * anything but the ledger's own rows is written, by this connection or by another. So an email asks the database only
 * for what is its own, and still nothing is ever older than the last commit.
 */
import type Database from 'better-sqlite3'

/**
 * Tables that change with every email. Nothing that is kept may have been read from them, nor from what their triggers
 * write.
 */
export const ledgerTables: ReadonlySet<string> = new Set([
  'sends',
  'attempts',
  'outgoing',
  'enrollments',
  'sent_copies',
  'journal',
  'guard',
])

const written = /^\s*(?:insert(?:\s+or\s+\w+)?\s+into|update(?:\s+or\s+\w+)?|delete\s+from)\s+["`]?(\w+)/i

/** True for a statement that writes rows of the ledger and nothing else. What can't be read so counts as another. */
export const writesLedger = (text: string): boolean => ledgerTables.has(written.exec(text)?.[1]?.toLowerCase() ?? '')

export interface Standing {
  /** What `work` gives, or gave since the last change. Name it by all that it depends on; nobody may change what it is. */
  known<T>(name: string, work: () => T): T
  /** A transaction begins: another connection may have written before it, and can't within it. */
  begin(): void
  /** Something that may stand here was written, or taken back. */
  forget(): void
}

export function createStanding(sqlite: Database.Database): Standing {
  const kept = new Map<string, unknown>()
  // changes with every commit of another connection, and only then
  const version = sqlite.prepare('PRAGMA data_version').pluck()
  let seen: unknown = null
  let isChecked = false
  const check = () => {
    if (isChecked && sqlite.inTransaction) return
    const now = version.get()
    if (now !== seen) kept.clear()
    seen = now
    isChecked = sqlite.inTransaction
  }
  return {
    known<T>(name: string, work: () => T): T {
      check()
      const found = kept.get(name)
      if (found !== undefined || kept.has(name)) return found as T
      const made = work()
      kept.set(name, made)
      return made
    },
    begin() {
      isChecked = false
    },
    forget: () => kept.clear(),
  }
}
