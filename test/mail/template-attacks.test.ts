import { Liquid } from 'liquidjs'
import { expect, test, vi } from 'vitest'
import { type LetterSource, letterFrom } from '../../src/main/mail/letter.ts'
import { compileTemplate, renderTemplate } from '../../src/main/mail/template.ts'

type Part = 'subject' | 'html' | 'text'

/** What somebody who fills in a contact's field, or writes a template, might try to reach. */
const names =
  '__proto__ constructor prototype toString valueOf hasOwnProperty __defineGetter__ __lookupGetter__ process global globalThis require module exports import eval Function Object Reflect this self window document context environments scopes options liquid renderer filters tags parser fs templates env'.split(
    ' ',
  )
const ways = [
  (n: string) => `[{{ ${n} | default: "-" }}]`,
  (n: string) => `[{{ name.${n} | default: "-" }}]`,
  (n: string) => `[{{ sender.${n} | default: "-" }}]`,
  (n: string) => `[{{ sender["${n}"] | default: "-" }}]`,
  (n: string) => `{% assign k = "${n}" %}[{{ sender[k] | default: "-" }}]`,
  (n: string) => `[{{ signature.${n} | default: "-" }}]`,
]
const values = { name: 'x', sender: { name: 'y' }, signature: 'Me', fn: () => 'called' }

test(`${names.length * ways.length} ways to reach what is no value of one's own`, () => {
  for (const name of names)
    for (const [i, way] of ways.entries())
      for (const part of ['html', 'text'] as const) {
        const result = compileTemplate({ subject: '', html: null, text: null, [part]: way(name) })
        // refused before it is ever rendered, or empty
        if (!result.ok) continue
        const made = renderTemplate(result.template, values)
        expect([name, i, made.ok && made[part]]).toEqual([name, i, '[-]'])
      }
})

const allowedTags = new Set(['assign', 'case', 'comment', 'if', 'raw', 'unless', '#'])
const allowedFilters = new Set(
  'abs append at_least at_most capitalize ceil default divided_by downcase first floor join last lstrip minus modulo plus prepend remove remove_first replace replace_first round rstrip size split squish strip strip_html strip_newlines times truncate truncatewords upcase url_encode'.split(
    ' ',
  ),
)
const whole = new Liquid()
const badTags = Object.keys(whole.tags).filter((tag) => !allowedTags.has(tag))
const badFilters = Object.keys(whole.filters).filter((filter) => !allowedFilters.has(filter))

test(`${badTags.length} tags and ${badFilters.length} filters of the language that are not ours are refused`, () => {
  expect([badTags.length > 8, badFilters.length > 30]).toEqual([true, true])
  const texts = [
    ...badTags.map((tag) => `{% ${tag} "x" %}{% end${tag} %}`),
    ...badFilters.map((filter) => `{{ "x" | ${filter}: 1 }}`),
  ]
  for (const text of texts)
    for (const part of ['subject', 'html', 'text'] as Part[]) {
      const result = compileTemplate({ subject: '', html: null, text: null, [part]: text })
      expect([text, result.ok]).toEqual([text, false])
    }
})

const ten = '0123456789'
const grow = (step: string, times: number) => `{% assign x = "${ten}" %}${step.repeat(times)}{{ x }}`
const bombs: [string, string][] = [
  ['append', grow('{% assign x = x | append: x %}', 60)],
  ['prepend', grow('{% assign x = x | prepend: x %}', 60)],
  ['replace', grow(`{% assign x = x | replace: "0", x %}`, 60)],
  ['join', grow('{% assign x = x | split: "" | join: x %}', 60)],
  ['url_encode', grow('{% assign x = x | append: "%" | append: x | url_encode %}', 60)],
  ['output', `{% assign x = "${ten.repeat(10_000)}" %}${'{{ x }}'.repeat(20_000)}`],
  ['ifs', '{% if name %}'.repeat(5000) + '{% endif %}'.repeat(5000)],
  ['unlesses', '{% unless q %}'.repeat(5000) + '{% endunless %}'.repeat(5000)],
  ['cases', '{% case name %}{% when "x" %}'.repeat(5000) + '{% endcase %}'.repeat(5000)],
  ['many ifs', `{% if ${'name == "x" and '.repeat(30_000)}name %}a{% endif %}`],
  ['range', '{{ (1..100000000) | join: "," }}'],
  ['range size', '{{ (1..9999999999999) | size }}'],
  ['brackets', `{{ ${'name['.repeat(10_000)}0${']'.repeat(10_000)} }}`],
  ['dots', `{{ name${'.a'.repeat(100_000)} | default: "" }}`],
  ['filters', `{{ name${' | upcase'.repeat(40_000)} }}`],
  ['outputs', '{{'.repeat(200_000)],
  ['raw', '{% raw %}'.repeat(40_000)],
  ['comments', '{% comment %}'.repeat(30_000)],
  ['quotes', `{{ "${'\\'.repeat(400_000)}" }}`],
  ['truncate', '{{ name | truncate: 99999999999, "x" }}'],
  ['times', `{{ 9${' | times: 999999'.repeat(10_000)} }}`],
]

test.each(bombs)('%s comes to an end in bounded time, size and memory', (_, text) => {
  const from = performance.now()
  const result = compileTemplate({ subject: '', html: null, text })
  const made = result.ok ? renderTemplate(result.template, values) : null
  if (made?.ok) expect((made.text ?? '').length).toBeLessThanOrEqual(2_000_000)
  // one part's second, and what a busy computer needs beside it
  expect(performance.now() - from).toBeLessThan(15_000)
})

test('what a contact is called is never read as a template', () => {
  const evil = [
    '{{ sender.name }}',
    '{% raw %}',
    '{{',
    '%}',
    '{% assign x = 1 %}',
    '<script>',
    '"><img src=x onerror=y>',
  ]
  const result = compileTemplate({
    subject: '{{ name }}',
    html: '<p title="{{ name }}">{{ name }}</p>',
    text: '{{ name }}',
  })
  if (!result.ok) throw new Error('it can be read')
  for (const name of evil) {
    const made = renderTemplate(result.template, { ...values, name })
    expect(made).toMatchObject({ ok: true, subject: name, text: name })
    expect(made.ok && made.html).not.toMatch(/<script|<img|title="[^"]*"[^>]/)
  }
})

test('a step is read once, however many contacts get it', () => {
  const parse = vi.spyOn(Liquid.prototype, 'parse')
  const keeper = {}
  const steps = JSON.stringify([
    { subject: 'Hi {{ first_name }}', html: '<p>{{ first_name }}</p>', text: 'Hi {{ first_name }}', attachments: [] },
  ])
  for (let i = 0; i < 300; i++)
    expect('raw' in letterFrom(source(keeper, steps, i), Date.parse('2026-11-23T09:00:00Z'))).toBe(true)
  expect(parse).toHaveBeenCalledTimes(3)
  parse.mockRestore()
})

const source = (keeper: object, steps: string, i: number): LetterSource =>
  ({
    keeper,
    facts: {
      step: 1,
      steps,
      versionId: 1,
      sendPublicId: `snd${i}`,
      enrollmentPublicId: `enr${i}`,
      to: `c${i}@x.example`,
      address: `c${i}@x.example`,
      firstName: `C${i}`,
      lastName: null,
      company: null,
      owner: null,
      fields: '{}',
    },
    from: { address: 'me@mine.example', name: 'Me', signature: null, replyTo: null },
    key: new Uint8Array(32),
    out: { host: null, track: false, words: null, postal: null },
    thread: [],
    file: () => undefined,
  }) as unknown as LetterSource
