/** What became of mail, and what came back. Plans are nobody else's: each computer makes its own. */
import { standingOf } from '../../../shared/domain/home.ts'
import { incomingKinds } from '../../../shared/domain/incoming-shape.ts'
import type { RowState } from '../../../shared/domain/send.ts'
import { skippedByHand, waitsForTask } from '../../../shared/domain/send-shown.ts'
import { keepHeld } from '../holds.ts'
import { hereOf } from '../homes.ts'
import { applyToSend, forgetOutgoing } from '../ledger.ts'
import type { Reader, Tx } from '../open.ts'
import { askReplanOfEnrollment } from '../replanning.ts'
import { reviewOne } from '../reviews.ts'
import { makeWay } from '../send-name.ts'
import { withdrawIfOver } from '../sending.ts'
import { sharedRow } from '../shared-rows.ts'
import { forgetWaiting } from '../tasks.ts'
import { forgetLooks } from '../unsure-looks.ts'
import { mayBeUntold } from '../untold.ts'
import type { Codec, SharedWrite } from './codec.ts'
import { weighAgain } from './engaging.ts'
import { evidence, recipient } from './inside.ts'
import { elsewhere, lookFirst, untold } from './owing.ts'
import { flag, int, list, orNone, ref, rowNamed, tableCodec, text } from './table.ts'

const sentHere = `EXISTS (SELECT 1 FROM accounts a JOIN workspace w ON w.device = a.home_device WHERE a.id = t.account_id)`

/** What somebody only looks at here is told by whoever sends it; who stands aside may come back. */
const withdrawn = `t.state = 'withdrawn' AND coalesce(t.reason, '') NOT IN ('${elsewhere}', '${untold}', '${lookFirst}')
  AND (${sentHere} OR t.kind = 'task' AND t.reason = '${skippedByHand}')`

/** A plan is nobody else's, unless they were told that nothing comes of it. */
const owedAgain = `t.state = 'planned' AND (t.kind = 'task' OR ${sentHere}) AND EXISTS (SELECT 1 FROM shared_rows r
  WHERE r.kind = 'send' AND r.public_id = t.public_id AND r.fields ->> 'state' IN ('withdrawn', 'done'))`

const sends = tableCodec({
  kind: 'send',
  table: 'sends',
  where: `t.sandbox = 0 AND t.batch_id IS NOT NULL
    AND (t.state IN ('sent', 'refused', 'done') OR ${withdrawn} OR ${owedAgain})`,
  fields: {
    kind: text('sequence', 'letter', 'test', 'task'),
    variant: orNone(text('A', 'B', 'C', 'D', 'E')),
    enrollment: orNone(ref('enrollments', 'enrollment_id')),
    step: int,
    account: ref('accounts', 'account_id'),
    alias: orNone(ref('aliases', 'alias_id')),
    engagement: orNone(ref('batches', 'batch_id')),
    contact: orNone(ref('contacts', 'contact_id')),
    address: text(),
    domain: text(),
    // done: of a task, by a person; planned: what was withdrawn, or said to be done, is owed again
    state: text('sent', 'refused', 'withdrawn', 'done', 'planned'),
    due: int,
    slot: int,
    at: int,
    tries: int,
    reason: orNone(text()),
    messageId: orNone(text()),
    serverMessageId: orNone(text()),
    subject: orNone(text()),
    epoch: orNone(int),
    claimedAt: orNone(int),
    dataStartedAt: orNone(int),
    dateAt: orNone(int),
    settledAt: orNone(int),
    reply: orNone(text()),
  },
  versioned: false,
})

/** Its own name, or that of the plan for the same step that was made here: what really became of it takes its place. */
const planOf = (reader: Reader, { enrollment, step, state }: SharedWrite['fields']): number | undefined =>
  typeof enrollment === 'string'
    ? reader.get<{ id: number }>(
        `SELECT s.id FROM sends s JOIN enrollments e ON e.id = s.enrollment_id
         WHERE e.public_id = ? AND s.step = ? AND s.state IN ('planned', 'withdrawn', ?)`,
        enrollment,
        step,
        // in doubt here, and known elsewhere to have left
        state === 'sent' ? 'unsure' : 'planned',
      )?.id
    : undefined

/** Nobody needs be asked any more: on another computer somebody looked, or a proof was found. */
function leftByWord(tx: Tx, sendId: number, reason: unknown, now: number): void {
  applyToSend(tx, sendId, { type: 'settle_sent', reason: typeof reason === 'string' ? reason : '' }, now)
  forgetOutgoing(tx, sendId)
  forgetLooks(tx, sendId)
}

type Settled = { id: number; state: RowState; enrollmentId: number | null; step: number; kind: string }

const settledRow = (reader: Reader, publicId: string): Settled | undefined =>
  reader.get<Settled>(
    'SELECT id, state, enrollment_id AS enrollmentId, step, kind FROM sends WHERE public_id = ?',
    publicId,
  )

const lookBefore = 'another computer put it back after it had been withdrawn: look in the Sent folder'

