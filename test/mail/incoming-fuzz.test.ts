/** Whatever arrives is given a verdict: nothing throws, nothing hangs, and line ends change nothing. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseIncoming } from '../../src/main/mail/incoming-parse.ts'
import { classify } from '../../src/shared/domain/incoming.ts'
import { incomingKinds } from '../../src/shared/domain/incoming-shape.ts'
import { size } from '../size.ts'

const exec = RegExp.prototype.exec
/** Characters that regular expressions were let loose on, the libraries' own among them. */
let work = 0
beforeEach(() => {
  RegExp.prototype.exec = function (this: RegExp, text: string) {
    const start = this.global || this.sticky ? this.lastIndex : 0
    const found = exec.call(this, text)
    work += found ? found.index + found[0].length - start : this.sticky ? 1 : String(text).length - start
    return found
  }
})
afterEach(() => {
  RegExp.prototype.exec = exec
})

const own = `From: MAILER-DAEMON@mx.test\nTo: a@b.test\nSubject: failure notice\nReturn-Path: <>\n\n<c@d.test>:\n550 5.1.1 User unknown\n--- Below this line is a copy of the message.\n\nMessage-ID: <1@b.test>\nX-Cadenza-Send-Id: 1\n`
const seeds: string[] = [own]
const corpora = process.env.CADENZA_CORPORA
if (corpora)
  for (const folder of ['bounces', 'replies'])
    for (const name of readdirSync(join(corpora, folder)))
      if (/\.eml$/.test(name)) seeds.push(readFileSync(join(corpora, folder, name), 'latin1').slice(0, 20_000))

/** What has broken readers of mail before. */
const hostile = fc.oneof(
  fc.constantFrom(
    '\n\n',
    '\n--',
    '\0',
    '\u001b$B',
    '=?utf-8?B?',
    'Content-Type: multipart/mixed; boundary=""\n',
    'Content-Type: message/delivery-status\n\n',
    'Content-Transfer-Encoding: base64\n',
    'Final-Recipient: rfc822; \n',
    '{"notificationType":"Bounce","bounce":{"bouncedRecipients":[null]}}',
  ),
  fc
    .tuple(
      fc.constantFrom('a@', '<', '(', ' ', '\t', '\n>', '550-', 'user ', '5.1.1 ', '-', '="', 'no such '),
      fc.integer({ min: 1, max: 3_000 }),
    )
    .map(([each, times]) => each.repeat(times)),
)
const place = fc.double({ min: 0, max: 1, noNaN: true })
const change = fc.tuple(fc.constantFrom('insert', 'delete', 'double', 'cut'), place, place, hostile)

function changed(text: string, [how, at, to, piece]: [string, number, number, string]): string {
  const [from, until] = [Math.floor(Math.min(at, to) * text.length), Math.floor(Math.max(at, to) * text.length)]
  if (how === 'insert') return text.slice(0, from) + piece + text.slice(from)
  if (how === 'delete') return text.slice(0, from) + text.slice(until)
  if (how === 'double')
    return text.slice(0, until) + text.slice(from, Math.min(until, from + 5_000)) + text.slice(until)
  return text.slice(0, from)
}

const read = async (text: string, end: string) =>
  classify(await parseIncoming(Buffer.from(text.replaceAll('\n', end), 'latin1')))

test('broken messages are given a verdict in bounded work, whatever their line ends', {
  timeout: size(60_000, 1_800_000),
}, async () => {
  let worst = 0
  const message = fc.tuple(fc.constantFrom(...seeds), fc.array(change, { minLength: 1, maxLength: 6 }))
  await fc.assert(
    fc.asyncProperty(message, async ([seed, changes]) => {
      const text = changes.reduce(changed, seed).replace(/\r\n?/g, '\n').slice(0, 60_000)
      work = 0
      const verdict = await read(text, '\n')
      worst = Math.max(worst, work / (text.length + 1_000))
      expect(work).toBeLessThan(400 * (text.length + 1_000))
      expect(incomingKinds).toContain(verdict.kind)
      expect(verdict.hard).toBe(verdict.kind === 'bounce' && verdict.recipients.some(({ hard }) => hard))
      expect(verdict.evidence.length).toBeGreaterThan(0)
      expect(await read(text, '\r\n')).toEqual(verdict)
      expect(await read(text, '\r')).toEqual(verdict)
    }),
    { numRuns: size(150, 20_000) },
  )
  console.info(`each character was looked at ${Math.round(worst)} times at most`)
})

test('long lines of one thing cost no more than their length', { timeout: 60_000 }, async () => {
  const pieces = ['a@', '<', 'user ', '0-', ' ', '550 5.1.1 ', `${'a'.repeat(63)}.`, '> ', '宛先', 'no such ']
  for (const piece of pieces) {
    const text = `${own.slice(0, 90)}\n\n${piece.repeat(150_000 / piece.length)}`
    work = 0
    await classify(await parseIncoming(Buffer.from(text)))
    expect([piece, work < 400 * text.length]).toEqual([piece, true])
  }
})
