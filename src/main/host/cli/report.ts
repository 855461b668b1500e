import type { Command } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { tableFormats, tableKinds } from '../../../shared/contract/reports-span.ts'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { formatIso } from '../../../shared/domain/time-text.ts'
import { addConnectOptions, withClient } from './connect.ts'
import { wrongUse } from './exit.ts'
import { heatmap } from './heatmap.ts'
import { type Io, painter, print } from './io.ts'
import { reportTable, type TableOptions } from './report-table.ts'
import { table } from './table.ts'
import { when } from './when.ts'
import { printJson } from './write.ts'

export type Report = Awaited<ReturnType<Client['reports']['sequence']>>

interface ReportOptions extends TableOptions {
  sequence?: string
}

export function addReport(program: Command, io: Io): void {
  addConnectOptions(
    program
      .command('report')
      .argument('[sequence]', 'name or id of the sequence')
      .option('--sequence <name>', 'the same as the argument')
      .option('--by <what>', `as a table: ${tableKinds.join(', ')}`)
      .option('--format <format>', `of the table: ${tableFormats.join(', ')}`)
      .option('--from <day>', 'first day, for day, week, team, domain and hour')
      .option('--to <day>', 'last day')
      .option('--zone <zone>', "of these days (default: the workspace's)")
      .option('--seat <name>', "for day and week: only the mailboxes of this seat, by address or id; team: nobody's")
      .option('--out <file>', 'write the table to a file'),
  )
    .description('What became of a sequence, or of all email of some days')
    .action((name: string | undefined, options: ReportOptions) => {
      const sequence = name ?? options.sequence
      if (options.by !== undefined || options.format !== undefined) return reportTable(io, sequence, options)
      if (sequence === undefined) throw wrongUse('Name the sequence: cadenza report NAME.')
      return withClient(io, options, 'read', async (client, io) => {
        const made = await client.reports.sequence({ sequence })
        if (options.json) printJson(io, made)
        else showReport(io, made)
      })
    })
}

const states = ['planned', 'sending', 'sent', 'refused', 'unsure', 'withdrawn'] as const
type Counts = Record<(typeof states)[number], number>
const cells = (counts: Counts) => states.map((state) => counts[state])

const faultWords = ({ rule, step, expected, found, enrollments }: Report['faults'][number]): string =>
  `${rule === 'over' ? 'emails planned for contacts who are through' : `${expected} ${rule} expected${step === null ? '' : ` in step ${step}`}, ${found} found`}${enrollments.length > 0 ? ` (${enrollments.join(', ')})` : ''}`

export function showReport(io: Io, report: Report): void {
  const paint = painter(io)
  const enrolled = Object.entries(report.enrollments)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count.toLocaleString('en-GB')} ${state}`)
  const rows: [string, string | null][] = [
    ['Sequence', `${report.sequence}${report.sandbox ? ' (sandbox: nothing left this computer)' : ''}`],
    ['Engaged', `${report.engaged.toLocaleString('en-GB')}: ${enrolled.join(', ')}`],
    ['First', when(io, report.first)],
    ['Last', when(io, report.last)],
    ['Next', when(io, report.next)],
    ['Finish', when(io, report.finish)],
    [
      'Adds up',
      report.conserved ? paint('green', 'yes') : paint('red', `no: ${report.faults.map(faultWords).join('; ')}`),
    ],
  ]
  if (!report.sandbox && report.sandboxContacts > 0)
    rows.push([
      'Sandbox',
      `${report.sandboxContacts.toLocaleString('en-GB')} contacts tried there, counted nowhere here`,
    ])
  for (const [name, value] of rows) print(io, `${paint('dim', name.padEnd(12))}${value ?? 'none'}`)
  const heads = states.map((state) => `${state[0]?.toUpperCase()}${state.slice(1)}`)
  const perStep = report.perStep.map((step) => [`Step ${step.step}`, ...cells(step)])
  print(io, `\n${table(io, ['Emails', ...heads], [...perStep, ['All', ...cells(report.emails)]])}`)
  const perSender = report.perSender.map((one) => [senderText(one.sender), one.contacts, ...cells(one)])
  if (perSender.length > 0) print(io, `\n${table(io, ['Sender', 'Contacts', ...heads], perSender)}`)
  const slots = report.slots.map(({ start, planned, sent }) => ({
    start: formatIso(Date.parse(start), io.zone),
    emails: planned + sent,
  }))
  if (slots.length > 0) print(io, `\n${heatmap(io, slots).join('\n')}`)
}
