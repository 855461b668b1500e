/** An enrollment as the api shows it, and which of them a filter names. */
import type { Client } from '../../shared/contract/index.ts'
import { isEnrollmentOver } from '../../shared/domain/enrollment.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { aliasNamed } from '../store/aliases.ts'
import type { EnrollmentPlace, EnrollmentSort } from '../store/enrollment-list.ts'
import type { EnrollmentFilter, Waits } from '../store/enrollment-search.ts'
import { type EnrollmentRow, enrollmentIdsOf, sequencesNamed } from '../store/enrollments.ts'
import type { Reader } from '../store/open.ts'
import { seatByAddress, seatByPublicId } from '../store/seats.ts'
import { accountOf, sendWorld } from '../store/sends-search.ts'
import { type Asker, iso, isoOrNull } from './context.ts'
import { sentFrom } from './sent-from.ts'

/** What stands in the way of its next email; `stuck`: row ids of accounts that can't send now. */
function waitsFor(row: EnrollmentRow, stuck: ReadonlySet<number>): Waits | null {
  if (row.unsure > 0) return 'unsure'
  if (row.nextHeld === 1) return 'held'
  if (row.state === 'paused' || isEnrollmentOver(row.state)) return null
  if (row.sequencePaused === 1) return 'sequence'
  if (stuck.has(row.accountId)) return 'sender'
  return row.nextReplan === 2 ? 'time' : null
}

const shown = (reader: Reader, row: EnrollmentRow, stuck: ReadonlySet<number>) => ({
  public_id: row.publicId,
  contact: row.contact,
  contact_id: row.contactPublicId,
  contact_name: [row.firstName, row.lastName].filter(Boolean).join(' ') || null,
  company: row.company,
  tags: JSON.parse(row.tags) as string[],
  sequence: row.sequence,
  sequence_id: row.sequencePublicId,
  sender: row.sender,
  account_id: row.accountPublicId,
  engaged_by: row.engagedBy,
  state: row.state,
  reason: row.reason,
  waits: waitsFor(row, stuck),
  step: row.sent,
  next_step: row.nextStep,
  by_hand: row.nextKind === 'task',
  steps: row.emails,
  next_at: isoOrNull(row.nextAt),
  ...sentFrom(reader, row.nextKind === 'task' ? null : row.nextId),
  last_at: isoOrNull(row.lastAt),
  enrolled_at: iso(row.enrolledAt),
  sandbox: row.sandbox === 1,
})

export function shownEnrollments(reader: Reader, rows: readonly EnrollmentRow[]) {
  const { stuck } = sendWorld(reader)
  return rows.map((row) => shown(reader, row, stuck))
}

type ListInput = NonNullable<Parameters<Client['enrollments']['list']>[0]>
export type AskedEnrollments = Omit<ListInput, 'after' | 'limit' | 'sort'> & { except?: readonly string[] | undefined }

/** @throws Refusal `not_found`: no such seat */
function seatOf(reader: Reader, asker: Asker, seat: string): number {
  if (seat === 'me') return asker.seatId
  const found = seatByPublicId(reader, seat) ?? seatByAddress(reader, seat)
  if (!found) throw new Refusal('not_found', `There is no seat "${seat}". Give its address or its id, or "me".`)
  return found.id
}

function senderOf(reader: Reader, sender: string): Pick<EnrollmentFilter, 'accountId' | 'aliasId'> {
  const accountId = accountOf(reader, sender)
  const alias = accountId === -1 ? aliasNamed(reader, sender) : undefined
  return alias ? { accountId: alias.accountId, aliasId: alias.id } : { accountId }
}

/** States that both of the given choices allow; null: any. */
function statesOf({ state, states }: AskedEnrollments): EnrollmentFilter['states'] {
  const several = states !== undefined && states.length > 0 ? states : null
  if (state === undefined) return several
  return several === null || several.includes(state) ? [state] : []
}

/** @throws Refusal `not_found`: whoever was to be left out would be changed without a word */
function leftOut(reader: Reader, ids: readonly string[]): number[] {
  const found = enrollmentIdsOf(reader, ids)
  const missing = ids.find((id) => !found.has(id))
  if (missing !== undefined) throw new Refusal('not_found', `There is no enrollment "${missing}" to leave out.`)
  return [...found.values()]
}

/** @throws Refusal `not_found`: no such seat, or nobody of that name to leave out */
export function enrollmentFilter(reader: Reader, asker: Asker, asked: AskedEnrollments): EnrollmentFilter {
  return {
    states: statesOf(asked),
    sequences: asked.sequence === undefined ? null : sequencesNamed(reader, asked.sequence),
    ...(asked.sender === undefined ? {} : senderOf(reader, asked.sender)),
    seatId: asked.seat === undefined ? null : seatOf(reader, asker, asked.seat),
    sandbox: asked.sandbox === undefined ? null : asked.sandbox === true ? 1 : 0,
    tag: asked.tag,
    search: asked.search || undefined,
    waits: asked.waits ?? null,
    stuck: asked.waits === 'sender' ? [...sendWorld(reader).stuck] : [],
    except: asked.except && leftOut(reader, asked.except),
  }
}

export const cursorOf = (sort: EnrollmentSort, { at, id }: EnrollmentPlace): string => `${sort}.${at ?? ''}.${id}`

/** @throws Refusal `bad_request`: not a place of a list in this order */
export function placeOf(text: string | undefined, sort: EnrollmentSort): EnrollmentPlace | null {
  if (text === undefined) return null
  const match = /^(-?[a-z]+)\.(-?\d{1,16})?\.(\d{1,16})$/.exec(text)
  if (!match || match[1] !== sort)
    throw new Refusal(
      'bad_request',
      `"${text}" is not a place in this list. Use the "next" of a page of the same order.`,
    )
  return { at: match[2] === undefined ? null : Number(match[2]), id: Number(match[3]) }
}
