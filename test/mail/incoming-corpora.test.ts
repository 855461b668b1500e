/** What the classifier makes of real notices that nobody here wrote, with each line end. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseIncoming } from '../../src/main/mail/incoming-parse.ts'
import { classify } from '../../src/shared/domain/incoming.ts'
import type { IncomingVerdict } from '../../src/shared/domain/incoming-shape.ts'

const corpora = process.env.CADENZA_CORPORA
const skipped = corpora === undefined
const folder = join(corpora ?? '', 'bounces')

interface Expected {
  file: string
  /** Of each recipient whether the failure is hard. */
  hard: boolean[]
  kind: 'bounce' | 'complaint' | 'delivered' | 'absence'
}

const kinds: Record<string, Expected['kind']> = {
  hard: 'bounce',
  'soft-or-block': 'bounce',
  complaint: 'complaint',
  delivered: 'delivered',
  'auto-reply': 'absence',
}

const expected = (): Expected[] =>
  readFileSync(join(folder, 'expected.tsv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [file = '', each = '', classes = ''] = line.split('\t')
      const kind = kinds[classes.split(';')[0] ?? '']
      if (!kind) throw new Error(`${file}: what is "${classes}"?`)
      return { file, kind, hard: each.split(';').map((one) => one.endsWith('|true')) }
    })

const lineEnds = ['\n', '\r\n', '\r']

/** Line ends are told apart as bytes: the charset doesn't matter. */
async function verdicts(file: string): Promise<IncomingVerdict[]> {
  const raw = readFileSync(join(folder, file), 'latin1').replace(/\r\n?/g, '\n')
  const made: IncomingVerdict[] = []
  for (const end of lineEnds) made.push(classify(await parseIncoming(Buffer.from(raw.replaceAll('\n', end), 'latin1'))))
  return made
}

/** Addresses that the notice itself, or what it returns, names as a recipient: read line by line, without any MIME. */
function namedRecipients(file: string): Set<string> {
  const raw = readFileSync(join(folder, file), 'latin1')
  const lines =
    raw.match(
      /^.*(?:recipient|\bto\b|rcpt|cc:|@[^\n]*(?:\.\.\.|:|\[|unknown|reached|invalid)|:\s*\S+@\S+\s*$|^\s*\W*\S+@\S+\W*$).*$/gim,
    ) ?? []
  return new Set(lines.flatMap((line) => line.toLowerCase().match(/[\w.+#&=-]+@[\w.-]*\w/g) ?? []))
}

/** A rate with its sample, so that a failure says what it is about. */
interface Figure {
  right: number
  of: number
  wrong: string[]
}
const figure = (): Figure => ({ right: 0, of: 0, wrong: [] })
function count(into: Figure, ok: boolean, what: string): void {
  into.of++
  if (ok) into.right++
  else into.wrong.push(what)
}
const rate = ({ right, of }: Figure): number => (100 * right) / of

test.skipIf(skipped)(
  `notices of the corpus are told by kind, by hardness and by recipient${skipped ? ' (skipped: CADENZA_CORPORA names no corpora)' : ''}`,
  { timeout: 60_000 },
  async () => {
    const [kind, bounce, hardness, recipient] = [figure(), figure(), figure(), figure()]
    const softCalledHard: string[] = []
    const differing: string[] = []
    let soft = 0
    for (const { file, kind: wanted, hard } of expected()) {
      const [verdict, ...others] = await verdicts(file)
      if (!verdict || others.some((other) => JSON.stringify(other) !== JSON.stringify(verdict))) differing.push(file)
      if (!verdict) continue
      const got = verdict.kind === 'delay' ? 'bounce' : verdict.kind
      count(kind, got === wanted, `${file}: ${verdict.kind}`)
      count(bounce, (got === 'bounce') === (wanted === 'bounce'), `${file}: ${verdict.kind}`)
      if (wanted !== 'bounce') continue
      const named = namedRecipients(file)
      for (const [i, isHard] of hard.entries()) {
        const said = verdict.recipients[i]
        count(hardness, (said?.hard ?? false) === isHard, file)
        count(recipient, said !== undefined && named.has(said.address), `${file}: ${said?.address}`)
        if (isHard) continue
        soft++
        if (said?.hard) softCalledHard.push(file)
      }
      if (verdict.recipients.length !== hard.length) recipient.wrong.push(`${file}: ${verdict.recipients.length}`)
    }
    console.info(JSON.stringify({ kind, bounce, hardness, recipient, soft, softCalledHard }))
    expect(differing, 'told otherwise with other line ends').toEqual([])
    expect(kind.of).toBe(181)
    expect(rate(bounce), bounce.wrong.join('\n')).toBeGreaterThanOrEqual(99)
    expect(rate(hardness), hardness.wrong.join('\n')).toBeGreaterThanOrEqual(92)
    expect(rate(recipient), recipient.wrong.join('\n')).toBeGreaterThanOrEqual(97)
    expect((100 * softCalledHard.length) / soft, softCalledHard.join('\n')).toBeLessThanOrEqual(1)
  },
)
