/**
 * One email as bytes, made from what the database holds. The dispatcher sends what this gives, and the Outbox shows what
 * this gives: there is no second way to make an email, so the one that is shown is the one that leaves.
 */
import { domainOf } from '../../shared/domain/address.ts'
import { type LetterSender, subjectOf, variablesFor } from '../../shared/domain/letter.ts'
import { headerText, referencesOf } from '../../shared/domain/message.ts'
import { blankPart, blankWords, lostPicture } from '../../shared/domain/own-text.ts'
import { conversationStart, textOf } from '../../shared/domain/variant.ts'
import { composeMessage, messageId, textFromHtml } from './compose.ts'
import { blankOf } from './empty-letter.ts'
import { type LetterOut, noWayOut, type Texts, wayOut } from './letter-out.ts'
import { type CompiledTemplate, compileTemplate, type Rendered, renderTemplate } from './template.ts'

interface LetterFile {
  name: string
  hash: string
  cid?: string
}

interface LetterText {
  subject: string
  html: string | null
  text: string | null
  attachments: LetterFile[]
}

export interface LetterStep extends LetterText {
  kind?: 'email' | 'task'
  thread?: 'reply' | 'new'
  variants?: (LetterText & { key: string })[]
}

export interface LetterSource {
  /** Whose texts they are: what was parsed is kept while it lives. A version never changes. */
  keeper: object
  facts: {
    step: number
    /** Which way of writing its step; null: there is one way only. */
    variant: string | null
    /** JSON of `LetterStep[]`. */
    steps: string
    versionId: number
    sendPublicId: string
    enrollmentPublicId: string
    /** As it stands in the ledger; `address` is the contact's now. */
    to: string
    address: string
    firstName: string | null
    lastName: string | null
    company: string | null
    owner: string | null
    /** As the contact's row has it. */
    zone?: string | null
    /** JSON of the contact's own variables. */
    fields: string
    /** JSON of what is written for this contact alone: subject, html, text and files, as they are, no template. Left out or null: none. */
    own?: string | null
  }
  from: LetterSender & { replyTo: string | null }
  /** The workspace's secret for Message-IDs. */
  key: Uint8Array
  /** Which copy of the data it leaves from; left out where it never leaves. */
  origin?: string
  /** How its reader gets out of it, and whether its links are tracked. */
  out: LetterOut
  /** Emails of its conversation before it that left (with what they left as) or are still to leave (nulls), oldest first. */
  thread: readonly {
    step: number
    messageId: string | null
    subject: string | null
    variant?: string | null
    ownSubject?: string | null
  }[]
  file: (hash: string) => Uint8Array | undefined
  /** It goes to this person, who is not its contact: nothing in it counts, or leads anywhere. */
  testTo?: { name: string | null; address: string }
  /** It is still being written: what nobody has begun yet may be empty. */
  isUnfinished?: boolean
}

/** What a subject alone is made from: a list shows a hundred of them, and nothing else of their emails. */
export type SubjectSource = Pick<LetterSource, 'keeper' | 'facts' | 'from' | 'thread'>

export type Made = { raw: Buffer; messageId: string; subject: string } | { trouble: string }

interface Version {
  steps: LetterStep[]
  /** By step and variant. */
  templates: Map<string, CompiledTemplate | string>
}
/** Parsed once per version: parsing costs three times as much as rendering. */
const versions = new WeakMap<object, Map<number, Version>>()

function versionOf({ keeper, facts }: SubjectSource): Version {
  const known = versions.get(keeper) ?? new Map<number, Version>()
  versions.set(keeper, known)
  const version = known.get(facts.versionId) ?? { steps: JSON.parse(facts.steps) as LetterStep[], templates: new Map() }
  known.set(facts.versionId, version)
  return version
}

/** A text is what is wrong with it. */
function templateOf(source: SubjectSource, number: number, variant: string | null): CompiledTemplate | string {
  const { steps, templates } = versionOf(source)
  const name = `${number}${variant ?? ''}`
  const known = templates.get(name)
  if (known !== undefined) return known
  const step = steps[number - 1]
  if (!step) return 'its step is gone'
  const { subject, html, text } = textOf(step, variant)
  const result = compileTemplate({ subject, html, text })
  const made = result.ok ? result.template : `its text can't be read: ${result.problems[0]?.message}`
  templates.set(name, made)
  return made
}

/** What the email says, before it is finished: its contact's own words, or its step's with the contact's values. */
export function bodyOf(source: LetterSource): Rendered | { trouble: string } {
  const { own, step, variant } = source.facts
  if (own) {
    const { subject, html, text } = JSON.parse(own) as Omit<LetterText, 'attachments'>
    return { ok: true, subject: headerText(subject), html, text }
  }
  const template = templateOf(source, step, variant)
  return typeof template === 'string' ? { trouble: template } : rendered(source, template)
}

/** What the email says, an empty part as none; or, in words, why it says nothing. */
export function wordsOf(source: LetterSource): { subject: string; html: string | null; text: string | null } | string {
  const body = bodyOf(source)
  if ('trouble' in body) return body.trouble
  if (!body.ok) return body.message
  const empty = emptiness(source, body)
  if (empty !== null) return empty
  const { subject, html, text } = body
  return { subject, html: html?.trim() ? html : null, text: text?.trim() ? text : null }
}

