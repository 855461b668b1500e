/** The preview for people: figures, the calendar, who sends how much, who is left out. */
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import type { PlannedSend, PlanSummary, SlotTotal } from '../../api/preview-output.ts'
import type { Excluded } from './contact-list.ts'
import { dateWords, heatmap } from './heatmap.ts'
import { type Io, painter } from './io.ts'
import { grouped, table, tame } from './table.ts'
import { writePieces } from './write.ts'

export interface PreviewFigures {
  zone: string
  seed: number
  steps: number
  summary: PlanSummary
  slots: SlotTotal[]
  excluded: Excluded[]
}

/** Excluded contacts named one by one; the rest are counted. */
const named = 10

/** `sends`: every email on a line of its own at the end, or null. */
export async function showPreview(io: Io, figures: PreviewFigures, sends: Iterable<PlannedSend> | null): Promise<void> {
  const parts = [
    headLines(io, figures),
    heatmap(io, figures.slots),
    senderLines(io, figures),
    excludedLines(io, figures),
  ]
  const lines = parts.filter((part) => part.length > 0).flatMap((part, i) => (i === 0 ? part : ['', ...part]))
  await writePieces(io.stdout, [`${lines.join('\n')}\n`])
  if (sends) await writePieces(io.stdout, sendLines(io, sends))
}

function headLines(io: Io, { zone, seed, steps, summary, excluded }: PreviewFigures): string[] {
  const paint = painter(io)
  const { contacts, emails, start, finish, bottleneck } = summary
  const left = excluded.length > 0 ? `, ${paint('yellow', `${grouped(excluded.length)} left out`)}` : ''
  const rows: [string, string][] = [
    ['Contacts', `${grouped(contacts)}${left}`],
    ['Emails', `${grouped(emails)}${steps > 1 ? ` in ${steps} steps` : ''}`],
    ['First', start === null ? 'none' : dateWords(start)],
    ['Finish', finish === null ? 'none' : paint('bold', dateWords(finish))],
    ['Bottleneck', bottleneck ?? 'none: only windows and delays set the pace'],
    ['Zone', zone],
    ['Seed', `${seed}`],
  ]
  return rows.map(([name, value]) => `${paint('dim', name.padEnd(12))}${value}`)
}

function senderLines(io: Io, { summary }: PreviewFigures): string[] {
  if (summary.perSender.length < 2) return []
  const rows = summary.perSender.map(({ sender, contacts, emails }) => [senderText(sender), contacts, emails])
  return table(io, ['Sender', 'Contacts', 'Emails'], rows).split('\n')
}

function excludedLines(io: Io, { excluded }: PreviewFigures): string[] {
  if (excluded.length === 0) return []
  const paint = painter(io)
  const reasons = new Map<string, number>()
  for (const { reason } of excluded) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  const counts = [...reasons].map(([reason, count]) => `${reason.replaceAll('_', ' ')} ${grouped(count)}`).join(', ')
  const lines = [`${paint('bold', 'Left out:')} ${counts}`]
  for (const { contact, message } of excluded.slice(0, named)) lines.push(`  ${tame(contact)}: ${tame(message)}`)
  if (excluded.length > named) lines.push(`  … and ${grouped(excluded.length - named)} more (all of them with --json)`)
  return lines
}

function* sendLines(io: Io, sends: Iterable<PlannedSend>): Generator<string> {
  const paint = painter(io)
  yield '\n'
  for (const { contact, sender, step, at, why } of sends)
    yield `${dateWords(at)}${at.slice(16, 19)}  ${tame(contact)}  step ${step} from ${tame(senderText(sender))}  ${paint('dim', why.join('; '))}\n`
}
