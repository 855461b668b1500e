/** One job of a sender host, from the queue to its report. Never rejects: what can't be done now is done again later. */
import type { FenceAnswer } from '../../../shared/domain/fence.ts'
import { anotherCourse, atFence } from '../../../shared/domain/fence.ts'
import { hasBegun, mayBeTaken, neverTold, type SendOutcome } from '../../../shared/domain/outcome.ts'
import { mailQueue } from '../../queue/database.ts'
import type { Grant } from '../../queue/grant.ts'
import { openParcel, type Parcel, sealReport } from '../../queue/parcel.ts'
import {
  type Claim,
  claimDeparture,
  type Held,
  lookAt,
  nowOf,
  passFence,
  putBack,
  putOff,
  type Seen,
  settleTry,
} from '../../queue/send-side.ts'
import { connectionOf, type Desk } from './desk.ts'

/** What the queue says of a job without opening its parcel: public ids. */
export interface Asked {
  workspace: string
  account: string
  send: string
}

type Job = Held & { data: Asked }

/** A host that can't send something leaves it to the others for so long, in ms. */
const leaveToOthers = 15_000
/** A full limit is waited for with the job in hand no longer than this, in ms. */
const shortWait = 2000
/** Between tries to report, in ms. */
const again = 1000

export async function sendOne(desk: Desk, job: Job): Promise<SendOutcome['kind'] | 'put_back' | null> {
  const { queue, log } = desk.options
  try {
    const ready = await readyOf(desk, job)
    if (ready === null) return null
    if ('wait' in ready) {
      await putBack(queue, job, (await nowOf(queue.sql)) + ready.wait)
      return 'put_back'
    }
    const came = await outcomeOf(desk, ready)
    if ('full' in came) await putOff(queue, job, ready.parcel.account, came.full, ready.parcel.leaveBy + 1)
    else if ('wait' in came) await putBack(queue, job, (await nowOf(queue.sql)) + came.wait)
    if (!('outcome' in came)) return 'put_back'
    const { outcome } = came
    if (outcome === null) await through(desk, job)
    else await report(desk, job, ready, { ...came, outcome })
    return outcome?.kind ?? null
  } catch (error) {
    // the engine gives it to somebody else when it no longer hears of it
    log.warn('a job was left to the other hosts', { job: job.id, error: (error as Error).message })
    return null
  }
}

/** What is needed to send an email, and what was known of it at one moment. */
interface Ready {
  grant: Grant
  parcel: Parcel
  seen: Seen
  /** Not after that moment, by this computer's clock, ms. */
  at: number
}

/** Its outcome was reported by somebody else: its account is free for the next one. */
const through = ({ options: { queue } }: Desk, job: Job): Promise<object> => queue.boss.complete(mailQueue, job)

/** Null: it is through already. */
async function readyOf(desk: Desk, job: Job): Promise<Ready | { wait: number } | null> {
  const { options } = desk
  const { queue, sealing, log, clock } = options
  // before it is asked: the answer may have been on its way for long
  const at = clock.now()
  const seen = await lookAt(queue, { attempt: job.id, ...job.data })
  if (seen.sealed === null) {
    await through(desk, job)
    return null
  }
  const grant = await options.grant(job.data.account)
  if (grant === null) return { wait: leaveToOthers }
  const parcel = await openParcel({ sealing }, grant.signing_key, seen.sealed)
  const { account, send } = job.data
  if (
    parcel?.attempt !== job.id ||
    parcel.account !== grant.account ||
    parcel.account !== account ||
    parcel.send !== send
  ) {
    log.warn('an email in the queue is not for this host, or not by its workspace', { job: job.id })
    return { wait: leaveToOthers }
  }
  return { grant, parcel, seen, at }
}

const wordsAt: Record<Exclude<FenceAnswer, 'passes' | 'told'>, string> = {
  begun: 'another host had begun to send it, and was lost',
  unknown: 'it had begun to leave before, as this copy of the workspace does not know',
}

/** Of one that met the fence; null: it was reported before. */
const metFence = (answer: Exclude<FenceAnswer, 'passes'>): SendOutcome | null =>
  answer === 'told' ? null : neverTold(wordsAt[answer])

