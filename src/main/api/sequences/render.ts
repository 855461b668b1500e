/** One email as one contact would get it, and the variables that it can be written with. */
import { addressKey } from '../../../shared/domain/address.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { subjectOf, variablesFor } from '../../../shared/domain/letter.ts'
import { plainWords } from '../../../shared/domain/sequence-writing.ts'
import { textFromHtml } from '../../mail/compose.ts'
import { compileTemplate, missingIn, renderTemplate, type TemplateSource } from '../../mail/template.ts'
import { type AccountRow, accountByPublicId, accountRows } from '../../store/accounts.ts'
import { type AudienceRow, audienceMember } from '../../store/audience.ts'
import { builtInVariables, contactsLookedAt, newestContact, ownVariables } from '../../store/contact-variables.ts'
import type { Reader } from '../../store/open.ts'
import { findSequence } from '../../store/sequences.ts'
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

export const render = os.sequences.render.handler(({ input, context: { room } }) =>
  room.store.read(() => {
    const reader = room.store
    const steps = stepsOf(reader, input)
    const source = steps[input.step - 1]
    if (!source) throw new Refusal('not_found', `There is no step ${input.step}: the sequence has ${steps.length}.`)
    const contact = contactOf(reader, input.contact)
    const account = accountOf(reader, input.account)
    const from = { name: account?.name ?? null, address: account?.address ?? 'you@example.com' }
    const sender = { ...from, signature: account?.signature ?? null }
    const values = variablesFor({ ...contact, fields: JSON.parse(contact.fields) as Record<string, string> }, sender)
    const own = written(source, values, input.step)
    const thread = input.step === 1 ? null : written({ ...(steps[0] as TemplateSource) }, values, 1)
    return {
      contact: {
        public_id: contact.publicId || null,
        address: contact.address,
        name: [contact.firstName, contact.lastName].filter(Boolean).join(' ') || null,
      },
      from,
      ...own,
      subject: subjectOf(own.subject, thread?.subject || null),
    }
  }),
)

function stepsOf(reader: Reader, input: { sequence?: string | undefined; steps?: Draft[] | undefined }) {
  if (input.steps)
    return input.steps.map(({ subject, html, text }) => ({ subject, html: html ?? null, text: text ?? null }))
  if (input.sequence === undefined) throw new Refusal('bad_request', 'Give a sequence or steps.')
  const row = findSequence(reader, input.sequence)
  if (!row) throw new Refusal('not_found', `There is no sequence "${input.sequence}".`)
  return row.steps.map(({ subject, html, text }) => ({ subject, html, text }))
}

interface Draft {
  subject: string
  html?: string | undefined
  text?: string | undefined
}

function contactOf(reader: Reader, wanted: string | undefined): AudienceRow {
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

interface Written {
  subject: string
  html: string | null
  text: string
  missing: string[]
  problem: {
    step: number
    variant: string | null
    code: string
    part: 'subject' | 'html' | 'text' | 'step'
    line: number | null
    column: number | null
    severity: 'error'
    message: string
  } | null
}

/** What the contact lacks stands in the text by its name, so that the rest can be read. */
function written(source: TemplateSource, values: Record<string, unknown>, step: number): Written {
  const compiled = compileTemplate(source)
  if (!compiled.ok) {
    const [first] = compiled.problems
    const problem = { step, variant: null, code: 'liquid', severity: 'error' as const, ...(first ?? unreadable) }
    problem.message = plainWords(problem.message)
    return { subject: '', html: null, text: '', missing: [], problem }
  }
  const missing = missingIn(compiled.template, values)
  const rendered = renderTemplate(compiled.template, filled(values, missing))
  if (!rendered.ok) {
    const at = { step, variant: null, code: 'liquid', part: 'step' as const, line: null, column: null }
    const problem = { ...at, severity: 'error' as const }
    return { subject: '', html: null, text: '', missing, problem: { ...problem, message: rendered.message } }
  }
  const html = rendered.html?.trim() ? rendered.html : null
  const text = rendered.text?.trim() ? rendered.text : textFromHtml(html ?? '')
  return { subject: rendered.subject, html, text, missing, problem: null }
}

const unreadable = { part: 'step' as const, line: null, column: null, message: 'It can not be read.' }

function filled(values: Record<string, unknown>, missing: readonly string[]): Record<string, unknown> {
  const all = { ...values }
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
