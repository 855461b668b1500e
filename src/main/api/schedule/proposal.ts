/**
 * From a wish to a plan: who is written to, by whom and when. Preview and engage both come through here, so that what
 * was shown is what is written.
 */
import { createHash } from 'node:crypto'
import { type EngagementEnds, endInstant, endsOf } from '../../../shared/domain/engagement-ends.ts'
import type { Exclusion } from '../../../shared/domain/exclusion.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { plan } from '../../../shared/domain/plan.ts'
import type { Plan, PlanBatch, PlanInput } from '../../../shared/domain/plan-shape.ts'
import { isZone } from '../../../shared/domain/time.ts'
import { daysOff } from '../../days-off.ts'
import type { AudienceRow } from '../../store/audience.ts'
import type { GroupRow } from '../../store/groups.ts'
import type { Reader } from '../../store/open.ts'
import { type PlanState, planState, planSteps } from '../../store/plan-state.ts'
import type { SequenceRow } from '../../store/sequences.ts'
import { workspaceRow } from '../../store/workspace.ts'
import type { Asker } from '../context.ts'
import { batchOf, type Choices } from '../preview-input.ts'
import { choicesOf } from './choices.ts'
import { checkUntil } from './ends.ts'
import { asJoined, choicesOfJoined, startOfJoined } from './join.ts'
import type { Chosen } from './senders.ts'
import { type Member, type PeopleWish, peopleOf } from './who.ts'

export interface Wish extends PeopleWish {
  start: string
  per_day?: number | undefined
  per_hour?: number | undefined
  windows?: string[] | undefined
  zone?: string | undefined
  recipient_zone: boolean
  holidays?: string | undefined
  days_off?: string[] | undefined
  /** Public id of the engagement that they are added to: its choices hold. */
  join?: string | undefined
  ends?: { company?: boolean | undefined; clicked?: boolean | undefined; until?: string | undefined } | undefined
}

export interface Proposal {
  sequence: SequenceRow
  assign: Wish['assign']
  group: GroupRow | null
  /** Why nothing of it leaves for now; null = it does. */
  waits: string | null
  choices: Choices
  batch: PlanBatch
  /** What ends it for a contact beside the rules for all; null: nothing. */
  ends: EngagementEnds | null
  /** Row id of the first of the engagements that keep one pace with it; null: it stands by itself. */
  joins: number | null
  seed: number
  /** Those who are written to, with the account each gets, in list order. */
  members: Member[]
  excluded: Exclusion<AudienceRow>[]
  chosen: Chosen[]
  sandbox: boolean
  /** The joint plan: what was planned before and this. */
  state: PlanState
  plan: Plan
  /** Index of the first new enrollment in the joint plan. */
  from: number
  /** This engagement alone, in the planner's own shapes. */
  own: { input: PlanInput; plan: Plan }
}

/** @throws Refusal for everything in the wish that can't be, naming it and what to do */
export function propose(reader: Reader, asker: Asker, asked: Wish, now: number): Proposal {
  const { wish, sequence, engagement } = asJoined(reader, asker, asked)
  if (sequence.archived)
    throw new Refusal('state', `"${sequence.name}" is archived. Take it out of the archive before engaging contacts.`)
  const choices = engagement ? choicesOfJoined(engagement, wish.start, now) : choicesOf(wish, workspaceRow(reader))
  const ends = engagement ? engagement.ends : endsOf(wish.ends ?? {})
  const own = { ...batchOf(choices, planSteps(sequence.steps), now), ...endOf(ends, choices.zone, now) }
  const batch = engagement
    ? { ...own, start: startOfJoined(engagement, wish.start, own.start), pace: engagement.root }
    : own
  const { sending, members, excluded } = peopleOf(reader, asker, wish, sequence, now)
  const state = planState(reader, now, daysOff)
  if (sending.waits !== null) asIfActive(state, sending.chosen)
  const from = join(state, batch, members, now)
  const joint = plan(state.input)
  return {
    sequence,
    assign: wish.assign,
    group: sending.group,
    waits: sending.waits,
    choices,
    batch,
    ends,
    joins: engagement?.root ?? null,
    seed: wish.seed,
    members,
    excluded,
    chosen: sending.chosen,
    sandbox: sending.sandbox,
    state,
    plan: joint,
    from,
    own: alone(state.input, joint, from),
  }
}

