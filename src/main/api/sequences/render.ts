/** One email as one contact would get it, and the variables that it can be written with. */
import { addressKey } from '../../../shared/domain/address.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { variablesFor, writerOf } from '../../../shared/domain/letter.ts'
import { plainWords } from '../../../shared/domain/sequence-writing.ts'
import { conversationStart, textOf } from '../../../shared/domain/variant.ts'
import { type LetterSource, type LetterStep, letterFrom } from '../../mail/letter.ts'
import { parseMessage } from '../../mail/parsed.ts'
import { compileTemplate, missingIn, type TemplateSource } from '../../mail/template.ts'
import { type AccountRow, accountByPublicId, accountRows } from '../../store/accounts.ts'
import { type AudienceRow, audienceMember } from '../../store/audience.ts'
import { builtInVariables, contactsLookedAt, newestContact, ownVariables } from '../../store/contact-variables.ts'
import { outOfAccount } from '../../store/letter-source.ts'
import type { Reader } from '../../store/open.ts'
import { findSequence } from '../../store/sequences.ts'
import { workspaceRow } from '../../store/workspace.ts'
import { os } from '../context.ts'

/** Stands in as long as there is no contact: a preview of something is better than none. */
const somebody: AudienceRow = {
  id: 0,
  publicId: '',
  address: 'ada@example.com',
  addressKey: 'ada@example.com',
  domain: 'example.com',
  firstName: 'Ada',
  lastName: 'Lovelace',
  company: 'Analytical Engines',
  owner: null,
  zone: null,
  fields: '{}',
}

export const render = os.sequences.render.handler(async ({ input, context: { room } }) => {
  const now = room.ports.clock.now()
  const { raw, ...shown } = room.store.read(() => shownOf(room.store, input, now))
  if (raw === null) return { ...shown, headers: [] }
  const { headers, text, html } = await parseMessage(raw)
  return { ...shown, headers, html: html && lines(html), text: lines(text ?? '') }
})

/** As they were written: a message ends its lines its own way, and always with one more. */
const lines = (text: string): string => text.replace(/\r\n/g, '\n').replace(/\n$/, '')

type Input = Parameters<Parameters<typeof os.sequences.render.handler>[0]>[0]['input']

function shownOf(reader: Reader, input: Input, now: number) {
  const steps = stepsOf(reader, input)
  const step = steps[input.step - 1]
  if (!step) throw new Refusal('not_found', `There is no step ${input.step}: the sequence has ${steps.length}.`)
  const contact = contactOf(reader, input.contact)
  const account = accountOf(reader, input.account)
  const from = writerOf(account ?? nobody, null)
  const shown = {
    contact: {
      public_id: contact.publicId || null,
      address: contact.address,
      name: [contact.firstName, contact.lastName].filter(Boolean).join(' ') || null,
    },
    from: { name: from.name, address: from.address },
    reply_to: from.replyTo,
  }
  const fields = JSON.parse(contact.fields) as Record<string, string>
  const values = variablesFor({ ...contact, fields }, from)
  const read = readable(textOf(step, input.variant ?? null), values, input.step)
  const empty = { raw: null, subject: '', html: null, text: '', ...read }
  if (read.problem) return { ...shown, ...empty }
  // its subject may be that of its conversation
  const began = steps[conversationStart(steps, input.step) - 1] ?? step
  const missing = [...read.missing, ...readable({ ...began, html: null, text: null }, values, input.step).missing]
  const filled = JSON.stringify(withMissing(fields, missing))
  const made = letterFrom(sourceOf(reader, { input, steps, contact, fields: filled, from, account }), now)
  const wrong = { ...at(input.step), part: 'step' as const, line: null, column: null }
  if ('trouble' in made) return { ...shown, ...empty, problem: { ...wrong, message: made.trouble } }
  return { ...shown, ...empty, raw: made.raw, subject: made.subject }
}

const nobody = { address: 'you@example.com', name: null, signature: null, replyTo: null }

interface Sourced {
  input: Input
  steps: LetterStep[]
  contact: AudienceRow
  /** JSON */
  fields: string
  from: ReturnType<typeof writerOf>
  account: AccountRow | undefined
}

/** What the dispatcher would read of it, were it planned; ids in it say that it is not. */
function sourceOf(reader: Reader, { input, steps, contact, fields, from, account }: Sourced): LetterSource {
  return {
    keeper: {},
    facts: {
      ...contact,
      fields,
      step: input.step,
      variant: input.variant ?? null,
      steps: JSON.stringify(steps),
      versionId: 0,
      sendPublicId: 'preview',
      enrollmentPublicId: 'preview',
      to: contact.address,
    },
    from,
    key: workspaceRow(reader).messageKey,
    out: outOfAccount(reader, account?.id ?? null, null),
    thread: emailsBefore(steps, input.step),
    // what hangs on it says nothing about how it looks, and is not carried to and fro while somebody writes
    file: () => undefined,
    isUnfinished: isUnfinished(steps, input.step, input.variant ?? null),
  }
}

