import { isUtf8 } from 'node:buffer'
import { Refusal } from '../../shared/domain/failure.ts'
import { parseMessage } from '../mail/parsed.ts'
import { type SandboxMessageRow, sandboxMessage, sandboxPage } from '../store/sandbox.ts'
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
  const rows = sandboxPage(room.store, input.after ?? null, input.limit + 1)
  const page = rows.slice(0, input.limit)
  return { rows: page.map(shown), next: rows.length > input.limit ? (page.at(-1)?.publicId ?? null) : null }
})

/** The source as text: UTF-8 where it is that, else one character a byte, so that nothing is lost. */
const sourceText = (raw: Buffer): string => (isUtf8(raw) ? raw.toString('utf8') : raw.toString('latin1'))

const get = os.sandbox.get.handler(async ({ input, context: { room } }) => {
  const row = sandboxMessage(room.store, input.public_id)
  if (!row) throw new Refusal('not_found', `There is no sandbox message with the id ${input.public_id}.`)
  const { headers, text, html } = await parseMessage(row.raw)
  return { ...shown(row), headers, text, html, source: sourceText(row.raw) }
})

export const sandbox = { list, get }
