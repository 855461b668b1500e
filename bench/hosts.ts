/** Sender hosts on a PostgreSQL of their own: how they add up, what an email costs, and whether a long queue slows them down. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { handIn } from '../src/main/queue/hand-in.ts'
import { senderGrantName, senderKeyName } from '../src/shared/domain/secret-name.ts'
import { buildHost } from '../test/kill/build.ts'
import { type Desk, desk } from '../test/queue/desk.ts'
import type { Given } from '../test/queue/program.ts'
import { type Postgres, startPostgres } from '../test/servers/postgres.ts'
import { waitFor } from '../test/servers/wait.ts'
import { empty, engineAlone, fetchTime, fill } from './hosts-queue.ts'
import { startSink } from './sink.ts'

export interface HostsFigures {
  /** Emails a second of two and of four hosts in relation to one. */
  two: number
  four: number
  /** Emails a second of one host whose mail server answers at once, in relation to what the queue engine gives out and ends. */
  toEngine: number
  /** Fetching twenty with all of them queued, in relation to a hundredth of that. */
  longQueue: number
  /** Reported. */
  rates: string
  cost: string
  fetches: string
}

/** So many accounts have mail while hosts are measured: more than are ever in hand. */
const senders = 200
/** Emails in the hands of one host, and ms before each answer of its mail server: so is it over a network. */
const atOnce = 5
const wait = 50

interface Bench {
  postgres: Postgres
  folder: string
  program: string
}

interface Ran {
  /** A second. */
  rate: number
  /** Processor time, ms an email. */
  host: number
  postgres: number
  /** Bytes that PostgreSQL wrote to its log, an email. */
  wal: number
}

/** Processor time of a process and of the children that it has waited for, ms. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return [11, 12, 13, 14].reduce((sum, i) => sum + Number(fields[i]) * 10, 0)
}

/** That of the server: its children are there, or were waited for. */
async function cpuOfPostgres({ queue }: Desk): Promise<number> {
  const [row] = await queue.sql<{ pids: number[] }>('SELECT array_agg(pid) AS pids FROM pg_stat_activity')
  const pids = row?.pids ?? []
  const parent = Number(
    readFileSync(`/proc/${pids[0]}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')[1],
  )
  return [parent, ...pids].reduce((sum, pid) => sum + cpuOf(pid), 0)
}

const written = async ({ queue }: Desk): Promise<number> =>
  Number((await queue.sql<{ n: string }>(`SELECT pg_current_wal_lsn() - '0/0' AS n`))[0]?.n)

function start({ folder, program }: Bench, given: Given): ChildProcess {
  const file = join(folder, `${given.name}.json`)
  writeFileSync(file, JSON.stringify(given))
  return spawn(process.execPath, [program, file], { stdio: ['ignore', 'pipe', 'inherit'] })
}

async function handInAll(d: Desk, names: readonly string[], mails: number): Promise<void> {
  for (let at = 0; at < mails; at += 100) {
    const batch = Array.from({ length: Math.min(100, mails - at) }, (_, i) =>
      d.sealed(names[(at + i) % names.length] as string, `p${at + i}@customer.test`),
    )
    await handIn(d.queue, await Promise.all(batch))
  }
}

/** So many hosts, from the first of `mails` emails that is reported to the last. */
async function measure(
  bench: Bench,
  hosts: number,
  mails: number,
  sink: { port: number },
  hands: number,
): Promise<Ran> {
  const d = await desk(bench.postgres.url, sink.port)
  const names = Array.from({ length: senders }, (_, i) => `s${i}`)
  for (const name of names) await d.account(name, [])
  await handInAll(d, names, mails)
  const secrets = Object.fromEntries(names.map((name) => [senderGrantName(name), JSON.stringify(d.grantOf(name))]))
  const children = Array.from({ length: hosts }, (_, i) => {
    const own = { ...secrets, [senderKeyName]: d.host.secret.sealing }
    return start(bench, { url: bench.postgres.url, name: `bench${i}`, secrets: own, atOnce: hands })
  })
  const reported = async () =>
    (await d.queue.sql<{ n: number }>('SELECT count(*)::int AS n FROM cadenza.outcomes'))[0]?.n ?? 0
  const used = async () => ({
    at: performance.now(),
    done: await reported(),
    host: children.reduce((sum, { pid }) => sum + cpuOf(pid as number), 0),
    postgres: await cpuOfPostgres(d),
    wal: await written(d),
  })
  await waitFor('all hosts to send', async () => (await reported()) >= 20 * hosts, 60_000)
  const first = await used()
  await waitFor('all to be sent', async () => (await reported()) >= mails - 20 * hosts, 600_000)
  const last = await used()
  const n = last.done - first.done
  for (const child of children) child.kill('SIGTERM')
  await Promise.all(children.map((child) => once(child, 'exit')))
  await d.queue.sql('TRUNCATE cadenza.outcomes, cadenza.fence, cadenza.departures, cadenza.parcels')
  await empty(d.queue)
  await d.stop()
  return {
    rate: n / ((last.at - first.at) / 1000),
    host: (last.host - first.host) / n,
    postgres: (last.postgres - first.postgres) / n,
    wal: (last.wal - first.wal) / n,
  }
}

const round = (value: number, digits = 2) => Number(value.toFixed(digits))

/** @param queued jobs in the long queue, of a hundredth as many accounts */
export async function benchHosts(mails: number, queued: number): Promise<HostsFigures> {
  const postgres = await startPostgres({ settings: { shared_buffers: '512MB', max_wal_size: '4GB' } })
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-bench-hosts-'))
  const bench = { postgres, folder, program: await buildHost('test/queue/program.ts') }
  const [slow, quick] = [await startSink(wait), await startSink()]
  const d = await desk(postgres.url, quick.port)
  try {
    const runs: Ran[] = []
    for (const hosts of [1, 2, 4]) runs.push(await measure(bench, hosts, hosts * mails, slow, atOnce))
    const [one, two, four] = runs as [Ran, Ran, Ran]
    const ceiling = await engineAlone(d.queue, 5 * mails, 10)
    const busy = await measure(bench, 1, 3 * mails, quick, 10)
    const accounts = Math.max(2000, Math.round(queued / 100))
    await fill(d.queue, accounts, 0, accounts)
    const short = await fetchTime(d.queue)
    await fill(d.queue, accounts, accounts, queued)
    const long = await fetchTime(d.queue)
    return {
      two: round(two.rate / one.rate),
      four: round(four.rate / one.rate),
      toEngine: round(busy.rate / ceiling),
      longQueue: round(long / short),
      rates: `1, 2, 4 hosts: ${runs.map(({ rate }) => round(rate, 1)).join(', ')} emails/s; one in a hurry: ${round(busy.rate, 1)}; the engine alone: ${round(ceiling, 0)} jobs/s`,
      cost: `an email: ${round(four.host, 1)} ms of processor time of a host, ${round(four.postgres, 1)} ms of PostgreSQL, ${round(four.wal / 1024, 1)} KB of its log (in a hurry: ${round(busy.host, 1)}, ${round(busy.postgres, 1)} ms, ${round(busy.wal / 1024, 1)} KB)`,
      fetches: `${round(short, 1)} ms with ${accounts} queued, ${round(long, 1)} ms with ${queued}`,
    }
  } finally {
    await d.stop()
    for (const { child } of [slow, quick]) child.kill()
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
    rmSync(bench.program, { force: true })
  }
}
