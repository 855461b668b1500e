import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { emailsOf, endedAs, writtenAs } from '../../../shared/domain/report-links.ts'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { saveTable, tableFormats } from '../../api/save-table.ts'
import { SaveTable } from '../../parts/save-table.tsx'
import { Who } from '../../parts/who.tsx'
import { chart as charts } from '../../words/chart.ts'
import { count } from '../../words/format.ts'
import { report as words } from '../../words/report.ts'
import { sequences } from '../../words/sequences.ts'
import { LineBars, LineRates } from './report-charts.tsx'
import { type Column, ends, type Line, type Row, states, type To } from './report-lines.ts'
import { useLanes } from './report-tables.tsx'
import type { Report } from './types.ts'

type State = (typeof states)[number]
type End = (typeof ends)[number]

/** What is being sent has not left yet. */
const ledger = (state: State) => (state === 'planned' ? (['planned', 'sending'] as const) : ([state] as const))
const figureOf = (row: Row, column: Column) => row[column] + (column === 'planned' ? row.sending : 0)
const isEnd = (column: Column): column is End => (ends as readonly string[]).includes(column)

/** Only columns in which something stands: a campaign without trouble shows none. */
const columnsOf = (rows: readonly Row[]): Column[] =>
  ([...states.slice(0, 2), ...ends, ...states.slice(2)] as Column[]).filter(
    (column) => ['planned', 'sent', 'replied'].includes(column) || rows.some((row) => figureOf(row, column) > 0),
  )

function Figure({ n, column, to, figures }: { n: number; column: Column; to: To; figures: Report }) {
  if (n === 0) return <span className="faint">–</span>
  const link = to(column)
  const tone = column === 'refused' || column === 'unsure' ? column : ''
  if ('outbox' in link)
    return (
      <Link className={tone} to="/outbox" search={link.outbox}>
        {count(n)}
      </Link>
    )
  const search = { tab: 'report', ...link.people } as const
  return (
    <Link
      className={tone}
      to="/sequences/$id"
      params={{ id: figures.public_id }}
      search={search as never}
      replace
      resetScroll={false}
    >
      {count(n)}
    </Link>
  )
}

function Table(props: {
  id: string
  title: string
  first: string
  by: 'step' | 'sender' | 'variant'
  lines: Line[]
  figures: Report
  chart: ReactNode
}) {
  const { id, title, first, by, lines, figures, chart } = props
  const columns = columnsOf(lines.map(({ row }) => row))
  const hasContacts = lines.some(({ contacts }) => contacts !== null)
  const { heads } = words
  const head = (key: string, text: string) => (
    <th key={key} scope="col" className={key === 'rate' ? 'seq-rate' : 'num'}>
      {text}
    </th>
  )
  return (
    <section aria-labelledby={id}>
      {chart}
      <div className="row seq-below">
        <h2 id={id} className="grow">
          {title}
        </h2>
        <SaveTable
          of={title}
          formats={tableFormats}
          save={(format) => saveTable({ by, sequence: figures.public_id }, format)}
        />
      </div>
      <table className="seq-table">
        <thead>
          <tr>
            <th scope="col">{first}</th>
            {hasContacts && head('owed', heads.owed)}
            {columns.map((column) => head(column, heads[column]))}
            {head('rate', heads.rate)}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ key, head, contacts, row, to }) => (
            <tr key={key}>
              <th scope="row">{head}</th>
              {hasContacts && <td className="num">{contacts === null ? '' : count(contacts)}</td>}
              {columns.map((column) => (
                <td key={column} className="num">
                  <Figure n={figureOf(row, column)} {...{ column, to, figures }} />
                </td>
              ))}
              <td className="seq-rate">{words.share(row.reply_rate)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** What stands beside a bar in one line. */
const shortened = (text: string) => (text.length > 34 ? `${text.slice(0, 33)}…` : text)

/** How far each email of the sequence is, and what came of it. */
export function StepTable({ figures }: { figures: Report }) {
  const lines = figures.perStep.map(
    (row): Line => ({
      key: String(row.step),
      label: sequences.editor.step(row.step),
      head: (
        <span className="clip">
          {sequences.editor.step(row.step)}{' '}
          <span className="faint">{row.task ? words.task : row.subject || sequences.editor.same}</span>
        </span>
      ),
      contacts: row.owed,
      row,
      to: (column) =>
        isEnd(column)
          ? { people: endedAs(column, { step: row.step }) }
          : row.task
            ? { people: { step: row.step, email: [...ledger(column)] } }
            : { outbox: emailsOf(figures, ledger(column), { step: row.step }) },
    }),
  )
  const chart = <LineBars title={charts.funnel} aside={64} {...{ lines, figures }} />
  return (
    <Table id="seq-per-step" title={words.perStep} first={words.heads.step} by="step" {...{ lines, figures, chart }} />
  )
}

/** What leaves from where, and what came of it. */
export function SenderTable({ figures }: { figures: Report }) {
  const lane = useLanes()
  const lines = figures.perSender.map(
    (row): Line => ({
      key: row.account,
      label: shortened(senderText(row.sender)),
      head: (
        <span className="row">
          <Who name={senderText(row.sender)} lane={lane(row.account)} />
          <span className="clip" title={senderText(row.sender)}>
            {senderText(row.sender)}
          </span>
        </span>
      ),
      contacts: row.contacts,
      row,
      to: (column) =>
        isEnd(column)
          ? { people: endedAs(column, { account: row.account }) }
          : { outbox: emailsOf(figures, ledger(column), { sender: row.account }) },
    }),
  )
  return (
    <Table
      id="seq-per-sender"
      title={words.perSender}
      first={words.heads.sender}
      by="sender"
      chart={lines.length > 1 && <LineBars title={charts.senders} aside={232} {...{ lines, figures }} />}
      {...{ lines, figures }}
    />
  )
}

/** Which way of writing an email is answered more. Nothing where each is written in one way. */
export function VariantTable({ figures }: { figures: Report }) {
  if (figures.perVariant.length === 0) return null
  const lines = figures.perVariant.map(
    (row): Line => ({
      key: `${row.step} ${row.variant}`,
      label: `${sequences.editor.step(row.step)} ${row.variant}`,
      head: (
        <span className="clip">
          {sequences.editor.step(row.step)} {row.variant} <span className="faint">{row.subject}</span>
          {row.winner && ` · ${words.winner}`}
        </span>
      ),
      contacts: null,
      row,
      to: (column) => ({
        people: isEnd(column)
          ? endedAs(column, { step: row.step, variant: row.variant })
          : writtenAs(row.step, row.variant, ledger(column)),
      }),
    }),
  )
  return (
    <Table
      id="seq-per-variant"
      title={words.perVariant}
      first={words.heads.variant}
      by="variant"
      chart={<LineRates title={charts.variants} {...{ lines, figures }} />}
      {...{ lines, figures }}
    />
  )
}
