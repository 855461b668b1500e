/** Steps between the contract and the store. */
import { createHash } from 'node:crypto'
import { Refusal } from '../../../shared/domain/failure.ts'
import { tooLarge } from '../../../shared/domain/sequence-attachment.ts'
import { plainWords } from '../../../shared/domain/sequence-writing.ts'
import { waysOf } from '../../../shared/domain/variant.ts'
import { compileTemplate } from '../../mail/template.ts'
import type { Reader, Store } from '../../store/open.ts'
import { attachmentSize, type SequenceRow } from '../../store/sequences.ts'
import type { StoredStep } from '../../store/stored-step.ts'

type GivenFile = { name: string; cid?: string | undefined } & ({ content: string } | { hash: string })
interface GivenText {
  subject: string
  html?: string | undefined
  text?: string | undefined
  attachments?: GivenFile[] | undefined
}
type GivenVariant = GivenText & { key: string; weight?: number | undefined }
export interface GivenStep extends GivenText {
  kind?: 'email' | 'task' | undefined
  delay?: { days: number; at?: string | undefined } | { on: string; at?: string | undefined } | undefined
  thread?: 'reply' | 'new' | undefined
  note?: string | undefined
  weight?: number | undefined
  variants?: GivenVariant[] | undefined
  winner?: string | undefined
  from?: number | undefined
}

export interface ReadStep {
  stored: StoredStep
  /** Files that are not in the store yet. */
  files: { hash: string; content: Buffer }[]
}

type Bad = (what: string) => Refusal

/**
 * Reads the steps of a sequence as they were given; the content of new attachments comes back beside each.
 *
 * @param kept hashes of files that they may name without giving their content
 * @throws Refusal `invalid_sequence` naming the step
 */
export function readSteps(reader: Reader, steps: readonly GivenStep[], kept: ReadonlySet<string>): ReadStep[] {
  if (steps[0]?.kind === 'task')
    throw new Refusal('invalid_sequence', 'Step 1 is a task. A sequence begins with an email: put the task after it.')
  return steps.map((step, i) => readStep(reader, step, { number: i + 1, kept }))
}

interface Around {
  number: number
  kept: ReadonlySet<string>
}

function readStep(reader: Reader, step: GivenStep, { number, kept }: Around): ReadStep {
  const bad: Bad = (what) => new Refusal('invalid_sequence', `Step ${number}: ${what}`, { step: number })
  checkDelay(step, number, bad)
  const timed = timeOf(step, number, bad)
  if (step.kind === 'task') return { stored: taskOf(step, timed, bad), files: [] }
  const begins = number === 1 || step.thread === 'new'
  if (number === 1 && step.thread === 'reply') throw bad('it is the first email, so it answers none. Remove "thread".')
  if (step.note !== undefined && step.note.trim() !== '') throw bad('only a task has a note. Remove "note".')
  const own = readText(reader, step, { kept, begins, bad, what: '' })
  const variants = (step.variants ?? []).map((each) => ({
    key: each.key,
    weight: each.weight ?? 1,
    ...readText(reader, each, { kept, begins, bad, what: `variant ${each.key}: ` }),
  }))
  checkVariants(step, bad)
  const stored: StoredStep = {
    ...own.stored,
    ...timed,
    ...(step.thread === 'new' && number !== 1 ? { thread: 'new' as const } : {}),
    ...(variants.length > 0
      ? {
          weight: step.weight ?? 1,
          variants: variants.map(({ key, weight, stored: text }) => ({ key, weight, ...text })),
          ...(step.winner === undefined ? {} : { winner: step.winner }),
        }
      : {}),
  }
  return { stored, files: [own, ...variants].flatMap(({ files }) => files) }
}

function checkDelay({ delay }: GivenStep, number: number, bad: Bad): void {
  const days = delay && 'days' in delay ? delay.days : 0
  const isDated = delay !== undefined && 'on' in delay
  if (number === 1 && (days > 0 || isDated))
    throw bad('it leaves when the schedule says, so it has no delay. Remove "delay".')
  if (number === 1) return
  if (!delay) throw bad('a later step needs a delay, such as {"days": 3, "at": "14:00"} or {"on": "2026-12-01"}.')
  if (!isDated && days < 1) throw bad('a later step waits at least one working day.')
}

type Timed = Pick<StoredStep, 'days' | 'hour' | 'on'>

function timeOf({ delay }: GivenStep, number: number, bad: Bad): Timed {
  if (number === 1 || !delay) return { days: 0, hour: null }
  const hour = readHour(delay.at, bad)
  return 'on' in delay ? { days: 1, hour, on: delay.on } : { days: delay.days, hour }
}

