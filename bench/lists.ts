/**
 * Lists, counts and reports of a workspace in the middle of its life, asked as the screens ask them: a page far down against
 * the first of the same list, an exact count against SQLite's own over the same rows, a report against one pass over the
 * ledger, and how long the thread that sends stands still meanwhile.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { figures, otherLists } from './lists-asks.ts'
import { contactLists, counted } from './lists-contacts.ts'
import { openBeside, seedLists } from './lists-seed.ts'
import { type List, type Things, things } from './lists-things.ts'

const kept = join(import.meta.dirname, '../node_modules/.cache/cadenza-lists')
const worker = join(import.meta.dirname, '../src/main/host/worker.ts')
/** ms: what takes less than this counts as this. Below it a page's time is that of looking at the clock and of its one row more or less. */
const floor = 2
/** How many pages down the deep one is; how often each is asked for at least, and until so many ms of processor time are used. */
const [depth, turns, enough] = [100, 9, 40]

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
const rounded = (value: number) => Math.round(value * 100) / 100

/** Processor time, in ms, of all threads: what a worker counts while this one waits. */
async function timed(work: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const used = process.cpuUsage(before)
  return (used.user + used.system) / 1000
}

/** Processor time, in ms, of this thread: what others do meanwhile is none of it. */
async function own(work: () => unknown): Promise<number> {
  const before = process.threadCpuUsage()
  await work()
  const used = process.threadCpuUsage(before)
  return (used.user + used.system) / 1000
}

interface Walked {
  name: string
  first: number
  deep: number
  longest: number
}

/** How far a page down is from the first. */
const steepness = ({ first, deep }: Walked) => Math.max(deep, floor) / Math.max(first, floor)

/** The processor time of the first page, of one far down, and of the longest on the way. */
async function walk(name: string, list: List): Promise<Walked> {
  let after: string | undefined
  let longest = 0
  for (let page = 0; page < depth; page++) {
    let next: string | null = null
    const took = await own(async () => {
      const found = await list(after)
      next = found.next
    })
    longest = Math.max(longest, took)
    // the last one may have few rows, and one on the way as well: it looked at as much as a page may
    if (next === null) break
    after = next
  }
  // processor time is told in steps of some ms: many turns together
  const often = async (place: string | undefined) => {
    let [took, turn] = [0, 0]
    while (turn < turns || (took < enough && turn < 40 * turns)) {
      took += await own(async () => {
        for (let n = 0; n < turns; n++) await list(place)
      })
      turn += turns
    }
    return took / turn
  }
  return { name, first: await often(undefined), deep: await often(after), longest }
}

type Lists = ReturnType<typeof openBeside>

async function pages({ client }: Lists, found: Things) {
  const lists = Object.entries({ ...contactLists(client, found), ...otherLists(client, found) })
  let [first, deep, longest, worst] = [0, 0, 0, '']
  // the mean of all would hide one list whose pages grow: each is held to its own first page
  const walked: Walked[] = []
  for (const [name, list] of lists) {
    const one = await walk(name, list)
    first += one.first
    deep += one.deep
    if (one.longest > longest) [longest, worst] = [one.longest, name]
    walked.push(one)
  }
  const steepest = walked.sort((a, b) => steepness(b) - steepness(a)).slice(0, 8)
  for (const one of steepest)
    console.log(`   ${rounded(steepness(one))} × (${rounded(one.first)}, then ${rounded(one.deep)} ms) ${one.name}`)
  const all = rounded(deep / first)
  console.log(`   ${lists.length} lists, ${all} × together; the longest page is of "${worst}"`)
  const deepPage = Math.max(...walked.map(steepness))
  return { lists: lists.length, together: all, deepPage: rounded(deepPage), longestPage: rounded(longest) }
}

/** Exact counts by the worker, against one look at every row by SQLite with the plainest question. */
async function counts({ client, store }: Lists, found: Things) {
  const plain = () => store.get(`SELECT count(*) FROM contacts NOT INDEXED WHERE fields ->> '$.plan' = 'team'`)
  const times: number[] = []
  let [longest, worst] = [0, '']
  for (const [name, filter] of Object.entries(counted(found))) {
    const took = await timed(() => client.contacts.count({ ...filter, exact: true }))
    times.push(took)
    if (took > longest) [longest, worst] = [took, name]
  }
  const scan = median([await timed(plain), await timed(plain), await timed(plain)])
  console.log(`   ${times.length} exact counts; the longest is of "${worst}": ${rounded(longest / scan)} ×`)
  return { counts: times.length, count: rounded(median(times) / scan), slowestCount: rounded(longest / scan) }
}

/** Every report, against one pass over the ledger that groups it. */
async function reports({ client, store }: Lists, found: Things) {
  const pass = () =>
    store.all(
      'SELECT batch_id, state, step, account_id, variant, count(*) FROM sends NOT INDEXED GROUP BY 1, 2, 3, 4, 5',
    )
  const asks = Object.entries(figures(client, found)).filter(([name]) => name.startsWith('report'))
  const times: number[] = []
  let [longest, worst] = [0, '']
  for (const [name, ask] of asks) {
    await ask()
    const took = await timed(ask)
    times.push(took)
    if (took > longest) [longest, worst] = [took, name]
  }
  await pass()
  const raw = median([await timed(pass), await timed(pass), await timed(pass)])
  console.log(`   ${times.length} reports; the longest is "${worst}": ${rounded(longest / raw)} ×`)
  return { reports: times.length, report: rounded(median(times) / raw), slowestReport: rounded(longest / raw) }
}

export async function benchLists(rows = 1_000_000) {
  const folder = join(kept, String(rows))
  if (!existsSync(join(folder, 'seed.json'))) {
    console.log(`   making a workspace of ${rows} contacts …`)
    await seedLists(folder, rows, (words) => console.log(`   ${words}`))
  }
  const lists = openBeside(folder, worker)
  try {
    const found = things(lists)
    const emails = lists.store.get<{ n: number }>('SELECT sum(n) AS n FROM send_tally')?.n ?? 0
    const walked = await pages(lists, found)
    return { emails, ...walked, ...(await counts(lists, found)), ...(await reports(lists, found)) }
  } finally {
    await lists.close()
  }
}
