import type { Changes, Table } from '../changes.ts'
import { os } from './context.ts'

/**
 * "Table X changed", for as long as somebody listens. Changes that nobody has fetched yet are told once a table, so a
 * slow listener costs at most one entry a table.
 */
async function* listen(changes: Changes, signal: AbortSignal | undefined): AsyncGenerator<{ table: Table }, void> {
  const pending = new Set<Table>()
  let wake: () => void = () => {}
  const end = changes.listen((table) => {
    pending.add(table)
    wake()
  })
  const aborted = () => wake()
  signal?.addEventListener('abort', aborted)
  try {
    while (!signal?.aborted) {
      for (const table of pending) {
        pending.delete(table)
        yield { table }
      }
      if (pending.size > 0 || signal?.aborted) continue
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  } finally {
    signal?.removeEventListener('abort', aborted)
    end()
  }
}

const subscribe = os.events.subscribe.handler(({ context: { room }, signal }) => listen(room.changes, signal))

export const events = { subscribe }