/** That it would reach its reader empty, in words; null: it does not. The same for whoever looks at it, and for what leaves. */
function emptiness(source: LetterSource, body: Extract<Rendered, { ok: true }>): string | null {
  const { own, step, variant, address } = source.facts
  if (source.isUnfinished) return null
  const opens = source.thread.length === 0
  const subject = opens ? orFirst(source, body.subject) : body.subject
  const template = own ? '' : templateOf(source, step, variant)
  const blank =
    typeof template === 'string'
      ? blankPart({ ...body, subject }, opens)
      : blankOf(template, valuesOf(source), body, { subject, opens })
  return blank && blankWords(blank, step, address, template === '')
}

function valuesOf({ facts, from }: SubjectSource): Record<string, unknown> {
  const fields = JSON.parse(facts.fields) as Record<string, string>
  return variablesFor({ ...facts, fields }, from)
}

const rendered = (source: SubjectSource, template: CompiledTemplate): Rendered =>
  renderTemplate(template, valuesOf(source))

/** The subject written in a step, for this contact; '' where there is none, or none can be made. */
function written(source: SubjectSource, number: number, variant: string | null): string {
  const template = templateOf(source, number, variant)
  if (typeof template === 'string') return ''
  const { subject } = template.parts
  // Alone: a list shows a hundred of them, and nothing of the letters they belong to.
  const made = rendered(source, { ...template, parts: subject ? { subject } : {} })
  return made.ok ? made.subject : ''
}

/** A follow-up without a subject takes its conversation's; where the steps before were skipped, that is what began it. */
const orFirst = (source: SubjectSource, own: string): string =>
  own.trim() === '' ? written(source, conversationStart(versionOf(source).steps, source.facts.step), null) : own

function finished(source: SubjectSource, own: string): string {
  const [first] = source.thread
  if (!first) return orFirst(source, own)
  const began = first.ownSubject ?? written(source, first.step, first.variant ?? null)
  return subjectOf(own, first.subject ?? orFirst(source, headerText(began)))
}

/** The subject that it has when it leaves; a thread's later emails answer the first. */
export function subjectFrom(source: SubjectSource): string {
  const { own, step, variant } = source.facts
  const subject = own ? headerText((JSON.parse(own) as { subject: string }).subject) : written(source, step, variant)
  return finished(source, subject)
}

const idOf = ({ key, facts, from }: LetterSource, step: number): string =>
  messageId(key, facts.enrollmentPublicId, step, domainOf(from.address) ?? 'localhost')

/**
 * The exact message. Deterministic: the same source at the same `date` (ms since the epoch) gives the same bytes.
 * Whatever is wrong with one email is that email's trouble, never thrown; the database's own trouble is thrown, for it
 * is nobody's email's.
 *
 * @param left what it left as, where it did
 */
export function letterFrom(source: LetterSource, date: number, left?: { messageId: string; subject: string }): Made {
  try {
    return made(source, date, left)
  } catch (error) {
    if (String((error as { code?: unknown }).code).startsWith('SQLITE_')) throw error
    return { trouble: (error as Error).message }
  }
}

function made(source: LetterSource, date: number, left: { messageId: string; subject: string } | undefined): Made {
  const { facts, from } = source
  const body = bodyOf(source)
  if ('trouble' in body) return body
  if (!body.ok) return { trouble: `${facts.address}: ${body.message}` }
  const empty = emptiness(source, body)
  if (empty !== null) return { trouble: empty }
  const gap = facts.own ? lostPicture(body.html, filesOf(source)) : null
  if (gap !== null)
    return {
      trouble: `its own text shows the picture “${gap}”, which is not with it any more: edit it, or go back to its step`,
    }
  const { messageId: id, subject } = left ?? {
    messageId: idOf(source, facts.step),
    subject: finished(source, body.subject),
  }
  const before = source.thread.map((each) => each.messageId ?? idOf(source, each.step))
  const { testTo } = source
  const out = testTo ? noWayOut(source.out) : wayOut({ ...source, send: facts.sendPublicId })
  const texts = out.apply(asTexts(body))
  const raw = composeMessage({
    messageId: id,
    date,
    sendId: facts.sendPublicId,
    origin: source.origin,
    from: { name: from.name, address: from.address },
    to: testTo ?? { name: [facts.firstName, facts.lastName].filter(Boolean).join(' ') || null, address: facts.to },
    replyTo: from.replyTo,
    subject,
    ...texts,
    attachments: files(source),
    // what it would answer is in no mailbox of its reader
    inReplyTo: testTo ? null : (before.at(-1) ?? null),
    references: testTo ? [] : referencesOf(before),
    unsubscribe: out.unsubscribe,
    test: testTo !== undefined,
  })
  return { raw, messageId: id, subject }
}

/** The plain text is made before anything is added: it has a way out, and links, of its own. */
function asTexts({ html, text, plainHtml }: Extract<Rendered, { ok: true }>): Texts {
  if (html === null || html === '') return { html: null, text: text ?? '' }
  return { html, text: text?.trim() ? text : textFromHtml(plainHtml ?? html) }
}

/** What leaves with it: as it was when its text was frozen, or what its step has now. */
export function filesOf(source: LetterSource): readonly LetterFile[] {
  const { own, step: number, variant } = source.facts
  const frozen = own ? (JSON.parse(own) as { files?: LetterFile[] }).files : undefined
  const step = versionOf(source).steps[number - 1]
  return frozen ?? (step ? textOf(step, variant).attachments : [])
}

function files(source: LetterSource) {
  return filesOf(source).map(({ name, hash, cid }) => {
    const content = source.file(hash)
    if (!content) throw new Error(`the attachment ${name} is missing from the database`)
    return { filename: name, contentType: null, content, ...(cid ? { cid } : {}) }
  })
}
