/** Whatever the template and the values: it compiles or says where not, and renders or says why not. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { compileTemplate, missingIn, renderTemplate, type TemplateValues } from '../../src/main/mail/template.ts'

const piece = fc.constantFrom(
  '{{',
  '}}',
  '{%',
  '%}',
  ' name ',
  ' if ',
  'endif',
  '| default: ',
  '"',
  "'",
  ' == ',
  ' and ',
  'unless',
  'endunless',
  'case',
  'when',
  '.',
  '[',
  ']',
  '(1..3)',
  'assign x = ',
  '-%}',
  '{{-',
  'raw',
  'endraw',
  '\n',
  '{% if name %}',
  '{% endif %}',
  '{{ name }}',
  '{{ name | upcase }}',
  'comment',
  '#',
  ': ',
  ', ',
  '\0',
  'ü',
)
const text = fc.oneof(
  fc.array(piece, { maxLength: 15 }).map((parts) => parts.join('')),
  fc.string({ maxLength: 60 }),
)
const values = fc.dictionary(
  fc.constantFrom('name', 'x', '__proto__', 'constructor'),
  fc.oneof(fc.string(), fc.integer(), fc.object({ maxDepth: 2 })),
)

export const brokenTemplate = () =>
  fc.asyncProperty(text, text, values, async (subject, html, scope) => {
    const result = compileTemplate({ subject, html, text: null })
    if (!result.ok) {
      for (const { line, column, message } of result.problems)
        assert.deepEqual([line > 0, column > 0, message !== ''], [true, true, true])
      return
    }
    const outcome = renderTemplate(result.template, scope as TemplateValues)
    if (outcome.ok) assert.doesNotMatch(outcome.subject, /[\r\n]/)
    else assert.notEqual(outcome.message, '')
    assert.ok(missingIn(result.template, scope as TemplateValues).length === 0 || !outcome.ok)
  })
