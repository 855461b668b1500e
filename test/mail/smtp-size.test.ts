import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sizeSaid } from '../../src/main/mail/smtp-size.ts'

const ehlo = (...offers: string[]) =>
  ['mx.example.com', ...offers].map((line, i) => `250${i === offers.length ? ' ' : '-'}${line}`).join('\r\n')

describe('what a server takes of one message', () => {
  it('is read from its answer to EHLO, wherever it stands', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 15 - 1 }), fc.integer({ min: 0, max: 2 }), (bytes, at) => {
        const offers = ['PIPELINING', '8BITMIME']
        offers.splice(at, 0, `SIZE ${bytes}`)
        expect(sizeSaid(ehlo(...offers))).toBe(bytes)
      }),
    )
    expect(sizeSaid(ehlo('size 35882577'))).toBe(35_882_577)
    expect(sizeSaid(ehlo('SIZE=1000'))).toBe(1000)
  })

  it('is unknown where it names none', () => {
    for (const none of [[], ['SIZE'], ['SIZE 0'], ['SIZE many'], ['XSIZE 10'], ['SIZE 10 20'], ['RESIZE 5']])
      expect([none, sizeSaid(ehlo(...none))]).toEqual([none, null])
    expect(sizeSaid('')).toBeNull()
    // a greeting's host may be called anything
    expect(sizeSaid('250 SIZE.example.com')).toBeNull()
  })
})
