/** Sending accounts out into a CSV file and in from one: each row is whole or not at all, and told what became of it. */
import { call } from '@orpc/server'
import Papa from 'papaparse'
import { accounts as contract } from '../../shared/contract/accounts.ts'
import {
  accountColumns,
  accountHeading,
  accountRow,
  shownColumns,
  writeRampUp,
  writeSeveral,
} from '../../shared/domain/account-file.ts'
import { addressKey } from '../../shared/domain/address.ts'
import { csvRow } from '../../shared/domain/csv-write.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { type AccountRow, accountRows, blankSettings } from '../store/accounts.ts'
import { groupRows } from '../store/groups.ts'
import type { Reader } from '../store/open.ts'
import { accounts } from './accounts.ts'
import { type AccountInput, checkedAddress, checkedSettings } from './accounts-check.ts'
import { checkChange, checkRoomFor } from './accounts-rules.ts'
import { type Context, os } from './context.ts'

type Shown = Awaited<ReturnType<typeof shownOf>>[number]
type Deed = 'created' | 'updated' | 'unchanged' | 'refused'
interface Result {
  line: number
  from_email: string
  deed: Deed
  changes: string[]
  message: string | null
}

const shownOf = (context: Context) => call(accounts.list, undefined, { context })

const cellOf = (account: Shown, column: string, groups: Map<string, string>): string | number | null => {
  if (column === 'group') return account.group === null ? null : (groups.get(account.group) ?? null)
  if (column === 'ramp_up') return account.ramp_up && writeRampUp(account.ramp_up)
  const value = account[column as keyof Shown]
  if (Array.isArray(value)) return writeSeveral(value.map(String))
  return typeof value === 'string' || typeof value === 'number' ? value : null
}

const exported = os.accounts.export.handler(async ({ context }) => {
  const groups = new Map(groupRows(context.room.store).map(({ publicId, name }) => [publicId, name]))
  const own = (await shownOf(context)).filter(({ type }) => type !== 'managed')
  const columns = [...accountColumns, ...shownColumns]
  const rows = own.map((account) => csvRow(columns.map((column) => cellOf(account, column, groups))))
  return { csv: csvRow(columns) + rows.join(''), accounts: own.length }
})

/** By the heading alone: cells have semicolons of their own. */
function delimiterOf(csv: string): string {
  const heading = csv.slice(0, csv.search(/[\r\n]|$/))
  const counted = [',', ';', '\t', '|'].map((each) => ({ each, n: heading.split(each).length }))
  return counted.reduce((most, next) => (next.n > most.n ? next : most)).each
}

/** Rows of cells with their lines. @throws Refusal when it is no CSV file with a heading that is understood */
function rowsOf(csv: string) {
  const text = csv.replace(/^\uFEFF/, '')
  const parsed = Papa.parse<string[]>(text, { skipEmptyLines: false, delimiter: delimiterOf(text) })
  const broken = parsed.errors.find(({ type }) => type === 'Quotes')
  if (broken) throw new Refusal('bad_request', `Row ${(broken.row ?? 0) + 1}: a quotation mark is not closed.`)
  const [heading = [], ...rest] = parsed.data
  const read = accountHeading(heading)
  if ('error' in read) throw new Refusal('bad_request', read.error)
  const rows = rest
    .map((cells, i) => ({ cells, line: i + 2 }))
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
  return { columns: read.columns, rows }
}

type Input = AccountInput & { from_email: string }

/** Groups are named in files, as people know them. */
function withGroup(reader: Reader, input: Input): Input {
  if (input.group === undefined) return input
  const wanted = String(input.group).toLowerCase()
  const group = groupRows(reader).find(
    ({ name, publicId }) => name.toLowerCase() === wanted || publicId === input.group,
  )
  if (!group) throw new Refusal('not_found', `There is no delivery group "${input.group}". Make it first.`)
  return { ...input, group: group.publicId }
}

