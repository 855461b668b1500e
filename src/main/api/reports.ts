/** A sequence's report. Every figure is counted from the ledger; `conserved` says whether they add up. */
import { csvRow } from '../../shared/domain/csv-write.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { sendStates } from '../../shared/domain/send.ts'
import { accountByPublicId } from '../store/accounts.ts'
import type { Reader } from '../store/open.ts'
import { type ReportContactRow, reportContacts } from '../store/report-contacts.ts'
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

/** What was tried in the sandbox is no mail: it is reported only as long as there is nothing else. */
function scopeOf(reader: Reader, name: string) {
  const found = findSequence(reader, name)
  if (!found) throw new Refusal('not_found', `There is no sequence "${name}".`)
  const rehearsed = engagedCount(reader, { sequenceId: found.id, sandbox: 1 })
  const real = engagedCount(reader, { sequenceId: found.id, sandbox: 0 })
  const scope: Scope = { sequenceId: found.id, sandbox: rehearsed > 0 && real === 0 ? 1 : 0 }
  return { found, rehearsed, engaged: scope.sandbox ? rehearsed : real, scope }
}

const sequence = os.reports.sequence.handler(({ input, context: { room } }) =>
  room.store.read(() => reportOf(room.store, input.sequence)),
)

function reportOf(reader: Reader, name: string) {
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

function placeOf(after: string | undefined): number {
  const place = Number(after ?? 0)
  if (Number.isSafeInteger(place) && place >= 0) return place
  throw new Refusal('bad_request', `"${after}" is not a place in this list. Use the "next" of a page.`)
}

const nameOf = (row: ReportContactRow): string | null => [row.firstName, row.lastName].filter(Boolean).join(' ') || null

const shown = (row: ReportContactRow) => ({
  enrollment: row.publicId,
  contact: { public_id: row.contactId, address: row.address, name: nameOf(row), company: row.company },
  sender: row.sender,
  account: row.account,
  state: row.state,
  reason: row.reason,
  sent: row.sent,
  emails: row.emails,
  last_at: isoOrNull(row.lastAt),
  next:
    row.nextSend === null || row.nextAt === null
      ? null
      : {
          send: row.nextSend,
          step: row.nextStep ?? 0,
          at: iso(row.nextAt),
          held: row.nextHeld === 1,
          planned: row.nextReplan === 0,
        },
  unsure: row.unsure > 0,
})

const contacts = os.reports.contacts.handler(({ input, context: { room } }) =>
  room.store.read(() => {
    const { scope } = scopeOf(room.store, input.sequence)
    const account = input.account === undefined ? null : accountByPublicId(room.store, input.account)
    if (account === undefined) throw new Refusal('not_found', `There is no account "${input.account}".`)
    const filter = { ...scope, state: input.state ?? null, accountId: account?.id ?? null }
    const rows = reportContacts(room.store, filter, placeOf(input.after), input.limit + 1)
    const page = rows.slice(0, input.limit)
    return { rows: page.map(shown), next: rows.length > input.limit ? String(page.at(-1)?.id) : null }
  }),
)

/** So many rows are written at once: more would hold up everything else. */
const piece = 2000
const heads = ['email', 'first_name', 'last_name', 'company', 'sender', 'state', 'reason', 'sent', 'of', 'last', 'next']

const cells = (row: ReportContactRow) => [
  row.address,
  row.firstName,
  row.lastName,
  row.company,
  row.sender,
  row.state,
  row.reason,
  row.sent,
  row.emails,
  isoOrNull(row.lastAt),
  isoOrNull(row.nextAt),
]

const exported = os.reports.export.handler(({ input, context: { room } }) =>
  room.store.read(() => {
    const { scope } = scopeOf(room.store, input.sequence)
    const rows = reportContacts(room.store, { ...scope, state: null, accountId: null }, placeOf(input.after), piece + 1)
    const page = rows.slice(0, piece)
    const csv = page.map((row) => csvRow(cells(row))).join('')
    return {
      csv: input.after === undefined ? csvRow(heads) + csv : csv,
      next: rows.length > piece ? String(page.at(-1)?.id) : null,
    }
  }),
)

export const reports = { sequence, contacts, export: exported }
