/** A workspace that hands emails in, writes down what comes back, and tries again what has not begun to leave. */
import { randomUUID } from 'node:crypto'
import { forgetReports, type HandedIn, handIn } from '../../src/main/queue/hand-in.ts'
import type { Report } from '../../src/main/queue/parcel.ts'
import type { Email } from './check.ts'
import type { Desk } from './desk.ts'

export interface Hand {
  /** So many of the emails may be in the queue by now; or this part of them. */
  allow(n: number): void
  allowPart(part: number): void
  emails(): Email[]
  /** All were handed in, and of each it is known what became of it. */
  isDone(): boolean
  stop(): Promise<void>
}

interface Setting {
  accounts: readonly string[]
  mails: number
  draw: () => number
}

/** Tries of one email, before something must be wrong. */
const most = 60
const told = ({ reports }: Email) => JSON.stringify(reports.at(-1)?.outcome)

/** Emails that are handed in with one call. */
const batch = 20
/** A job of which the engine has not heard for so long is given up here, in s: nobody waits half a minute for each. */
const patience = 3

export function startHand(d: Desk, { accounts, mails, draw }: Setting): Hand {
  const emails = new Map<string, Email>()
  const open = new Set<string>()
  /** The last try of an email that had begun, as far as is known. */
  const begun = new Map<string, string>()
  const again: string[] = []
  let allowed = 0
  let made = 0
  let stopped = false
  const priority = () => (draw() < 0.2 ? 5 : 0)

  const next = async (): Promise<HandedIn> => {
    const email = again.length > 0 ? emails.get(again.shift() as string) : undefined
    const one = email ?? fresh()
    const attempt = randomUUID()
    if (one.attempts.push(attempt) > most) throw new Error(`${one.to} was tried ${most} times: ${told(one)}`)
    const how = { send: one.send, attempt, after: begun.get(one.send) ?? null, priority: priority() }
    return d.sealed(one.account, one.to, how)
  }
  const fresh = (): Email => {
    const n = made++
    const fate = draw()
    const kind = ['busy', 'refused', 'taken', 'dropped'][Math.floor(fate * 100)] ?? 'fine'
    const account = accounts[Math.floor(draw() * accounts.length)] as string
    const email: Email = { send: `send-${n}`, account, to: `${kind}${n}@there.test`, attempts: [], reports: [] }
    emails.set(email.send, email)
    open.add(email.send)
    return email
  }
  const take = (report: Report & { host: string }) => {
    const email = emails.get(report.send)
    if (!email) throw new Error(`a report of ${report.send}, which nobody handed in`)
    if (email.reports.some(({ attempt, host }) => attempt === report.attempt && host === report.host)) return
    email.reports.push(report)
    const { kind } = report.outcome
    const isOver = kind === 'accepted' || (kind === 'broken' && report.outcome.dataStarted)
    if (isOver) open.delete(email.send)
    else if (open.has(email.send) && email.attempts.at(-1) === report.attempt) {
      if (kind === 'refused_after') begun.set(email.send, report.attempt)
      again.push(email.send)
    }
  }
  const stop = new AbortController()
  const loop = async (every: number, work: () => Promise<boolean>) => {
    while (!stopped) {
      const more = await work().catch((error: Error) => {
        if (!isAway(error)) throw error
        return false
      })
      if (!more) await new Promise((resolve) => setTimeout(resolve, every))
    }
  }
  /** Asked again until the database has them: it takes what it has for what it has. */
  let inHand: HandedIn[] = []
  const running = Promise.all([
    loop(200, async () => {
      while (inHand.length < batch && (again.length > 0 || made < Math.min(mails, allowed))) inHand.push(await next())
      if (inHand.length === 0) return false
      await handIn(d.queue, inHand)
      inHand = []
      return true
    }),
    loop(200, async () => {
      const reports = await d.waiting()
      for (const report of reports) take(report)
      // written down first: what is forgotten there is nowhere else
      await forgetReports(d.queue, reports)
      return reports.length > 0
    }),
    loop(700, () => giveUp(d)),
  ])
  running.catch((error: Error) => stop.abort(error))
  return {
    allow: (n) => {
      allowed = n
    },
    allowPart: (part) => {
      allowed = Math.max(allowed, Math.floor(part * mails))
    },
    emails: () => [...emails.values()],
    isDone() {
      stop.signal.throwIfAborted()
      return made >= mails && open.size === 0 && again.length === 0 && inHand.length === 0
    },
    async stop() {
      stopped = true
      await running
    },
  }
}

/** The database is away, or on its way: that is what is tried here. */
const isAway = (error: Error & { code?: string }): boolean =>
  /^(ECONN|EPIPE|57P0|08|25P0|40P01)/.test(error.code ?? '') ||
  /terminat|timeout|closed|ended|connect/i.test(error.message)

/** What a dead host had in hand comes back; and, as the engine can't tell, what a slow one has. */
async function giveUp(d: Desk): Promise<boolean> {
  await d.queue.sql(
    `UPDATE cadenza_jobs.job SET heartbeat_on = now() - interval '1 hour'
     WHERE state = 'active' AND started_on < now() - make_interval(secs => $1)`,
    [patience],
  )
  await d.queue.sql('UPDATE cadenza_jobs.queue SET monitor_claim_on = NULL, monitor_on = NULL')
  await d.queue.boss.supervise('cadenza-mail')
  return false
}
