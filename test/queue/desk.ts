/** A workspace's side of the queue without a workspace: accounts, emails handed in by hand, and what is reported of them. */
import { randomBytes, randomUUID } from 'node:crypto'
import { type DeviceKeys, newDeviceKeys } from '../../src/main/file/device-keys.ts'
import { systemClock } from '../../src/main/host/clock.ts'
import { openQueue, type Queue } from '../../src/main/queue/database.ts'
import type { Grant } from '../../src/main/queue/grant.ts'
import {
  forgetParcel,
  forgetReports,
  type HandedIn,
  handIn,
  putAccount,
  reportsFor,
} from '../../src/main/queue/hand-in.ts'
import { openReport, type Report, sealParcel } from '../../src/main/queue/parcel.ts'
import { type Claim, claimDeparture, lineOf, lookAt, passFence } from '../../src/main/queue/send-side.ts'
import { type Sender, startSender } from '../../src/main/work/sender/sender.ts'
import type { Limit } from '../../src/shared/domain/plan-shape.ts'

const reportKey = Buffer.alloc(32, 7).toString('base64url')
export const workspace = 'workspace00000000000'

export interface Desk {
  queue: Queue
  keys: DeviceKeys
  host: DeviceKeys
  grantOf(account: string): Grant
  account(name: string, limits: Limit[], minGap?: number): Promise<void>
  /** An email as it is handed in. */
  sealed(account: string, to: string, how?: Partial<Handing>): Promise<HandedIn>
  /** What a host has that may send for an account now. */
  claim(account: string): Promise<Claim>
  /** A try that some host has begun and not ended. */
  begun(account: string, send: string, attempt: string): Promise<void>
  /** Hands an email in; its try. */
  email(account: string, to: string, how?: Partial<Handing>): Promise<string>
  /** All that was reported by now and not taken yet. */
  waiting(): Promise<(Report & { host: string })[]>
  /** The same, and takes it. */
  reports(): Promise<(Report & { host: string })[]>
  sender(host: string, more?: Partial<Parameters<typeof startSender>[0]>): Promise<Sender & { queue: Queue }>
  stop(): Promise<void>
}

export interface Handing {
  send: string
  attempt: string
  after: string | null
  at: number
  leaveBy: number
  priority: number
}

export async function desk(url: string, smtpPort: number, smtpHost = '127.0.0.1'): Promise<Desk> {
  const keys = await newDeviceKeys('desk')
  const host = await newDeviceKeys('host')
  const wrong: Error[] = []
  const open = (name: string) => openQueue({ url, name, onError: (error) => wrong.push(error) })
  const queue = await open('desk')
  const senders: (Sender & { queue: Queue })[] = []
  const grantOf = (account: string): Grant => ({
    v: 1,
    workspace,
    account,
    address: `${account}@acme.test`,
    smtp: { host: smtpHost, port: smtpPort, protocol: 'none', user: null },
    secret: null,
    signing_key: keys.signingKey,
    sealing_key: keys.sealingKey,
    report_key: reportKey,
  })
  const line = await lineOf(queue)
  const sealed: Desk['sealed'] = async (account, to, how = {}) => {
    const now = Date.now()
    const { send, attempt, after, at, leaveBy, priority } = {
      send: randomBytes(12).toString('base64url'),
      attempt: randomUUID() as string,
      after: null,
      at: now,
      leaveBy: now + 3_600_000,
      priority: 0,
      ...how,
    }
    const raw = Buffer.from(
      `From: ${account}@acme.test\r\nTo: ${to}\r\nX-Cadenza-Send-Id: ${send}\r\nSubject: Hello\r\n\r\nHello ${to}\r\n`,
    )
    const parcel = { workspace, account, send, attempt, after, from: `${account}@acme.test`, to, leaveBy, line, raw }
    const bytes = await sealParcel(parcel, [host.sealingKey], keys.secret.signing)
    return { attempt, account, workspace, send, at, priority, sealed: bytes }
  }
  const claim: Desk['claim'] = async (account) => {
    const seen = await lookAt(queue, { attempt: randomUUID(), account, send: '' })
    const claimed = await claimDeparture(queue, account, seen)
    if (claimed === null || typeof claimed === 'number') throw new Error(`${account} may not send now`)
    return claimed
  }
  const waiting: Desk['waiting'] = async () =>
    Promise.all(
      (await reportsFor(queue, workspace, 1000)).map(async ({ host: from, sealed: bytes }) => ({
        host: from,
        ...((await openReport(keys.secret, bytes, () => reportKey)) as Report),
      })),
    )
  return {
    queue,
    keys,
    host,
    grantOf,
    account: (account, limits, minGap = 0) =>
      putAccount(queue, {
        account,
        workspace,
        zone: 'UTC',
        seed: 1,
        plan: {
          address: `${account}@acme.test`,
          zone: null,
          active: true,
          limits,
          ramp: null,
          perUtcDay: null,
          minGap,
        },
      }),
    sealed,
    claim,
    async email(account, to, how) {
      const one = await sealed(account, to, how)
      await handIn(queue, [one])
      return one.attempt
    },
    async begun(account, send, attempt) {
      const claimed = await claim(account)
      const t = { send, workspace, account, attempt, after: null, host: 'lost', leaveBy: Number.MAX_SAFE_INTEGER, line }
      // one that was never handed in has no text to hold on to
      const lent = await queue.sql(
        'INSERT INTO cadenza.parcels (attempt, sealed) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1 AS one',
        [attempt, Buffer.alloc(0)],
      )
      const met = await passFence(queue, { ...t, ...claimed })
      if (lent.length > 0) await forgetParcel(queue.sql, attempt)
      if (met !== 'passes') throw new Error('it met the fence')
    },
    waiting,
    async reports() {
      const reports = await waiting()
      await forgetReports(queue, reports)
      return reports
    },
    async sender(name, more = {}) {
      const own = await open(name)
      const sender = startSender({
        queue: own,
        clock: systemClock,
        log: { info() {}, warn() {}, error() {} },
        host: name,
        sealing: host.secret.sealing,
        grant: async (account) => grantOf(account),
        atOnce: 20,
        ...more,
      })
      const both = { ...sender, queue: own }
      senders.push(both)
      return both
    },
    async stop() {
      for (const sender of senders) {
        await sender.stop()
        await sender.queue.close()
      }
      await queue.close()
    },
  }
}
