/** Whether a step would reach somebody with nothing in it, though everything that it asks for is there. */
import { type Blank, blankPart, saysNothing } from '../../shared/domain/own-text.ts'
import { type CompiledTemplate, type Rendered, renderTemplate, type TemplateValues } from './template.ts'

/**
 * What the email of a step lacks for one contact; null: nothing. A text that is a signature and nothing else says nothing.
 *
 * @param body as it came out of `template` with `values`; `subject` as it would leave
 * @param opens it begins a conversation
 */
export function blankOf(
  template: CompiledTemplate,
  values: TemplateValues,
  body: Extract<Rendered, { ok: true }>,
  { subject, opens }: { subject: string; opens: boolean },
): Blank | null {
  const { html, text } = body
  const blank = blankPart({ subject, html, text }, opens)
  if (blank !== null || template.says) return blank
  const { subject: _, ...parts } = template.parts
  const bare = renderTemplate({ ...template, parts }, { ...values, signature: '' })
  return bare.ok && saysNothing(bare) ? 'text' : null
}
