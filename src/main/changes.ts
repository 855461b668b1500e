/** "Table X changed": carries no data and no orders. Losing one costs latency, never work. */
export type Table =
  | 'workspace'
  | 'seats'
  | 'accounts'
  | 'contacts'
  | 'sequences'
  | 'enrollments'
  | 'sends'
  | 'sandbox'
  | 'keys'
  | 'calendar_feeds'
  | 'webhooks'
  | 'domains'
  | 'views'
  | 'snippets'
  | 'requests'
  | 'incoming'
  | 'clicks'
  | 'delegations'
  | 'exchange'
  | 'devices'
  | 'backups'
  | 'handed_in'

/** Why a wait is over: given to `abort`, which makes an error with a stack where it is given nothing. */
export const woken = 'something changed'

export interface Changes {
  tell(...tables: Table[]): void
  /** Returns the function that ends it. A listener must be quick and must not throw. */
  listen(listener: (table: Table) => void): () => void
}

export function createChanges(): Changes {
  const listeners = new Set<(table: Table) => void>()
  return {
    tell(...tables) {
      for (const table of tables) for (const listener of listeners) listener(table)
    },
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
