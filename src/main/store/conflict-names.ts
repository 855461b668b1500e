/** Names of what is in conflict, as people know it here. */
import type { SharedKind } from '../../shared/domain/shared-change.ts'
import type { Reader } from './open.ts'

/** Table and column of the name, of what has one. */
const names: Partial<Record<SharedKind, readonly [table: string, column: string]>> = {
  workspace: ['workspace', 'name'],
  seat: ['seats', 'name'],
  device: ['devices', 'name'],
  group: ['groups', 'name'],
  account: ['accounts', 'address'],
  alias: ['aliases', 'address'],
  domain: ['domains', 'name'],
  mailbox_request: ['mailbox_requests', 'address'],
  contact_field: ['contact_fields', 'label'],
  contact: ['contacts', 'address'],
  snippet: ['snippets', 'name'],
  sequence: ['sequences', 'name'],
}

/** Tables of which rows go for good, or never. */
const unmarked: readonly SharedKind[] = ['workspace']

/** Looked up when it is shown; null: it has none here, or is removed: nothing of an erased person is told. */
export function aboutOf(reader: Reader, kind: SharedKind, publicId: string): string | null {
  const by = names[kind]
  if (!by) return null
  const lives = unmarked.includes(kind) ? '' : 'AND deleted = 0'
  return (
    reader.get<{ name: string }>(`SELECT ${by[1]} AS name FROM ${by[0]} WHERE public_id = ? ${lives}`, publicId)
      ?.name ?? null
  )
}

/** Fields that hold the public id of another row, and of which kind. */
const refers: Readonly<Record<string, SharedKind>> = {
  seat: 'seat',
  askedBy: 'seat',
  decidedBy: 'seat',
  pausedBy: 'seat',
  group: 'group',
  account: 'account',
  handingTo: 'device',
  usedBy: 'device',
  mergedInto: 'contact',
}

/** The name of what a field refers to; null: it refers to nothing, or to something that has no name here. */
export const referredTo = (reader: Reader, field: string, publicId: string): string | null => {
  const kind = refers[field]
  return kind === undefined ? null : aboutOf(reader, kind, publicId)
}
