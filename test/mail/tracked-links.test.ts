/** Links of an email as they are rewritten: what is one is, what isn't stays byte for byte. */
import { describe, expect, it } from 'vitest'
import { wayOut } from '../../src/main/mail/letter-out.ts'
import { clickToken, linkKeys, optOutToken, readClick, readOptOut } from '../../src/main/mail/link-token.ts'
import { rewriteHtml, rewriteText } from '../../src/main/mail/tracked-links.ts'
import { growth, mostGrowth } from '../growth.ts'

const marked = (target: string) => `{${target}}`
const inText = (text: string) => rewriteText(text, marked)
const inHtml = (html: string) => rewriteHtml(html, marked)

describe('a link in plain text', () => {
  it.each([
    ['See https://a.test/x.', 'See {https://a.test/x}.'],
    ['(https://a.test/x)', '({https://a.test/x})'],
    ['(see https://a.test/w_(x)).', '(see {https://a.test/w_(x)}).'],
    ['https://a.test/w_(x)', '{https://a.test/w_(x)}'],
    ['https://a.test/name_ and', '{https://a.test/name_} and'],
    ['*https://a.test/x*, _https://a.test/y_', '*{https://a.test/x}*, _{https://a.test/y}_'],
    ['«https://a.test/x»…', '«{https://a.test/x}»…'],
    ['“https://a.test/x”', '“{https://a.test/x}”'],
    ['见 https://a.test/x。', '见 {https://a.test/x}。'],
    ['price [https://a.test/?a=1&b=2#c]', 'price [{https://a.test/?a=1&b=2#c}]'],
    ['<https://a.test/x>', '<https://a.test/x>'],
    [
      'mailto:x@a.test tel:+4912 ftp://a.test/ javascript:alert(1)',
      'mailto:x@a.test tel:+4912 ftp://a.test/ javascript:alert(1)',
    ],
    ['https://user:pw@a.test/', 'https://user:pw@a.test/'],
    ['https://', 'https://'],
  ])('%j', (text, expected) => expect(inText(text)).toBe(expected))

  it('with thousands of brackets behind it costs what they do', () => {
    const look = (size: number) => inText(`https://a.test/${'('.repeat(size)}${')'.repeat(size)} `.repeat(100))
    expect(growth(look, 450)).toBeLessThan(mostGrowth)
  })
})

describe('a link in HTML', () => {
  it.each([
    [`<A class=x HREF = 'https://a.test/?a=1&amp;b=2'>`, `<A class=x HREF = "{https://a.test/?a=1&amp;b=2}">`],
    ['<a href=https://a.test/x>', '<a href="{https://a.test/x}">'],
    ['<a href="https://a.test/?a=1&copy=2">', '<a href="{https://a.test/?a=1&amp;copy=2}">'],
    ['<a href="https://a.test/?a=&euro;">', '<a href="https://a.test/?a=&euro;">'],
    ['<a href="#top"><a href="mailto:x@a.test"><a href="tel:+49"><a href="/x"><a href="//a.test/">', null],
    ['<a href="javascript:alert(1)"><a href="data:text/html,x"><a href="https://u:p@a.test/">', null],
    ['<!--[if mso]><a href="https://a.test/x"><![endif]-->', null],
    ['<![if !mso]><a href="https://a.test/x"><![endif]>', '<![if !mso]><a href="{https://a.test/x}"><![endif]>'],
    ['<style>a[href="https://a.test/"]{}</style><title><a href="https://a.test/"></title>', null],
    ['<p title="<a href=https://a.test/>">1 < 2 <a data-href="https://a.test/">', null],
    ['<a data-track="off" href="https://a.test/x">', null],
    ['<a href="https://a.test/x" href="https://b.test/">', '<a href="{https://a.test/x}" href="https://b.test/">'],
    ['<a href="https://a.test/x', '<a href="{https://a.test/x}"'],
  ])('%j', (html, expected) => expect(inHtml(html)).toBe(expected ?? html))
})

describe('the way out of an email', () => {
  const key = Buffer.alloc(32, 3)
  const keys = linkKeys(key)
  const out = { host: 'go.a.test', track: true, words: null, postal: null }
  const way = wayOut({ out, key, send: 'abc', from: { address: 'me@a.test', replyTo: null } })

  it('ends with the postal address wherever the policy has one, with or without a line to opt out, as text alone or not', () => {
    const [postal, html, text] = ['Haldenroux & Co, 3 rue des Lilas', '<body><p>Hi</p></body>', 'Hi']
    const made = (words: string | null, texts: { html: string | null; text: string }) =>
      wayOut({ out: { ...out, words, postal }, key, send: 'abc', from: { address: 'me@a.test', replyTo: null } }).apply(
        texts,
      )
    expect(made(null, { html: null, text })).toEqual({ html: null, text: `Hi\n\n${postal}\n` })
    const both = made(null, { html, text })
    expect(both.text).toBe(`Hi\n\n${postal}\n`)
    expect(both.html).toMatch(/<p>Hi<\/p>\n?<p [^>]*>Haldenroux &amp; Co, 3 rue des Lilas<\/p>\n<\/body>$/)
    const under = made('No more? {Stop}.', { html, text })
    expect(under.text.trimEnd().endsWith(postal)).toBe(true)
    expect(under.html?.indexOf('Stop')).toBeLessThan(under.html?.indexOf('Haldenroux') ?? 0)
  })

  it('leaves alone what leads over the tracking domain already', () => {
    const own = [`https://go.a.test/c/${clickToken(keys, 'old', 'https://b.test/')}`, 'https://GO.a.test/u/x.y']
    const html = own.map((each) => `<a href="${each}">x</a>`).join('')
    const text = own.join(' ')
    expect(way.apply({ html, text })).toEqual({ html, text })
    const other = way.apply({ html: null, text: 'https://go.a.test/shop' }).text
    expect(other).toBe(`https://go.a.test/c/${clickToken(keys, 'abc', 'https://go.a.test/shop')}`)
  })

  it('is read with the signs behind it that were copied along, and not when it was changed', () => {
    const [click, wish] = [clickToken(keys, 'abc', 'https://b.test/'), optOutToken(keys, 'abc')]
    for (const tail of ['', '.', '_', '._.']) {
      expect(readClick(keys, click + tail)).toEqual({ send: 'abc', target: 'https://b.test/' })
      expect(readOptOut(keys, wish + tail)).toEqual({ send: 'abc' })
    }
    for (const tail of ['A', '-', '.A', '_0', ' ']) expect(readOptOut(keys, wish + tail)).toBeNull()
    expect(readOptOut(keys, `x${wish}`)).toBeNull()
  })
})
