/** A sequence from a file, as the contract takes it: attachments that name files beside it are read in. */
import { readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Client } from '../../../shared/contract/index.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { problemText, type SequenceStep } from '../../../shared/domain/sequence.ts'
import { type SequenceAttachment, tooLarge } from '../../../shared/domain/sequence-attachment.ts'
import { plainStep } from '../../../shared/domain/sequence-step.ts'
import { readSequenceText } from '../../sequence-text.ts'
import type { Io } from './io.ts'

export type SequenceInput = Parameters<Client['sequences']['create']>[0]

/**
 * Reads a sequence from a file, or from standard input for "-".
 *
 * @throws Refusal `not_found` for a file that can't be read, `invalid_sequence` naming every place at fault
 */
export async function readSequence(io: Io, file: string): Promise<SequenceInput> {
  const written = file === '-' ? await text(io.stdin) : (await bytesOf(file, 'The sequence')).toString('utf8')
  const checked = readSequenceText(written)
  if (!checked.ok) throw new Refusal('invalid_sequence', `${file}: ${problemText(checked.problems)}`)
  const folder = file === '-' ? '.' : dirname(file)
  const steps = await Promise.all(checked.sequence.steps.map((step, i) => given(folder, step, i + 1)))
  return { name: checked.sequence.name, steps }
}

async function given(folder: string, step: SequenceStep, number: number): Promise<SequenceInput['steps'][number]> {
  const { weight, winner } = step
  const variants = await Promise.all(
    step.variants.map(async ({ key, weight, subject, html, text, attachments }) => ({
      key,
      weight,
      subject,
      ...(html === null ? {} : { html }),
      ...(text === null ? {} : { text }),
      ...(await filesOf(folder, attachments, number)),
    })),
  )
  return {
    ...plainStep(step, number),
    ...(variants.length > 0 ? { weight, variants } : {}),
    ...(winner === null ? {} : { winner }),
    ...(await filesOf(folder, step.attachments, number)),
  }
}

async function filesOf(folder: string, given: SequenceAttachment[], number: number) {
  if (given.length === 0) return {}
  const sizes = await Promise.all(given.map((one) => ('path' in one ? sizeOf(join(folder, one.path)) : 0)))
  const trouble = tooLarge(sizes.reduce((sum, size) => sum + size, 0))
  if (trouble) throw new Refusal('invalid_sequence', `Step ${number}: ${trouble}`)
  return { attachments: await Promise.all(given.map((one) => attachment(folder, one))) }
}

async function attachment(
  folder: string,
  one: SequenceAttachment,
): Promise<{ name: string; content: string; cid?: string }> {
  if ('content' in one) return one
  const { name, path, cid } = one
  const content = (await bytesOf(join(folder, path), 'The attachment')).toString('base64')
  return { name, content, ...(cid === undefined ? {} : { cid }) }
}

async function sizeOf(path: string): Promise<number> {
  return (await attempt(stat(path), path, 'The attachment')).size
}

/** @param what what the file is to be, for the error: `The sequence` @throws Refusal `not_found` for one that can't be read */
export const bytesOf = (path: string, what: string): Promise<Buffer> => attempt(readFile(path), path, what)

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