const present = (reader: Reader, address: string): AccountRow | undefined =>
  accountRows(reader).find(
    (row) => row.kind !== 'managed' && row.keptBy === null && addressKey(row.address) === addressKey(address),
  )

/** Fields of the row that are another than what is there; a password always counts as one. */
function changesOf(shown: Shown | undefined, input: Input): string[] {
  const fields = Object.entries(input).filter(([key]) => key !== 'from_email')
  if (!shown) return fields.map(([key]) => key)
  return fields
    .filter(([key, value]) => JSON.stringify(shown[key as keyof Shown]) !== JSON.stringify(value))
    .map(([key]) => key)
}

/** @throws Refusal `bad_request` that names the cell at fault, as the contract sees it */
function checkForm(before: AccountRow | undefined, { from_email, ...settings }: Input): void {
  const parsed = before
    ? contract.update['~orpc'].inputSchema?.safeParse({ public_id: before.publicId, ...settings })
    : contract.create['~orpc'].inputSchema?.safeParse({ from_email, ...settings })
  const [issue] = parsed?.error?.issues ?? []
  if (issue) throw new Refusal('bad_request', `${issue.path.join('.')}: ${issue.message}`)
}

/** What writing would refuse, without writing. @throws Refusal */
function tried({ room, asker }: Context, before: AccountRow | undefined, input: Input): void {
  checkForm(before, input)
  const now = room.ports.clock.now()
  if (before) {
    checkChange(room.store, before, asker)
    checkedSettings(room.store, asker, input, before, now)
    return
  }
  const address = checkedAddress(input.from_email)
  const username = input.username ?? (input.password === undefined ? undefined : address)
  const given = { ...input, username, quotas: input.quotas ?? [] }
  const { seatId } = checkedSettings(room.store, asker, given, { ...blankSettings, seatId: asker.seatId }, now)
  checkRoomFor(room.store, asker, { address, seatId, permits: undefined })
}

async function taken(context: Context, input: Input, dryRun: boolean): Promise<Pick<Result, 'deed' | 'changes'>> {
  const before = present(context.room.store, input.from_email)
  const shown = before && (await shownOf(context)).find(({ public_id }) => public_id === before.publicId)
  const changes = changesOf(shown, input)
  if (before && changes.length === 0) return { deed: 'unchanged', changes }
  tried(context, before, input)
  const { from_email, ...settings } = input
  if (!dryRun && before) await call(accounts.update, { public_id: before.publicId, ...settings } as never, { context })
  else if (!dryRun) await call(accounts.create, { from_email, ...settings } as never, { context })
  return { deed: before ? 'updated' : 'created', changes }
}

const imported = os.accounts.import.handler(async ({ input: { csv, dry_run, lines }, context }) => {
  const { columns, rows: all } = rowsOf(csv)
  const wanted = lines && new Set(lines)
  const rows = all.filter(({ line }) => wanted?.has(line) ?? true)
  const results: Result[] = []
  const seen = new Map<string, number>()
  for (const { cells, line } of rows) {
    const read = accountRow(columns, cells)
    const from_email = 'input' in read ? String(read.input.from_email) : (cells[columns.indexOf('from_email')] ?? '')
    const refuse = (message: string) => results.push({ line, from_email, deed: 'refused', changes: [], message })
    const twin = seen.get(addressKey(from_email))
    if ('error' in read) refuse(read.error)
    else if (twin !== undefined) refuse(`${from_email} stands on line ${twin} already; the first one counts.`)
    else
      try {
        seen.set(addressKey(from_email), line)
        const input = withGroup(context.room.store, read.input as unknown as Input)
        results.push({ line, from_email, message: null, ...(await taken(context, input, dry_run)) })
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        refuse(error.message)
      }
  }
  const of = (deed: Deed) => results.filter((each) => each.deed === deed).length
  const counts = { created: of('created'), updated: of('updated'), unchanged: of('unchanged'), refused: of('refused') }
  return { dry_run, rows: rows.length, ...counts, results }
})

export const accountFiles = { export: exported, import: imported }
