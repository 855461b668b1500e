/** "Send now": this moment where windows and limits have room for it, else first in line in the next open slot. */
import { Refusal } from '../../shared/domain/failure.ts'
import { nextAdmitted, openLane } from '../../shared/domain/lane.ts'
import { nextOpen, slotsOf } from '../../shared/domain/plan-agenda.ts'
import { policyOf } from '../../shared/domain/policy.ts'
import { dayNumber, dayStart, HOUR } from '../../shared/domain/time.ts'
import { momentText } from '../../shared/domain/time-text.ts'
import { type AccountRow, accountById } from '../store/accounts.ts'
import { countedHere } from '../store/counted-here.ts'
import { partOfAccount } from '../store/homes.ts'
import type { Reader } from '../store/open.ts'
import { limitHorizon, planAccount } from '../store/plan-state.ts'
import type { BatchRow } from '../store/planning.ts'
import { askReplanOfEnrollment } from '../store/replanning.ts'
import { allBetween, firstsBetween, placeNow, type SendRow, wishSlot } from '../store/sends.ts'
import { workspaceRow } from '../store/workspace.ts'
import { agendaOfSend, type Deed, movable } from './sends-change.ts'

/** Nothing of this email's own may stand in its way: those things are lifted where they were set. */
function checkAble(reader: Reader, row: SendRow): AccountRow {
  if (row.state !== 'planned')
    throw new Refusal('state', `The email to ${row.contact} is ${row.state}: only a planned one can be sent now.`)
  if (row.held === 1) throw new Refusal('state', `The email to ${row.contact} is on hold. Release it first.`)
  if (row.paused === 1) throw new Refusal('state', `Its sequence or ${row.contact} is paused. Resume that first.`)
  const workspace = workspaceRow(reader)
  if (workspace.stopped) throw new Refusal('state', 'The red stop is on. Resume sending first.')
  if (workspace.paused) throw new Refusal('state', 'All sending is paused. Resume it first.')
  const account = accountById(reader, row.accountId)
  if (account?.state !== 'active' || account.paused)
    throw new Refusal(
      'account_error',
      `${row.account} can't send now: ${account?.paused ? 'it is paused' : (account?.stateReason ?? account?.state ?? 'it is gone')}`,
    )
  return account
}

/** The first instant of the slot under way that the account's limits admit; null when they are full until it ends. */
function admitted(reader: Reader, account: AccountRow, now: number, end: number): number | null {
  const { zone, seed } = workspaceRow(reader)
  const setting = { zone: account.zone ?? zone, seed }
  const asked = { id: account.id, plan: planAccount(account), setting, from: now - limitHorizon, now }
  const part = partOfAccount(reader, account.id, now)
  const lane = openLane(planAccount(account, part), setting, countedHere(reader, asked))
  const at = nextAdmitted(lane, now, end)
  return at < end ? at : null
}

/** True when a cap of its engagement or the workspace is reached in the slot or day that would take it. */
function isCapped(reader: Reader, row: SendRow, batch: BatchRow, slot: number): boolean {
  const day = (zone: string) => {
    const number = dayNumber(slot, zone)
    return [dayStart(zone, number), dayStart(zone, number + 1)] as const
  }
  // Where it is planned for that very day or slot, it has its place there already.
  const isIn = (from: number, to: number) => row.slot >= from && row.slot < to
  const isFull = (cap: number | null, [from, to]: readonly [number, number], count: () => number) =>
    cap !== null && !isIn(from, to) && count() >= cap
  const hour = [slot, slot + HOUR] as const
  const own = day(batch.zone)
  const pace = batch.joins ?? batch.id
  if (row.step === 1 && isFull(batch.perHour, hour, () => firstsBetween(reader, pace, ...hour))) return true
  if (row.step === 1 && isFull(batch.perDay, own, () => firstsBetween(reader, pace, ...own))) return true
  const { workspace_per_day: all, domain_per_day: domain } = policyOf(workspaceRow(reader).policy)
  const name = row.contact.slice(row.contact.lastIndexOf('@') + 1).toLowerCase()
  return (
    isFull(all, own, () => allBetween(reader, null, ...own)) ||
    isFull(domain, own, () => allBetween(reader, name, ...own))
  )
}

/** The slot under way, where this email's own hours are open now. */
function slotUnderWay(reader: Reader, row: SendRow, now: number): number | undefined {
  const agenda = agendaOfSend(reader, row, movable(reader, row))
  return slotsOf(agenda, dayNumber(now, agenda.zone)).find((start) => start <= now && now < start + HOUR)
}

/** False outside its sending hours: nothing leaves at once then, whoever asks for it. */
export const isOpenNow = (reader: Reader, row: SendRow, now: number): boolean =>
  slotUnderWay(reader, row, now) !== undefined

export const sendNowDeed: Deed = (tx, row, now) => {
  const account = checkAble(tx, row)
  const batch = movable(tx, row)
  const agenda = agendaOfSend(tx, row, batch)
  const slot = slotUnderWay(tx, row, now)
  const at = slot === undefined || isCapped(tx, row, batch, slot) ? null : admitted(tx, account, now, slot + HOUR)
  if (row.enrollmentId !== null) askReplanOfEnrollment(tx, row.enrollmentId)
  if (slot !== undefined && at !== null)
    return placeNow(tx, row.id, at, slot, ['sent now by hand', momentText(at, now, agenda.zone)])
  const next = nextOpen(agenda, now)
  if (!Number.isFinite(next)) throw new Refusal('invalid_slot', 'Its windows have no open slot at all.')
  // First in line there: it never goes later than it would have gone by itself.
  if (next < row.slot) wishSlot(tx, row.id, next)
}
