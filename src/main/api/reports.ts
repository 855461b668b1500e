/** Reports of a sequence: its figures, its contacts page by page, and both as a file. */
import type { Client } from '../../shared/contract/index.ts'
import { csvRow } from '../../shared/domain/csv-write.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { sendStates } from '../../shared/domain/send.ts'
import { accountEver } from '../store/accounts.ts'
import type { Reader } from '../store/open.ts'
import { everybody, type ReportContactRow, reportContacts } from '../store/report-contacts.ts'
import type { ReportFilter } from '../store/report-walk.ts'
import { ledgerIsLongerThan, type Scope } from '../store/reports.ts'
import { apart } from './apart.ts'
import { type HeavyReport, iso, isoOrNull, os, type Room } from './context.ts'
import { reportOf, scopeOf } from './reports-sequence.ts'
import { domainsOf, hoursOf, teamOf } from './reports-span.ts'
import { csvOf, tableOf, xlsxOf } from './reports-table.ts'
import { timeOf } from './reports-time.ts'
import { sentFrom } from './sent-from.ts'

/** A shorter ledger is counted here: sooner done than sent to a worker. */
const many = 20_000

/** Counted in a worker where the ledger is long; here where that could not be done. */
function counted<T>(room: Room, ask: ((heavy: HeavyReport) => Promise<T>) | null, count: () => T): Promise<T> {
  const { heavy } = room
  const elsewhere = ask && heavy?.report && ledgerIsLongerThan(room.store, many)
  return apart(room, 'counting a report', elsewhere ? ask(heavy as HeavyReport) : undefined, count)
}

const sequence = os.reports.sequence.handler(({ input, context: { room } }) =>
  counted(
    room,
    (heavy) => heavy.report(input.sequence),
    () => reportOf(room.store, input.sequence),
  ),
)

const team = os.reports.team.handler(({ input, context: { room } }) =>
  counted(
    room,
    (heavy) => heavy.span('team', input),
    () => teamOf(room.store, input),
  ),
)
const deliverability = os.reports.deliverability.handler(({ input, context: { room } }) =>
  counted(
    room,
    (heavy) => heavy.span('deliverability', input),
    () => domainsOf(room.store, input),
  ),
)
const hours = os.reports.hours.handler(({ input, context: { room } }) =>
  counted(
    room,
    (heavy) => heavy.span('hours', input),
    () => hoursOf(room.store, input),
  ),
)

const over_time = os.reports.over_time.handler(({ input, context: { room } }) =>
  counted(
    room,
    (heavy) => heavy.overTime(input),
    () => timeOf(room.store, input),
  ),
)

const table = os.reports.table.handler(async ({ input, context: { room } }) => {
  const { format, ...wish } = input
  const made = await counted(
    room,
    (heavy) => heavy.table(wish),
    () => tableOf(room.store, wish),
  )
  return {
    ...made,
    name: `${fileName(made.name)}.${format}`,
    csv: format === 'csv' ? csvOf(made) : null,
    xlsx: format === 'xlsx' ? await xlsxOf(made) : null,
  }
})

/** Nothing that a file system, a shell or a header takes for something else. */
const fileName = (text: string): string =>
  text
    .replaceAll(/[^\p{L}\p{N}_-]+/gu, ' ')
    .trim()
    .slice(0, 120) || 'report'

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
          ...sentFrom(reader, row.nextId),
        },
  unsure: row.unsure > 0,
})

type Wish = Parameters<Client['reports']['contacts']>[0]

function filterOf(reader: Reader, input: Wish): Omit<ReportFilter, keyof Scope> {
  const idOf = (account: string | undefined) => {
    if (account === undefined) return null
    const found = accountEver(reader, account)
    if (found) return found.id
    throw new Refusal('not_found', `There is no account "${account}".`)
  }
  if (input.email && input.step === undefined)
    throw new Refusal('bad_request', 'With "email" goes the "step" whose email is meant.')
  const { last_step, last_account, step, email } = input
  return {
    state: input.state ?? null,
    accountId: idOf(input.account),
    email: step === undefined ? null : { step: Number(step), states: email ? [email].flat() : sendStates },
    variant: input.variant ?? null,
    last:
      last_step === undefined && last_account === undefined
        ? null
        : { step: last_step === undefined ? null : Number(last_step), accountId: idOf(last_account) },
  }
}

const contacts = os.reports.contacts.handler(({ input, context: { room } }) =>
  room.store.read(() => {
    const { scope } = scopeOf(room.store, input.sequence)
    const filter = { ...scope, ...filterOf(room.store, input) }
    const { rows, next } = reportContacts(room.store, filter, placeOf(input.after), input.limit)
    return { rows: rows.map(shown(room.store)), next: next === null ? null : String(next) }
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
    const { rows, next } = reportContacts(room.store, { ...scope, ...everybody }, placeOf(input.after), piece)
    const csv = rows.map((row) => csvRow(cells(row))).join('')
    return {
      csv: input.after === undefined ? csvRow(heads) + csv : csv,
      next: next === null ? null : String(next),
    }
  }),
)

export const reports = { sequence, contacts, export: exported, team, deliverability, hours, over_time, table }
