/**
 * What is true of a row when everything that was told about it is put together. Field by field the latest word counts, by its
 * clock; some fields have rules of their own, because what happened must not be talked away. Whatever comes in whatever
 * order, with repeats, ends the same.
 */

import type { GrantState } from './delegation.ts'
import { type EnrollmentState, enrollmentStrength } from './enrollment.ts'
import { foldAsking, isByHand } from './shared-asking.ts'
import { type Change, canonical, type SharedKind } from './shared-change.ts'
import { clockOf, type Folded, hasGone, isNote, lastWord, latestOf, onlyHands } from './shared-life.ts'
import { foldMoves } from './shared-moves.ts'
import { knows, type Place } from './shared-order.ts'

export { clockOf, type Folded, hasGone, isGone, isNote, latestOf } from './shared-life.ts'

/** Not a field: clock of the latest word of all, also of one that could not change anything. */
const everything = '~'

/** Fields that stay as they were first told. */
const firstStays: Partial<Record<SharedKind, readonly string[] | 'all'>> = {
  device: ['seat', 'signingKey', 'sealingKey'],
  grant: ['owner', 'delegate', 'origin', 'expiresAt', 'createdAt'],
  share: ['account', 'forDevice'],
  alias: ['account', 'address', 'createdAt'],
  suppression: ['kind', 'value'],
  contact: ['mergedInto'],
  contact_field: ['name'],
  contact_note: ['seat', 'createdAt'],
  sequence_version: 'all',
  engagement: ['sequence', 'seat', 'createdAt'],
  enrollment: ['engagement', 'sequence', 'contact', 'enrolledAt'],
  incoming: ['account', 'messageKey', 'at'],
}

const stays = (kind: SharedKind, field: string): boolean => {
  const fields = firstStays[kind]
  return fields === 'all' || (fields?.includes(field) ?? false) || (kind === 'account' && field.startsWith('homes.'))
}

/** What stays as it was first told, of kinds that are no facts: nobody can make it say something else afterwards. */
export const isFixed = (kind: SharedKind, field: string): boolean => kind !== 'account' && stays(kind, field)

/** Kinds of which it is kept who began a row: they alone may take it away again, or who can have known of it is asked (share, alias). */
const keepsBeginning: readonly SharedKind[] = ['contact', 'suppression', 'share', 'alias']
/** Device → its first chunk that speaks of the row, of those who began it without knowing of each other. */
export const began = '~began'

