import { expect, test } from 'vitest'
import { type LintFile, lintOf, serverTakes } from '../../src/shared/domain/content-lint.ts'
import { writingProblems } from '../../src/shared/domain/sequence-writing.ts'
import { growth, mostGrowth } from '../growth.ts'

interface Given {
  subject?: string
  html?: string
  text?: string
  files?: LintFile[]
  number?: number
  thread?: 'reply' | 'new'
  addsOptOut?: boolean
}

const codes = ({ subject = 'Lunch on Friday', html, text, files = [], number = 1, thread, addsOptOut }: Given) =>
  lintOf(
    { subject, html: html ?? null, text: text ?? (html === undefined ? 'Hello.' : null), files, thread },
    { number, server: serverTakes('smtp.gmail.com'), addsOptOut: addsOptOut ?? false },
  ).map(({ code, part, line, column }) => [code, part, line, column].filter((each) => each !== null).join(' '))

const words = 'Some words that are enough for an email.'

test.each<[Given, string[]]>([
  [{}, []],
  [{ html: `<p>${words} <a href="https://a.example/x?y={{ company }}">Look</a></p>` }, []],
  [{ html: `<p>${words} <a href="{{ link }}">Look</a> <a href="#top">top</a> <a name="top"></a></p>` }, []],
  [{ html: `<p>${words} <a href="mailto:{{ sender.address }}">Write</a> <a href="tel:+331">call</a></p>` }, []],
  [{ html: `<p>${words}\n <a href="www.a.example">Look</a></p>` }, ['link_scheme html 2 2']],
  [{ html: `<p>${words} <a href="https:/a.example">Look</a></p>` }, ['link_scheme html 1 45']],
  [{ html: `<p>${words} <a href="htps://a.example">Look</a></p>` }, ['link_scheme html 1 45']],
  [{ html: `<p>${words} <a href="https://">Look</a></p>` }, ['link_empty html 1 45']],
  [{ html: `<p>${words} <a href="">Look</a></p>` }, ['link_empty html 1 45']],
  [{ html: `<p>${words} <a href="https://a.example/a b">Look</a></p>` }, ['link_spaces html 1 45']],
  [{ html: `<p>${words} <a href="mailto:?subject=x">Look</a></p>` }, ['link_scheme html 1 45']],
  [{ html: `<p>${words} <a href="javascript:alert(1)">Look</a></p>` }, ['link_kind html 1 45']],
  [{ html: `<p>${words} <a href="https://a.example">Look</p>` }, ['link_unbalanced html 1 45']],
  [{ html: `<p>${words} Look</a></p>` }, ['link_unbalanced html 1 49']],
  [{ html: `<p>${words} <a href="https://a.example>Look</a></p>` }, ['link_unbalanced html 1 48']],
  [
    { text: 'See http:/a.example and htps://b.example, https://c.example.' },
    ['link_scheme text 1 5', 'link_scheme text 1 25'],
  ],
  [{ html: '<img src="https://a.example/x.png">' }, ['all_image html', 'no_text text']],
  [{ html: '<img src="https://a.example/x.png">', text: words }, ['all_image html']],
  [{ html: '<p>&nbsp;</p>' }, ['no_text html']],
  [{ html: `<p>${words}<img src="cid:logo"></p>` }, ['cid_missing html 1 44']],
  [{ html: `<p>${words}<img src="cid:logo"></p>`, files: [{ name: 'l.png', size: 10, cid: 'logo' }] }, []],
  [{ html: `<p>${words}</p>`, files: [{ name: 'l.png', size: 10, cid: 'logo' }] }, ['cid_unused attachments']],
  [{ html: `<p>${words}<img src="file:///C:/a.png"></p>` }, ['image_local html 1 44']],
  [{ files: [{ name: 'a.pdf', size: 18 * 1024 * 1024 }] }, []],
  [{ files: [{ name: 'a.pdf', size: 19 * 1024 * 1024 }] }, ['files_large attachments']],
  [{ subject: 'BUY THIS NOW PLEASE' }, ['caps_subject subject 1 1']],
  [{ subject: 'NATO {{ company | upcase }}' }, []],
  [{ subject: 'Re: our call' }, ['reply_mark subject 1 1']],
  [{ subject: 'FWD: our call' }, ['reply_mark subject 1 1']],
  [{ subject: 'Re: our call', number: 2 }, []],
  [{ subject: 'Re: our call', number: 2, thread: 'new' }, ['reply_mark subject 1 1']],
  [{ subject: '', number: 2 }, []],
  [{ subject: '', number: 2, thread: 'new' }, ['no_subject subject']],
  [{ subject: 'x'.repeat(91) }, ['long_subject subject']],
  // what readers see of it is short
  [{ subject: `{{ first_name | default: "there" }}{% if company %}, {{ company }}{% endif %}${'x'.repeat(70)}` }, []],
  [{ text: `${words} Unsubscribe here.`, addsOptOut: true }, ['opt_out_twice text']],
  [{ text: `${words} Unsubscribe here.` }, []],
])('%j', (given, found) => {
  expect(codes(given)).toEqual(found)
})

test('a task has no text to look at, and every finding says what to do', () => {
  const around = { number: 1, server: null, addsOptOut: false }
  expect(lintOf({ subject: '', html: null, text: null, files: [], kind: 'task' }, around)).toEqual([])
  const found = lintOf({ subject: 'RE: ALL OF YOU', html: '<a href="">', text: null, files: [] }, around)
  for (const { message } of found) expect(message).toMatch(/^[A-Z"].{20,}\.$/)
  expect(found.length).toBeGreaterThan(3)
})

test('looking through a text takes longer as it is longer, and no more', () => {
  const around = { number: 1, server: null, addsOptOut: true }
  const look = (size: number) => {
    const html = `${'<a href="{{ x '.repeat(size)}${'<'.repeat(2.5 * size)}`
    lintOf({ subject: '', html, text: 'http:'.repeat(2.5 * size), files: [] }, around)
  }
  expect(growth(look, 2000)).toBeLessThan(mostGrowth)
})

test('finds Liquid that goes on into the next one, which would take the text between with it', () => {
  const open = (html: string) =>
    writingProblems({ subject: 'Hello', html, text: null }, 1)
      .filter(({ code }) => code === 'unclosed')
      .map(({ line, column, message }) => [line, column, message])
  expect(open('<p>a</p>\n<p>Hi {{ name, <b>see</b> {{ company }}</p>')).toEqual([
    [2, 7, '"{{ name, see" is not closed: }} is missing.'],
  ])
  expect(open('{% if a \n{{ b }}')).toEqual([[1, 1, '"{% if a" is not closed: %} is missing.']])
  expect(open('{{ a | default: "}" }} {% if b %}{{ c }}{% endif %} { {{ d }} }')).toEqual([])
  expect(open('{% raw %}{{ a {{ b{% endraw %}{{ c }}')).toEqual([])
})
