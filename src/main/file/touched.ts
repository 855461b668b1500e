/** Which parts of the program look at what a merge has touched. */
import type { SharedKind } from '../../shared/domain/shared-change.ts'

/** Tables as changes.ts names them. */
type Table =
  | 'workspace'
  | 'seats'
  | 'exchange'
  | 'accounts'
  | 'domains'
  | 'requests'
  | 'contacts'
  | 'sequences'
  | 'enrollments'
  | 'sends'
  | 'incoming'

const tables: Record<SharedKind, Table[]> = {
  workspace: ['workspace'],
  seat: ['seats'],
  device: ['exchange'],
  invitation: ['exchange'],
  group: ['accounts'],
  account: ['accounts'],
  alias: ['accounts'],
  domain: ['domains'],
  share: ['accounts'],
  mailbox_request: ['requests'],
  limit_request: ['requests'],
  grant: ['accounts'],
  contact: ['contacts'],
  suppression: ['contacts'],
  sequence: ['sequences'],
  sequence_version: ['sequences'],
  engagement: ['enrollments'],
  enrollment: ['enrollments'],
  send: ['sends'],
  incoming: ['incoming'],
}

/** What to tell of once kinds were touched. */
export const tablesOf = (kinds: Iterable<SharedKind>): Table[] => [
  ...new Set([...kinds].flatMap((kind) => tables[kind])),
]
