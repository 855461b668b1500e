/**
 * How what takes time grows with what there is: from a hundred to a million, each size in a process of its own, for its memory.
 * `docs/images/growth.svg` is drawn from it with `--write`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { plan } from '../src/shared/domain/plan.ts'
import { changed } from '../src/shared/domain/what-if.ts'
import { estimate } from '../src/shared/domain/what-if-coarse.ts'
import { coarseOf } from '../src/shared/domain/what-if-groups.ts'
import { collect } from '../test/collect.ts'
import { curves } from './growth-plot.ts'
import { ours, writeList } from './import.ts'
import { openBeside } from './lists-seed.ts'
import { benchInput } from './plan.ts'

const steps = 3
const worker = join(import.meta.dirname, '../src/main/host/worker.ts')

/** Of one size. Times are processor time in ms, the least of some runs; memory is the most that the process held, in MB. */
export interface Grown {
  size: number
  plan: number
  whatIf: number
  import: number
  page: number
  deepPage: number
  planMemory: number
  importMemory: number
}

type Planned = Pick<Grown, 'plan' | 'whatIf' | 'planMemory'>
type Imported = Pick<Grown, 'import' | 'page' | 'deepPage' | 'importMemory'>

function used(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** Small things often, or what is measured is the measuring. */
async function least(size: number, work: () => unknown): Promise<number> {
  const [rounds, times] = size > 50_000 ? [3, 1] : [5, Math.max(1, Math.round(20_000 / size))]
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage()
    for (let n = 0; n < times; n++) await work()
    best = Math.min(best, used(before) / times)
  }
  return best
}

/** From now on the most that is held is counted anew: loading the program leaves much that is collected later. */
function forgetPeak(): void {
  collect()
  if (existsSync('/proc/self/clear_refs')) writeFileSync('/proc/self/clear_refs', '5')
}

/** Linux hands what whoever began a process held on to it as its own. */
function peak(): number {
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : ''
  const own = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]
  return Math.round((own ? Number(own) : process.resourceUsage().maxRSS) / 1e3)
}

/** `size` emails are planned, and planned anew after a slider was moved. */
export async function planned(size: number): Promise<Planned> {
  forgetPeak()
  const input = benchInput(Math.ceil(size / steps))
  const took = await least(size, () => plan(input))
  const planMemory = peak()
  const limits = new Map([[0, [{ unit: 'hour' as const, min: 40, max: 40 }]]])
  return { plan: took, whatIf: await least(size, () => estimate(coarseOf(changed(input, { limits })))), planMemory }
}

/** A list of `size` rows is imported, and looked through. */
export async function imported(size: number): Promise<Imported> {
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-growth-'))
  try {
    const list = join(folder, 'list.csv')
    writeList(list, size)
    forgetPeak()
    const before = process.cpuUsage()
    await ours(list, folder, size, false)
    const [took, importMemory] = [used(before), peak()]
    const pages = await lookThrough(folder, size)
    return { import: took, importMemory, ...pages }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Processor time of this thread: exact counts are a worker's. */
async function ownLeast(work: () => unknown): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < 5; round++) {
    const before = process.threadCpuUsage()
    for (let n = 0; n < 50; n++) await work()
    const { user, system } = process.threadCpuUsage(before)
    best = Math.min(best, (user + system) / 1000 / 50)
  }
  return best
}

/** The first page of contacts by address, and one far down, as an engine with its workers answers. */
async function lookThrough(folder: string, size: number): Promise<Pick<Grown, 'page' | 'deepPage'>> {
  for (const end of ['', '-wal'])
    if (existsSync(join(folder, `ours-false.sqlite${end}`)))
      renameSync(join(folder, `ours-false.sqlite${end}`), join(folder, `cadenza.sqlite${end}`))
  writeFileSync(join(folder, 'seed.json'), JSON.stringify({ contacts: size, today: Date.now() }))
  const lists = openBeside(folder, worker)
  const page = (after?: string) => lists.client.contacts.list({ limit: 100, sort: 'address', after } as never)
  let after: string | undefined
  for (let n = Math.min(200, Math.floor((size * 2) / 300)); n > 0; n--)
    after = ((await page(after)) as { next: string | null }).next ?? after
  const pages = { page: await ownLeast(() => page()), deepPage: await ownLeast(() => page(after)) }
  await lists.close()
  return pages
}

/** In a process of its own. */
function apart<T>(call: 'planned' | 'imported', size: number): T {
  const program = pathToFileURL(import.meta.filename).href
  const code = `import(${JSON.stringify(program)}).then((m) => m.${call}(${size})).then((f) => console.log('=' + JSON.stringify(f)))`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' })
  const told = stdout.split('\n').find((line) => line.startsWith('='))
  if (!told) throw new Error(`${call} of ${size}: ${stderr}`)
  return JSON.parse(told.slice(1)) as T
}

/** By how much the exponent of 10 grows with that of the size, over the sizes given: 1 is linear. */
export function exponent(points: readonly (readonly [size: number, value: number])[]): number {
  const logs = points.map(([size, value]) => [Math.log10(size), Math.log10(value)] as const)
  const mean = (of: 0 | 1) => logs.reduce((sum, each) => sum + each[of], 0) / logs.length
  const [x, y] = [mean(0), mean(1)]
  const over = logs.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0)
  return over / logs.reduce((sum, [a]) => sum + (a - x) ** 2, 0)
}

const rounded = (value: number) => Math.round(value * 100) / 100

/** @param isPublished draws the figures for the documentation */
export async function benchGrowth(most = 1_000_000, isPublished = false): Promise<Record<string, number>> {
  const sizes = [100, 1_000, 10_000, 100_000, 1_000_000].filter((size) => size <= most)
  const grown = sizes.map((size): Grown => {
    const whole = { size, ...apart<Planned>('planned', size), ...apart<Imported>('imported', size) }
    console.log(`   ${JSON.stringify(whole, (_, value) => (typeof value === 'number' ? rounded(value) : value))}`)
    return whole
  })
  if (isPublished) writeFileSync(join(import.meta.dirname, '../docs/images/growth.svg'), curves(grown))
  // what is there at the beginning weighs too much in small ones
  const large = grown.filter(({ size }) => size >= 10_000 || most < 100_000)
  const of = (figure: keyof Grown) => rounded(exponent(large.map((each) => [each.size, each[figure]])))
  const last = grown.at(-1) as Grown
  const slid = grown.find(({ size }) => size === 100_000) ?? last
  return {
    ...{ plan: of('plan'), whatIf: of('whatIf'), import: of('import'), page: of('page'), deepPage: of('deepPage') },
    ...{ planMemory: last.planMemory, importMemory: last.importMemory },
    whatIfRatio: rounded(slid.whatIf / slid.plan),
  }
}
