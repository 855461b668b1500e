import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskAddress, maskText, stackPlaces } from '../../src/shared/domain/masked.ts'

describe('an address', () => {
  it.each([
    ['anna@example.com', 'a…@e….com'],
    ['a@b', 'a…@b…'],
    ['ünal@müller.co.uk', 'ü…@m….uk'],
    ['😀x@x.example', '😀…@x….example'],
    ['nothing', '…'],
    ['', '…'],
  ])('%s is shown as %s', (address, shown) => expect(maskAddress(address)).toBe(shown))

  it('keeps its name to itself, however long', () => {
    const part = fc.stringMatching(/^[a-z][a-z0-9.+-]{2,20}$/)
    fc.assert(fc.property(part, part, (a, b) => !maskAddress(`${a}@${b}.com`).includes(a)))
  })
})

describe('a text', () => {
  it.each([
    ['550 5.1.1 <bob.jones@customer.example>: unknown', '550 5.1.1 <‹address›>: unknown'],
    ['connect to https://u:p@mx.customer.example/a?b=c failed', 'connect to ‹link› failed'],
    ["ENOENT: no such file, open '/srv/anna/My Letters/to bob.txt'", 'ENOENT: no such file, open ‹quoted›'],
    ['open /srv/anna/letters/bob.txt', 'open ‹folder›/bob.txt'],
    ['open C:\\data\\anna\\x\\engine.sock', 'open ‹folder›/engine.sock'],
    ['rejected: “Hello Bob” is spam', 'rejected: ‹quoted› is spam'],
    ["it can't be read and isn't there", "it can't be read and isn't there"],
    ['call +44 20 7946 0958 now', 'call ‹number› now'],
    ['database disk image is malformed (11)', 'database disk image is malformed (11)'],
    ['first\nBob is second', 'first'],
  ])('%s', (text, shown) => expect(maskText(text)).toBe(shown))

  it('leaves out folders that are known, with spaces in them too', () => {
    expect(maskText('read /data/Anna M/Library/Cadenza/x.sqlite', ['/data/Anna M/Library', '/data/Anna M'])).toBe(
      'read ‹folder›‹folder›/x.sqlite',
    )
  })

  it('never lets an address through, wherever it stands', () => {
    const word = fc.stringMatching(/^[\p{L}\p{N}._+-]{3,20}$/u)
    const around = fc.constantFrom(
      ' ',
      '<',
      '>',
      '(',
      ')',
      '"',
      "'",
      ':',
      ',',
      ';',
      '[',
      ']',
      '=',
      '“',
      '”',
      '/',
      '\\',
      '\t',
    )
    fc.assert(
      fc.property(word, word, around, around, fc.string(), (name, host, left, right, more) => {
        const address = `${name}@${host}.example`
        expect(maskText(`x${left}${address}${right}${more}`)).not.toContain(address)
      }),
    )
  })

  it('is short, and takes no long time for a long one', () => {
    expect(maskText('a'.repeat(100_000)).length).toBeLessThan(310)
    for (const part of ['"', "'x ", '/a', '@', 'a@', '1 2 ', 'a://'])
      expect(maskText(part.repeat(2000)).length).toBeLessThan(310)
  })
})

it('of a stack only files and lines of the program are kept', () => {
  const stack = 'Error: Bob\n    at send (file:///srv/anna/app/out/engine.js:12:7)\n    at /srv/anna/b.cjs:3:1'
  expect(stackPlaces(stack)).toEqual(['engine.js:12:7', 'b.cjs:3:1'])
})

it('leaves out which server an error of the network names', () => {
  for (const [text, shown] of [
    ['getaddrinfo ENOTFOUND db.acme.example', 'getaddrinfo ENOTFOUND ‹server›'],
    ['connect ECONNREFUSED 10.1.2.3:5432', 'connect ECONNREFUSED ‹server›'],
    ['connect ETIMEDOUT [2001:db8::1]:587', 'connect ETIMEDOUT ‹server›'],
    ['read ECONNRESET', 'read ECONNRESET'],
    ['ENOSPC: no space left on device, write', 'ENOSPC: no space left on device, write'],
  ] as const)
    expect(maskText(text)).toBe(shown)
})
