/**
 * From a wish to a plan: who is written to, by whom and when. Preview and engage both come through here, so that what
 * was shown is what is written.
 */
import { createHash } from 'node:crypto'
import { addressKey } from '../../../shared/domain/address.ts'
import { type Exclusion, exclude } from '../../../shared/domain/exclusion.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { variablesFor } from '../../../shared/domain/letter.ts'
import { plan } from '../../../shared/domain/plan.ts'
import type { Plan, PlanBatch, PlanInput } from '../../../shared/domain/plan-shape.ts'
import { isZone } from '../../../shared/domain/time.ts'
import { parseWindows } from '../../../shared/domain/window.ts'
import { daysOff } from '../../days-off.ts'
import { type CompiledTemplate, compileTemplate, missingIn } from '../../mail/template.ts'
import type { AccountRow } from '../../store/accounts.ts'
import {
  type AudienceRow,
  activeContacts,
  audience,
  audienceMember,
  beenIn,
  suppressedValues,
} from '../../store/audience.ts'
import type { Reader } from '../../store/open.ts'
import { type PlanState, planState, planSteps } from '../../store/plan-state.ts'
import { findSequence, type SequenceRow } from '../../store/sequences.ts'
import { type WorkspaceRow, workspaceRow } from '../../store/workspace.ts'
import type { Asker } from '../context.ts'
import { batchOf, type Choices } from '../preview-input.ts'
import { type Wish as SenderWish, type Sending, sendingOf } from './senders.ts'

export interface Wish extends SenderWish {
  sequence: string
  contacts: 'all' | string[]
  tag?: string | undefined
  override: string[]
  start: string
  per_day?: number | undefined
  per_hour?: number | undefined
  windows?: string[] | undefined
  zone?: string | undefined
  recipient_zone: boolean
  holidays?: string | undefined
  days_off?: string[] | undefined
  seed: number
}