/** The last instant, for the planner. @throws Refusal `invalid_schedule` for a date that has gone by */
function endOf(ends: EngagementEnds | null, zone: string, now: number): Pick<PlanBatch, 'endsAt'> {
  if (!ends?.until) return {}
  checkUntil(ends.until, zone, now)
  return { endsAt: endInstant(ends.until, zone) }
}

/** A group none of whose accounts is active is planned for the day when one is: its emails have times, and wait. */
function asIfActive(state: PlanState, chosen: readonly Chosen[]): void {
  const ids = new Set(chosen.map(({ account }) => account.id))
  state.input.accounts = state.input.accounts.map((account, i) =>
    ids.has(state.accounts[i]?.id ?? 0) ? { ...account, active: true } : account,
  )
}

/** The zone that counts for a contact where the engagement goes by it: its own, else what is known surely enough. */
function placeOf({ placeZone, zone }: Pick<AudienceRow, 'placeZone' | 'zone'>): string | null {
  const place = placeZone ?? zone
  return place !== null && isZone(place) ? place : null
}

/** Adds the engagement to what is planned already; where its enrollments begin. */
function join(state: PlanState, batch: PlanBatch, members: Proposal['members'], now: number): number {
  const index = state.input.batches.push(batch) - 1
  const from = state.input.enrollments.length
  const at = new Map(state.accounts.map((account, i) => [account.id, i]))
  for (const [position, { contact, account }] of members.entries())
    state.input.enrollments.push({
      batch: index,
      account: at.get(account.id) as number,
      zone: placeOf(contact),
      domain: contact.domain,
      enrolledAt: now,
      position,
      nextStep: 1,
      previousAt: null,
      byHand: null,
    })
  return from
}

function alone(input: PlanInput, joint: Plan, from: number): Proposal['own'] {
  const picked: number[] = []
  for (let i = 0; i < joint.sends.length; i++) if ((joint.sends.enrollment[i] as number) >= from) picked.push(i)
  const { sends } = joint
  const pick = (column: ArrayLike<number>, i: number) => column[picked[i] as number] as number
  const length = picked.length
  const own: Plan = {
    sends: {
      length,
      enrollment: Int32Array.from({ length }, (_, i) => pick(sends.enrollment, i) - from),
      step: Uint8Array.from({ length }, (_, i) => pick(sends.step, i)),
      due: Float64Array.from({ length }, (_, i) => pick(sends.due, i)),
      slot: Float64Array.from({ length }, (_, i) => pick(sends.slot, i)),
      at: Float64Array.from({ length }, (_, i) => pick(sends.at, i)),
    },
    waiting: joint.waiting.filter((w) => w.enrollment >= from).map((w) => ({ ...w, enrollment: w.enrollment - from })),
    why: (i) => joint.why(picked[i] as number),
    delays: (i) => joint.delays(picked[i] as number),
    pressure: joint.pressure,
  }
  const batches = input.batches.slice(-1)
  const enrollments = input.enrollments.slice(from).map((e) => ({ ...e, batch: 0 }))
  return { input: { ...input, batches, enrollments }, plan: own }
}

/** Names a plan by what it does: whom, from where, which step, when. Equal plans have equal names. */
export function planHash(proposal: Proposal): string {
  const { sends } = proposal.own.plan
  const hash = createHash('sha256')
  for (const { contact, account } of proposal.members) hash.update(`${contact.id}:${account.id}\n`)
  for (const { account, alias } of proposal.chosen) if (alias) hash.update(`${account.id} as ${alias.id}\n`)
  // Choices that happen to give the same plan today are another engagement all the same.
  hash.update(
    `${proposal.sequence.versionId}\n${proposal.assign}\n${proposal.group?.publicId}\n${JSON.stringify(proposal.choices)}\n${JSON.stringify(proposal.ends)}\n${proposal.joins}\n`,
  )
  for (const column of [sends.enrollment, sends.step, sends.slot, sends.at])
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength))
  return hash.digest('base64url')
}
