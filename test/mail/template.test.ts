import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  compileTemplate,
  missingIn,
  renderTemplate,
  type TemplateValues,
  variablesOf,
} from '../../src/main/mail/template.ts'
import { brokenTemplate } from '../fuzz/template.ts'
import { size } from '../size.ts'

function compiled(text: string, part: 'subject' | 'html' | 'text' = 'text') {
  const result = compileTemplate({ subject: '', html: null, text: null, [part]: text })
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return result.template
}

function rendered(text: string, values: TemplateValues, part: 'subject' | 'html' | 'text' = 'text'): string | null {
  const result = renderTemplate(compiled(text, part), values)
  return result.ok ? result[part] : `missing ${result.missing.join(' ')} ${result.message}`
}

test.each([
  ['Hi {{ first_name }}', ['first_name']],
  ['Hi {{ first_name | default: "there" }}', []],
  ['Hi {{ first_name | upcase | default: "there" }}', []],
  ['Hi {{ first_name | default: company }}', ['company']],
  ['{% if city %}in {{ city }}{% endif %}', []],
  ['{% if city %}in {{ city }}{% else %}{{ city }}{% endif %}', ['city']],
  ['{% if city %}{{ company }}{% endif %}', ['company']],
  ['{% if city and company %}{{ company }} {{ city }}{% endif %}', []],
  ['{% if city or company %}{{ company }}{% endif %}', ['company']],
  ['{% if city == "Paris" %}{{ city }}{% endif %}', []],
  ['{% if city == blank %}{{ city }}{% endif %}', ['city']],
  ['{% if city != blank %}{{ city }}{% endif %}', []],
  ['{% if city != "Paris" %}{{ city }}{% endif %}', ['city']],
  ['{% if city contains "x" %}{{ city }}{% endif %}', []],
  ['{% if a %}{% if b %}{{ a }}{{ b }}{% endif %}{% elsif c %}{{ c }}{{ a }}{% endif %}', ['a']],
  ['{% unless city %}no{% else %}{{ city }}{% endunless %}', []],
  ['{% unless city %}{{ city }}{% endunless %}', ['city']],
  ['{% case lang %}{% when "fr" %}{{ lang }} {{ bonjour }}{% else %}{{ hello }}{% endcase %}', ['bonjour', 'hello']],
  ['{% assign name = first_name | capitalize %}{{ name }}', ['first_name']],
  ['{% assign name = first_name | default: "you" %}{{ name }}', []],
  ['{{ sender.name }} {{ sender.name }} {{ sender["phone"] }}', ['sender.name', 'sender.phone']],
  ['{% raw %}{{ not_one }}{% endraw %}{% comment %}{{ nor_this }}{% endcomment %}', []],
  ['no variables', []],
])('%s needs %j', (text, names) => {
  expect(variablesOf(compiled(text))).toEqual(names)
})

test('parts together: each variable once, sorted', () => {
  const result = compileTemplate({ subject: '{{ b }}', html: '<p>{{ a }}{{ b }}</p>', text: '{{ c }}' })
  expect(result.ok && variablesOf(result.template)).toEqual(['a', 'b', 'c'])
})

test('values are escaped in HTML and nowhere else; subjects are one line', () => {
  const values = { x: '<b>"A" & \'B\'</b>\r\nBcc: eve@evil.test' }
  expect(rendered('{{ x }}', values, 'html')).toBe(
    '&lt;b&gt;&#34;A&#34; &amp; &#39;B&#39;&lt;/b&gt;\r\nBcc: eve@evil.test',
  )
  expect(rendered('{{ x }}', values, 'text')).toBe(values.x)
  expect(rendered('Re {{ x }}', values, 'subject')).toBe('Re <b>"A" & \'B\'</b> Bcc: eve@evil.test')
  expect(rendered('<i>{{ x | upcase | append: "<hr>" }}</i>', { x: '<a>' }, 'html')).toBe('<i>&lt;A&gt;&lt;hr&gt;</i>')
})

test('blank counts as absent: fallbacks apply, and what is needed is named, all at once', () => {
  expect(rendered('Hi {{ n | default: "there" }}{% if c %} in {{ c }}{% endif %}', { n: '  ', c: '' })).toBe('Hi there')
  expect(rendered('{{ a }}{{ b }}{{ s.n }}', { b: '', s: {} })).toBe('missing a b s.n no value for a, b, s.n')
  expect(rendered('{{ n }}{{ z }}{{ f }}', { n: 0, z: 12.5, f: false })).toBe('012.5false')
  expect(missingIn(compiled('{{ a }}{{ b }}'), { a: 'x' })).toEqual(['b'])
})

test('nothing but own values can be reached', () => {
  const values = { name: 'x', list: { a: 1 }, fn: () => 'called', __proto__: { inherited: 'yes' } }
  for (const path of ['constructor', '__proto__', 'toString', 'inherited', 'hasOwnProperty', 'fn']) {
    expect(rendered(`[{{ ${path} | default: "-" }}]`, values), path).toBe('[-]')
  }
  for (const path of ['name.constructor', 'list.constructor', 'list.__proto__', 'fn.name']) {
    expect(rendered(`[{{ ${path} | default: "-" }}]`, values), path).toBe('[-]')
  }
})

test.each([
  ['Hello\n  {{ name | date: "%Y" }}', 2, /undefined filter: date/],
  ['{% for i in (1..9) %}{% endfor %}', 1, /"for" not found/],
  ['{% include "secret" %}', 1, /"include" not found/],
  ['{% render "../x" %}', 1, /"render" not found/],
  ['{% layout "x" %}', 1, /"layout" not found/],
  ['\n\n{% if a %}', 3, /not closed/],
  ['a\n{{ name', 2, /not closed/],
  ['{{ "x" | where_exp: "a", "b" }}', 1, /undefined filter/],
  ['{% capture x %}{% endcapture %}', 1, /"capture" not found/],
  [`${'{% if a %}'.repeat(51)}${'{% endif %}'.repeat(51)}`, 1, /nested/],
  [`${'{% if a %}'.repeat(20_000)}`, 1, /./],
  ['x'.repeat(500_001), 1, /limit/],
])('%.40s is refused with its place', (text, line, words) => {
  const result = compileTemplate({ subject: 'fine', html: text, text: null })
  expect(result).toMatchObject({ ok: false, problems: [{ part: 'html', line, message: expect.stringMatching(words) }] })
})

test('each part with trouble is named', () => {
  const result = compileTemplate({ subject: '{{', html: '{% x %}', text: 'fine' })
  expect(!result.ok && result.problems.map((one) => [one.part, one.line, one.column])).toEqual([
    ['subject', 1, 1],
    ['html', 1, 1],
  ])
})

test('a template cannot grow without bound', () => {
  const doubling = `{% assign x = "0123456789" %}${'{% assign x = x | append: x %}'.repeat(40)}{{ x }}`
  const result = renderTemplate(compiled(doubling), {})
  expect(result).toMatchObject({ ok: false, missing: [], message: expect.stringMatching(/limit|too long/) })
})

test('whatever the template and the values, it compiles or says where not, and renders or says why not', async () => {
  await fc.assert(brokenTemplate(), { numRuns: size(1_000, 20_000) })
}, 3_600_000)
