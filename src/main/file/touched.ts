/** Which parts of the program look at what a merge has touched. */
import type { SharedKind } from '../../shared/domain/shared-change.ts'

/** Tables as changes.ts names them. */
type Table =
  | 'workspace'
  | 'seats'
  | 'delegations'
  | 'devices'
  | 'exchange'
  | 'accounts'
  | 'domains'
  | 'requests'
  | 'contacts'
  | 'sequences'
  | 'enrollments'
  | 'sends'
  | 'incoming'
  | 'snippets'

const tables: Record<SharedKind, Table[]> = {
  workspace: ['workspace'],
  // a seat that was locked, or lost its access, gives and uses no permissions
  seat: ['seats', 'delegations', 'sends'],
  device: ['devices', 'exchange'],
  invitation: ['devices'],
  group: ['accounts'],
  account: ['accounts'],
  alias: ['accounts'],
  domain: ['domains'],
  share: ['accounts'],
  mailbox_request: ['requests'],
  limit_request: ['requests'],
  grant: ['delegations', 'accounts', 'sends'],
  contact: ['contacts', 'sends'],
  // engaging asks what fields a list may name
  contact_field: ['contacts'],
  contact_note: ['contacts'],
  suppression: ['contacts', 'sends'],
  sequence: ['sequences', 'sends'],
  sequence_version: ['sequences', 'sends'],
  snippet: ['snippets'],
  // what is owed to somebody was written down with them, and waits for its time
  engagement: ['enrollments', 'sends'],
  enrollment: ['enrollments', 'sends'],
  send: ['sends', 'enrollments'],
  incoming: ['incoming', 'enrollments', 'sends'],
}

/** What to tell of once kinds were touched. */
export const tablesOf = (kinds: Iterable<SharedKind>): Table[] => [
  ...new Set([...kinds].flatMap((kind) => tables[kind])),
]
