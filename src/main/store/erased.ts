/**
 * People who were erased. What is left of them is one hash of their address, made with a key of this workspace, so that
 * nobody can be written to again because an old list is imported once more. It can be compared and not read back; whoever
 * holds the database can try addresses that they know already, and nothing else.
 */
import { createHmac, hkdfSync } from 'node:crypto'
import type { Reader } from './open.ts'
import { workspaceRow } from './workspace.ts'

export const erasedReason = 'erased on request: not to be written to again'

const keys = new WeakMap<Reader, Buffer>()
/** Keyed by what the reader stands on: a transaction and its store have one key each, and it never changes. */
function keyOf(reader: Reader): Buffer {
  const known = keys.get(reader)
  if (known) return known
  const key = Buffer.from(hkdfSync('sha256', workspaceRow(reader).messageKey, 'cadenza erased 1', 'address', 32))
  keys.set(reader, key)
  return key
}

/** @param addressKey in comparable form */
export const addressHash = (reader: Reader, addressKey: string): string =>
  createHmac('sha256', keyOf(reader)).update(addressKey, 'utf8').digest('hex')

const anyErased = (reader: Reader): boolean =>
  reader.get("SELECT 1 FROM suppressions WHERE kind = 'hash' AND deleted = 0 LIMIT 1") !== undefined

/** True where this address belongs to somebody who was erased. Costs one look where nobody ever was. */
export const isErased = (reader: Reader, addressKey: string): boolean =>
  anyErased(reader) &&
  reader.get(
    "SELECT 1 FROM suppressions WHERE kind = 'hash' AND value = ? AND deleted = 0",
    addressHash(reader, addressKey),
  ) !== undefined

/** The same for many, with all hashes in memory; null where nobody was erased, so that a million rows cost nothing. */
export function erasedAmong(reader: Reader): ((addressKey: string) => boolean) | null {
  if (!anyErased(reader)) return null
  const hashes = new Set(
    reader
      .all<{ value: string }>("SELECT value FROM suppressions WHERE kind = 'hash' AND deleted = 0")
      .map(({ value }) => value),
  )
  return (key) => hashes.has(addressHash(reader, key))
}

/** What a person is told who would write to them again. */
export const erasedMessage = (address: string): string =>
  `${address} was erased from this workspace and asked not to be written to again.`
