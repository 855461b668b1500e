/** What came back, and what was made of it. */
import type { Client } from '../../shared/contract/index.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { type IncomingKind, incomingKinds } from '../../shared/domain/incoming-shape.ts'
import {
  type IncomingFilter,
  incomingByPublicId,
  incomingCounts,
  incomingPage,
  incomingUnseen,
  markSeen,
} from '../store/incoming.ts'
import type { Reader } from '../store/open.ts'
import { accountOf, contactsOf } from '../store/sends-search.ts'
import { findSequence } from '../store/sequences.ts'
import { os } from './context.ts'
import { shownIncoming } from './incoming-shown.ts'
import { correct, undo } from './incoming-undo.ts'

type ListInput = NonNullable<Parameters<Client['incoming']['list']>[0]>

/** Null: it names something that isn't there, so nothing fits. */
function filterOf(reader: Reader, input: ListInput): IncomingFilter | null {
  const filter: IncomingFilter = { kind: input.kind, send: input.send, unseen: input.unseen === true }
  if (input.account !== undefined) filter.accountId = accountOf(reader, input.account) ?? 0
  if (input.contact !== undefined) filter.contactId = contactsOf(reader, input.contact)[0] ?? 0
  if (input.sequence !== undefined) filter.sequenceId = findSequence(reader, input.sequence)?.id ?? 0
  return Object.values(filter).includes(0) ? null : filter
}

const list = os.incoming.list.handler(({ input, context: { room, asker } }) => {
  const filter = filterOf(room.store, input)
  const rows = filter === null ? [] : incomingPage(room.store, filter, input.after ?? null, input.limit + 1)
  const page = rows.slice(0, input.limit)
  return {
    rows: page.map((row) => shownIncoming(room.store, asker, row)),
    next: rows.length > input.limit ? (page.at(-1)?.publicId ?? null) : null,
  }
})

const counts = os.incoming.counts.handler(({ context: { room } }) => {
  const found = new Map(incomingCounts(room.store).map((each) => [each.kind, each]))
  const byKind = (which: 'n' | 'unseen') =>
    Object.fromEntries(incomingKinds.map((kind) => [kind, found.get(kind)?.[which] ?? 0])) as Record<
      IncomingKind,
      number
    >
  return { unseen: incomingUnseen(room.store), kinds: byKind('n'), unseen_kinds: byKind('unseen') }
})

const seen = os.incoming.seen.handler(({ input, context: { room } }) => {
  const n = room.store.write((tx) => markSeen(tx, input.ids ?? null, room.ports.clock.now()))
  if (n > 0) room.changes.tell('incoming')
  return { seen: n }
})

const get = os.incoming.get.handler(({ input, context: { room, asker } }) => {
  const row = incomingByPublicId(room.store, input.public_id)
  if (!row) throw new Refusal('not_found', `There is no message "${input.public_id}".`)
  return {
    ...shownIncoming(room.store, asker, row),
    body: row.body,
    recipients: row.recipients,
    evidence: row.evidence,
  }
})

export const incoming = { list, counts, seen, get, undo, correct }
