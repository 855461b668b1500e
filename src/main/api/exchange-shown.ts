/** What was exchanged, as the doors show it. */
import { type SharedKind, sharedKinds } from '../../shared/domain/shared-change.ts'
import type { Table } from '../changes.ts'
import type { Looked } from '../file/take-in.ts'
import { type NoteRow, peerRows } from '../store/exchange.ts'
import type { Reader } from '../store/open.ts'
import { iso } from './context.ts'

export function shownFile(reader: Reader, { hash, bytes, sealed, manifest }: Looked, name: string) {
  const writer = peerRows(reader).find(({ publicId }) => publicId === manifest.device)
  return {
    token: hash,
    name,
    bytes,
    written_at: iso(manifest.writtenAt),
    writer: {
      public_id: manifest.device,
      name: writer?.name ?? null,
      seat: writer?.seat ?? null,
      address: writer?.address ?? null,
      own: writer?.own ?? false,
    },
    sealed,
    whole: manifest.whole,
  }
}

/** In the order in which they refer to each other; none of which nothing is said. */
export const shownKinds = (kinds: Looked['kinds']) =>
  sharedKinds.flatMap((kind) => {
    const brought = kinds[kind]
    return brought ? [{ kind, ...brought }] : []
  })

export const shownNote = ({ id, at, what, device, deviceName, author, kind, subject, words }: NoteRow) => ({
  public_id: String(id),
  at: iso(at),
  what,
  device,
  device_name: deviceName,
  author,
  kind,
  subject,
  words,
})

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
