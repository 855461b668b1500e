/** Steps between the contract and the store. */
import { createHash } from 'node:crypto'
import { Refusal } from '../../../shared/domain/failure.ts'
import { tooLarge } from '../../../shared/domain/sequence-attachment.ts'
import { plainWords } from '../../../shared/domain/sequence-writing.ts'
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
 * Reads a step as it was given; the content of new attachments comes back beside it.
 * @param kept hashes of files that it may name without giving their content
 * @throws Refusal `invalid_sequence` naming the step
 */
export function readStep(reader: Reader, step: GivenStep, number: number, kept: ReadonlySet<string>): ReadStep {
  const bad: Bad = (what) => new Refusal('invalid_sequence', `Step ${number}: ${what}`, { step: number })
  checkShape(step, number, bad)
  const files = readFiles(reader, step.attachments ?? [], kept, bad)
  const days = step.delay && 'days' in step.delay ? step.delay.days : 0
  const stored: StoredStep = {
    subject: step.subject,
    html: step.html ?? null,
    text: step.text ?? null,
    days: number === 1 ? 0 : days,
    hour: number === 1 ? null : readHour(step.delay?.at, bad),
    attachments: files.map(({ name, hash, cid }) => ({ name, hash, ...(cid ? { cid } : {}) })),
  }
  const compiled = compileTemplate(stored)
  if (compiled.ok) return { stored, files: files.flatMap(({ hash, content }) => (content ? [{ hash, content }] : [])) }
  const [problem] = compiled.problems
  throw bad(`${problem?.part}, line ${problem?.line}, column ${problem?.column}: ${plainWords(problem?.message ?? '')}`)
}

function checkShape(step: GivenStep, number: number, bad: Bad): void {
  if (!step.html?.trim() && !step.text?.trim()) throw bad('it has no text. Give html or text.')
  if (number === 1 && !step.subject.trim()) throw bad('the first step needs a subject.')
  const days = step.delay && 'days' in step.delay ? step.delay.days : 0
  if (number === 1 && days > 0) throw bad('it leaves when the schedule says, so it has no delay. Remove "delay".')
  if (number > 1 && !step.delay) throw bad('a later step needs a delay, such as {"days": 3, "at": "14:00"}.')
  if (number > 1 && days < 1) throw bad('a later step waits at least one working day.')
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
  const result = compileTemplate(step)
  return result.ok ? [...result.template.required] : []
}
