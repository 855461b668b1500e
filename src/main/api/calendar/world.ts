/** Who and what a calendar has lanes for: senders and sequences with mail, in a fixed order. */
import type { RangeShown } from '../../../shared/contract/calendar.ts'
import { allowed, may } from '../../../shared/domain/access.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import type { Calendar } from '../../../shared/domain/plan-shape.ts'
import { limitText, writeLimit } from '../../../shared/domain/quota.ts'
import { rampToday } from '../../../shared/domain/ramp.ts'
import { daysOff } from '../../days-off.ts'
import { type AccountRow, accountRows } from '../../store/accounts.ts'
import {
  type CalendarBatch,
  type CalendarSequence,
  calendarBatches,
  calendarSequences,
  hasPending,
  restOf,
} from '../../store/calendar.ts'
import type { Reader } from '../../store/open.ts'
import { type WorkspaceRow, workspaceRow } from '../../store/workspace.ts'
import { type Asker, isoOrNull } from '../context.ts'

/** When mail of the workspace may leave. */
export const calendarOf = ({ windows, holidays, daysOff: own }: WorkspaceRow): Calendar => ({
  windows,
  isDayOff: daysOff(holidays, own),
})

export interface World {
  workspace: WorkspaceRow
  accounts: AccountRow[]
  batches: CalendarBatch[]
  sequences: CalendarSequence[]
  /** Row id of the sequence, by row id of the engagement. */
  sequenceOf: Map<number, number>
}

export function worldOf(reader: Reader): World {
  const batches = calendarBatches(reader)
  return {
    workspace: workspaceRow(reader),
    accounts: accountRows(reader),
    batches,
    sequences: calendarSequences(reader),
    sequenceOf: new Map(batches.map(({ id, sequenceId }) => [id, sequenceId])),
  }
}

/** @throws Refusal `not_found` */
export function sequenceNamed({ sequences }: Pick<World, 'sequences'>, name: string): CalendarSequence {
  const found = sequences.find((s) => s.publicId === name) ?? sequences.find((s) => s.name === name)
  if (!found) throw new Refusal('not_found', `There is no sequence "${name}".`)
  return found
}

/** @throws Refusal `not_found` */
export function accountNamed({ accounts }: Pick<World, 'accounts'>, name: string): AccountRow {
  const found =
    accounts.find((a) => a.publicId === name) ?? accounts.find((a) => a.address.toLowerCase() === name.toLowerCase())
  if (!found) throw new Refusal('not_found', `There is no sending account "${name}".`)
  return found
}

/** Whether an asker may set an account's limits: as changing the account itself is allowed. */
export const mayLimit = (asker: Asker, account: AccountRow): boolean =>
  account.kind !== 'managed' &&
  may(asker.scopes, asker.role, 'accounts') &&
  allowed('account.change', asker, { owner: account.seatId })

/** All of an account's limits in words: `50 an hour, 400 a day, ramping up: 40 today`. */
export const limitsText = (account: AccountRow, zone: string, now: number): string =>
  [
    ...account.limits.map(limitText),
    ...rampToday(account, zone, now),
    ...(account.perUtcDay === null ? [] : [`${account.perUtcDay} a day (UTC)`]),
  ].join(', ')

export const shownSender = (
  asker: Asker,
  account: AccountRow,
  zone: string,
  now: number,
): RangeShown['senders'][number] => ({
  id: account.publicId,
  address: account.address,
  name: account.name,
  kind: account.kind,
  limits: account.limits.map(writeLimit),
  limits_text: limitsText(account, zone, now),
  can_change: mayLimit(asker, account),
  sandbox: account.kind === 'managed' && account.smtp === null,
  version: account.version,
})

export function shownSequence(
  reader: Reader,
  { batches }: World,
  sequence: CalendarSequence,
): RangeShown['sequences'][number] {
  const own = batches.filter(({ sequenceId }) => sequenceId === sequence.id).map(({ id }) => id)
  const rest = hasPending(reader, sequence.id) ? restOf(reader, own) : null
  return { id: sequence.publicId, name: sequence.name, paused: sequence.paused === 1, rest: isoOrNull(rest) }
}
