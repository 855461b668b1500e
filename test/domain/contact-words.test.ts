import { describe, expect, it } from 'vitest'
import { beginsIn, wordsOf } from '../../src/shared/domain/contact-words.ts'

describe('words of a search', () => {
  it.each([
    ["Émile O'Neil-Müller", ['emile', 'o', 'neil', 'muller']],
    ['ann.b@mail.c2.test', ['ann', 'b', 'mail', 'c2', 'test']],
    ['["vip","50% off"]', ['vip', '50', 'off']],
    ['e\u0301 Größe 公司', ['e', 'große', '公司']],
    [' …@ ', []],
  ])('%j', (text, found) => expect(wordsOf(text)).toEqual(found))
})

describe('a text is found by the beginnings of its words', () => {
  it.each([
    ['ann', 'Joanna Ann', true],
    ['ann', 'Joanna', false],
    ['anna ann', 'Joanna Anna', true],
    ['mull cor', 'Cord Müller', true],
    ['uller', 'Müller', false],
    ['2', 'c2 2c', true],
    ['b', '𐐀b', false],
    ['𐐨', '𐐀b', true],
  ])('%j in %j: %s', (asked, text, found) => expect(beginsIn(wordsOf(asked), text)).toBe(found))

  it('and by nothing else', () => {
    const texts = ['Ann Annabel annex', "d'Anna", 'x_ann y', 'A-nn', 'ÄNN änn', 'ann.ann@ann', '']
    for (const text of texts)
      for (const asked of ['a', 'an', 'ann', 'nn', 'annab', 'anna ann'])
        expect([asked, text, beginsIn(wordsOf(asked), text)]).toEqual([
          asked,
          text,
          wordsOf(asked).every((word) => wordsOf(text).some((each) => each.startsWith(word))),
        ])
  })
})
