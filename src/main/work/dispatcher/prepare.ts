/** Makes the message of a planned send: renders its step for its contact and composes the bytes. Sends nothing. */
import { createHash } from 'node:crypto'
import { domainOf } from '../../../shared/domain/address.ts'
import { subjectOf, variablesFor } from '../../../shared/domain/letter.ts'
import { referencesOf } from '../../../shared/domain/message.ts'
import { composeMessage, type Letter, messageId } from '../../mail/compose.ts'
import { type CompiledTemplate, compileTemplate, renderTemplate } from '../../mail/template.ts'
import type { AccountRow } from '../../store/accounts.ts'
import type { Due } from '../../store/ledger.ts'
import type { Store } from '../../store/open.ts'
import type { StoredStep } from '../../store/schema-sending.ts'
import { type LetterFacts, letterFacts, outgoingOf, thread } from '../../store/sending.ts'
import { attachment } from '../../store/sequences.ts'
import { workspaceRow } from '../../store/workspace.ts'

export type Prepared = { raw: Buffer; hash: string; messageId: string; subject: string } | { trouble: string }

interface Compiled {
  steps: StoredStep[]
  templates: Map<number, CompiledTemplate | string>
}
/** Parsed once per version: parsing costs three times as much as rendering. A version never changes. */
const versions = new WeakMap<Store, Map<number, Compiled>>()

const keys = new WeakMap<Store, Buffer>()
/** Read once: it never changes. */
function messageKey(store: Store): Buffer {
  const key = keys.get(store) ?? workspaceRow(store).messageKey
  keys.set(store, key)
  return key
}

function compiled(
  store: Store,
  facts: LetterFacts,
  number = facts.step,
): { step: StoredStep; template: CompiledTemplate | string } {
  const known = versions.get(store) ?? new Map<number, Compiled>()
  versions.set(store, known)
  const version = known.get(facts.versionId) ?? { steps: JSON.parse(facts.steps) as StoredStep[], templates: new Map() }
  known.set(facts.versionId, version)
  const step = version.steps[number - 1]
  if (!step) throw new Error(`step ${number} is missing from its version`)
  let template = version.templates.get(number)
  if (template === undefined) {
    const result = compileTemplate({ subject: step.subject, html: step.html, text: step.text })
    template = result.ok ? result.template : `its text can't be read: ${result.problems[0]?.message}`
    version.templates.set(number, template)
  }
  return { step, template }
}

/**
 * The exact message. Deterministic: the same row at the same `dateAt` gives the same bytes. Bytes of an earlier try
 * that may have arrived are repeated as they were. Whatever is wrong with one email is that email's trouble: thrown, it
 * would stop its account at this place for ever.
 */
export function prepare(store: Store, account: AccountRow, due: Due, dateAt: number): Prepared {
  try {
    return compose(store, account, due, dateAt)
  } catch (error) {
    // The database's trouble is nobody's email's.
    if (String((error as { code?: unknown }).code).startsWith('SQLITE_')) throw error
    return { trouble: (error as Error).message }
  }
}

function compose(store: Store, account: AccountRow, due: Due, dateAt: number): Prepared {
  const again = outgoingOf(store, due.id)
  if (again) return again
  const facts = letterFacts(store, due.id)
  if (!facts || due.enrollmentId === null) return { trouble: 'its contact or sequence is gone' }
  const { step, template } = compiled(store, facts)
  if (typeof template === 'string') return { trouble: template }
  const rendered = renderTemplate(template, variables(facts, account))
  if (!rendered.ok) return { trouble: `${facts.address}: ${rendered.message}` }
  const before = thread(store, due.enrollmentId, due.step)
  const id = messageId(
    messageKey(store),
    facts.enrollmentPublicId,
    facts.step,
    domainOf(account.address) ?? 'localhost',
  )
  const first = before[0]?.subject ?? null
  const own = first === null && rendered.subject.trim() === '' ? threadSubject(store, facts, account) : rendered.subject
  const subject = subjectOf(own, first)
  const letter: Letter = {
    messageId: id,
    date: dateAt,
    sendId: facts.sendPublicId,
    from: { name: account.name, address: account.address },
    to: { name: nameOf(facts), address: due.address },
    replyTo: account.replyTo,
    subject,
    html: rendered.html,
    text: rendered.text,
    attachments: files(store, step),
    inReplyTo: before.at(-1)?.messageId ?? null,
    references: referencesOf(before.map((each) => each.messageId)),
    unsubscribe: { address: account.replyTo ?? account.address, subject: `unsubscribe ${facts.sendPublicId}` },
  }
  const raw = composeMessage(letter)
  return { raw, hash: createHash('sha256').update(raw).digest('hex'), messageId: id, subject }
}

const variables = (facts: LetterFacts, account: AccountRow) =>
  variablesFor({ ...facts, fields: JSON.parse(facts.fields) as Record<string, string> }, account)

/** A follow-up without a subject takes the thread's; where the steps before were skipped, that is the first step's own. */
function threadSubject(store: Store, facts: LetterFacts, account: AccountRow): string {
  const { template } = compiled(store, facts, 1)
  const rendered = typeof template === 'string' ? null : renderTemplate(template, variables(facts, account))
  return rendered?.ok ? rendered.subject : ''
}

const nameOf = (facts: LetterFacts): string | null =>
  [facts.firstName, facts.lastName].filter(Boolean).join(' ') || null

function files(store: Store, step: StoredStep): Letter['attachments'] {
  return step.attachments.map(({ name, hash }) => {
    const content = attachment(store, hash)
    if (!content) throw new Error(`the attachment ${name} is missing from the database`)
    return { filename: name, contentType: null, content }
  })
}
