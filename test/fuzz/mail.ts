/** Messages broken on purpose: each is given a verdict in bounded work, whatever its line ends. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { parseIncoming } from '../../src/main/mail/incoming-parse.ts'
import { classify } from '../../src/shared/domain/incoming.ts'
import { incomingKinds } from '../../src/shared/domain/incoming-shape.ts'

const exec = RegExp.prototype.exec
/** Characters that regular expressions were let loose on, the libraries' own among them. */
let work = 0

/** Counts them from now on; what it returns ends that. */
export function countWork(): () => void {
  RegExp.prototype.exec = function (this: RegExp, text: string) {
    const start = this.global || this.sticky ? this.lastIndex : 0
    const found = exec.call(this, text)
    work += found ? found.index + found[0].length - start : this.sticky ? 1 : String(text).length - start
    return found
  }
  return () => {
    RegExp.prototype.exec = exec
  }
}

/** What was counted while `doing`. */
export async function workOf(doing: () => Promise<unknown>): Promise<number> {
  work = 0
  await doing()
  return work
}

export const own = `From: MAILER-DAEMON@mx.test\nTo: a@b.test\nSubject: failure notice\nReturn-Path: <>\n\n<c@d.test>:\n550 5.1.1 User unknown\n--- Below this line is a copy of the message.\n\nMessage-ID: <1@b.test>\nX-Cadenza-Send-Id: 1\n`
const seeds: string[] = [own]
const corpora = process.env.CADENZA_CORPORA
export const hasCorpora = corpora !== undefined
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

export const judged = async (text: string, end = '\n') =>
  classify(await parseIncoming(Buffer.from(text.replaceAll('\n', end), 'latin1')))

/** Characters looked at, for each that there is, are told to `worst`. */
export const brokenMail = (worst: (times: number) => void = () => {}) =>
  fc.asyncProperty(
    fc.tuple(fc.constantFrom(...seeds), fc.array(change, { minLength: 1, maxLength: 6 })),
    async ([seed, changes]) => {
      const text = changes.reduce(changed, seed).replace(/\r\n?/g, '\n').slice(0, 60_000)
      work = 0
      const verdict = await judged(text)
      worst(work / (text.length + 1_000))
      assert.ok(work < 400 * (text.length + 1_000), `${work} characters were looked at`)
      assert.ok(incomingKinds.includes(verdict.kind))
      assert.equal(verdict.hard, verdict.kind === 'bounce' && verdict.recipients.some(({ hard }) => hard))
      assert.ok(verdict.evidence.length > 0)
      assert.deepEqual(await judged(text, '\r\n'), verdict)
      assert.deepEqual(await judged(text, '\r'), verdict)
    },
  )
