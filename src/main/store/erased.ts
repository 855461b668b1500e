/**
 * People who were erased. What is left of them is one hash of their address, made with a key of this workspace, so that
 * nobody can be written to again because an old list is imported once more. It can be compared and not read back; whoever
 * holds the database can try addresses that they know already, and nothing else.
 */
import { hkdfSync } from 'node:crypto'
import { hmac } from '../hmac.ts'
import type { Reader } from './open.ts'
import { workspaceRow } from './workspace.ts'

export const erasedReason = 'erased on request: not to be written to again'

type Hasher = (addressKey: string) => string
const hashers = new WeakMap<Reader, Hasher>()

/** The key never changes, and is derived once for each connection. */
function hasherOf(reader: Reader): Hasher {
  const known = hashers.get(reader)
  if (known) return known
  const key = Buffer.from(hkdfSync('sha256', workspaceRow(reader).messageKey, 'cadenza erased 1', 'address', 32))
  const made: Hasher = (text) => hmac(key, text, 'hex')
  hashers.set(reader, made)
  return made
}

/** @param addressKey in comparable form */
export const addressHash = (reader: Reader, addressKey: string): string => hasherOf(reader)(addressKey)

const anyErased = (reader: Reader): boolean =>
  reader.known(
    'any erased',
    () => reader.get("SELECT 1 FROM suppressions WHERE kind = 'hash' AND deleted = 0 LIMIT 1") !== undefined,
  )

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
  const hashOf = hasherOf(reader)
  return (key) => hashes.has(hashOf(key))
}

/** The same for work that takes long, in which others may be erased: asked again, it knows of those too. */
export function erasedMeanwhile(reader: Reader): () => ((addressKey: string) => boolean) | null {
  let known = -1
  let among: ((addressKey: string) => boolean) | null = null
  return () => {
    const last = reader.get<{ id: number | null }>('SELECT max(id) AS id FROM suppressions')?.id ?? 0
    if (last !== known) among = erasedAmong(reader)
    known = last
    return among
  }
}

/** What a person is told who would write to them again. */
export const erasedMessage = (address: string): string =>
  `${address} was erased from this workspace and asked not to be written to again.`
