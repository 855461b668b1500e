/**
 * An email as it left, or would leave now. The text of a sent one is not kept: where the sandbox doesn't hold it, it is
 * made again from its step, which never changes, and its contact, who may have.
 */
import { writerOf } from '../../shared/domain/letter.ts'
import { filesOf, letterFrom, type Made, subjectFrom } from '../mail/letter.ts'
import { parseMessage } from '../mail/parsed.ts'
import { permissionEmail } from '../mail/permission-email.ts'
import { accountEver } from '../store/accounts.ts'
import { storedLetter, storedSubject } from '../store/letter-source.ts'
import { readLetter } from '../store/letter-text.ts'
import { letterOfSend } from '../store/letters.ts'
import type { Reader } from '../store/open.ts'
import { outgoingOf } from '../store/sending.ts'
import { type SendRow, sandboxCopy } from '../store/sends.ts'
import { attachmentSize } from '../store/sequences.ts'
import { testOfSend } from '../store/test-emails.ts'
import { workspaceRow } from '../store/workspace.ts'

/** All that an email is made from; undefined where it belongs to no sequence, or its contact or sequence is gone. */
export function sourceOf(reader: Reader, row: SendRow) {
  const source = storedLetter(reader, row.id)
  const account = source && accountEver(reader, row.accountId)
  return account && { ...source, from: writerOf(account, source.alias) }
}

/** What it left as. One that is planned again after a try is made anew, unless its bytes are kept to be repeated. */
function kept(reader: Reader, row: SendRow): string | null {
  if (row.subject === null || row.state !== 'planned') return row.subject
  return outgoingOf(reader, row.id)?.subject ?? null
}

/** The subject that an email has, or would have now; `written` is that of its step. */
export function titleOf(reader: Reader, row: SendRow, written: string | null): string {
  // the email of a letter about a permission has its subject from the beginning
  const had = row.enrollmentId === null ? row.subject : kept(reader, row)
  if (had !== null) return had
  const isPlain = row.ownHow === null && written !== null && written.trim() !== '' && !/\{[{%]/.test(written)
  if (isPlain && row.variant === null && (row.step === 1 || row.enrollmentId === null)) return written
  const source = storedSubject(reader, row.id)
  const account = source && accountEver(reader, row.accountId)
  const subject = account ? subjectFrom({ ...source, from: writerOf(account, source.alias) }) : ''
  return subject === '' ? (written ?? '') : subject
}

export interface LetterAnswer {
  from: 'outgoing' | 'sandbox' | 'template'
  subject: string
  headers: { name: string; value: string }[]
  text: string | null
  html: string | null
  attachments: { name: string; size: number }[]
  trouble: string | null
}

export async function letterOf(reader: Reader, row: SendRow): Promise<LetterAnswer> {
  const outgoing = outgoingOf(reader, row.id)
  if (outgoing) return read(reader, row, 'outgoing', outgoing.raw)
  const sandbox = sandboxCopy(reader, row.publicId)
  if (sandbox) return read(reader, row, 'sandbox', sandbox)
  const made = composed(reader, row)
  if ('raw' in made) return read(reader, row, 'template', made.raw)
  const subject = titleOf(reader, row, null)
  return { from: 'template', subject, headers: [], text: null, html: null, attachments: [], trouble: made.trouble }
}

async function read(reader: Reader, row: SendRow, from: LetterAnswer['from'], raw: Uint8Array): Promise<LetterAnswer> {
  const { headers, text, html } = await parseMessage(raw)
  const subject = titleOf(reader, row, null)
  return { from, subject, headers, text, html, attachments: filesShown(reader, row), trouble: null }
}

function filesShown(reader: Reader, row: SendRow): LetterAnswer['attachments'] {
  const source = sourceOf(reader, row)
  return (source ? filesOf(source) : []).map(({ name, hash }) => ({
    name,
    size: attachmentSize(reader, hash) ?? 0,
  }))
}

/** The bytes that the dispatcher would hand over for it at its time, by the same function. */
function composed(reader: Reader, row: SendRow): Made {
  if (row.kind === 'test') return testMade(reader, row)
  if (row.enrollmentId === null) return permission(reader, row)
  const source = sourceOf(reader, row)
  if (!source) return { trouble: 'Its contact or sequence is gone.' }
  const isOver = row.state !== 'planned' && row.state !== 'sending'
  const left =
    isOver && row.messageId !== null && row.subject !== null
      ? { messageId: row.messageId, subject: row.subject }
      : undefined
  const made = letterFrom(source, source.facts.dateAt ?? row.sentAt ?? row.at, left)
  return 'trouble' in made ? { trouble: made.trouble.replace(/^its /, 'Its ') } : made
}

function testMade(reader: Reader, row: SendRow): Made {
  const test = testOfSend(reader, row.id)
  if (!test || test.raw === null) return { trouble: 'The text of this test is not kept any more.' }
  return { raw: test.raw, messageId: test.messageId, subject: test.title }
}

/** The email that carries a letter about a permission to send. */
function permission(reader: Reader, row: SendRow): Made {
  const kept = letterOfSend(reader, row.id)
  const read = kept ? readLetter(kept.text) : null
  const from = accountEver(reader, row.accountId)
  if (!kept || !from || read === null || typeof read === 'string') return { trouble: 'The letter it carries is gone.' }
  return permissionEmail({
    letter: read.letter,
    packed: read.signature === '' ? null : kept.text,
    from,
    to: kept.to,
    sendId: kept.publicId,
    key: kept.key,
    zone: workspaceRow(reader).zone,
    date: row.sentAt ?? row.at,
  })
}
