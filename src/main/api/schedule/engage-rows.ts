/** An engagement as rows: the same whether it is written in one piece or a few rows at a time. */

import type { EngagedAnswer } from '../../../shared/contract/schedule.ts'
import type { EngagementState } from '../../../shared/domain/engagement.ts'
import { sharedReasons } from '../../../shared/domain/reason-once.ts'
import { textOf, variantOf } from '../../../shared/domain/variant.ts'
import type { Mark } from '../../store/clockwork.ts'
import { emailName } from '../../store/engagement-name.ts'
import type { NewBatch, NewEnrollment, NewSend } from '../../store/engaging.ts'
import type { StoredFile, StoredStep } from '../../store/stored-step.ts'
import { planSummary } from '../preview-output.ts'
import { told } from './preview.ts'
import type { Proposal } from './proposal.ts'
import { isSandbox } from './senders.ts'

/** What every row of an engagement bears. */
export interface Signed {
  /** Gives each email its name. */
  id: () => string
  /** Of the engagement, and of each contact in it. */
  names: { engagement: string; enrollment: () => string }
  mark: Mark
  /** ms since the epoch */
  now: number
}

export const batchOf = (
  p: Proposal,
  { names: { engagement }, mark, now }: Signed,
  seatId: number,
  state: Exclude<EngagementState, 'undoing'>,
): NewBatch => ({
  publicId: engagement,
  sequenceId: p.sequence.id,
  versionId: p.sequence.versionId,
  seatId,
  assign: p.assign,
  groupId: p.group?.id ?? null,
  state,
  start: p.batch.start,
  perDay: p.batch.perDay,
  perHour: p.batch.perHour,
  zone: p.batch.zone,
  windows: p.batch.calendar.windows,
  holidays: p.choices.holidays,
  daysOff: [...p.choices.daysOff],
  useContactZone: p.batch.useContactZone,
  seed: p.seed,
  sandbox: p.sandbox,
  ends: p.ends,
  joins: p.joins,
  now,
  mark,
})

/** What each step has beside its text: who has looked through the text has seen it with these. */
export const filesByStep = ({ sequence }: Proposal): StoredFile[][] =>
  sequence.steps.map((step) => [...textOf(step, step.winner ?? null).attachments])

/** Names of the enrollments, by place of the members: kept as they are given, for the emails need them. */
const namesGiven = new WeakMap<Proposal, string[]>()

/** The enrollment at each place of the proposal's members. */
export function enrollmentsOf(
  p: Proposal,
  batchId: number,
  { names: { enrollment }, mark, now }: Signed,
): (place: number) => NewEnrollment {
  const given: string[] = []
  namesGiven.set(p, given)
  const aliases = new Map(p.chosen.map(({ account, alias }) => [account.id, alias?.id ?? null]))
  return (position) => {
    const { contact, account } = p.members[position] as Proposal['members'][number]
    const publicId = enrollment()
    given[position] = publicId
    return {
      publicId,
      batchId,
      sequenceId: p.sequence.id,
      contactId: contact.id,
      accountId: account.id,
      aliasId: aliases.get(account.id) ?? null,
      position,
      emails: p.batch.steps.length,
      sandbox: isSandbox(account),
      enrolledAt: now,
      mark,
    }
  }
}

/** Enrollment and step of what the date on which it ends cuts off: written all the same, and taken out at once. */
function lateOf({ own, batch }: Proposal): { e: number; step: number }[] {
  const late = own.plan.waiting.filter(({ code }) => code === 'ended')
  return late.flatMap(({ enrollment, step }) =>
    Array.from({ length: batch.steps.length - step + 1 }, (_, i) => ({ e: enrollment, step: step + i })),
  )
}

/** How many emails are written. */
export const rowsOf = (p: Proposal): number => p.own.plan.sends.length + lateOf(p).length

/**
 * The email at each place of the proposal's own plan, and behind them what is cut off.
 *
 * @param enrollments row ids, by place of the members
 */
export function sendsOf(
  p: Proposal,
  batchId: number,
  enrollments: readonly number[],
  { id, mark, now }: Signed,
): (place: number) => NewSend {
  const { sends } = p.own.plan
  const why = sharedReasons(p.own.input, p.own.plan)
  const given = namesGiven.get(p) ?? []
  const late = lateOf(p)
  const last = (p.batch.endsAt ?? now) - 1
  return (i) => {
    const cut = late[i - sends.length]
    const e = cut?.e ?? (sends.enrollment[i] as number)
    const { contact, account } = p.members[e] as Proposal['members'][number]
    const step = cut?.step ?? (sends.step[i] as number)
    const written = p.sequence.steps[step - 1] as StoredStep
    return {
      publicId: emailName(given[e] as string, step, id),
      enrollmentId: enrollments[e] as number,
      step,
      kind: written.kind === 'task' ? 'task' : 'sequence',
      variant: variantOf(p.seed, given[e] as string, step, written),
      accountId: account.id,
      batchId,
      contactId: contact.id,
      address: contact.address,
      domain: contact.domain,
      due: sends.due[i] ?? last,
      slot: sends.slot[i] ?? last,
      at: sends.at[i] ?? last,
      why: cut ? null : JSON.stringify(why(i)),
      sandbox: isSandbox(account),
      paused: p.sequence.paused === 1,
      replan: cut !== undefined,
      mark,
    }
  }
}

/** What the journal says where an engagement put others' emails elsewhere; null = it moved none. */
export const movedWords = (moved: number, sequence: string): string | null =>
  moved === 0
    ? null
    : `${moved} planned ${moved === 1 ? 'email was' : 'emails were'} moved to another slot by engaging "${sequence}".`

/** What whoever engaged is told. */
export function engagedShown(batch: string, p: Proposal): EngagedAnswer {
  const summary = planSummary(p.own.input, p.own.plan, null)
  return {
    batch,
    sequence: p.sequence.name,
    engaged: p.members.length,
    sends: summary.emails,
    start: summary.start,
    finish: summary.finish,
    perSender: summary.perSender.filter((s) => s.contacts > 0),
    excluded: told(p),
    sandbox: p.sandbox,
    waits: p.waits,
  }
}
