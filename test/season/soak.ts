/**
 * node test/season/soak.ts --seeds 50 --seed 1 --workers 1 --for 600 --kept FILE --plot docs/images/season.svg
 *
 * Seasons of ninety days (season.ts): ten mailboxes, about 50,000 emails, each season in a process of its own so that its
 * memory can be told. With `--kept` it goes on after those that were finished there; `--for` begins none after so many
 * seconds. The last line counts; a fault names the number that repeats it: `--seeds 1 --seed N`. `--plot` draws memory and
 * file over the days of those that were kept.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { buildHost } from '../kill/build.ts'
import { wholeNumber } from '../whole-number.ts'
import { plot } from './plot.ts'
import type { Sample, SeasonResult } from './season.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    contacts: { type: 'string', default: '1800' },
    workers: { type: 'string', default: '1' },
    for: { type: 'string', default: '0' },
    kept: { type: 'string' },
    plot: { type: 'string' },
  },
})
const [seeds, seed, workers, seconds] = (['seeds', 'seed', 'workers', 'for'] as const).map((name) =>
  wholeNumber(name, values[name]),
) as [number, number, number, number]
/** More than this is too much: a part of what was held in the third and fourth week. */
const mostGrowth = 0.1

type Kept = Pick<SeasonResult, 'seed' | 'faults' | 'arrived' | 'read' | 'samples'>
interface Sum {
  seasons: Kept[]
}
const sum: Sum =
  values.kept && existsSync(values.kept) ? (JSON.parse(readFileSync(values.kept, 'utf8')) as Sum) : { seasons: [] }

async function run(program: string, seed: number): Promise<void> {
  const child = spawn(process.execPath, ['--expose-gc', program, String(seed), '10', values.contacts], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let result: SeasonResult | null = null
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as { sample?: Sample; result?: SeasonResult }
    if (said.sample && said.sample.day % 10 === 0)
      console.log(`season ${seed}, day ${said.sample.day}: ${said.sample.arrived} emails arrived`)
    result = said.result ?? result
  }
  const { faults, arrived, read, samples } = result ?? { faults: ['it ended early'], arrived: 0, read: 0, samples: [] }
  const grown = growth(samples)
  if (grown > mostGrowth) faults.push(`memory grew by ${Math.round(100 * grown)} %`)
  sum.seasons.push({ seed, faults, arrived, read, samples })
  for (const fault of faults) console.log(`season ${seed}: ${fault}`)
  if (values.kept) writeFileSync(values.kept, JSON.stringify(sum))
  console.log(told())
}

const middle = (list: readonly number[]): number => list.toSorted((a, b) => a - b)[list.length >> 1] ?? 0

/** By how much memory grew from the days 15–35 to the last 20, as a part: 0.05 is 5 %. */
function growth(samples: readonly Sample[]): number {
  const heaps = (from: number, to: number) => middle(samples.slice(from, to).map(({ heap }) => heap))
  return heaps(samples.length - 20, samples.length) / Math.max(1, heaps(15, 35)) - 1
}

function told(): string {
  const { seasons } = sum
  const grown = seasons.map(({ samples }) => Math.round(1000 * growth(samples)) / 10)
  const emails = seasons.reduce((all, { arrived }) => all + arrived, 0)
  return `${seasons.length} seasons: ${emails} emails arrived, memory grew by ${middle(grown)} % in the median and ${Math.max(0, ...grown)} % at most`
}

const orders = Array.from({ length: seeds }, (_, i) => seed + i).filter(
  (each) => !sum.seasons.some((one) => one.seed === each),
)
const end = seconds > 0 ? performance.now() + 1000 * seconds : Number.POSITIVE_INFINITY
if (orders.length > 0) {
  const program = await buildHost('test/season/soak-run.ts')
  await Promise.all(
    Array.from({ length: Math.max(1, workers) }, async () => {
      for (let order = orders.shift(); order !== undefined && performance.now() < end; order = orders.shift())
        await run(program, order)
    }),
  )
  rmSync(program)
}
if (values.plot) writeFileSync(values.plot, plot(sum.seasons))
console.log(told())
const failed = sum.seasons.filter(({ faults }) => faults.length > 0).length
console.log(`${sum.seasons.length} run, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
