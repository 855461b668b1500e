import { isUtf8 } from 'node:buffer'
import { Refusal } from '../../shared/domain/failure.ts'
import { parseMessage } from '../mail/parsed.ts'
import { deedOf, note } from '../store/journal.ts'
import { clearMessages, type SandboxMessageRow, sandboxCount, sandboxMessage, sandboxPage } from '../store/sandbox.ts'
import { seatById } from '../store/seats.ts'
import { iso, os } from './context.ts'

const shown = (row: SandboxMessageRow) => ({
  public_id: row.publicId,
  send: row.sendId,
  from: row.sender,
  to: row.recipients,
  subject: row.subject,
  received_at: iso(row.receivedAt),
  size: row.size,
})

const list = os.sandbox.list.handler(({ input, context: { room } }) => {
  const rows = sandboxPage(room.store, input.after ?? null, input.limit + 1, input.search || null)
  const page = rows.slice(0, input.limit)
  return { rows: page.map(shown), next: rows.length > input.limit ? (page.at(-1)?.publicId ?? null) : null }
})

/** The source as text: UTF-8 where it is that, else one character a byte, so that nothing is lost. */
const sourceText = (raw: Buffer): string => (isUtf8(raw) ? raw.toString('utf8') : raw.toString('latin1'))

const get = os.sandbox.get.handler(async ({ input, context: { room } }) => {
  const row = sandboxMessage(room.store, input.public_id)
  if (!row) throw new Refusal('not_found', `There is no sandbox message with the id ${input.public_id}.`)
  return { ...shown(row), ...(await parseMessage(row.raw)), source: sourceText(row.raw) }
})

const count = os.sandbox.count.handler(({ input, context: { room } }) => ({
  count: sandboxCount(room.store, input.search || null),
}))

const clear = os.sandbox.clear.handler(({ context: { room, asker } }) => {
  const removed = room.store.write((tx) => {
    const gone = clearMessages(tx)
    const who = seatById(tx, asker.seatId)?.address ?? 'Somebody'
    if (gone > 0)
      note(tx, room.ports.clock.now(), 'sandbox', `${who} emptied the sandbox inbox (${gone}).`, deedOf(asker))
    return gone
  })
  if (removed > 0) room.changes.tell('sandbox')
  return { removed }
})

export const sandbox = { list, count, clear, get }
