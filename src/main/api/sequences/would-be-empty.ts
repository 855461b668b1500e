/** Whose planned emails would say nothing, once a step of their sequence says something else. */
import { variablesFor } from '../../../shared/domain/letter.ts'
import type { Blank } from '../../../shared/domain/own-text.ts'
import { conversationStart, textOf, weightsOf } from '../../../shared/domain/variant.ts'
import { blankOf } from '../../mail/empty-letter.ts'
import { type CompiledTemplate, compileTemplate, renderTemplate } from '../../mail/template.ts'
import type { Reader } from '../../store/open.ts'
import type { StoredStep } from '../../store/stored-step.ts'
import { type UnsentContact, unsentContacts } from '../../store/unsent-contacts.ts'

/** So many emails of a step are looked at, the ones that leave next: somebody waits for the answer. */
const looksAt = 20_000

/** How many are named; the others are counted. */
const fewNamed = 3

/** Contacts whose email of a step would lack the same. */
export interface WouldBeEmpty {
  part: Blank
  contacts: number
  /** Addresses of those whose email leaves next. */
  first: string[]
}

/** A template that may leave somebody nothing: the others say something outside of all conditions. */
function riskyOf(step: StoredStep, variant: string | null, opens: boolean): CompiledTemplate | null {
  const compiled = compileTemplate(textOf(step, variant))
  if (!compiled.ok) return null
  const { template } = compiled
  return template.says && (!opens || template.titles) ? null : template
}

function blankFor(contact: UnsentContact, template: CompiledTemplate, opens: boolean): Blank | null {
  const { sender, senderName, ...facts } = contact
  const fields = JSON.parse(facts.fields) as Record<string, string>
  const values = variablesFor({ ...facts, fields }, { address: sender, name: senderName })
  const body = renderTemplate(template, values)
  // what lacks a variable is held for that
  return body.ok ? blankOf(template, values, body, { subject: body.subject, opens }) : null
}

/**
 * Of some unsent emails of a step that say what their step says, those that would reach somebody without a text or a subject.
 * Only texts that may be empty for somebody are filled in for everybody.
 *
 * @param ids row ids of emails that are under the steps given; `step` from 1, theirs
 */
export function wouldBeEmpty(
  reader: Reader,
  ids: readonly number[],
  steps: readonly StoredStep[],
  step: number,
): WouldBeEmpty[] {
  const written = steps[step - 1]
  if (ids.length === 0 || !written || written.kind === 'task') return []
  const opens = conversationStart(steps, step) === step
  const keys = [null, ...weightsOf(written).map(({ key }) => key)]
  const risky = new Map(keys.map((key) => [key, riskyOf(written, key, opens)]))
  if ([...risky.values()].every((template) => template === null)) return []
  const found = new Map<Blank, WouldBeEmpty>()
  for (const contact of unsentContacts(reader, ids, looksAt)) {
    const template = risky.get(contact.variant) ?? null
    const part = template && blankFor(contact, template, opens)
    if (part === null) continue
    const group = found.get(part) ?? { part, contacts: 0, first: [] }
    found.set(part, group)
    group.contacts++
    if (group.first.length < fewNamed) group.first.push(contact.address)
  }
  return [...found.values()]
}

/** That, in words: who, of which step, and what becomes of it. */
export function emptyWords({ part, contacts, first }: WouldBeEmpty, step: number): string {
  const rest = contacts - first.length
  const named = rest > 0 ? [...first, `${rest.toLocaleString('en-GB')} more`] : first
  const who = [named.slice(0, -1).join(', '), named.at(-1)].filter(Boolean).join(' and ')
  const theirs = contacts === 1 ? 'that email' : 'those emails'
  return `${who} would get step ${step} without a ${part}, as its conditions leave nothing of it for them: ${theirs} will be held back until something is written for them.`
}
