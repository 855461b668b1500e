/**
 * A new version of a sequence. A dry run is the same work taken back, so that what it says is what would happen: text
 * that has not left yet is replaced, emails behind a changed delay get other slots, steps added at the end reach those
 * who are under way. Nobody gets a step again: the ledger has one row for each.
 */
import { hash } from 'node:crypto'
import { Refusal } from '../../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../../shared/domain/ids.ts'
import { plan } from '../../../shared/domain/plan.ts'
import { displaced, type StepChange, stepChanges, usedFault } from '../../../shared/domain/sequence-change.ts'
import { daysOff } from '../../days-off.ts'
import { stamp } from '../../store/clockwork.ts'
import type { Tx } from '../../store/open.ts'
import { dropUnsentOwnTexts, type UnsentOwnText, unsentOwnTexts } from '../../store/own-text.ts'
import { differences, planState } from '../../store/plan-state.ts'
import { plansMoreThan } from '../../store/plan-write.ts'
import { place } from '../../store/planning.ts'
import { spanOf } from '../../store/reports.ts'
import {
  addSteps,
  askReplanFrom,
  makeAgain,
  moveBatch,
  type OpenBatch,
  openBatchesOf,
  openMailboxes,
  type UnsentRow,
  unsentRows,
} from '../../store/sequence-edits.ts'
import { usedSteps } from '../../store/sequence-figures.ts'
import {
  findSequence,
  forgetUnusedVersions,
  insertVersion,
  keepAttachment,
  type SequenceRow,
} from '../../store/sequences.ts'
import type { StoredStep } from '../../store/stored-step.ts'
import type { Asker, Room } from '../context.ts'
import { checkMayChange } from '../may-change.ts'
import { type Reached, reach } from './reach.ts'
import { type GivenStep, readSteps } from './steps.ts'

/** More than this takes longer to plan than a person at the window should feel; the planner does it then. */
const many = 3000

export interface Edit {
  public_id: string
  version: number
  name?: string | undefined
  steps?: GivenStep[] | undefined
  /** Steps as they are kept, each in its place, where nothing was given from outside. */
  written?: StoredStep[]
  /** What becomes of texts that a person wrote or approved for one contact, where what they stand for changes; `keep` unless said. */
  own_texts?: 'keep' | 'replace' | undefined
  /** Token of those that were shown: replacing any other ones is refused. */
  own_token?: string | undefined
}

/** What an edit did, for whoever tells it. */
export interface Edited {
  before: SequenceRow
  steps: StoredStep[]
  changes: StepChange[]
  /** Row ids of the engagements that are under the new version now. */
  moved: number[]
  /** Sandbox engagements that go on with the version they began with. */
  left: number
  /** Whom the step says something else from now on. */
  reached: Reached[]
  /** Texts that a person wrote or approved for one of those. */
  own: { rows: UnsentOwnText[]; token: string; isReplaced: boolean }
  /** Emails and tasks that are there only since the edit: of steps at the end that those under way had not. */
  added: UnsentRow[]
  /** Unsent emails by step that got another slot; null: the planner is still to find them. */
  newTime: Map<number, number> | null
  /** Emails of other sequences that moved with them. */
  others: number
  finish: { before: number | null; after: number | null }
  now: number
}

/** @throws Refusal `not_found`, `stale_version`, `invalid_sequence`, `state` or `forbidden`; then nothing is written */
export function edit(tx: Tx, room: Room, asker: Asker, input: Edit, now: number): Edited {
  const before = findSequence(tx, input.public_id)
  if (!before || before.publicId !== input.public_id)
    throw new Refusal('not_found', `There is no sequence "${input.public_id}".`)
  if (before.version !== input.version)
    throw new Refusal(
      'stale_version',
      `"${before.name}" was changed meanwhile: it is at version ${before.version}, and this was made from ${input.version}.`,
      { version: before.version },
    )
  const { steps, from } = keepFiles(tx, before, input)
  checkPlaces(tx, before, steps, from)
  const changes = stepChanges(before.steps, steps, from)
  const open = openBatchesOf(tx, before.id)
  const moving = open.filter((batch) => follows(batch, before, steps.length, from))
  const touched = changes.some(({ change }) => change !== 'same')
  if (touched) checkMailboxes(tx, asker, before.id, moving)
  return write(tx, room, { before, steps, changes, moving, left: open.length - moving.length, touched }, input, {
    now,
    asker,
  })
}

function keepFiles(tx: Tx, before: SequenceRow, { steps: given, written }: Edit) {
  if (!given) return { steps: written ?? before.steps, from: before.steps.map((_, i) => i + 1) }
  const files = (step: StoredStep) => [step, ...(step.variants ?? [])].flatMap(({ attachments }) => attachments)
  const read = readSteps(tx, given, new Set(before.steps.flatMap((step) => files(step).map(({ hash }) => hash))))
  for (const { files } of read) for (const { hash, content } of files) keepAttachment(tx, hash, content)
  return { steps: read.map(({ stored }) => stored), from: given.map((step) => step.from) }
}

function checkPlaces(tx: Tx, before: SequenceRow, steps: StoredStep[], from: (number | undefined)[]): void {
  const known = from.filter((step) => step !== undefined)
  const wrong = known.find((step, i) => step > before.steps.length || known.indexOf(step) !== i)
  if (wrong !== undefined)
    throw new Refusal('invalid_sequence', `"from": ${wrong} names no step, or the same step twice.`)
  const used = usedSteps(tx, before.id)
  const trouble = usedFault(before.steps.slice(0, used.steps), steps)
  const step = displaced(used.steps, steps.length, from)
  if (step === null && trouble !== null) throw new Refusal('state', trouble.words, { step: trouble.step })
  if (step === null) return
  throw new Refusal(
    'state',
    `Step ${step} is in use: ${used.contacts} ${used.contacts === 1 ? 'contact was' : 'contacts were'} engaged in "${before.name}". It can be changed, but not removed or moved.`,
    { step },
  )
}