function foldBeginning(row: Folded, place: Place): void {
  const held = (row.fields[began] ?? {}) as Record<string, number>
  const { device, number } = place
  const first = held[device]
  if (
    first !== undefined
      ? first <= number
      : Object.entries(held).some(([by, n]) => knows(place, { device: by, number: n }))
  )
    return
  row.fields[began] = Object.fromEntries(
    Object.entries({ ...held, [device]: number }).sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

/** Which of two values told at the very same instant counts: the same one everywhere. */
const tied = (a: unknown, b: unknown): boolean => canonical(a ?? null) > canonical(b ?? null)

function beats(
  kind: SharedKind,
  field: string,
  now: { value: unknown; at: string },
  held: { value: unknown; at: string },
) {
  if (held.at === '') return true
  // that somebody asked for it from outside is not talked away by whoever wrote the same down by hand
  if (kind === 'suppression' && field === 'source' && isByHand(now.value) !== isByHand(held.value))
    return isByHand(held.value)
  if (now.at === held.at) return tied(now.value, held.value)
  return stays(kind, field) ? now.at < held.at : now.at > held.at
}

/** A permission goes one way: what ends it counts, whoever said something else beside it. */
const grantRank: Record<GrantState, number> = {
  pending: 0,
  active: 1,
  declined: 2,
  cancelled: 2,
  expired: 2,
  revoked: 3,
}
/**
 * What became of an email: that it left can't be taken back. What a person can take back, a withdrawal and a task that is done,
 * is owed again (planned) where that was said later.
 */
const sendRank: Record<string, number> = { planned: 1, withdrawn: 1, done: 1, refused: 2, sent: 3 }
const canBeTakenBack = 1

const rankOf: Partial<Record<SharedKind, (state: unknown) => number>> = {
  grant: (state) => grantRank[state as GrantState] ?? -1,
  send: (state) => sendRank[state as string] ?? 0,
}

/** Fields that are one thing with the state: they come from whoever said it. */
const withState: Partial<Record<SharedKind, readonly string[]>> = {
  grant: ['state', 'decidedAt', 'reason'],
  enrollment: ['state', 'reason'],
}

/** Fields that are told together, whichever of them has changed: one alone would be read beside what others said. */
export const toldTogether = (kind: SharedKind): readonly string[] => withState[kind] ?? []

/** One of the states that an enrollment was said to be in by people who did not know of each other. */
interface Head {
  state: EnrollmentState
  reason: string | null
  at: string
  device: string
  number: number
}

/** An end beats whatever was said beside it, a stronger end a weaker one, and among alike the earliest; else the latest. */
const strongest = (a: Head, b: Head): Head => {
  const [x, y] = [enrollmentStrength[a.state] ?? 0, enrollmentStrength[b.state] ?? 0]
  if (x !== y) return x > y ? a : b
  if (a.at !== b.at) return (x > 0 ? a.at < b.at : a.at > b.at) ? a : b
  return tied(a, b) ? a : b
}

function foldEnrollmentState(row: Folded, change: Change, place: Place): void {
  const set = change.set ?? {}
  const state = (set.state ?? row.fields.state) as EnrollmentState
  // both are always told together; what somebody else gave as a reason for another state is none for this one
  const reason = set.reason as string | null | undefined
  const head: Head = { state, reason: reason ?? null, at: change.hlc, device: place.device, number: place.number }
  const held = (row.fields['~heads'] as Head[] | undefined) ?? []
  if (held.some((each) => canonical(each) === canonical(head))) return
  const heads = [...held.filter((each) => !supersedes(head, each, place)), head]
    // one chunk may say several things of one row: its last word counts
    .filter((each) => each === head || !isOwnLater(each, head))
    .sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1))
  const best = heads.reduce(strongest)
  row.fields['~heads'] = heads
  row.fields.state = best.state
  row.fields.reason = best.reason
  row.clocks.state = best.at
  row.clocks.reason = best.at
}

const supersedes = (head: Head, other: Head, place: Place): boolean =>
  other.device === head.device && other.number === head.number ? head.at >= other.at : knows(place, other)
const isOwnLater = (other: Head, head: Head): boolean =>
  other.device === head.device && other.number === head.number && other.at < head.at

const isStronger = (kind: SharedKind, row: Folded, { set = {}, hlc }: Change): boolean => {
  const rank = rankOf[kind] as (state: unknown) => number
  const [now, held] = [rank(set.state), rank(row.fields.state)]
  const at = clockOf(row, 'state')
  if (at === '' || now !== held) return at === '' || now > held
  if (hlc === at) return tied(set.state, row.fields.state)
  return kind === 'send' && now === canBeTakenBack ? hlc > at : hlc < at
}

/** What was told of an email beside what became of it: field → latest word. */
export const beside = '~beside'
interface Word {
  value: unknown
  at: string
}

/**
 * What became of an email is one word, of whoever counts for that, and nothing of what others say became of it; over it what was
 * told of it later, as the server's name for it.
 */
function foldSend(row: Folded, change: Change): void {
  const { set = {}, hlc } = change
  const more = { ...((row.fields[beside] ?? {}) as Record<string, Word>) }
  if (set.state === undefined) {
    for (const [field, value] of Object.entries(set)) {
      const held = more[field]
      if (!held || hlc > held.at || (hlc === held.at && tied(value, held.value))) more[field] = { value, at: hlc }
    }
    row.fields[beside] = Object.fromEntries(Object.entries(more).sort(([a], [b]) => (a < b ? -1 : 1)))
  } else if (isStronger('send', row, change)) {
    row.fields = { ...(row.fields[beside] ? { [beside]: row.fields[beside] } : {}), ...set }
    row.clocks = Object.fromEntries(Object.keys(set).map((field) => [field, hlc]))
  } else return
  const since = clockOf(row, 'state')
  for (const [field, { value, at }] of Object.entries(more)) {
    if (field in row.fields && clockOf(row, field) === since && at < since) continue
    row.fields[field] = value
    row.clocks[field] = at
  }
  if (Object.values(row.clocks).every((at) => at === row.clock)) row.clocks = {}
}

