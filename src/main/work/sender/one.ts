/** One job of a sender host, from the queue to its report. Never rejects: what can't be done now is done again later. */
import type { FenceAnswer } from '../../../shared/domain/fence.ts'
import { atFence } from '../../../shared/domain/fence.ts'
import type { SendOutcome } from '../../../shared/domain/outcome.ts'
import type { Grant } from '../../queue/grant.ts'
import { openParcel, type Parcel, sealReport } from '../../queue/parcel.ts'
import {
  claimDeparture,
  fenceOf,
  type Held,
  nowOf,
  parcelOf,
  passFence,
  putBack,
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
    const { grant, parcel } = ready
    const outcome = await outcomeOf(desk, job, grant, parcel)
    if (outcome === null) return null
    if ('wait' in outcome) {
      await putBack(queue, job, (await nowOf(queue.sql)) + outcome.wait)
      return 'put_back'
    }
    await report(desk, job, grant, outcome)
    return outcome.kind
  } catch (error) {
    // the engine gives it to somebody else when it no longer hears of it
    log.warn('a job was left to the other hosts', { job: job.id, error: (error as Error).message })
    return null
  }
}

type Ready = { grant: Grant; parcel: Parcel } | { wait: number }

/** What is needed to send it. Null: it is through already. */
async function readyOf({ options }: Desk, job: Job): Promise<Ready | null> {
  const { queue, sealing, log } = options
  const sealed = await parcelOf(queue, job.id)
  if (sealed === null) {
    await queue.boss.complete('cadenza-mail', job)
    return null
  }
  const grant = await options.grant(job.data.account)
  if (grant === null) return { wait: leaveToOthers }
  const parcel = await openParcel({ sealing }, grant.signing_key, sealed)
  if (parcel === null || parcel.attempt !== job.id || parcel.account !== grant.account) {
    log.warn('an email in the queue is not for this host, or not by its workspace', { job: job.id })
    return { wait: leaveToOthers }
  }
  return { grant, parcel }
}

const wordsAt: Record<Exclude<FenceAnswer, 'passes' | 'told'>, string> = {
  begun: 'another host had begun to send it, and was lost',
  unknown: 'it had begun to leave before, as this copy of the workspace does not know',
}

/** Of one that met the fence; null: it was reported before. */
const metFence = (answer: Exclude<FenceAnswer, 'passes'>): SendOutcome | null =>
  answer === 'told'
    ? null
    : { kind: 'broken', phase: 'body', dataStarted: true, cause: 'closed', error: wordsAt[answer] }

const nothingLeft = 'nothing of it left'
const windowClosed: SendOutcome = { kind: 'not_sent', reason: 'window_closed', error: nothingLeft }

async function outcomeOf(
  desk: Desk,
  job: Job,
  grant: Grant,
  parcel: Parcel,
): Promise<SendOutcome | { wait: number } | null> {
  const { queue, clock, host, point = () => {} } = desk.options
  const stands = atFence(await fenceOf(queue.sql, parcel.send), parcel)
  if (stands !== 'passes') return metFence(stands)
  for (;;) {
    const now = await nowOf(queue.sql)
    if (now > parcel.leaveBy) return windowClosed
    const next = await claimDeparture(queue, parcel.account, job.id)
    if (next === null) break
    const wait = Math.min(next - now, parcel.leaveBy + 1 - now)
    if (wait > shortWait || desk.stopping.aborted) return { wait }
    await clock.until(clock.now() + wait, desk.stopping)
  }
  point('claimed')
  let met: FenceAnswer = 'passes'
  let late = false
  const connection = await connectionOf(desk, grant)
  const outcome = await connection.send({
    envelope: { from: parcel.from, to: parcel.to },
    raw: parcel.raw,
    onDataStarted: async () => {
      late = (await nowOf(queue.sql)) > parcel.leaveBy
      if (late) throw new Error(nothingLeft)
      met = await passFence(queue, parcel.send, parcel.workspace, { ...parcel, host })
      if (met !== 'passes') throw new Error('it met the fence')
      point('data_started')
    },
  })
  point('answered')
  if (late) return windowClosed
  return (met as FenceAnswer) === 'passes' ? outcome : metFence(met as Exclude<FenceAnswer, 'passes'>)
}

/** May the server have taken it, as far as anybody can know? */
const mayBeTaken = (outcome: SendOutcome): boolean =>
  outcome.kind === 'accepted' || (outcome.kind === 'broken' && outcome.dataStarted)

/** Until the queue has it: what was sent must not look as if nobody knew. */
async function report(desk: Desk, job: Job, grant: Grant, outcome: SendOutcome): Promise<void> {
  const { queue, clock, log, host } = desk.options
  const { workspace, account, send } = job.data
  for (;;) {
    try {
      const at = await nowOf(queue.sql)
      const sealed = await sealReport({ attempt: job.id, send, at, outcome }, grant.sealing_key, grant.report_key)
      const counts = mayBeTaken(outcome)
      const began = counts || outcome.kind === 'refused_after'
      return await settleTry(queue, { job, account, workspace, send, host, at, report: sealed, began, counts })
    } catch (error) {
      log.warn('an outcome could not be reported yet', { job: job.id, error: (error as Error).message })
      if (desk.stopping.aborted) throw error
      await clock.until(clock.now() + again, desk.stopping)
    }
  }
}
