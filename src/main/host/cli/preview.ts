import type { Command } from 'commander'
import { bottleneck } from '../../../shared/domain/bottleneck.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { plan } from '../../../shared/domain/plan.ts'
import type { Plan, PlanStep } from '../../../shared/domain/plan-shape.ts'
import { hourText } from '../../../shared/domain/time-text.ts'
import { previewInput, type Steps } from '../../api/preview-input.ts'
import { type PlannedSend, planFigures, planSends } from '../../api/preview-output.ts'
import { type ContactList, countedContacts, readContactList } from './contact-list.ts'
import { wrongUse } from './exit.ts'
import { type Io, remark } from './io.ts'
import { addPlaceholderOptions, type PlaceholderOptions, whoSends } from './placeholder-senders.ts'
import { type PreviewFigures, showPreview } from './preview-view.ts'
import { addScheduleOptions, choicesOf, nowOf, type ScheduleOptions, seedOf } from './schedule-options.ts'
import { collect, sender, step, whole } from './values.ts'
import { arrayPieces, writePieces } from './write.ts'

interface PreviewOptions extends ScheduleOptions, PlaceholderOptions {
  contacts?: string
  count?: number
  step?: PlanStep[]
  now?: string
  json?: boolean
  sends?: boolean
}

export function addPreview(program: Command, io: Io): void {
  const command = program
    .command('preview')
    .description('Plan a sequence without any account, data folder or network, and show when each email would leave')
    .option('--contacts <file>', 'contacts as CSV, or - for standard input')
    .option('--count <n>', 'so many contacts, instead of a file', whole(1, 10_000_000))
  addScheduleOptions(command, { account: sender, sender: 'me@example.com', zone: "this computer's" })
  addPlaceholderOptions(command)
    .option(
      '--step <delay>',
      'a later email: "+3d@14:00" is three working days after, at 14:00; "+3d" at the same hour (repeatable)',
      collect(step),
    )
    .option('--now <local>', 'plan as if it were this time, local to the zone: 2026-11-23T10:40')
    .option('--json', 'print JSON instead of the calendar')
    .option('--sends', 'with every email: when, by whom, to whom, and why then')
    .action((options: PreviewOptions) => preview(options, io))
}

async function preview(options: PreviewOptions, io: Io): Promise<void> {
  const seed = seedOf(options, io)
  const choices = choicesOf(options, io)
  const now = nowOf(options.now, choices.zone, io)
  const list = await contactsOf(options, io)
  const { senders, sender: assigned, contacts, excluded } = whoSends(options, list, seed, (text) => remark(io, text))
  const steps: Steps = [{ days: 0, hour: null }, ...(options.step ?? [])]
  const input = named(options, () => previewInput({ choices, steps, senders, contacts, sender: assigned, now, seed }))
  const planned = plan(input)
  refuseWaiting(planned)
  const figures: PreviewFigures = {
    zone: choices.zone,
    seed,
    steps: steps.length,
    ...planFigures(input, planned, bottleneck(input, planned)),
    excluded: [...list.excluded, ...excluded],
  }
  const sends = options.sends ? planSends(input, planned, (i) => contacts[i]?.address ?? '') : null
  if (options.json) await writePieces(io.stdout, previewJson(figures, sends))
  else await showPreview(io, figures, sends)
}

/** Refusals of the schedule name the option and the value they come from. */
function named<T>(options: PreviewOptions, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { field, step: number } = error.data
    const later = options.step?.[Number(number) - 2]
    if (field === 'holidays')
      throw wrongUse(`option '--holidays <country>' argument '${options.holidays}' is invalid. ${error.message}`)
    if (field === 'start') error.message = `option '--start <time>' argument '${options.start}': ${error.message}`
    if (field === 'windows') error.message = `option '--window <hours>': ${error.message}`
    if (field === 'steps' && later)
      error.message = `option '--step <delay>' argument '+${later.days}d@${hourText(later.hour ?? 0)}': ${error.message}`
    throw error
  }
}

async function contactsOf({ contacts, count }: PreviewOptions, io: Io): Promise<ContactList> {
  if (contacts !== undefined && count !== undefined)
    throw wrongUse(`option '--count <n>' argument '${count}' is invalid together with --contacts. Give one of them.`)
  if (contacts !== undefined) return readContactList(io, contacts)
  if (count !== undefined) return countedContacts(count)
  throw wrongUse('Say who is written to: --contacts <file>, or --count <n> without a file.')
}

/** With placeholder senders nothing waits for an account: what can't be planned never opens, for anybody. */
function refuseWaiting({ waiting }: Plan): void {
  const first = waiting[0]
  if (first) throw new Refusal('invalid_schedule', first.message, { waiting: waiting.length })
}

/** The answer for programs, in pieces. */
export function* previewJson(figures: PreviewFigures, sends: Iterable<PlannedSend> | null): Generator<string> {
  const { zone, seed, summary, slots, excluded } = figures
  yield `{"zone":${JSON.stringify(zone)},"seed":${seed},\n"summary":${JSON.stringify(summary)},\n"slots":`
  yield* arrayPieces(slots)
  yield ',\n"excluded":'
  yield* arrayPieces(excluded)
  if (sends) {
    yield ',\n"sends":'
    yield* arrayPieces(sends)
  }
  yield '}\n'
}
