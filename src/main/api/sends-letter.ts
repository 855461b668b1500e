/**
 * An email as it left, or would leave now. The text of a sent one is not kept: where the sandbox doesn't hold it, it is
 * made again from its step, which never changes, and its contact, who may have.
 */
import { domainOf } from '../../shared/domain/address.ts'
import { type LetterSender, subjectOf, variablesFor } from '../../shared/domain/letter.ts'
import { referencesOf } from '../../shared/domain/message.ts'
import { composeMessage, messageId } from '../mail/compose.ts'
import { parseMessage } from '../mail/parsed.ts'
import { type CompiledTemplate, compileTemplate, type Rendered, renderTemplate } from '../mail/template.ts'
import { type AccountRow, accountById } from '../store/accounts.ts'
import type { Reader } from '../store/open.ts'
import type { StoredStep } from '../store/schema-sending.ts'
import { type LetterFacts, letterFacts, outgoingOf, thread } from '../store/sending.ts'
import { type SendRow, sandboxCopy } from '../store/sends.ts'
import { attachmentSize } from '../store/sequences.ts'
import { workspaceRow } from '../store/workspace.ts'

/** Parsed once: a version never changes. By version and step; a text is what is wrong with it. */
const templates = new WeakMap<Reader, Map<string, CompiledTemplate | string>>()

function templateOf(reader: Reader, facts: LetterFacts, step: number): CompiledTemplate | string {
  const known = templates.get(reader) ?? new Map<string, CompiledTemplate | string>()
  templates.set(reader, known)
  const name = `${facts.versionId}:${step}`
  const found = known.get(name)
  if (found !== undefined) return found
  const source = (JSON.parse(facts.steps) as StoredStep[])[step - 1]
  const compiled = source
    ? compileTemplate({ subject: source.subject, html: source.html, text: source.text })
    : { ok: false as const, problems: [] }
  const made = compiled.ok
    ? compiled.template
    : `Its text can't be read: ${compiled.problems[0]?.message ?? 'its step is gone'}.`
  known.set(name, made)
  return made
}

function renderedStep(reader: Reader, facts: LetterFacts, step: number, sender: LetterSender): Rendered {
  const template = templateOf(reader, facts, step)
  if (typeof template === 'string') return { ok: false, missing: [], message: template }
  return filled(facts, template, sender)
}

/** The subject alone: a list shows a hundred of them, and nothing of the letters they belong to. */
function renderedSubject(reader: Reader, facts: LetterFacts, step: number, sender: LetterSender): Rendered {
  const template = templateOf(reader, facts, step)
  if (typeof template === 'string') return { ok: false, missing: [], message: template }
  const { subject } = template.parts
  return filled(facts, { ...template, parts: subject ? { subject } : {} }, sender)
}

function filled(facts: LetterFacts, template: CompiledTemplate, sender: LetterSender): Rendered {
  const fields = JSON.parse(facts.fields) as Record<string, string>
  return renderTemplate(template, variablesFor({ ...facts, fields }, sender))
}

/** The subject a follow-up answers: of the first email that left, else of the first step as it is. */
function firstSubject(reader: Reader, row: SendRow, facts: LetterFacts, sender: LetterSender): string | null {
  if (row.enrollmentId === null || row.step === 1) return null
  const sent = thread(reader, row.enrollmentId, row.step)[0]?.subject
  if (sent) return sent
  const first = renderedSubject(reader, facts, 1, sender)
  return first.ok ? first.subject : ''
}

/** The subject that an email has, or would have now; `written` is that of its step. */
export function titleOf(reader: Reader, row: SendRow, written: string | null): string {
  if (row.subject !== null) return row.subject
  const isPlain = written !== null && written.trim() !== '' && !/\{[{%]/.test(written)
  if (isPlain) return row.step === 1 ? written : subjectOf(written, written)
  const facts = letterFacts(reader, row.id)
  if (!facts) return written ?? ''
  const sender = { address: row.sender, name: row.senderName }
  const own = renderedSubject(reader, facts, row.step, sender)
  const first = firstSubject(reader, row, facts, sender)
  return own.ok ? subjectOf(own.subject, first) : (written ?? '')
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
  const subject = row.subject ?? titleOf(reader, row, null)
  return { from: 'template', subject, headers: [], text: null, html: null, attachments: [], trouble: made.trouble }
}

async function read(reader: Reader, row: SendRow, from: LetterAnswer['from'], raw: Uint8Array): Promise<LetterAnswer> {
  const { headers, text, html } = await parseMessage(raw)
  const subject = row.subject ?? titleOf(reader, row, null)
  return { from, subject, headers, text, html, attachments: filesOf(reader, row), trouble: null }
}

function filesOf(reader: Reader, row: SendRow): LetterAnswer['attachments'] {
  const facts = letterFacts(reader, row.id)
  const step = facts && (JSON.parse(facts.steps) as StoredStep[])[row.step - 1]
  return (step?.attachments ?? []).map(({ name, hash }) => ({ name, size: attachmentSize(reader, hash) ?? 0 }))
}

/** The bytes that the dispatcher would hand over for it at its time. */
function composed(reader: Reader, row: SendRow): { raw: Buffer } | { trouble: string } {
  const facts = letterFacts(reader, row.id)
  const account = accountById(reader, row.accountId)
  if (!facts || !account || row.enrollmentId === null) return { trouble: 'Its contact or sequence is gone.' }
  const body = renderedStep(reader, facts, row.step, account)
  if (!body.ok) return { trouble: `${facts.address}: ${body.message}` }
  try {
    return { raw: bytes(reader, row, account, facts, body) }
  } catch (error) {
    if (String((error as { code?: unknown }).code).startsWith('SQLITE_')) throw error
    return { trouble: (error as Error).message }
  }
}

function bytes(
  reader: Reader,
  row: SendRow,
  account: AccountRow,
  facts: LetterFacts,
  body: Extract<Rendered, { ok: true }>,
): Buffer {
  const before = row.enrollmentId === null ? [] : thread(reader, row.enrollmentId, row.step)
  const key = workspaceRow(reader).messageKey
  return composeMessage({
    messageId:
      row.messageId ?? messageId(key, facts.enrollmentPublicId, row.step, domainOf(account.address) ?? 'localhost'),
    date: row.sentAt ?? row.at,
    sendId: facts.sendPublicId,
    from: { name: account.name, address: account.address },
    to: { name: [facts.firstName, facts.lastName].filter(Boolean).join(' ') || null, address: row.contact },
    replyTo: account.replyTo,
    subject: row.subject ?? subjectOf(body.subject, firstSubject(reader, row, facts, account)),
    html: body.html,
    text: body.text,
    // Their names and sizes are told beside; reading megabytes to show a text would be waste.
    attachments: [],
    inReplyTo: before.at(-1)?.messageId ?? null,
    references: referencesOf(before.map((each) => each.messageId)),
    unsubscribe: { address: account.replyTo ?? account.address, subject: `unsubscribe ${facts.sendPublicId}` },
  })
}
