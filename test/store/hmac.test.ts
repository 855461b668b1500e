/** Keyed hashes against the vectors of RFC 4231, and against Node's own for whatever key and text. */
import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { hmac } from '../../src/main/hmac.ts'

const bytes = (hex: string): Uint8Array => Buffer.from(hex, 'hex')
/** Key, text and HMAC-SHA-256. Those of cases 3 and 4 have data that is no text, and 5 is cut short in the RFC. */
const vectors = [
  ['case 1', '0b'.repeat(20), 'Hi There', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
  [
    'case 2: a key shorter than the output',
    '4a656665',
    'what do ya want for nothing?',
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ],
  ['case 5: cut to 128 bits', '0c'.repeat(20), 'Test With Truncation', 'a3b6167473100ee06e0c796c2955552b'],
  [
    'case 6: a key longer than a block',
    'aa'.repeat(131),
    'Test Using Larger Than Block-Size Key - Hash Key First',
    '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  ],
  [
    'case 7: key and text longer than a block',
    'aa'.repeat(131),
    'This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.',
    '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
  ],
] as const

it.each(vectors)('RFC 4231, %s', (_, key, text, digest) => {
  expect(hmac(bytes(key), text, 'hex').slice(0, digest.length)).toBe(digest)
})

it('is what Node makes of every key and text, also when a key comes again', () => {
  const key = fc.uint8Array({ maxLength: 200 })
  fc.assert(
    fc.property(key, fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 3 }), (key, texts) => {
      for (const text of texts)
        for (const encoding of ['hex', 'base64url'] as const)
          expect(hmac(key, text, encoding)).toBe(createHmac('sha256', key).update(text, 'utf8').digest(encoding))
    }),
  )
})
