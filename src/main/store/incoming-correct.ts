/** A person says what a message really was; what follows from that kind is done. */
import type { Evidence, IncomingKind, IncomingRecipient } from '../../shared/domain/incoming-shape.ts'
import { stamp } from './clockwork.ts'
import { decide } from './incoming-decide.ts'
import type { Deciding } from './incoming-effects.ts'
import { changesNothing } from './incoming-kept.ts'
import { sendById } from './incoming-lookup.ts'
import { keepStory } from './incoming-story.ts'
import type { Tx } from './open.ts'

export interface Correction {
  kind: IncomingKind
  /** Of a bounce. */
  hard: boolean
  /** ISO date an absence ends on. */
  returnDate: string | null
  /** Who says so: name, and row id of the seat. */
  by: string
  seatId: number
}

interface Kept {
  publicId: string
  at: number
  accountId: number
  contactId: number
  sendId: number | null
  evidence: string
  kind: IncomingKind
}

const kindText: Record<IncomingKind, string> = {
  reply: 'a reply',
  absence: 'an absence note',
  bounce: 'a bounce',
  delay: 'a delay notice',
  complaint: 'a complaint',
  opt_out: 'an opt-out',
  delivered: 'a delivery notice',
  other: 'nothing that concerns our mail',
}

/** Its former effects must have been taken back. What was read in it stays, with who knew better as evidence. */
export function correctTo(tx: Tx, incomingId: number, c: Correction, deciding: Deciding): void {
  const kept = tx.get<Kept>(
    `SELECT public_id AS publicId, at, account_id AS accountId, contact_id AS contactId, send_id AS sendId, evidence, kind
     FROM incoming WHERE id = ?`,
    incomingId,
  )
  if (!kept) return
  const send = kept.sendId === null ? null : (sendById(tx, kept.sendId) ?? null)
  const recipients: IncomingRecipient[] = []
  const effects = decide(tx, { ...kept, ...c, feedback: null, recipients, send }, deciding)
  const evidence: Evidence[] = [
    { rule: `${c.by} says what it is`, found: `${kindText[c.kind]}, not ${kindText[kept.kind]}` },
    ...(JSON.parse(kept.evidence) as Evidence[]),
  ]
  tx.run(
    `UPDATE incoming SET kind = @kind, hard = @hard, return_date = @returnDate, feedback = NULL, evidence = @evidence, effects = @effects,
       state = @state, decided_at = @now, undone_by = NULL, undone_at = NULL, version = version + 1, author = @author,
       device = @device, hlc = @hlc WHERE id = @id`,
    {
      ...stamp(tx, deciding.now, c.seatId),
      id: incomingId,
      kind: c.kind,
      hard: c.kind === 'bounce' && c.hard ? 1 : 0,
      returnDate: c.kind === 'absence' ? c.returnDate : null,
      evidence: JSON.stringify(evidence),
      effects: JSON.stringify(effects),
      state: changesNothing(effects) ? 'none' : 'done',
      now: deciding.now,
    },
  )
  keepStory(tx, kept.publicId, deciding.now)
}
