/**
 * Sender hosts that are killed again and again while a workspace hands emails in: each a process (and, as root on Linux, a
 * computer) of its own whose clock is a minute off, the database restarted, killed and cut off meanwhile.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { senderGrantName, senderKeyName } from '../../src/shared/domain/secret-name.ts'
import { numbers } from '../kill/plan.ts'
import { type LedgerServer, startLedgerServer } from '../rig/ledger.ts'
import type { RigRule } from '../rig/ledger-script.ts'
import { type Postgres, startPostgres } from '../servers/postgres.ts'
import { waitFor } from '../servers/wait.ts'
import type { Left } from './check.ts'
import { type Desk, desk } from './desk.ts'
import { layNetwork, type Network } from './network.ts'
import { type Blow, type Orders, placeOf } from './orders.ts'
import type { Given } from './program.ts'
import { type Hand, startHand } from './workspace.ts'

export interface Setting {
  program: string
  seed: number
  accounts: number
  mails: number
  hosts: number
  /** Computers of their own, whose cable to the database can be pulled. */
  apart: boolean
}

export interface Campaign {
  /** How many hosts ended where. */
  ends: Record<string, number>
  /** What else befell them. */
  blows: Record<Blow['kind'], number>
  /** Hosts that were ended by SIGKILL. */
  killed(): number
  run(orders: Orders): Promise<Left>
  stop(): Promise<void>
}

/** Limits of the accounts in turn, and the least distance of two emails in ms. */
const rules: { limits: { unit: 'second' | 'minute' | 'hour'; n: number }[]; minGap: number }[] = [
  { limits: [], minGap: 0 },
  { limits: [{ unit: 'second', n: 1 }], minGap: 0 },
  { limits: [{ unit: 'minute', n: 8 }], minGap: 0 },
  { limits: [{ unit: 'hour', n: 1000 }], minGap: 700 },
  {
    limits: [
      { unit: 'second', n: 2 },
      { unit: 'minute', n: 20 },
    ],
    minGap: 0,
  },
]

/** What the mail server does to some of the addresses. */
const spoilt: RigRule[] = [
  { phase: 'rcpt', do: 'reply', text: '450 4.2.1 come again', to: 'busy', times: 60 },
  { phase: 'dot', do: 'reply', text: '451 4.3.0 not now', to: 'refused', times: 60 },
  { phase: 'dot', do: 'drop', take: true, to: 'taken', times: 60 },
  { phase: 'dot', do: 'drop', to: 'dropped', times: 60 },
]

interface Servers {
  network: Network | null
  postgres: Postgres
  ledger: LedgerServer
  desk: Desk
  folder: string
}

async function startServers({ hosts, apart }: Setting): Promise<Servers> {
  const network = apart ? layNetwork(hosts) : null
  const postgres = await startPostgres(network ? { also: network.database } : {})
  const ledger = await startLedgerServer({
    durable: false,
    script: { rules: spoilt },
    ...(network ? { host: network.mail } : {}),
  })
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-queue-'))
  return { network, postgres, ledger, desk: await desk(postgres.url, ledger.port, ledger.host), folder }
}