/** A rehearsal whose steps were moved or removed goes on with the version it began with; mail to people always follows. */
const follows = (batch: OpenBatch, before: SequenceRow, count: number, from: (number | undefined)[]): boolean =>
  batch.real === 1 || (batch.versionId === before.versionId && displaced(batch.steps, count, from) === null)

/** Else a member could write what leaves from somebody else's mailbox. */
function checkMailboxes(tx: Tx, asker: Asker, sequenceId: number, moving: OpenBatch[]): void {
  const ids = new Set(moving.map(({ id }) => id))
  for (const mail of openMailboxes(tx, sequenceId)) if (ids.has(mail.batchId)) checkMayChange(tx, asker, mail)
}

interface Decided {
  before: SequenceRow
  steps: StoredStep[]
  changes: StepChange[]
  moving: OpenBatch[]
  left: number
  touched: boolean
}

function write(
  tx: Tx,
  room: Room,
  { before, steps, changes, moving, left, touched }: Decided,
  input: Edit,
  { now, asker }: { now: number; asker: Asker },
): Edited {
  const moved = moving.map(({ id }) => id)
  const finishBefore = finishOf(tx, before.id)
  const reached = touched ? moving.flatMap((batch) => reach(tx, batch, { before, steps, changes }, now)) : []
  const own = ownIn(tx, reached, input)
  const mark = stamp(tx, now, asker.seatId)
  const versionId = insertVersion(tx, before, { name: input.name ?? before.name, steps, now, mark })
  const id = () => publicIdFrom(room.ports.dice.bytes(publicIdBytes))
  let ask = false
  for (const batch of moving) {
    moveBatch(tx, batch.id, versionId)
    if (!touched) continue
    const first = firstDelayed(batch, before, changes)
    if (first !== undefined) ask = askReplanFrom(tx, batch.id, first) > 0 || ask
    if (batch.steps < steps.length) {
      addSteps(tx, batch.id, steps, { now, id, mark })
      ask = true
    }
  }
  if (own.isReplaced) replaceOwn(tx, own.rows, now)
  forgetUnusedVersions(tx, before.id)
  const times = ask ? newTimes(tx, moved, now) : { newTime: new Map<number, number>(), others: 0 }
  const finish = { before: finishBefore, after: times.newTime === null ? null : finishOf(tx, before.id) }
  const added = moving.flatMap((batch) =>
    steps.flatMap((_, i) => (i < batch.steps ? [] : unsentRows(tx, batch.id, i + 1))),
  )
  return { before, steps, changes, moved, left, reached, own, added, ...times, finish, now }
}

/**
 * The texts of their own that an edit finds in its way.
 *
 * @throws Refusal `conflict`: there are other ones than those that were shown
 */
function ownIn(tx: Tx, reached: readonly Reached[], input: Edit): Edited['own'] {
  const inTheWay = reached.filter(({ own, repeated }) => own === 1 && repeated === 0)
  const rows = unsentOwnTexts(
    tx,
    inTheWay.map(({ id }) => id),
  )
  const token = hash('sha256', JSON.stringify(rows.map(({ publicId, hash }) => [publicId, hash]).sort()))
  const isReplaced = input.own_texts === 'replace' && rows.length > 0
  if (input.own_texts === 'replace' && input.own_token !== undefined && input.own_token !== token)
    throw new Refusal(
      'conflict',
      'Emails were written or approved for one contact meanwhile, or have left: other texts would be replaced than those that were shown. Nothing was saved; look at them again.',
      { count: rows.length },
    )
  return { rows, token, isReplaced }
}

function replaceOwn(tx: Tx, rows: readonly UnsentOwnText[], now: number): void {
  dropUnsentOwnTexts(tx, rows)
  makeAgain(
    tx,
    rows.map(({ id }) => id),
    now,
  )
}

/** An engagement under an older version may differ in more than this edit does. */
function firstDelayed(batch: OpenBatch, before: SequenceRow, changes: StepChange[]): number | undefined {
  if (batch.versionId !== before.versionId) return 2
  return changes.find(({ step, delay }) => delay && step <= batch.steps)?.step
}

function finishOf(tx: Tx, sequenceId: number): number | null {
  return spanOf(tx, { sequenceId, sandbox: 0 }).finish ?? spanOf(tx, { sequenceId, sandbox: 1 }).finish
}

/** Plans everything anew, as the planner would in a moment. */
function newTimes(tx: Tx, moved: number[], now: number): Pick<Edited, 'newTime' | 'others'> {
  if (plansMoreThan(tx, many)) return { newTime: null, others: 0 }
  const state = planState(tx, now, daysOff)
  const result = plan(state.input)
  const ids = new Set(moved)
  for (const waiting of result.waiting) {
    const batch = state.enrollments[waiting.enrollment]?.batchId
    if (batch === undefined || !ids.has(batch)) continue
    if (waiting.code === 'hour_never_open' || waiting.code === 'never_open')
      throw new Refusal('invalid_sequence', `Step ${waiting.step}: ${waiting.message}`, { step: waiting.step })
  }
  const rows = new Map(Array.from(state.rows.values(), (row) => [row.id, row]))
  const newTime = new Map<number, number>()
  let others = 0
  const moves = differences(state, result)
  for (const move of moves) {
    const row = rows.get(move.id)
    if (!row || row.slot === move.slot) continue
    if (ids.has(row.batchId)) newTime.set(row.step, (newTime.get(row.step) ?? 0) + 1)
    else others++
  }
  place(tx, moves)
  return { newTime, others }
}
