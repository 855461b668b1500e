/** A sequence from a file, as the contract takes it: attachments that name files beside it are read in. */
import { readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Client } from '../../../shared/contract/index.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { parseSequence, problemText, type SequenceStep } from '../../../shared/domain/sequence.ts'
import { type SequenceAttachment, tooLarge } from '../../../shared/domain/sequence-attachment.ts'
import { hourText } from '../../../shared/domain/time-text.ts'
import type { Io } from './io.ts'

export type SequenceInput = Parameters<Client['sequences']['create']>[0]

/**
 * Reads a sequence from a file, or from standard input for "-".
 *
 * @throws Refusal `not_found` for a file that can't be read, `invalid_sequence` naming every place at fault
 */
export async function readSequence(io: Io, file: string): Promise<SequenceInput> {
  const json = file === '-' ? await text(io.stdin) : (await bytesOf(file, 'The sequence')).toString('utf8')
  const checked = parseSequence(json)
  if (!checked.ok) throw new Refusal('invalid_sequence', `${file}: ${problemText(checked.problems)}`)
  const folder = file === '-' ? '.' : dirname(file)
  const steps = await Promise.all(checked.sequence.steps.map((step, i) => given(folder, step, i + 1)))
  return { name: checked.sequence.name, steps }
}

async function given(folder: string, step: SequenceStep, number: number): Promise<SequenceInput['steps'][number]> {
  const { subject, html, text: plain, days, hour } = step
  const sizes = await Promise.all(step.attachments.map((one) => ('path' in one ? sizeOf(join(folder, one.path)) : 0)))
  const trouble = tooLarge(sizes.reduce((sum, size) => sum + size, 0))
  if (trouble) throw new Refusal('invalid_sequence', `Step ${number}: ${trouble}`)
  const attachments = await Promise.all(step.attachments.map((one) => attachment(folder, one)))
  return {
    subject,
    ...(html === null ? {} : { html }),
    ...(plain === null ? {} : { text: plain }),
    ...(number === 1 ? {} : { delay: { days, ...(hour === null ? {} : { at: hourText(hour) }) } }),
    ...(attachments.length > 0 ? { attachments } : {}),
  }
}

async function attachment(folder: string, one: SequenceAttachment): Promise<{ name: string; content: string }> {
  if ('content' in one) return one
  return { name: one.name, content: (await bytesOf(join(folder, one.path), 'The attachment')).toString('base64') }
}

async function sizeOf(path: string): Promise<number> {
  return (await attempt(stat(path), path, 'The attachment')).size
}

const bytesOf = (path: string, what: string): Promise<Buffer> => attempt(readFile(path), path, what)

const unread: Record<string, string> = {
  ENOENT: "doesn't exist. Check its name and folder",
  EISDIR: 'is a folder. Give the file itself',
  EACCES: "may not be read by you. Change the file's permissions",
}

async function attempt<T>(work: Promise<T>, path: string, what: string): Promise<T> {
  try {
    return await work
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Refusal('not_found', `${what} ${path} ${unread[code ?? ''] ?? `can't be read (${code})`}.`)
  }
}
