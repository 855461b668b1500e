/**
 * What a computer has heard of, it shows by its next chunk. Of mailboxes and aliases that is to be known soon, as it decides whose
 * one is that somebody else claims later (domain/heard-first.ts): a computer that has nothing else to tell says so in a chunk of its own.
 */
import type { Change } from '../../shared/domain/shared-change.ts'
import { began } from '../../shared/domain/shared-fold.ts'
import { lastChunk, seenHeads } from './chunks.ts'
import { placeAt } from './header-places.ts'
import type { Reader } from './open.ts'

/** Another computer gave a mailbox its address, or made an alias, since this one last told anything. */
export function owesHearing(reader: Reader, device: string): boolean {
  const last = lastChunk(reader, device)
  const seen = last ? placeAt(reader, device, last.number).seen : {}
  return hasNewMailbox(reader, device, seen) || hasNewAlias(reader, device, seen)
}

type Seen = Readonly<Record<string, number>>

const hasNewAlias = (reader: Reader, own: string, seen: Seen): boolean =>
  reader.get(
    `SELECT 1 FROM shared_rows r, json_each(r.fields, '$."${began}"') b WHERE r.kind = 'alias' AND b.key <> @own
       AND b.value > coalesce((SELECT s.value FROM json_each(@seen) s WHERE s.key = b.key), 0) LIMIT 1`,
    { own, seen: JSON.stringify(seen) },
  ) !== undefined

function hasNewMailbox(reader: Reader, device: string, seen: Seen): boolean {
  return Object.entries(seenHeads(reader, device)).some(([other, number]) => {
    const before = seen[other] ?? 0
    if (before >= number) return false
    return reader
      .all<{ body: string }>(
        'SELECT body FROM facts WHERE device = ? AND number > ? AND number <= ?',
        other,
        before,
        number,
      )
      .some(({ body }) => {
        const { kind, set } = JSON.parse(body) as Change
        return kind === 'account' && set?.address !== undefined
      })
  })
}
