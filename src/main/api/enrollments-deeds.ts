/** What can be done to contacts in sequences, one by one or many: each row refuses with a reason, or is changed. */
import { type EnrollmentState, isEnrollmentOver, mailboxRemoved } from '../../shared/domain/enrollment.ts'
import { type AccountRow, accountById } from '../store/accounts.ts'
import type { Mark } from '../store/clockwork.ts'
import { tiedTo } from '../store/elsewhere.ts'
import {
  type EnrollmentRow,
  firstPlanned,
  mayHaveLeft,
  type PausedSend,
  pauseSends,
  plannedEmails,
  setSender,
} from '../store/enrollments.ts'
import { missingFrom } from '../store/grants.ts'
import { senderOf } from '../store/homes.ts'
import type { Tx } from '../store/open.ts'
import { handTo } from '../store/removal.ts'
import { applyToEnrollment, withdrawPlanned } from '../store/sending.ts'
import { goOn } from '../store/stopped.ts'
import type { Asker } from './context.ts'
import { objection } from './enrollments-reassign.ts'
import { resumeSends } from './resume.ts'

/** Done to `emails` planned emails, or why it can't be. */
export type Done = { emails: number } | { why: string }

/** `finish` does for all of them at once what needn't be done for each. */
export interface Deed {
  one(tx: Tx, row: EnrollmentRow, now: number): Done
  finish?(tx: Tx, rows: readonly EnrollmentRow[], now: number): void
}

const states: Record<EnrollmentState, string> = {
  pending: 'under way',
  active: 'under way',
  paused: 'paused already',
  replied: 'over: they replied',
  bounced: 'over: the email came back',
  unsubscribed: 'over: they opted out',
  stopped: 'over: it was stopped',
  finished: 'over: all its steps are done',
  failed: 'over: it failed',
}

export const pauseDeed: Deed = {
  one(tx, row) {
    if (applyToEnrollment(tx, row.id, { type: 'paused', reason: 'paused by hand' }) === null)
      return { why: `it is ${states[row.state]}; only one that is under way can be paused` }
    pauseSends(tx, row.id, true)
    return { emails: plannedEmails(tx, row.id) }
  },
}

export const resumeDeed: Deed = {
  one(tx, row) {
    if (applyToEnrollment(tx, row.id, { type: 'resumed', started: row.sent > 0 }) === null)
      return { why: `it is ${states[row.state]}; only a paused one can go on` }
    pauseSends(tx, row.id, false)
    return { emails: plannedEmails(tx, row.id) }
  },
  finish(tx, rows, now) {
    const first = rows.map(({ id }) => firstPlanned(tx, id)).filter((send): send is PausedSend => send !== undefined)
    resumeSends(tx, first, now)
  },
}

export const stopDeed: Deed = {
  one(tx, row, now) {
    if (applyToEnrollment(tx, row.id, { type: 'stopped', reason: 'stopped by hand' }) === null)
      return { why: `it is ${states[row.state]}` }
    return { emails: withdrawPlanned(tx, row.id, 'the sequence was stopped for this contact', now) }
  },
}

/** Why somebody under way can't be written to from that mailbox instead; null: they can. */
function stays(tx: Tx, row: EnrollmentRow, heir: AccountRow): string | null {
  if (row.sandbox === 1) return 'it was engaged in the Sandbox, whose mail goes to nobody'
  if (row.accountId === heir.id) return `it is written to from ${heir.address} already`
  if (row.sending > 0) return 'an email to it leaves just now: try again in a moment'
  if (row.unsure > 0) return 'nobody knows whether an email to it left: decide that in the outbox first'
  if (mayHaveLeft(tx, row.id))
    return 'its next email broke off while it was handed over, and is repeated word for word from the same mailbox'
  const barred = missingFrom(tx, row.id, heir.id)
  if (barred) return `${barred.engager} engaged it, and may not send for ${barred.owner}`
  return tiedTo(tx, row.id)
}

/** Writes to them from another mailbox; whoever stopped because theirs was removed goes on where they stopped. */
export function moveDeed(heir: AccountRow, asker: Asker, mark: Mark): Deed {
  const goingOn = (tx: Tx, row: EnrollmentRow, now: number): Done => {
    const isRemoved = accountById(tx, row.accountId) === undefined
    if (row.state !== 'failed' || row.reason !== mailboxRemoved || !isRemoved)
      return { why: `it is ${states[row.state]}` }
    const why = objection(tx, asker, row) ?? missing(tx, row)
    return why === null ? { emails: goOn(tx, row, heir.id, `goes on from ${heir.address}`, now).emails } : { why }
  }
  const missing = (tx: Tx, row: EnrollmentRow) => {
    const barred = missingFrom(tx, row.id, heir.id)
    return barred && `${barred.engager} engaged it, and may not send for ${barred.owner}`
  }
  return {
    one(tx, row, now) {
      if (isEnrollmentOver(row.state)) return goingOn(tx, row, now)
      const why = stays(tx, row, heir)
      return why === null ? { emails: handTo(tx, [row.id], heir.id) } : { why }
    },
    finish: (tx, rows, now) =>
      setSender(
        tx,
        rows.map(({ id }) => id),
        senderOf(tx, heir.id, now),
        mark,
      ),
  }
}
