/**
 * What an edit does to a sequence, step by step. A step that somebody was engaged in keeps its place: the ledger knows
 * it by its number, so moving it would send one contact the same email twice and another one never.
 */
import { textOf } from './variant.ts'

export interface StepContent {
  subject: string
  html: string | null
  text: string | null
  days: number
  hour: number | null
  attachments: readonly { name: string; hash: string; cid?: string }[]
  kind?: 'email' | 'task'
  on?: string
  thread?: 'reply' | 'new'
  note?: string
  weight?: number
  variants?: readonly (VariantContent & { key: string; weight: number })[]
  winner?: string
}
type VariantContent = Pick<StepContent, 'subject' | 'html' | 'text' | 'attachments'>

export interface StepChange {
  /** Number in the new version. */
  step: number
  change: 'same' | 'changed' | 'added'
  /** One of its ways of writing is another one: whose email that changes, `saysOther` tells. */
  content: boolean
  /** It comes at another time after the one before. */
  delay: boolean
  /** It has other variants, other weights or another winner. */
  dealt: boolean
}

/** @param from for each new step the number it had before; undefined: taken by its place */
export function stepChanges(
  before: readonly StepContent[],
  after: readonly StepContent[],
  from: readonly (number | undefined)[],
): StepChange[] {
  return after.map((step, i) => {
    const old = before[(from[i] ?? i + 1) - 1]
    if (!old) return { step: i + 1, change: 'added', content: true, delay: true, dealt: false }
    const content = !sameContent(old, step) || !sameWords(old, step) || !sameVariants(old, step)
    const delay = i > 0 && (old.days !== step.days || old.hour !== step.hour || old.on !== step.on)
    const dealt = dealing(old) !== dealing(step)
    return { step: i + 1, change: content || delay || dealt ? 'changed' : 'same', content, delay, dealt }
  })
}

const sameContent = (a: VariantContent, b: VariantContent): boolean =>
  a.subject === b.subject &&
  (a.html ?? '') === (b.html ?? '') &&
  (a.text ?? '') === (b.text ?? '') &&
  a.attachments.length === b.attachments.length &&
  a.attachments.every((file, i) => {
    const other = b.attachments[i]
    return file.name === other?.name && file.hash === other?.hash && file.cid === other?.cid
  })

const sameWords = (a: StepContent, b: StepContent): boolean =>
  (a.thread ?? 'reply') === (b.thread ?? 'reply') && (a.note ?? '') === (b.note ?? '')

/**
 * Whether one contact's email of a step, or its task, is another one: by the ways of writing that fall to that contact,
 * so that an edit of one variant is not taken for one of all. `had`, `gets`: the variant before and after; null: none.
 */
export const saysOther = (before: StepContent, after: StepContent, had: string | null, gets: string | null): boolean =>
  !sameWords(before, after) || !sameContent(textOf(before, had), textOf(after, gets))

/** Of those that are in both: a variant that is new has no emails yet, and those of one that is gone are dealt anew. */
const sameVariants = (a: StepContent, b: StepContent): boolean =>
  (a.variants ?? []).every((variant) => {
    const other = b.variants?.find(({ key }) => key === variant.key)
    return other === undefined || sameContent(variant, other)
  })

/** Which variant falls to whom. */
const dealing = ({ weight, variants = [], winner }: StepContent): string =>
  variants.length === 0 ? '' : JSON.stringify([weight ?? 1, variants.map((each) => [each.key, each.weight]), winner])

/**
 * What a step that somebody was engaged in must not lose, in words: what kind of step it is, for its rows are of that
 * kind; and a variant that some were sent, as long as no winner takes its place.
 */
export function usedFault(
  used: readonly StepContent[],
  after: readonly StepContent[],
): { step: number; words: string } | null {
  for (const [i, old] of used.entries()) {
    const step = i + 1
    const now = after[i]
    if (!now) continue
    if ((old.kind ?? 'email') !== (now.kind ?? 'email')) {
      const [was, other] = old.kind === 'task' ? ['a task', 'an email'] : ['an email', 'a task']
      return {
        step,
        words: `Step ${step} is in use: it is ${was} and can't become ${other}. Add a step at the end instead.`,
      }
    }
    const gone = old.variants?.find(({ key }) => !now.variants?.some((each) => each.key === key))
    if (gone && now.winner === undefined && old.winner === undefined)
      return {
        step,
        words: `Step ${step} is in use: some contacts have variant ${gone.key}, so it can't be removed before a winner is chosen.`,
      }
  }
  return null
}

/** Number of the first of the first `kept` steps that is no longer in its place; null when all of them are. */
export function displaced(kept: number, after: number, from: readonly (number | undefined)[]): number | null {
  for (let step = 1; step <= kept; step++) {
    if (step > after) return step
    if ((from[step - 1] ?? step) !== step) return step
  }
  return null
}