/** Its text, or the subject that it needs, has not been begun. */
export function isUnfinished(steps: readonly LetterStep[], number: number, variant: string | null): boolean {
  const { subject, html, text } = textOf(steps[number - 1] as LetterStep, variant)
  return !(html ?? text)?.trim() || (subject.trim() === '' && conversationStart(steps, number) === number)
}

/** The emails of its conversation that a step would follow, had they left. */
export function emailsBefore(steps: readonly LetterStep[], number: number) {
  const start = conversationStart(steps, number)
  return steps
    .map((each, i) => ({ kind: each.kind, step: i + 1, messageId: null, subject: null }))
    .filter(({ kind, step }) => kind !== 'task' && step >= start && step < number)
}

function stepsOf(reader: Reader, input: Input): LetterStep[] {
  if (input.steps)
    return input.steps.map(({ kind, thread, subject, html, text }) => ({
      ...(kind ? { kind } : {}),
      ...(thread ? { thread } : {}),
      ...{ subject, html: html ?? null, text: text ?? null, attachments: [] },
    }))
  if (input.sequence === undefined) throw new Refusal('bad_request', 'Give a sequence or steps.')
  const row = findSequence(reader, input.sequence)
  if (!row) throw new Refusal('not_found', `There is no sequence "${input.sequence}".`)
  return row.steps.map((step) => ({
    ...step,
    attachments: [],
    ...(step.variants ? { variants: step.variants.map((each) => ({ ...each, attachments: [] })) } : {}),
  }))
}

/** Who is named, else the newest contact, else somebody made up. @throws Refusal `not_found` */
export function contactOf(reader: Reader, wanted: string | undefined): AudienceRow {
  if (wanted === undefined) {
    const id = newestContact(reader)
    return (id === undefined ? undefined : audienceMember(reader, id)) ?? somebody
  }
  const row = audienceMember(reader, wanted) ?? audienceMember(reader, addressKey(wanted))
  if (!row) throw new Refusal('not_found', `There is no contact "${wanted}".`)
  return row
}

function accountOf(reader: Reader, wanted: string | undefined): AccountRow | undefined {
  if (wanted === undefined) {
    const active = accountRows(reader).filter((row) => row.state === 'active' && row.keptBy === null)
    return active.find((row) => row.smtp !== null) ?? active[0]
  }
  const row = accountByPublicId(reader, wanted)
  if (!row) throw new Refusal('not_found', `There is no account "${wanted}".`)
  return row
}

const at = (step: number) => ({ step, variant: null, code: 'liquid', severity: 'error' as const })

/** Whether it can be rendered, and what the contact lacks for it. */
export function readable(source: TemplateSource, values: Record<string, unknown>, step: number) {
  const compiled = compileTemplate({ subject: source.subject, html: source.html, text: source.text })
  if (compiled.ok) return { missing: missingIn(compiled.template, values), problem: null }
  const [first = { part: 'step' as const, line: null, column: null, message: 'It can not be read.' }] =
    compiled.problems
  return { missing: [], problem: { ...at(step), ...first, message: plainWords(first.message) } }
}

/** What the contact lacks stands in the text by its name, so that the rest can be read. */
function withMissing(fields: Record<string, string>, missing: readonly string[]): Record<string, unknown> {
  const all: Record<string, unknown> = { ...fields }
  for (const name of missing) {
    const [first = '', second] = name.split('.')
    all[first] = second === undefined ? `⟦${name}⟧` : { ...(all[first] as object | undefined), [second]: `⟦${name}⟧` }
  }
  return all
}

const labels: Record<string, string> = {
  first_name: 'First name',
  last_name: 'Last name',
  company: 'Company',
  owner: 'Owner',
  zone: 'Time zone',
}

export const variables = os.sequences.variables.handler(({ context: { room } }) =>
  room.store.read(() => {
    const reader = room.store
    const looked = contactsLookedAt(reader)
    const built = builtInVariables(reader).map((row) => ({
      ...row,
      label: labels[row.name] ?? row.name,
      kind: 'built-in' as const,
    }))
    const own = ownVariables(reader).map((row) => ({ ...row, label: labelOf(row.name), kind: 'own' as const }))
    const forAll = (name: string, label: string, kind: 'built-in' | 'sender') => ({
      name,
      label,
      kind,
      contacts: looked,
      sample: null,
    })
    return {
      variables: [
        ...built.slice(0, 3),
        forAll('email', 'Email address', 'built-in'),
        forAll('domain', 'Email domain', 'built-in'),
        ...built.slice(3),
        ...own,
        forAll('sender.name', "Sender's name", 'sender'),
        forAll('sender.address', "Sender's address", 'sender'),
        forAll('signature', "Sender's signature", 'sender'),
      ],
      looked_at: looked,
    }
  }),
)

/** `favourite_tea` → `Favourite tea` */
function labelOf(name: string): string {
  const words = name.replaceAll('_', ' ').trim()
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}
