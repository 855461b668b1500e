/** A sequence's report. Every figure is counted from the ledger; `conserved` says whether they add up. */
import { Refusal } from '../../shared/domain/failure.ts'
import { sendStates } from '../../shared/domain/send.ts'
import {
  contactsPerSender,
  engagedCount,
  enrollmentStates,
  ledgerOwed,
  type Scope,
  sendFigures,
  slotFigures,
  spanOf,
} from '../store/reports.ts'
import { findSequence } from '../store/sequences.ts'
import { iso, isoOrNull, os } from './context.ts'

type Counts = Record<(typeof sendStates)[number], number>
const none = (): Counts => ({ planned: 0, sending: 0, sent: 0, refused: 0, unsure: 0, withdrawn: 0 })
const total = (counts: Counts): number => sendStates.reduce((sum, state) => sum + counts[state], 0)

function group<K>(rows: { key: K; state: string; n: number }[]): Map<K, Counts> {
  const found = new Map<K, Counts>()
  for (const { key, state, n } of rows) {
    const counts = found.get(key) ?? none()
    counts[state as keyof Counts] += n
    found.set(key, counts)
  }
  return found
}

const sequence = os.reports.sequence.handler(({ input, context: { room } }) => {
  const reader = room.store
  const found = findSequence(reader, input.sequence)
  if (!found) throw new Refusal('not_found', `There is no sequence "${input.sequence}".`)
  const rehearsed = engagedCount(reader, { sequenceId: found.id, sandbox: 1 })
  const real = engagedCount(reader, { sequenceId: found.id, sandbox: 0 })
  // What was tried in the sandbox is no mail: it is reported only as long as there is nothing else.
  const scope: Scope = { sequenceId: found.id, sandbox: rehearsed > 0 && real === 0 ? 1 : 0 }
  const engaged = scope.sandbox ? rehearsed : real
  const figures = sendFigures(reader, scope)
  const states = enrollmentStates(reader, scope)
  const bySender = group(figures.map((row) => ({ ...row, key: row.sender })))
  const byStep = group(figures.map((row) => ({ ...row, key: row.step })))
  const emails = group(figures.map((row) => ({ ...row, key: 0 }))).get(0) ?? none()
  const span = spanOf(reader, scope)
  const owed = ledgerOwed(reader, scope)
  return {
    sequence: found.name,
    public_id: found.publicId,
    sandbox: scope.sandbox === 1,
    sandboxContacts: rehearsed,
    engaged,
    enrollments: Object.fromEntries(states.map(({ state, n }) => [state, n])),
    emails,
    perStep: [...byStep].map(([step, counts]) => ({ step, ...counts })),
    perSender: contactsPerSender(reader, scope).map(({ sender, n }) => ({
      sender,
      contacts: n,
      ...(bySender.get(sender) ?? none()),
    })),
    first: isoOrNull(span.first),
    last: isoOrNull(span.last),
    next: isoOrNull(span.next),
    finish: isoOrNull(span.finish),
    conserved:
      states.reduce((n, row) => n + row.n, 0) === engaged && total(emails) === owed.emails && owed.stragglers === 0,
    slots: slotFigures(reader, scope).map((s) => ({ start: iso(s.slot), planned: s.planned, sent: s.sent })),
  }
})

export const reports = { sequence }
