/** Every report as a table, and the table as a file. */
import writeXlsx from 'write-excel-file/node'
import type { ReportShown } from '../../shared/contract/reports.ts'
import type { HoursShown } from '../../shared/contract/reports-span.ts'
import { csvRow } from '../../shared/domain/csv-write.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { senderText } from '../../shared/domain/sandbox-sender.ts'
import type { Reader } from '../store/open.ts'
import type { SpanWish, Table, TableWish, TimeWish } from './context.ts'
import { reportOf } from './reports-sequence.ts'
import { domainsOf, hoursOf, teamOf } from './reports-span.ts'
import { timeOf } from './reports-time.ts'

type Cell = Table['rows'][number][number]

const states = ['planned', 'sending', 'sent', 'refused', 'unsure', 'withdrawn'] as const
const outcomes = ['replied', 'bounced', 'unsubscribed'] as const
const rateHeads = ['reply_rate', 'rate_from', 'rate_to']
type Rate = { rate: number | null; low: number | null; high: number | null; enough: boolean }
type Line = Record<(typeof states)[number] | (typeof outcomes)[number], number> & { reply_rate: Rate }

const rounded = (share: number | null): number | null => (share === null ? null : Math.round(share * 10_000) / 10_000)
/** Of too few emails there is no rate, in a file as on the screen. */
const rateCells = ({ rate, low, high, enough }: Rate): Cell[] =>
  enough ? [rounded(rate), rounded(low), rounded(high)] : [null, null, null]
const lineCells = (line: Line): Cell[] => [
  ...states.map((state) => line[state]),
  ...outcomes.map((end) => line[end]),
  ...rateCells(line.reply_rate),
]
const lineHeads = [...states, ...outcomes, ...rateHeads]

const ofSequence: Record<'step' | 'sender' | 'variant', (report: ReportShown) => Omit<Table, 'name'>> = {
  step: ({ perStep }) => ({
    heads: ['step', 'subject', 'owed', ...lineHeads],
    rows: perStep.map((row) => [row.step, row.subject, row.owed, ...lineCells(row)]),
  }),
  sender: ({ perSender }) => ({
    heads: ['sender', 'contacts', ...lineHeads],
    rows: perSender.map((row) => [senderText(row.sender), row.contacts, ...lineCells(row)]),
  }),
  variant: ({ perVariant }) => ({
    heads: ['step', 'variant', 'subject', ...lineHeads],
    rows: perVariant.map((row) => [row.step, row.variant, row.subject, ...lineCells(row)]),
  }),
}

const spanHeads = ['sent', 'refused', 'unsure', 'answered', 'bounced_hard', 'bounced_soft', 'opted_out']
type SpanLine = Record<'sent' | 'refused' | 'unsure' | 'answered' | 'hard' | 'soft' | 'opted_out', number> & {
  reply_rate: Rate
}
const cameCells = (row: Omit<SpanLine, 'reply_rate'>): Cell[] => [
  row.sent,
  row.refused,
  row.unsure,
  row.answered,
  row.hard,
  row.soft,
  row.opted_out,
]
const spanCells = (row: SpanLine): Cell[] => [...cameCells(row), ...rateCells(row.reply_rate)]

const ofSpan: Record<'team' | 'domain' | 'hour', (reader: Reader, wish: SpanWish) => Omit<Table, 'name'>> = {
  team: (reader, wish) => ({
    heads: ['seat', 'mailbox', 'planned', ...spanHeads, ...rateHeads],
    rows: teamOf(reader, wish).seats.flatMap(({ name, mailboxes }) =>
      mailboxes.map((row) => [name ?? 'Team', senderText(row.address), row.planned, ...spanCells(row)]),
    ),
  }),
  domain: (reader, wish) => ({
    heads: ['domain', ...spanHeads, ...rateHeads],
    rows: domainsOf(reader, wish).rows.map((row) => [row.domain, ...spanCells(row)]),
  }),
  hour: (reader, wish) => ({
    heads: ['date', 'weekday', 'hour', 'planned', 'sent'],
    rows: hoursOf(reader, wish).hours.map((row: HoursShown['hours'][number]) => [
      row.date,
      row.day,
      row.hour,
      row.planned,
      row.sent,
    ]),
  }),
}

/** By day or week: of a sequence, or of some days. */
function timeTable(reader: Reader, wish: TimeWish): Table {
  const { rows, sequence } = timeOf(reader, wish)
  return {
    name: `${sequence ?? 'emails'} by ${wish.by}${wish.from === undefined ? '' : ` ${wish.from} to ${wish.to}`}`,
    heads: ['date', 'planned', ...spanHeads],
    rows: rows.map((row) => [row.date, row.planned, ...cameCells(row)]),
  }
}

/** @throws Refusal `bad_request` where what the table is of is missing, `not_found` */
export function tableOf(reader: Reader, wish: TableWish): Table {
  const { by, sequence, from, to, zone } = wish
  if (by === 'day' || by === 'week') return timeTable(reader, { ...wish, by })
  if (by === 'step' || by === 'sender' || by === 'variant') {
    if (sequence === undefined)
      throw new Refusal('bad_request', `A table by ${by} is of one sequence. Name it as "sequence".`)
    const report = reportOf(reader, sequence)
    return { name: `${report.sequence} by ${by}`, ...ofSequence[by](report) }
  }
  if (from === undefined || to === undefined)
    throw new Refusal(
      'bad_request',
      `A table by ${by} is of some days. Name the first and the last as "from" and "to".`,
    )
  return { name: `${by} ${from} to ${to}`, ...ofSpan[by](reader, { from, to, zone }) }
}

export const csvOf = ({ heads, rows }: Table): string => csvRow(heads) + rows.map(csvRow).join('')

/**
 * Text is written as text, never as a formula, whatever it begins with: no spreadsheet works it out.
 *
 * @returns the file, base64
 */
export async function xlsxOf({ heads, rows }: Table): Promise<string> {
  const cell = (value: Cell) =>
    value === null ? null : typeof value === 'number' ? { type: Number, value } : { type: String, value }
  const data = [
    heads.map((value) => ({ type: String, value, fontWeight: 'bold' as const })),
    ...rows.map((row) => row.map(cell)),
  ]
  return (await writeXlsx(data, { sheet: 'Report' }).toBuffer()).toString('base64')
}
