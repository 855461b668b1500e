/**
 * What a computer has heard of, it shows by its next chunk. Of mailboxes that is to be known soon, as it decides whose a mailbox is that
 * another one claims later (domain/heard-first.ts): a computer that has nothing else to tell says so in a chunk of its own.
 */
import type { Change } from '../../shared/domain/shared-change.ts'
import { lastChunk, seenHeads } from './chunks.ts'
import { placeAt } from './header-places.ts'
import type { Reader } from './open.ts'

/** Another computer gave a mailbox its address since this one last told anything. */
export function owesHearing(reader: Reader, device: string): boolean {
  const last = lastChunk(reader, device)
  const seen = last ? placeAt(reader, device, last.number).seen : {}
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
