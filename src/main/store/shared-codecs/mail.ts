/** What became of mail, and what came back. Plans are nobody else's: each computer makes its own. */
import { incomingKinds } from '../../../shared/domain/incoming-shape.ts'
import { applyToSend, forgetOutgoing } from '../ledger.ts'
import type { Reader, Tx } from '../open.ts'
import { makeWay } from '../send-name.ts'
import { forgetLooks } from '../unsure-looks.ts'
import type { Codec, SharedWrite } from './codec.ts'
import { elsewhere, lookFirst, untold, weighAgain } from './engaging.ts'
import { evidence, recipient } from './inside.ts'
import { flag, int, list, orNone, ref, rowNamed, tableCodec, text } from './table.ts'

const sends = tableCodec({
  kind: 'send',
  table: 'sends',
  // what somebody only looks at here is told by whoever sends it; who stands aside may come back
  where: `t.sandbox = 0 AND t.state IN ('sent', 'refused', 'withdrawn', 'done') AND t.batch_id IS NOT NULL AND
    (t.state <> 'withdrawn' OR coalesce(t.reason, '') NOT IN ('${elsewhere}', '${untold}', '${lookFirst}') AND EXISTS (SELECT 1 FROM accounts a JOIN workspace w ON w.device = a.home_device
      WHERE a.id = t.account_id))`,
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
    // done: of a task, by a person
    state: text('sent', 'refused', 'withdrawn', 'done'),
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

export const sendCodec: Codec = {
  ...sends,
  write(tx, row, now) {
    const { enrollment } = row.fields
    makeWay(tx, row.id, row.fields)
    if (rowNamed(tx, 'sends', row.id) === undefined) {
      const plan = planOf(tx, row.fields)
      if (plan !== undefined) tx.run('UPDATE sends SET public_id = ? WHERE id = ?', row.id, plan)
    }
    const mine = tx.get<{ id: number; state: string }>('SELECT id, state FROM sends WHERE public_id = ?', row.id)
    // it is under way on this very computer: what is told of it meanwhile is not about this try
    if (mine?.state === 'sending') return 'waits'
    // that it left is what anybody could still find out; that it didn't, nobody knows but whoever looks here
    if (mine?.state === 'unsure' && row.fields.state !== 'sent') return 'waits'
    if (mine?.state === 'unsure') leftByWord(tx, mine.id, row.fields.reason, now)
    const done = sends.write(tx, row, now)
    if (done === 'done')
      tx.run('UPDATE sends SET held = 0, paused = 0, replan = 0, retry_at = NULL WHERE public_id = ?', row.id)
    if (done === 'done' && row.fields.state === 'sent' && typeof enrollment === 'string')
      weighAgain(tx, enrollment, now)
    return done
  },
}

export const incomingCodec = tableCodec({
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
