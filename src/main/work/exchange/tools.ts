import type { Changes } from '../../changes.ts'
import type { Ports } from '../../ports.ts'
import type { Store } from '../../store/open.ts'

/** What looking after the shared folder needs. */
export interface ExchangeOptions {
  store: Store
  ports: Ports
  changes: Changes
  /** What keeps an older copy of the data from telling anything (work/guard). */
  copy?: { looked(): Promise<void>; telling(): Promise<void> }
}