/** Somebody took back that nothing comes of it. What came of it here stays; after a take-over the lost computer may have sent it. */
function oweAgain(tx: Tx, row: SharedWrite, mine: Settled | undefined, now: number): 'done' | 'waits' {
  if (mine && mine.state !== 'withdrawn' && mine.state !== 'done') return 'done'
  if (sends.write(tx, row, now) === 'waits') return 'waits'
  const owed = settledRow(tx, row.id)
  if (!owed || owed.enrollmentId === null) return 'done'
  settleStep(tx, owed)
  tx.run(
    `UPDATE sends SET held = 0, review = NULL, retry_at = NULL, replan = kind <> 'task', settled_at = NULL,
       paused = (SELECT e.state = 'paused' OR q.paused FROM enrollments e JOIN sequences q ON q.id = e.sequence_id
         WHERE e.id = sends.enrollment_id) WHERE id = ?`,
    owed.id,
  )
  keepHeld(tx, owed.enrollmentId)
  const account = tx.get<{ id: number }>('SELECT account_id AS id FROM sends WHERE id = ?', owed.id)?.id ?? 0
  const here = hereOf(tx, account)
  if (owed.kind !== 'task' && here && here.taken !== null && standingOf(here.where, here.device) === 'home')
    reviewOne(tx, owed.id, 'take_over', lookBefore)
  withdrawIfOver(tx, owed.enrollmentId, now)
  return 'done'
}

/** What follows this step in its enrollment gets another time. */
function settleStep(tx: Tx, { enrollmentId, step }: Settled): void {
  if (enrollmentId === null) return
  forgetWaiting(tx, enrollmentId, waitsForTask(step))
  askReplanOfEnrollment(tx, enrollmentId)
}

export const sendCodec: Codec = {
  ...sends,
  write(tx, row, now) {
    const { enrollment } = row.fields
    makeWay(tx, row.id, row.fields)
    if (rowNamed(tx, 'sends', row.id) === undefined) {
      const plan = planOf(tx, row.fields)
      if (plan !== undefined) tx.run('UPDATE sends SET public_id = ? WHERE id = ?', row.id, plan)
    }
    const mine = settledRow(tx, row.id)
    // it is under way on this very computer: what is told of it meanwhile is not about this try
    if (mine?.state === 'sending') return 'waits'
    // that it left is what anybody could still find out; that it didn't, nobody knows but whoever looks here
    if (mine?.state === 'unsure' && row.fields.state !== 'sent') return 'waits'
    // so is that it left where nobody was told yet, as of a computer in safe mode: planned again, it would leave twice
    if (mine?.state === 'sent' && row.fields.state !== 'sent' && mayBeUntold(tx, 'send', mine.id)) return 'kept'
    if (mine?.state === 'unsure') leftByWord(tx, mine.id, row.fields.reason, now)
    if (row.fields.state === 'planned') return oweAgain(tx, row, mine, now)
    const done = sends.write(tx, row, now)
    if (done === 'done' && row.fields.kind === 'task' && mine?.state === 'planned') settleStep(tx, mine)
    if (done === 'done')
      tx.run('UPDATE sends SET held = 0, paused = 0, replan = 0, retry_at = NULL WHERE public_id = ?', row.id)
    if (done === 'done' && row.fields.state === 'sent' && typeof enrollment === 'string')
      weighAgain(tx, enrollment, now)
    return done
  },
}

const answers = tableCodec({
  kind: 'incoming',
  table: 'incoming',
  fields: {
    account: orNone(ref('accounts', 'account_id')),
    messageKey: text(),
    at: int,
    fromAddress: text(),
    fromName: orNone(text()),
    subject: text(),
    kind: text(...incomingKinds),
    hard: flag,
    recipients: list(recipient),
    returnDate: orNone(text()),
    feedback: orNone(text()),
    text: orNone(text()),
    evidence: list(evidence),
    send: orNone(ref('sends', 'send_id')),
    enrollment: orNone(ref('enrollments', 'enrollment_id')),
    contact: orNone(ref('contacts', 'contact_id')),
    state: text('done', 'undone', 'none'),
    decidedAt: int,
    undoneBy: orNone(text()),
    undoneAt: orNone(int),
    seenAt: orNone(int),
  },
  // what followed from it is told by itself, as states of contacts and lines of lists
  fresh: { effects: '{}' },
})

/** What an answer is to. Whoever told of it may have been shut out since, and others never have heard of it: it is an answer all the same. */
const answered = { send: 'sends', enrollment: 'enrollments' } as const

/** Known here, and to everybody: not by a row of this table alone. */
const isTold = (reader: Reader, kind: keyof typeof answered, name: unknown): boolean =>
  typeof name === 'string' &&
  sharedRow(reader, kind, name) !== undefined &&
  rowNamed(reader, answered[kind], name) !== undefined

/** The email by the name that it is told under by now, of an answer that this computer has yet to tell so. */
function sendUntold(reader: Reader, publicId: string): string | null {
  const row = reader.get<{ id: number; send: string }>(
    'SELECT i.id, s.public_id AS send FROM incoming i JOIN sends s ON s.id = i.send_id WHERE i.public_id = ?',
    publicId,
  )
  return row && mayBeUntold(reader, 'incoming', row.id) && isTold(reader, 'send', row.send) ? row.send : null
}

export const incomingCodec: Codec = {
  ...answers,
  write(tx, row, now) {
    const kinds = Object.keys(answered) as (keyof typeof answered)[]
    const lost = kinds.filter((kind) => (row.fields[kind] ?? null) !== null && !isTold(tx, kind, row.fields[kind]))
    if (lost.length === 0) return answers.write(tx, row, now)
    const without = Object.fromEntries(lost.map((kind) => [kind, null]))
    const send = lost.includes('send') ? sendUntold(tx, row.id) : null
    const fields = { ...row.fields, ...without, ...(send === null ? {} : { send }) }
    const wrote = answers.write(tx, { ...row, fields }, now)
    // tried again when that is told after all
    return wrote === 'done' ? (send === null ? 'waits' : 'kept') : wrote
  },
}