export async function startCampaign(setting: Setting): Promise<Campaign> {
  const servers = await startServers(setting)
  const { desk: d } = servers
  const names = Array.from({ length: setting.accounts }, (_, i) => `a${i}`)
  const limits: Map<string, Left['limits'] extends ReadonlyMap<string, infer T> ? T : never> = new Map()
  for (const [i, account] of names.entries()) {
    const rule = rules[i % rules.length] as (typeof rules)[number]
    const made = { limits: rule.limits.map(({ unit, n }) => ({ unit, min: n, max: n })), minGap: rule.minGap }
    limits.set(account, made)
    await d.account(account, made.limits, made.minGap)
  }
  const files = names.length > 0 ? writeGiven(setting, servers, names) : []
  const ends: Record<string, number> = {}
  const blows = { restart: 0, kill: 0, cut: 0 }
  const children = new Set<ChildProcess>()
  let kills = 0
  const start = async (i: number, end: Orders['ends'][number] | null) => {
    const [program = '', ...args] = [...(servers.network?.command(i) ?? []), process.execPath, setting.program]
    const rest = end && 'point' in end ? [JSON.stringify(end)] : []
    const child = spawn(program, [...args, files[i] as string, ...rest], { stdio: ['ignore', 'pipe', 'inherit'] })
    children.add(child)
    child.once('exit', () => children.delete(child))
    return child
  }
  /** One host after another at the same place, as long as there are orders; the last one stays. */
  const lives = async (i: number, orders: Orders['ends']) => {
    for (let end = orders.shift(); end; end = orders.shift()) {
      const child = await start(i, end)
      const gone = once(child, 'exit')
      const isReady = await Promise.race([once(child.stdout as NodeJS.ReadableStream, 'data').then(() => true), gone])
      // it met a database that was away, and tries again as under systemd
      if (isReady !== true) {
        orders.unshift(end)
        continue
      }
      let place = placeOf(end)
      const timer = setTimeout(
        () => {
          // one that never came to its point
          place = 'at random'
          child.kill('SIGKILL')
        },
        'after' in end ? end.after : 6000,
      )
      await gone
      clearTimeout(timer)
      kills++
      ends[place] = (ends[place] ?? 0) + 1
    }
  }
  return {
    ends,
    blows,
    killed: () => kills,
    async run(orders) {
      const hand = startHand(d, { ...setting, accounts: names, draw: numbers(setting.seed + 1_000_000) })
      const total = Math.max(1, orders.ends.length)
      const waiting = [...orders.ends]
      const busy = Promise.all(Array.from({ length: setting.hosts }, (_, i) => lives(i, waiting)))
      const watching = new AbortController()
      const paced = pace(hand, () => kills / total, watching.signal)
      await befall(servers, orders.blows, blows, () => kills, watching.signal, busy)
      await busy
      watching.abort()
      await paced
      hand.allow(setting.mails)
      const last = await Promise.all(Array.from({ length: setting.hosts }, (_, i) => start(i, null)))
      try {
        const isThrough = async () => hand.isDone() && (await remaining(d)).jobs === 0
        await waitFor('every email to be settled', isThrough, 400_000)
        for (const child of last) child.kill('SIGTERM')
        await Promise.all(last.map((child) => child.exitCode ?? once(child, 'exit')))
        await waitFor('the last reports', async () => (await remaining(d)).outcomes === 0)
      } finally {
        await hand.stop()
      }
      return leftBehind(servers, hand, limits)
    },
    async stop() {
      for (const child of children) child.kill('SIGKILL')
      await d.stop().catch(() => {})
      await servers.ledger.stop()
      await servers.postgres.stop()
      servers.network?.remove()
      rmSync(servers.folder, { recursive: true, force: true })
    },
  }
}

/** What each host is given, in a file of its own. */
function writeGiven(setting: Setting, { network, postgres, desk: d, folder }: Servers, names: string[]): string[] {
  const secrets = Object.fromEntries(names.map((a) => [senderGrantName(a), JSON.stringify(d.grantOf(a))]))
  const url = network ? postgres.url.replace('127.0.0.1', network.database) : postgres.url
  return Array.from({ length: setting.hosts }, (_, i) => {
    const given: Given = {
      url,
      name: `host${i}`,
      secrets: { ...secrets, [senderKeyName]: d.host.secret.sealing },
      atOnce: 8,
      skew: (i - 1) * 60_000,
    }
    const file = join(folder, `host${i}.json`)
    writeFileSync(file, JSON.stringify(given))
    return file
  })
}

/** Emails come as fast as hosts are killed, so that each finds some to do. */
async function pace(hand: Hand, part: () => number, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    hand.allowPart(0.05 + 0.95 * part())
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

async function befall(
  { network, postgres }: Servers,
  orders: readonly Blow[],
  counts: Record<Blow['kind'], number>,
  kills: () => number,
  ended: AbortSignal,
  busy: Promise<unknown>,
): Promise<void> {
  let over = false
  void busy.finally(() => {
    over = true
  })
  const cuts: Promise<void>[] = []
  for (const blow of orders) {
    await waitFor('its turn', async () => kills() >= blow.at || over || ended.aborted, 3_600_000)
    counts[blow.kind]++
    if (blow.kind === 'cut') {
      if (!network) continue
      network.cut(blow.host)
      cuts.push(new Promise((resolve) => setTimeout(resolve, blow.ms)).then(() => network.mend(blow.host)))
    } else {
      await (blow.kind === 'kill' ? postgres.kill() : postgres.halt())
      await postgres.start()
    }
  }
  await Promise.all(cuts)
}

async function remaining({ queue }: Desk) {
  const count = async (from: string) =>
    (await queue.sql<{ n: number }>(`SELECT count(*)::int AS n FROM ${from}`))[0]?.n ?? -1
  return {
    jobs: await count(`cadenza_jobs.job WHERE name = 'cadenza-mail' AND state <= 'active'`),
    parcels: await count('cadenza.parcels'),
    outcomes: await count('cadenza.outcomes'),
  }
}

async function leftBehind({ desk: d, ledger }: Servers, hand: Hand, limits: Left['limits']): Promise<Left> {
  return {
    emails: hand.emails(),
    events: ledger.events(),
    departures: await d.queue.sql('SELECT attempt, account, at FROM cadenza.departures'),
    limits,
    remains: await remaining(d),
  }
}