export interface Proposal {
  sequence: SequenceRow
  assign: SenderWish['assign']
  choices: Choices
  batch: PlanBatch
  seed: number
  /** Those who are written to, with the account each gets, in list order. */
  members: { contact: AudienceRow; account: AccountRow }[]
  excluded: Exclusion<AudienceRow>[]
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
export function propose(reader: Reader, asker: Asker, wish: Wish, now: number): Proposal {
  const workspace = workspaceRow(reader)
  const sequence = findSequence(reader, wish.sequence)
  if (!sequence) throw new Refusal('not_found', `There is no sequence "${wish.sequence}".`)
  if (sequence.archived)
    throw new Refusal('state', `"${sequence.name}" is archived. Take it out of the archive before engaging contacts.`)
  const choices = choicesOf(wish, workspace)
  const batch = batchOf(choices, planSteps(sequence.steps), now)
  const sending = sendingOf(reader, asker, wish)
  const list = whom(reader, wish)
  const { kept, excluded } = sift(reader, sequence, list.rows, sending, wish.override)
  const { seed } = wish
  const { members, barred } = share(sending, kept, seed)
  const state = planState(reader, now, daysOff)
  const from = join(state, batch, members, now)
  const joint = plan(state.input)
  return {
    sequence,
    assign: wish.assign,
    choices,
    batch,
    seed,
    members,
    excluded: [...list.unknown, ...excluded, ...barred],
    sandbox: sending.sandbox,
    state,
    plan: joint,
    from,
    own: alone(state.input, joint, from),
  }
}

/** Deals the contacts out; those whose sender may not be used are excluded, each with why. */
function share(
  sending: Sending,
  kept: { candidate: AudienceRow; position: number }[],
  seed: number,
): { members: Proposal['members']; barred: Exclusion<AudienceRow>[] } {
  const senders = sending.assign(
    kept.map(({ candidate }) => candidate),
    seed,
  )
  const members: Proposal['members'] = []
  const barred: Exclusion<AudienceRow>[] = []
  for (const [i, { candidate, position }] of kept.entries()) {
    const sender = senders[i]
    if (typeof sender === 'object') members.push({ contact: candidate, account: sender })
    else
      barred.push({
        candidate,
        position,
        code: 'no_sender',
        message: sender ?? 'Nobody is left to send to this contact.',
        overridable: false,
        variable: null,
      })
  }
  return { members, barred }
}

function choicesOf(wish: Wish, workspace: WorkspaceRow): Choices {
  const parsed = wish.windows ? parseWindows(wish.windows) : { blocks: workspace.windows }
  if ('error' in parsed) throw new Refusal('invalid_window', parsed.error)
  return {
    zone: wish.zone ?? workspace.zone,
    windows: parsed.blocks,
    holidays: wish.holidays ?? workspace.holidays,
    daysOff: wish.days_off ?? workspace.daysOff,
    start: wish.start,
    perDay: wish.per_day ?? null,
    perHour: wish.per_hour ?? null,
    recipientZone: wish.recipient_zone,
  }
}

/** The list the wish names; contacts that don't exist are said, not skipped. */
function whom(reader: Reader, wish: Wish): { rows: AudienceRow[]; unknown: Exclusion<AudienceRow>[] } {
  if (wish.contacts === 'all') return { rows: audience(reader, wish.tag ?? null), unknown: [] }
  const rows: AudienceRow[] = []
  const unknown: Exclusion<AudienceRow>[] = []
  for (const [position, name] of wish.contacts.entries()) {
    const row = audienceMember(reader, addressKey(name)) ?? audienceMember(reader, name)
    if (row) rows.push(row)
    else
      unknown.push({
        candidate: { ...nobody, address: name },
        position,
        code: 'invalid_address',
        message: `${name} is no contact of this workspace. Import it first.`,
        overridable: false,
        variable: null,
      })
  }
  return { rows, unknown }
}

const nobody: AudienceRow = {
  id: 0,
  address: '',
  addressKey: '',
  domain: '',
  firstName: null,
  lastName: null,
  company: null,
  owner: null,
  zone: null,
  fields: '{}',
}

function sift(reader: Reader, sequence: SequenceRow, rows: AudienceRow[], sending: Sending, override: string[]) {
  const addresses = suppressedValues(reader, 'address')
  const domains = suppressedValues(reader, 'domain')
  const active = activeContacts(reader, sending.sandbox)
  const before = sending.sandbox ? new Set<number>() : beenIn(reader, sequence.id)
  const templates = templatesOf(sequence)
  const byKey = new Map(rows.map((row) => [row.addressKey, row.id]))
  const idOf = (key: string): number => byKey.get(key) ?? 0
  return exclude(rows, {
    isSuppressedAddress: (key) => addresses.has(key),
    isSuppressedDomain: (domain) => domains.has(domain),
    activeIn: (key) => {
      const found = active.get(idOf(key))
      return found ? { sequence: found.sequence, here: found.sequenceId === sequence.id } : null
    },
    beenHere: (key) => before.has(idOf(key)),
    allowRepeat: override.includes('been_in_this_sequence'),
    missingVariable: (contact) => missingOf(templates, contact),
    senderTrouble: sending.trouble,
  })
}

function templatesOf(sequence: SequenceRow): CompiledTemplate[] {
  return sequence.steps.map((step, i) => {
    const result = compileTemplate(step)
    if (result.ok) return result.template
    const [problem] = result.problems
    throw new Refusal('invalid_sequence', `Step ${i + 1} of "${sequence.name}": ${problem?.part}: ${problem?.message}`)
  })
}

function missingOf(templates: CompiledTemplate[], contact: AudienceRow): string | null {
  if (templates.every((template) => template.required.length === 0)) return null
  const values = variablesFor(
    { ...contact, fields: JSON.parse(contact.fields) as Record<string, string> },
    { address: 'sender@example.com', name: 'sender' },
  )
  for (const template of templates) {
    const [first] = missingIn(template, values)
    if (first !== undefined) return first
  }
  return null
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
      zone: contact.zone !== null && isZone(contact.zone) ? contact.zone : null,
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
  // Choices that happen to give the same plan today are another engagement all the same.
  hash.update(`${proposal.sequence.versionId}\n${proposal.assign}\n${JSON.stringify(proposal.choices)}\n`)
  for (const column of [sends.enrollment, sends.step, sends.slot, sends.at])
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength))
  return hash.digest('base64url')
}
