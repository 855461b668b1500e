/** Reports of a sequence: its figures, its contacts page by page, and both as a file. */
import { csvRow } from '../../shared/domain/csv-write.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { accountEver } from '../store/accounts.ts'
import { otherSender } from '../store/homes.ts'
import type { Reader } from '../store/open.ts'
import { type ReportContactRow, reportContacts } from '../store/report-contacts.ts'
import { ledgerIsLongerThan } from '../store/reports.ts'
import { iso, isoOrNull, os } from './context.ts'
import { reportOf, scopeOf } from './reports-sequence.ts'

/** A shorter ledger is counted here: sooner done than sent to a worker. */
const many = 20_000

const sequence = os.reports.sequence.handler(async ({ input, context: { room } }) => {
  if (room.heavy?.report && ledgerIsLongerThan(room.store, many))
    try {
      return await room.ports.clock.working(room.heavy.report(input.sequence))
    } catch (error) {
      if (error instanceof Refusal) throw error
      room.ports.log.warn('counting a report in a worker failed: done here', { error: (error as Error).stack })
    }
  return room.store.read(() => reportOf(room.store, input.sequence))
})

function placeOf(after: string | undefined): number {
  const place = Number(after ?? 0)
  if (Number.isSafeInteger(place) && place >= 0) return place
  throw new Refusal('bad_request', `"${after}" is not a place in this list. Use the "next" of a page.`)
}

const nameOf = (row: ReportContactRow): string | null => [row.firstName, row.lastName].filter(Boolean).join(' ') || null

const shown = (reader: Reader) => (row: ReportContactRow) => ({
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
          computer: row.nextId === null ? null : otherSender(reader, row.nextId),
        },
  unsure: row.unsure > 0,
})

const contacts = os.reports.contacts.handler(({ input, context: { room } }) =>
  room.store.read(() => {
    const { scope } = scopeOf(room.store, input.sequence)
    const account = input.account === undefined ? null : accountEver(room.store, input.account)
    if (account === undefined) throw new Refusal('not_found', `There is no account "${input.account}".`)
    const filter = { ...scope, state: input.state ?? null, accountId: account?.id ?? null }
    const rows = reportContacts(room.store, filter, placeOf(input.after), input.limit + 1)
    const page = rows.slice(0, input.limit)
    return { rows: page.map(shown(room.store)), next: rows.length > input.limit ? String(page.at(-1)?.id) : null }
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
