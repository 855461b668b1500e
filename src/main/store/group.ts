/**
 * Several writers, one commit. A commit waits for the disk (synchronous=FULL), and that wait is the same for one row
 * as for thirty: writes that come in during a few turns of the event loop go to disk together. Each still succeeds or
 * fails by itself, in its own savepoint, and is told only when its bytes are down.
 */
import type Database from 'better-sqlite3'
import type { Standing } from './standing.ts'

/** So many at most: whoever clicks meanwhile is not to wait for the writes of hundreds of mailboxes. */
const together = 32
/**
 * So many turns of the event loop the first of them waits for others: microseconds where nothing goes on. What mail servers have
 * answered while the last commit waited for the disk comes along, which halves the commits of four mailboxes.
 */
const turns = 3

interface Waiting<W> {
  work: (tx: W) => unknown
  resolve: (value: never) => void
  reject: (error: unknown) => void
}

type Outcome = { value: unknown } | { error: unknown }

/** Returns `write` for one database: resolves with what `work` returned once the commit is on disk. */
export function groupCommit<W>(
  sqlite: Database.Database,
  tx: W,
  standing: Pick<Standing, 'begin' | 'forget'>,
): <T>(work: (tx: W) => T) => Promise<T> {
  let queue: Waiting<W>[] = []
  const one = sqlite.transaction((work: (tx: W) => unknown) => work(tx))
  const all = sqlite.transaction((batch: Waiting<W>[]): Outcome[] =>
    batch.map(({ work }) => {
      try {
        return { value: one(work) }
      } catch (error) {
        standing.forget()
        // A full disk can end the whole transaction: then nothing of the batch is down, and nobody may believe it.
        if (!sqlite.inTransaction) throw error
        return { error }
      }
    }),
  ).immediate
  const wait = (left: number): void =>
    void setImmediate(() => (left <= 1 || queue.length >= together ? flush() : wait(left - 1)))
  const flush = () => {
    const batch = queue.slice(0, together)
    queue = queue.slice(together)
    if (queue.length > 0) setImmediate(flush)
    standing.begin()
    try {
      const outcomes = all(batch)
      for (const [i, outcome] of outcomes.entries())
        if ('error' in outcome) batch[i]?.reject(outcome.error)
        else batch[i]?.resolve(outcome.value as never)
    } catch (error) {
      standing.forget()
      for (const { reject } of batch) reject(error)
    }
  }
  return <T>(work: (tx: W) => T) =>
    new Promise<T>((resolve, reject) => {
      if (queue.length === 0) wait(turns)
      queue.push({ work, resolve: resolve as (value: never) => void, reject })
    })
}