/** State by rank, then the earliest: with all that was said together with it. */
function foldRanked(kind: SharedKind, row: Folded, change: Change): void {
  const set = change.set as Record<string, unknown>
  if (!isStronger(kind, row, change)) return
  for (const field of withState[kind] as readonly string[]) {
    if (!Object.hasOwn(set, field)) continue
    row.fields[field] = set[field]
    row.clocks[field] = change.hlc
  }
}

const blank = (change: Change): Folded => ({ fields: {}, clock: change.hlc, clocks: {}, gone: null, by: change.by })

/**
 * The row after one more change. Pure: `held` stays as it was.
 *
 * @param held undefined: nothing was told of it before
 * @param place where the change was told
 */
export function foldChange(held: Folded | undefined, change: Change, place: Place): Folded {
  const before = held ?? blank(change)
  const row: Folded = { ...before, fields: { ...before.fields }, clocks: { ...before.clocks } }
  const latest = held ? latestOf(held) : ''
  if (change.hlc > latest || (change.hlc === latest && tied(change.by, held?.by))) row.by = change.by
  if (change.gone && (row.gone === null || change.hlc > row.gone)) row.gone = change.hlc
  const set = change.set ?? {}
  const ranked = rankOf[change.kind] !== undefined && set.state !== undefined
  const together = change.kind === 'send' ? Object.keys(set) : (withState[change.kind] ?? [])
  for (const [field, value] of Object.entries(set)) {
    if (together.includes(field) && (ranked || change.kind !== 'grant')) continue
    const at = clockOf(row, field)
    if (!beats(change.kind, field, { value, at: change.hlc }, { value: row.fields[field], at })) continue
    row.fields[field] = value
    if (change.hlc === row.clock) delete row.clocks[field]
    else row.clocks[field] = change.hlc
  }
  if (change.kind === 'send') foldSend(row, change)
  else if (ranked) foldRanked(change.kind, row, change)
  if (change.set && keepsBeginning.includes(change.kind)) foldBeginning(row, place)
  foldAsking(row, change, place)
  if (held && change.kind === 'enrollment')
    foldMoves(row, { account: held.fields.account, at: clockOf(held, 'account') }, change, place)
  if (change.kind === 'enrollment' && (set.state !== undefined || set.reason !== undefined))
    foldEnrollmentState(row, change, place)
  const last = held ? lastWord(held) : ''
  const said = change.hlc > last && !onlyHands(change) ? change.hlc : last
  if (said > row.clock) row.clocks[everything] = said
  return row
}

/** Two rows that turned out to be one, as if all had been told of the one that stays. */
export function foldTwins(kind: SharedKind, stay: Folded, other: Folded): Folded {
  const row: Folded = { ...stay, fields: { ...stay.fields }, clocks: { ...stay.clocks } }
  for (const [field, value] of Object.entries(kind === 'send' ? {} : other.fields)) {
    const [now, held] = [clockOf(other, field), clockOf(stay, field)]
    if (
      isNote(field) ||
      (rankOf[kind] && field === 'state') ||
      !beats(kind, field, { value, at: now }, { value: stay.fields[field], at: held })
    )
      continue
    row.fields[field] = value
    row.clocks[field] = now
  }
  const told: Change = { kind, id: '', hlc: clockOf(other, 'state'), by: other.by, salt: '', set: other.fields }
  if (kind === 'send') {
    if (isStronger(kind, stay, told))
      Object.assign(row, { fields: other.fields, clock: other.clock, clocks: other.clocks })
  } else if (rankOf[kind] && other.fields.state !== undefined) foldRanked(kind, row, told)
  // what lives under one of its names lives
  row.gone = hasGone(kind, stay) && hasGone(kind, other) ? (stay.gone as string) : null
  if (latestOf(other) > latestOf(stay)) row.by = other.by
  return row
}
