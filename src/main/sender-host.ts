/** A sender host, built from what its program lends it: no workspace, no database of its own, no screen. */
import { Refusal } from '../shared/domain/failure.ts'
import { senderGrantName, senderKeyName } from '../shared/domain/secret-name.ts'
import { newSealingPair, openSealed, sealingKeyOf } from './file/device-keys.ts'
import type { Clock, Log } from './ports.ts'
import { openQueue } from './queue/database.ts'
import { type Grant, readGrant } from './queue/grant.ts'
import { type Depth, depthOf } from './queue/send-side.ts'
import { type SenderCounts, startSender } from './work/sender/sender.ts'

/** Where a host has its secrets: a keychain, a vault, or a folder of files that only the system can read. */
export interface Drawer {
  get(name: string): Promise<string | null>
  set(name: string, secret: string): Promise<void>
}

export interface SenderHostOptions {
  /** `postgres://…` */
  url: string
  /** Its name among the hosts; shown with what it sent. */
  name: string
  drawer: Pick<Drawer, 'get'>
  clock: Clock
  log: Log
  /** Emails under way at most. */
  atOnce: number
  /** Named points of the way, for tests that stop the process there. */
  point?: (name: string) => void
}

export interface SenderHost {
  counts(): SenderCounts
  /** Of the whole queue. Null: it is not known now. */
  depth(): Promise<Depth | null>
  /** Finishes what has begun to leave, and takes up nothing more. */
  stop(): Promise<void>
}

/** Rejects, in words for its operator, when it has no key or the queue can't be opened. */
export async function startSenderHost(options: SenderHostOptions): Promise<SenderHost> {
  const { url, name, drawer, clock, log, atOnce, point } = options
  const sealing = await drawer.get(senderKeyName)
  if (sealing === null)
    throw new Refusal('not_found', 'This computer has no key as a sender host yet: cadenza sender key')
  const queue = await openQueue({
    url,
    name: `cadenza ${name}`,
    connections: Math.min(atOnce + 2, 40),
    onError: (error) => log.warn('the queue', { error: error.message }),
  }).catch((error: Error) => {
    throw new Refusal('queue_away', `The queue could not be opened: ${error.message || String(error)}`)
  })
  const sender = startSender({
    queue,
    clock,
    log,
    host: name,
    sealing,
    grant: (account) => grantFrom(drawer, account),
    atOnce,
    ...(point ? { point } : {}),
  })
  return {
    counts: sender.counts,
    depth: () => soon(clock, depthOf(queue)),
    async stop() {
      await sender.stop()
      await queue.close()
    },
  }
}

/** Whoever scrapes waits no longer, in ms. */
const scraped = 2000

async function soon<T>(clock: Clock, asked: Promise<T | null>): Promise<T | null> {
  const over = new AbortController()
  const late = clock.until(clock.now() + scraped, over.signal).then(() => null)
  return Promise.race([asked.catch(() => null), late]).finally(() => over.abort())
}

async function grantFrom(drawer: Pick<Drawer, 'get'>, account: string): Promise<Grant | null> {
  const text = await drawer.get(senderGrantName(account))
  return text === null ? null : readGrant(text)
}

/** The public key (`age1…`) of this host, made where there is none yet. */
export async function senderKey(drawer: Drawer): Promise<string> {
  const kept = await drawer.get(senderKeyName)
  if (kept !== null) return sealingKeyOf(kept)
  const { key, secret } = await newSealingPair()
  await drawer.set(senderKeyName, secret)
  return key
}

/**
 * Takes in what an account's owner sealed for this host. The address it may send from.
 * @throws Refusal `bad_request`: sealed for another host, altered, or of a newer version
 */
export async function takeGrant(drawer: Drawer, sealed: Uint8Array): Promise<Grant> {
  const sealing = await drawer.get(senderKeyName)
  const opened = sealing === null ? null : await openSealed({ sealing }, sealed)
  const grant = opened === null ? null : readGrant(Buffer.from(opened).toString('utf8'))
  if (grant === null)
    throw new Refusal(
      'bad_request',
      'This file is not for this host, or was altered. Ask for one that is sealed to its key: cadenza sender key',
    )
  await drawer.set(senderGrantName(grant.account), JSON.stringify(grant))
  return grant
}
