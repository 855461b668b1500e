/** What the steps of a sequence say to a contact, as far as that decides whether anybody can be sent them. */
import { Refusal } from '../../../shared/domain/failure.ts'
import { variablesFor } from '../../../shared/domain/letter.ts'
import type { Blank } from '../../../shared/domain/own-text.ts'
import { conversationStart, waysOf } from '../../../shared/domain/variant.ts'
import { blankOf } from '../../mail/empty-letter.ts'
import { type CompiledTemplate, compileTemplate, missingIn, renderTemplate } from '../../mail/template.ts'
import type { AudienceRow } from '../../store/audience.ts'
import type { SequenceRow } from '../../store/sequences.ts'

/** One way to write a step. */
export interface StepText {
  step: number
  /** It begins a conversation: its subject is its own. */
  opens: boolean
  template: CompiledTemplate
}

/** @throws Refusal `invalid_sequence` for a text that can't be read */
export function textsOf(sequence: SequenceRow): StepText[] {
  return sequence.steps.flatMap((each, i) =>
    waysOf(each).map((way) => {
      const step = i + 1
      const result = compileTemplate(way)
      if (result.ok) return { step, opens: conversationStart(sequence.steps, step) === step, template: result.template }
      const [problem] = result.problems
      throw new Refusal('invalid_sequence', `Step ${step} of "${sequence.name}": ${problem?.part}: ${problem?.message}`)
    }),
  )
}

const valuesOf = (contact: AudienceRow): Record<string, unknown> =>
  variablesFor(
    { ...contact, fields: JSON.parse(contact.fields) as Record<string, string> },
    { address: 'sender@example.com', name: 'sender' },
  )

/** The first variable that a contact lacks and that has no fallback; null: none. */
export function missingOf(texts: readonly StepText[], contact: AudienceRow): string | null {
  if (texts.every(({ template }) => template.required.length === 0)) return null
  const values = valuesOf(contact)
  for (const { template } of texts) {
    const [first] = missingIn(template, values)
    if (first !== undefined) return first
  }
  return null
}

/**
 * Finds the first step that would reach a contact empty. Only what may be empty for somebody is filled in for everybody:
 * most texts say something outside of their conditions.
 *
 * @param isWritten the contact (row id) gets a text of their own there
 */
export function emptyFinder(
  texts: readonly StepText[],
  isWritten: (contactId: number, step: number) => boolean,
): (contact: AudienceRow) => { step: number; blank: Blank } | null {
  const risky = texts.filter(({ template, opens }) => !template.says || (opens && !template.titles))
  if (risky.length === 0) return () => null
  return (contact) => {
    const values = valuesOf(contact)
    for (const { step, opens, template } of risky) {
      if (isWritten(contact.id, step)) continue
      const body = renderTemplate(template, values)
      if (!body.ok) continue
      const blank = blankOf(template, values, body, { subject: body.subject, opens })
      if (blank !== null) return { step, blank }
    }
    return null
  }
}
