import type { AccountTrouble } from '../../../shared/domain/verdict.ts'
import type { Table } from '../../changes.ts'
import type { SmtpConnection } from '../../mail/smtp.ts'
import type { Ports } from '../../ports.ts'
import type { AccountRow } from '../../store/accounts.ts'
import type { Due } from '../../store/ledger.ts'
import type { Reader, Store, Tx } from '../../store/open.ts'
import type { Disk } from './disk.ts'
import type { Signing } from './signing.ts'

/** How an account's server is reached. */
export type Target = { trouble: AccountTrouble; words: string } | { trouble: null; open: () => SmtpConnection }

/** Lets mail leave only from the copy of the data that is known to be the newest. */
export interface Gate {
  isOpen(): boolean
  /** Counts an email in the transaction that takes it up. False: it must not be. */
  take(tx: Tx): boolean
  /** Another copy of the data sent what this one doesn't know, from that instant (ms) on. True: nothing more leaves here. */
  seen(tx: Tx, since: number): boolean
}

/** Sender hosts, as the loops of accounts know them. */
export interface Hosts {
  /** Why no more of an account (row id) is handed in now, in words; null: it may be. */
  bar(accountId: number): string | null
  /** The course of the queue's database: what is taken up now is bound to it. Null: no queue is open, or another one is set. */
  line(reader: Reader): string | null
  /** Something was taken up. */
  poke(): void
}

/** What the loops are lent. */
export interface Tools {
  store: Store
  ports: Ports
  disk: Disk
  point: (name: string) => void
  changed: (...tables: Table[]) => void
  /** True when that send may leave at `at`: a window is open, and no cap of a day or hour is gone round. */
  isOpen: (due: Due, at: number) => boolean
  /** Changes when a connection kept must not be used any more. */
  connectionKey: (account: AccountRow) => string
  connectionFor: (account: AccountRow) => Promise<Target>
  /** Why whoever signed in through the browser is signed in no more, as far as is known; null: they are, or it is no such account. */
  signedOut: (account: AccountRow) => Promise<string | null>
  signing: Signing
  gate: Gate
  /** An email of this account waits to hear what came back. */
  askInbox: (accountId: number) => void
  /** Those that send for accounts which this computer doesn't send from itself. */
  hosts: Hosts
}
