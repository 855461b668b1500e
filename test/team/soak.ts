/**
 * node test/team/soak.ts --count 10000 --first 1 --workers 2 --for 600 --kept FILE [--more]
 *
 * Schedules of whole teams (schedule.ts) by the thousand, each in the order of its number, over several processes. With
 * `--kept` it goes on after the last number that was finished there; `--for` ends it after so many seconds. The last line
 * counts; every fault names the number that repeats it: `node test/team/soak.ts --first N --count 1`. With `--more` people
 * ask for mailboxes and limits, name domains and get answers, too (by-asking.ts): then a number stands for another schedule.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { build } from 'vite'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    first: { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
    for: { type: 'string', default: '0' },
    kept: { type: 'string' },
    more: { type: 'boolean', default: false },
  },
})
const root = join(import.meta.dirname, '../..')

interface Line {
  seed: number
  left: number
  twice: number
  fault: string | null
}

interface Sum {
  /** The number that comes next: all before it are finished. */
  next: number
  runs: number
  left: number
  twice: number
  faults: string[]
}

const kept: Sum | null =
  values.kept && existsSync(values.kept) ? (JSON.parse(readFileSync(values.kept, 'utf8')) as Sum) : null
const sum: Sum = kept ?? { next: Number(values.first), runs: 0, left: 0, twice: 0, faults: [] }
const end = Number(values.first) + Number(values.count)
const workers = Math.max(1, Math.min(Number(values.workers), end - sum.next))

/** Bundled, because stores read their migrations through the bundler. Returns the program's path. */
async function bundled(): Promise<string> {
  const folder = join(root, 'node_modules/.cache/cadenza-fleet')
  const name = `schedules-${process.pid}.js`
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: {
      ssr: 'test/team/soak-run.ts',
      outDir: folder,
      target: 'node24',
      minify: false,
      emptyOutDir: false,
      rolldownOptions: { output: { entryFileNames: name, codeSplitting: false } },
    },
    ssr: { noExternal: true, external: ['better-sqlite3'] },
  })
  return join(folder, name)
}

/** Lines that are finished, but not all before them. */
const early = new Map<number, Line>()

function take(line: Line): void {
  early.set(line.seed, line)
  for (let one = early.get(sum.next); one; one = early.get(sum.next)) {
    early.delete(one.seed)
    sum.next++
    sum.runs++
    sum.left += one.left
    sum.twice += one.twice
    if (one.fault !== null) {
      sum.faults.push(`seed ${one.seed}: ${one.fault}`)
      console.log(sum.faults.at(-1)?.slice(0, 900))
    }
    if (sum.runs % 100 === 0) console.log(told())
    if (values.kept) writeFileSync(values.kept, JSON.stringify(sum))
  }
}

const told = () =>
  `${sum.runs} schedules up to ${sum.next - 1}: ${sum.left} emails left, ${sum.twice} again because a person wanted it, ${sum.faults.length} faults`

// nothing is told, no rule is broken, chunks of any size
const more = values.more ? ['0', '', '', 'more'] : []
const program = await bundled()
const running = Array.from({ length: workers }, (_, i) =>
  spawn(process.execPath, [program, ...[sum.next + i, end, workers].map(String), ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  }),
)
const seconds = Number(values.for)
const timer = seconds > 0 ? setTimeout(() => running.forEach((one) => void one.kill()), seconds * 1000) : undefined
await Promise.all(
  running.map(async ({ stdout }) => {
    for await (const line of createInterface({ input: stdout })) if (line.endsWith('}')) take(JSON.parse(line) as Line)
  }),
)
clearTimeout(timer)
rmSync(program)
console.log(told())
process.exitCode = sum.faults.length > 0 ? 1 : 0