/** @throws Refusal for what only an email has */
function taskOf(step: GivenStep, timed: Timed, bad: Bad): StoredStep {
  const only = (['html', 'text', 'thread', 'variants', 'winner', 'attachments'] as const).find((key) => {
    const value = step[key]
    return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== ''
  })
  if (only) throw bad(`it is a task, which has no "${only}": nothing is sent. Say in "note" what is to be done.`)
  const note = step.note?.trim() ?? ''
  if (note === '' && !step.subject.trim()) throw bad('it is a task. Say in "note" what is to be done.')
  return {
    kind: 'task',
    subject: step.subject.trim(),
    html: null,
    text: null,
    ...timed,
    ...(note === '' ? {} : { note }),
    attachments: [],
  }
}

function checkVariants({ variants = [], winner }: GivenStep, bad: Bad): void {
  const keys = ['A', ...variants.map(({ key }) => key)]
  const twice = keys.find((key, i) => keys.indexOf(key) !== i)
  if (twice === 'A') throw bad('variant A is the text of the step itself. Name the others B to E.')
  if (twice !== undefined) throw bad(`there are two variants ${twice}. Give each a letter of its own, B to E.`)
  if (winner === undefined) return
  if (variants.length === 0) throw bad('it has no variants to choose a winner from. Remove "winner".')
  if (!keys.includes(winner)) throw bad(`there is no variant ${winner} to be the winner. There are ${keys.join(', ')}.`)
}

interface ReadText {
  stored: Pick<StoredStep, 'subject' | 'html' | 'text' | 'attachments'>
  files: ReadStep['files']
}

function readText(
  reader: Reader,
  given: GivenText,
  { kept, begins, bad, what }: { kept: ReadonlySet<string>; begins: boolean; bad: Bad; what: string },
): ReadText {
  if (!given.html?.trim() && !given.text?.trim()) throw bad(`${what}it has no text. Give html or text.`)
  if (begins && !given.subject.trim()) throw bad(`${what}it begins a conversation, so it needs a subject of its own.`)
  const files = readFiles(reader, given.attachments ?? [], kept, bad)
  const stored: ReadText['stored'] = {
    subject: given.subject,
    html: given.html ?? null,
    text: given.text ?? null,
    attachments: files.map(({ name, hash, cid }) => ({ name, hash, ...(cid ? { cid } : {}) })),
  }
  const compiled = compileTemplate(stored)
  if (compiled.ok) return { stored, files: files.flatMap(({ hash, content }) => (content ? [{ hash, content }] : [])) }
  const [problem] = compiled.problems
  throw bad(
    `${what}${problem?.part}, line ${problem?.line}, column ${problem?.column}: ${plainWords(problem?.message ?? '')}`,
  )
}

interface ReadFile {
  name: string
  cid: string | undefined
  hash: string
  size: number
  content: Buffer | null
}

function readFiles(reader: Reader, given: GivenFile[], kept: ReadonlySet<string>, bad: Bad): ReadFile[] {
  const files = given.map((file): ReadFile => {
    const { name, cid } = file
    if ('hash' in file) {
      const size = kept.has(file.hash) ? attachmentSize(reader, file.hash) : undefined
      if (size === undefined) throw bad(`the attachment ${name} is not here any more. Add the file again.`)
      return { name, cid, hash: file.hash, size, content: null }
    }
    const content = Buffer.from(file.content, 'base64')
    if (content.length === 0 && file.content !== '') throw bad(`the attachment ${name} is not base64.`)
    return { name, cid, hash: createHash('sha256').update(content).digest('hex'), size: content.length, content }
  })
  const trouble = tooLarge(files.reduce((sum, file) => sum + file.size, 0))
  if (trouble) throw bad(trouble)
  return files
}

function readHour(at: string | undefined, bad: Bad): number | null {
  if (at === undefined) return null
  const match = /^(\d{1,2}):00$/.exec(at)
  const hour = Number(match?.[1])
  if (!match || hour > 23) throw bad(`"${at}" is not a whole hour such as 14:00.`)
  return hour
}

/** Read once per version: a version never changes, and a list asks for all of them at every change. */
const needed = new WeakMap<Store, Map<number, string[][]>>()

/** The variables that each step of the present version needs from every contact. */
export function variablesPerStep(store: Store, row: SequenceRow): string[][] {
  const known = needed.get(store) ?? new Map<number, string[][]>()
  needed.set(store, known)
  const found = known.get(row.versionId) ?? row.steps.map(variablesOf)
  known.set(row.versionId, found)
  return found
}

function variablesOf(step: StoredStep): string[] {
  const required = waysOf(step).flatMap((way) => {
    const result = compileTemplate(way)
    return result.ok ? result.template.required : []
  })
  return [...new Set(required)]
}
