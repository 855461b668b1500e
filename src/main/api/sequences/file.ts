/** A sequence as a file, and a sequence from a file. */
import { Refusal } from '../../../shared/domain/failure.ts'
import { problemText, type SequenceStep } from '../../../shared/domain/sequence.ts'
import type { SequenceAttachment } from '../../../shared/domain/sequence-attachment.ts'
import { plainStep } from '../../../shared/domain/sequence-step.ts'
import { readSequenceText, type SequenceFormat, writeSequenceText } from '../../sequence-text.ts'
import type { Reader } from '../../store/open.ts'
import { attachment, type SequenceRow } from '../../store/sequences.ts'
import type { StoredFile, StoredStep, StoredVariant } from '../../store/stored-step.ts'
import type { GivenStep } from './steps.ts'

/** The whole sequence with its files: another workspace makes the same of it. */
export function sequenceFile(
  reader: Reader,
  { name, steps }: Pick<SequenceRow, 'name' | 'steps'>,
  format: SequenceFormat,
): { name: string; text: string } {
  const value = { name, steps: steps.map((step, i) => stepFile(reader, step, i + 1)) }
  const plain = name.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-+|-+$/g, '')
  return { name: `${plain || 'sequence'}.${format}`, text: writeSequenceText(value, format) }
}

function stepFile(reader: Reader, step: StoredStep, number: number) {
  const { kind = 'email', on = null, note = null, weight, variants = [], winner, ...rest } = step
  const thread = step.thread ?? (number === 1 ? 'new' : 'reply')
  const plain = plainStep({ ...rest, kind, on, note, thread, weight: 1, winner: null }, number)
  return {
    ...plain,
    ...(variants.length > 0 ? { weight: weight ?? 1 } : {}),
    ...(variants.length > 0
      ? { variants: Object.fromEntries(variants.map((each) => [each.key, variantFile(reader, each)])) }
      : {}),
    ...(winner === undefined ? {} : { winner }),
    ...filesOf(reader, step.attachments),
  }
}

const variantFile = (reader: Reader, { weight, subject, html, text, attachments }: StoredVariant) => ({
  weight,
  subject,
  ...(html === null ? {} : { html }),
  ...(text === null ? {} : { text }),
  ...filesOf(reader, attachments),
})

function filesOf(reader: Reader, files: readonly StoredFile[]) {
  if (files.length === 0) return {}
  return {
    attachments: files.map(({ name, hash, cid }) => {
      const content = attachment(reader, hash)
      if (!content)
        throw new Refusal(
          'not_found',
          `The attachment ${name} is not here any more. Take it out of the step, then export.`,
        )
      return { name, content: content.toString('base64'), ...(cid ? { cid } : {}) }
    }),
  }
}

/** @throws Refusal `invalid_sequence` naming every place at fault */
export function stepsFromFile(text: string): { name: string; steps: GivenStep[] } {
  const checked = readSequenceText(text)
  if (!checked.ok) throw new Refusal('invalid_sequence', problemText(checked.problems))
  const { name, steps } = checked.sequence
  return { name, steps: steps.map((step, i) => givenStep(step, i + 1)) }
}

function givenStep(step: SequenceStep, number: number): GivenStep {
  const files = (attachments: SequenceAttachment[]) => attachments.map((one) => withContent(one, number))
  return {
    ...plainStep(step, number),
    weight: step.weight,
    variants: step.variants.map(({ html, text, ...each }) => ({
      ...each,
      html: html ?? undefined,
      text: text ?? undefined,
      attachments: files(each.attachments),
    })),
    winner: step.winner ?? undefined,
    attachments: files(step.attachments),
  }
}

function withContent(one: SequenceAttachment, number: number) {
  if ('content' in one) return one
  throw new Refusal(
    'invalid_sequence',
    `Step ${number} names the file ${one.path} beside it, which is not here. Add it with: cadenza sequences add FILE.`,
  )
}