const nothingLeft = 'nothing of it left'
const windowClosed = { kind: 'not_sent', reason: 'window_closed', error: nothingLeft } as const satisfies SendOutcome

async function outcomeOf(desk: Desk, { grant, parcel, seen }: Ready): Promise<Came | Waits> {
  const { queue, host, point = () => {} } = desk.options
  // what this database says of it was true before it was put back
  if (seen.line !== parcel.line) return stoppedBy(anotherCourse)
  const stands = atFence(seen.fence, parcel)
  if (stands !== 'passes') return stoppedBy(metFence(stands))
  const claimed = await claimOf(desk, parcel, seen)
  if ('full' in claimed) return claimed
  if (!('claim' in claimed)) return { outcome: claimed, claim: null, stopped: false }
  point('claimed')
  let met: Awaited<ReturnType<typeof passFence>> = 'passes'
  const connection = await connectionOf(desk, grant)
  const outcome = await connection.send({
    envelope: { from: parcel.from, to: parcel.to },
    raw: parcel.raw,
    onDataStarted: async () => {
      point('text_asked')
      met = await passFence(queue, { ...parcel, ...claimed, host })
      if (met !== 'passes') throw new Error('it met the fence')
      point('data_started')
    },
  })
  point('answered')
  const known = whatIsKnown(outcome, met as typeof met)
  if (known !== null && 'wait' in known) return known
  return { outcome: known, claim: claimed.claim, stopped: met !== 'passes' && met !== 'late' }
}

/** It is to be given back: for so many ms, or because the limit of its account is full, as was seen. */
type Waits = { wait: number } | { full: Seen }

/** What became of a try, and the claim under which it was at the fence. */
interface Came {
  /** Null: it was reported before. */
  outcome: SendOutcome | null
  claim: string | null
  /** By the fence. */
  stopped: boolean
}

const stoppedBy = (outcome: SendOutcome | null): Came => ({ outcome, claim: null, stopped: true })

/** Leave to begin, waited for a moment where the limit is full; else what is to be done with it instead. */
async function claimOf(desk: Desk, parcel: Parcel, seen: Seen): Promise<Claim | typeof windowClosed | { full: Seen }> {
  const { queue, clock } = desk.options
  for (let s = seen; ; s = await lookAt(queue, parcel)) {
    if (s.now > parcel.leaveBy) return windowClosed
    const next = await claimDeparture(queue, parcel.account, s)
    if (next === null) continue
    if (typeof next !== 'number') return next
    const wait = Math.min(next - s.now, parcel.leaveBy + 1 - s.now)
    if (wait > shortWait || desk.stopping.aborted) return { full: s }
    await clock.until(clock.now() + wait, desk.stopping)
  }
}

function whatIsKnown(
  outcome: SendOutcome,
  met: Awaited<ReturnType<typeof passFence>>,
): SendOutcome | { wait: number } | null {
  if (met === 'passes') return outcome
  if (met === 'late') return windowClosed
  // another email of this account had its turn; where the job is still ours it waits for the next one
  return met === 'overtaken' ? { wait: 0 } : metFence(met)
}

/** Until the queue has it: what was sent must not look as if nobody knew. */
async function report(desk: Desk, job: Job, ready: Ready, came: Came & { outcome: SendOutcome }): Promise<void> {
  const { outcome, claim, stopped } = came
  const { grant, seen } = ready
  const { queue, clock, log, host, point = () => {} } = desk.options
  const { workspace, account, send } = job.data
  // the database's clock, without asking it: only how long it took is this computer's word
  const at = seen.now + Math.max(0, clock.now() - ready.at)
  const sealed = await sealReport({ attempt: job.id, send, at, outcome }, grant.sealing_key, grant.report_key)
  const counts = mayBeTaken(outcome)
  const began = hasBegun(outcome)
  for (;;) {
    try {
      await settleTry(queue, { job, account, workspace, send, host, at, report: sealed, claim, began, counts, stopped })
      return point('settled')
    } catch (error) {
      log.warn('an outcome could not be reported yet', { job: job.id, error: (error as Error).message })
      if (desk.stopping.aborted) throw error
      await clock.until(clock.now() + again, desk.stopping)
    }
  }
}
