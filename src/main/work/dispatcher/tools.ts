import type { Table } from '../../changes.ts'
import type { SmtpConnection } from '../../mail/smtp.ts'
import type { Ports } from '../../ports.ts'
import type { AccountRow } from '../../store/accounts.ts'
import type { Due } from '../../store/ledger.ts'
import type { Store } from '../../store/open.ts'
import type { Disk } from './disk.ts'

/** How an account's server is reached; `key` changes when the connection kept must not be used any more. */
export type Target = { trouble: string } | { key: string; open: () => SmtpConnection }

/** What the loops are lent. */
export interface Tools {
  store: Store
  ports: Ports
  disk: Disk
  point: (name: string) => void
  changed: (...tables: Table[]) => void
  /** Something asked for another time. */
  moved: () => void
  isOpen: (due: Due, at: number) => boolean
  connectionFor: (account: AccountRow) => Promise<Target>
}
