/** What a message has to leave behind before it is even read: no handler may be left for the page's policy to stop. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { setAside } from '../../src/renderer/parts/letter/clean.ts'
import { payloads } from '../screens/payloads.ts'

describe('handlers are taken out as a parser would find them', () => {
  it.each([
    ['<img src=x onerror=go()>', '<img src=x >'],
    ['<img/src=x/onerror=go()>', '<img/src=x/onerror=go()>'],
    ['<img src="x"onerror="go()"alt="a">', '<img src="x"alt="a">'],
    // quotes that a parser takes for a part of the value
    [`<img src=x onerror=go('a')//">`, '<img src=x >'],
    // what a parser reads by other rules is read by the usual ones
    ['<xmp><img title="</xmp><img src=x onerror=go()>"></xmp>', '<img title="<img src=x onerror=go()>">'],
    ['<textarea><img title="</textarea><img src=x onerror=go()>">', '<img title="<img src=x onerror=go()>">'],
    // never closed
    ['<img src=x onerror=go() ', '<img src=x  '],
    ['<p><img src=x onerror="go()', '<p><img src=x '],
    ['<!--<img src="--><img src=x onerror=go()>', '<img src=x >'],
    ['one = two, on every day < 3 onclick="x"', 'one = two, on every day < 3 onclick="x"'],
    ['<a href="?once=1" title="on = off">on x = 1</a>', '<a href="?once=1" title="on = off">on x = 1</a>'],
    ['<p style="color: red" =style=x>', '<p data-style="color: red" =style=x>'],
    ['<img src="cid:logo@x">', '<img data-cid="logo@x">'],
  ])('%s', (html, markup) => expect(setAside(html).markup).toBe(markup))

  it('ends with any text, and with long ones soon', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '=',
      '/',
      ' ',
      'a',
      'on',
      '<a ',
      '<img ',
      '</',
      '<!--',
      '-->',
      'x="',
      'onx=',
    )
    fc.assert(fc.property(fc.array(piece), (pieces) => setAside(pieces.join('')).markup.length >= 0))
    for (const part of ['<a ', '<a b=', '"', "<a '", '<a b ', '=', '<a b="', '<!--', '<style>'])
      expect(setAside(part.repeat(20_000)).markup.length).toBeGreaterThanOrEqual(0)
  })

  it('of the payloads none keeps a handler that stands in a tag by itself', () => {
    for (const { text } of payloads) {
      const { markup } = setAside(text)
      // without values in quotes nothing of the kind is left in any tag
      const bare = markup.replace(/=\s*(?:"[^"]*"|'[^']*')/g, '=')
      expect(bare).not.toMatch(/<[a-z][^<>]*\son\w+\s*=/i)
    }
  })
})
