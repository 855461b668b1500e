/** Whatever arrives is given a verdict: nothing throws, nothing hangs, and line ends change nothing. */
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { brokenMail, countWork, judged, own, workOf } from '../fuzz/mail.ts'
import { size } from '../size.ts'

let uncounted: () => void
beforeEach(() => {
  uncounted = countWork()
})
afterEach(() => uncounted())

test('broken messages are given a verdict in bounded work, whatever their line ends', {
  timeout: size(60_000, 1_800_000),
}, async () => {
  let worst = 0
  const property = brokenMail((times) => {
    worst = Math.max(worst, times)
  })
  await fc.assert(property, { numRuns: size(150, 20_000) })
  console.info(`each character was looked at ${Math.round(worst)} times at most`)
})

test('long lines of one thing cost no more than their length', { timeout: 60_000 }, async () => {
  const pieces = ['a@', '<', 'user ', '0-', ' ', '550 5.1.1 ', `${'a'.repeat(63)}.`, '> ', '宛先', 'no such ']
  for (const piece of pieces) {
    const text = `${own.slice(0, 90)}\n\n${piece.repeat(150_000 / piece.length)}`
    const work = await workOf(() => judged(Buffer.from(text).toString('latin1')))
    expect([piece, work < 400 * text.length]).toEqual([piece, true])
  }
})
