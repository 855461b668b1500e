/** A sequence's report. Every figure is counted from the ledger; `conserved` says whether they add up. */
import type { ReportShown } from '../../shared/contract/reports.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { sendStates } from '../../shared/domain/send.ts'
import type { Reader } from '../store/open.ts'
import {
  contactsPerSender,
  engagedCount,
  enrollmentStates,
  ledgerOwed,
  reachOf,
  type Scope,
  sendFigures,
  slotFigures,
  spanOf,
} from '../store/reports.ts'
import { findSequence, type SequenceRow } from '../store/sequences.ts'
import { iso, isoOrNull } from './context.ts'

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

/**
 * What was tried in the sandbox is no mail: it is reported only as long as there is nothing else.
 * @throws Refusal `not_found`
 */
export function scopeOf(reader: Reader, name: string) {
  const found = findSequence(reader, name)
  if (!found) throw new Refusal('not_found', `There is no sequence "${name}".`)
  const rehearsed = engagedCount(reader, { sequenceId: found.id, sandbox: 1 })
  const real = engagedCount(reader, { sequenceId: found.id, sandbox: 0 })
  const scope: Scope = { sequenceId: found.id, sandbox: rehearsed > 0 && real === 0 ? 1 : 0 }
  return { found, rehearsed, engaged: scope.sandbox ? rehearsed : real, scope }
}

/** @param name name or public id. @throws Refusal `not_found` */
export function reportOf(reader: Reader, name: string): ReportShown {
  const { found, rehearsed, engaged, scope } = scopeOf(reader, name)
  const figures = sendFigures(reader, scope)
  const states = enrollmentStates(reader, scope)
  const emails = group(figures.map((row) => ({ ...row, key: 0 }))).get(0) ?? none()
  const span = spanOf(reader, scope)
  const owed = ledgerOwed(reader, scope)
  return {
    sequence: found.name,
    public_id: found.publicId,
    sandbox: scope.sandbox === 1,
    sandboxContacts: rehearsed,
    engaged,
    paused: found.paused === 1,
    ...reachOf(reader, scope),
    enrollments: Object.fromEntries(states.map(({ state, n }) => [state, n])),
    emails,
    ...tablesOf(reader, scope, found, figures),
    first: isoOrNull(span.first),
    last: isoOrNull(span.last),
    next: isoOrNull(span.next),
    finish: isoOrNull(span.finish),
    conserved:
      states.reduce((n, row) => n + row.n, 0) === engaged && total(emails) === owed.emails && owed.stragglers === 0,
    slots: slotFigures(reader, scope).map((s) => ({ start: iso(s.slot), planned: s.planned, sent: s.sent })),
  }
}

function tablesOf(reader: Reader, scope: Scope, found: SequenceRow, figures: ReturnType<typeof sendFigures>) {
  const byAccount = group(figures.map((row) => ({ ...row, key: row.account })))
  const byStep = group(figures.map((row) => ({ ...row, key: row.step })))
  return {
    perStep: [...byStep].map(([step, counts]) => ({
      step,
      subject: found.steps[step - 1]?.subject ?? '',
      ...counts,
    })),
    perSender: contactsPerSender(reader, scope).map(({ sender, account, n }) => ({
      sender,
      account,
      contacts: n,
      ...(byAccount.get(account) ?? none()),
    })),
  }
}
