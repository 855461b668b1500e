/**
 * node test/fuzz/soak.ts --lists 1000000 --mails 500000 --templates 100000 --seed 1 --for 600 --kept FILE
 *
 * Broken input by the hundred thousand: lists (csv.ts), messages (mail.ts), templates (template.ts). A thousand cases have one
 * number; with `--kept` it goes on after those that were finished there, `--for` begins none after so many seconds. The last
 * line counts; a fault names the number that repeats it, and the input: `--lists 1000 --seed N`.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { wholeNumber } from '../whole-number.ts'
import { brokenList } from './csv.ts'
import { brokenMail, countWork, hasCorpora } from './mail.ts'
import { brokenTemplate } from './template.ts'

const { values } = parseArgs({
  options: {
    lists: { type: 'string', default: '0' },
    mails: { type: 'string', default: '0' },
    templates: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    for: { type: 'string', default: '0' },
    kept: { type: 'string' },
  },
})
const [first, seconds] = [wholeNumber('seed', values.seed), wholeNumber('for', values.for)]
/** Cases of one number. */
const each = 1_000

const kinds = { lists: brokenList, mails: () => brokenMail(noteWork), templates: brokenTemplate }
type Kind = keyof typeof kinds

interface Sum {
  /** Numbers that are finished. */
  done: Record<Kind, number[]>
  run: Record<Kind, number>
  faults: string[]
  /** How often a regular expression looked at a character of a message, at most. */
  worst: number
}
const none: Sum = {
  done: { lists: [], mails: [], templates: [] },
  run: { lists: 0, mails: 0, templates: 0 },
  faults: [],
  worst: 0,
}
const sum = values.kept && existsSync(values.kept) ? (JSON.parse(readFileSync(values.kept, 'utf8')) as Sum) : none

function noteWork(times: number): void {
  sum.worst = Math.max(sum.worst, times)
}

async function run(kind: Kind, seed: number): Promise<void> {
  const { failed, counterexample, errorInstance, numRuns } = await fc.check(
    kinds[kind]() as fc.IAsyncProperty<unknown>,
    {
      numRuns: each,
      seed,
    },
  )
  sum.done[kind].push(seed)
  sum.run[kind] += numRuns
  if (failed) {
    sum.faults.push(`${kind} of seed ${seed}: ${JSON.stringify(counterexample)?.slice(0, 2_000)} ${errorInstance}`)
    console.log(sum.faults.at(-1))
  }
  if (values.kept) writeFileSync(values.kept, JSON.stringify(sum))
}

const told = () => {
  const { lists, mails, templates } = sum.run
  const counted = `${lists} lists, ${mails} messages, ${templates} templates run`
  return `${counted}, ${sum.faults.length} failed; a character was looked at ${Math.round(sum.worst)} times at most`
}

if (wholeNumber('mails', values.mails) > 0 && !hasCorpora)
  console.log('without CADENZA_CORPORA one message is broken again and again')
countWork()
const began = performance.now()
for (const kind of Object.keys(kinds) as Kind[])
  for (let n = 0; n < Math.ceil(wholeNumber(kind, values[kind]) / each); n++) {
    if (seconds > 0 && performance.now() - began > seconds * 1000) break
    if (sum.done[kind].includes(first + n)) continue
    await run(kind, first + n)
    if (n % 20 === 19) console.log(told())
  }
console.log(told())
process.exitCode = sum.faults.length > 0 ? 1 : 0
