/** Preview and engage. The preview's token lets engaging write exactly what was shown, or say what has changed. */
import { Refusal } from '../../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../../shared/domain/ids.ts'
import { sharedReasons } from '../../../shared/domain/reason-once.ts'
import { hasMoreContacts } from '../../store/audience.ts'
import { type Mark, stamp } from '../../store/clockwork.ts'
import { insertBatch, insertEnrollments, insertSends } from '../../store/engaging.ts'
import { note } from '../../store/journal.ts'
import type { Tx } from '../../store/open.ts'
import { differences } from '../../store/plan-state.ts'
import { plansMoreThan } from '../../store/plan-write.ts'
import { place } from '../../store/planning.ts'
import { type Asker, os, type Room } from '../context.ts'
import { planSummary } from '../preview-output.ts'
import { audience, options } from './options.ts'
import { previewOf, readToken, refuseWaiting, type Token, told } from './preview.ts'
import { type Proposal, planHash, propose } from './proposal.ts'
import { isSandbox } from './senders.ts'
import { tryout } from './tryout.ts'

/** More contacts than this, or more that is planned already, takes longer than a person at the window should feel. */
const many = 3000

const seedOf = (room: Room): number => {
  const bytes = room.ports.dice.bytes(4)
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0)
}

const preview = os.schedule.preview.handler(async ({ input, context: { room, asker } }) => {
  const now = room.ports.clock.now()
  const wish = { ...input, seed: input.seed ?? seedOf(room) }
  if (room.heavy && isMuch(room, input.contacts))
    try {
      return await room.ports.clock.working(room.heavy.preview(wish, asker, now))
    } catch (error) {
      if (error instanceof Refusal) throw error
      room.ports.log.warn('a preview in a worker failed: made here', { error: (error as Error).stack })
    }
  return previewOf(room.store, asker, wish, now)
})

/** One plan covers everything, so what is planned already counts too. */
const isMuch = ({ store }: Room, contacts: 'all' | string[]): boolean =>
  (contacts === 'all' ? hasMoreContacts(store, many) : contacts.length > many) || plansMoreThan(store, many)

const engage = os.schedule.engage.handler(({ input, context: { room, asker } }) => {
  const now = room.ports.clock.now()
  const token = input.token === undefined ? null : readToken(input.token)
  const wish = { ...input, seed: token?.seed ?? input.seed ?? seedOf(room) }
  // One transaction from the first look on: a worker may be writing other times into what this plan stands on.
  const { batch, proposal } = room.store.write((tx) => {
    const proposal = propose(tx, asker, wish, now)
    refuseWaiting(proposal)
    if (token && planHash(proposal) !== token.hash) throw changed(token, proposal)
    if (proposal.members.length === 0)
      throw new Refusal('invalid_schedule', nobodyLeft(proposal), { excluded: told(proposal).slice(0, 100) })
    return { batch: write(tx, room, asker, proposal, now), proposal }
  })
  room.changes.tell('sends', 'enrollments', 'sequences')
  const summary = planSummary(proposal.own.input, proposal.own.plan, null)
  return {
    batch,
    sequence: proposal.sequence.name,
    engaged: proposal.members.length,
    sends: proposal.own.plan.sends.length,
    start: summary.start,
    finish: summary.finish,
    perSender: summary.perSender.filter((s) => s.contacts > 0),
    excluded: told(proposal),
    sandbox: proposal.sandbox,
    waits: proposal.waits,
  }
})

function nobodyLeft({ excluded }: Proposal): string {
  const [first] = excluded
  return first
    ? `Nobody is left to write to. For example: ${first.message}`
    : 'There are no contacts. Import some first.'
}

function changed(token: Token, proposal: Proposal): Refusal {
  const now = planSummary(proposal.own.input, proposal.own.plan, null)
  return new Refusal(
    'plan_changed',
    `The plan would differ from the one shown: ${now.emails} emails until ${now.finish} instead of ${token.emails} until ${token.finish}.`,
    {
      shown: { emails: token.emails, start: token.start, finish: token.finish },
      now: { emails: now.emails, start: now.start, finish: now.finish },
    },
  )
}

/** Writes the engagement whole: batch, enrollments and every planned send, and what it moves of others. */
function write(tx: Tx, room: Room, asker: Asker, p: Proposal, now: number): string {
  const id = () => publicIdFrom(room.ports.dice.bytes(publicIdBytes))
  const mark = stamp(tx, now, asker.seatId)
  const publicId = id()
  const batchId = insertBatch(tx, {
    publicId,
    sequenceId: p.sequence.id,
    versionId: p.sequence.versionId,
    seatId: asker.seatId,
    assign: p.assign,
    groupId: p.group?.id ?? null,
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
    now,
    mark,
  })
  const aliases = new Map(p.chosen.map(({ account, alias }) => [account.id, alias?.id ?? null]))
  const enrollments = insertEnrollments(
    tx,
    p.members.map(({ contact, account }, position) => ({
      publicId: id(),
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
    })),
  )
  writeSends(tx, p, batchId, enrollments, { id, mark })
  moveOthers(tx, p, now)
  return publicId
}

/** Who is due earlier goes first where room is short, so an engagement can move what others planned; the journal says so. */
function moveOthers(tx: Tx, { state, plan, sequence }: Proposal, now: number): void {
  const moves = differences(state, plan)
  if (moves.length === 0) return
  const slots = new Map(Array.from(state.rows.values(), (row) => [row.id, row.slot]))
  place(tx, moves)
  const moved = moves.filter((move) => slots.get(move.id) !== move.slot).length
  if (moved > 0)
    note(
      tx,
      now,
      'moved',
      `${moved} planned ${moved === 1 ? 'email was' : 'emails were'} moved to another slot by engaging "${sequence.name}".`,
    )
}

/** Rows of the ledger that are made ready together. */
const some = 10_000

function writeSends(
  tx: Tx,
  p: Proposal,
  batchId: number,
  enrollments: number[],
  { id, mark }: { id: () => string; mark: Mark },
): void {
  const { sends } = p.own.plan
  const why = sharedReasons(p.own.input, p.own.plan)
  const rowOf = (i: number) => {
    const e = sends.enrollment[i] as number
    const { contact, account } = p.members[e] as Proposal['members'][number]
    return {
      publicId: id(),
      enrollmentId: enrollments[e] as number,
      step: sends.step[i] as number,
      accountId: account.id,
      batchId,
      contactId: contact.id,
      address: contact.address,
      domain: contact.domain,
      due: sends.due[i] as number,
      slot: sends.slot[i] as number,
      at: sends.at[i] as number,
      why: JSON.stringify(why(i)),
      sandbox: isSandbox(account),
      paused: p.sequence.paused === 1,
      replan: false,
      mark,
    }
  }
  // not all at once: there may be a million
  for (let from = 0; from < sends.length; from += some) {
    const rows = Array.from({ length: Math.min(some, sends.length - from) }, (_, i) => rowOf(from + i))
    insertSends(tx, rows)
  }
}

export const schedule = { preview, audience, options, tryout, engage }
