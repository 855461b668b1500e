/**
 * Which way of writing a step a contact gets. A is the step's own text, B to E are its `variants`.
 *
 * Drawn from the seed of the engagement, the enrollment and the step: every computer draws the same, and nothing has to
 * be counted or kept. It is written to the email's row when that is made, and from then on the row's word counts:
 *
 * - A change of weights holds for contacts engaged after it. Who has a variant keeps it, or a follow-up that was shown
 *   yesterday would be another one today.
 * - A variant added to a step that had only one way of writing it is dealt to the step's unsent emails too: they have
 *   none yet.
 * - A chosen winner is what all unsent emails of the step get, whatever they had; so do all who are engaged later.
 *   Taking the choice back deals the unsent ones anew.
 *
 * The draw is a weighted rendezvous: each variant draws a number of its own and the best wins. So where a weight is
 * raised, contacts only move to that variant, and never between two others.
 */
import { joinKey, keyOf, unitAt } from './random.ts'

/** What of a step decides. Variant A has the weight of the step. */
export interface Written {
  weight?: number
  variants?: readonly { key: string; weight: number }[]
  winner?: string
}

/** A first, then the others in their order. Empty where there is one way only. */
export function weightsOf({ weight, variants }: Written): { key: string; weight: number }[] {
  if (!variants || variants.length === 0) return []
  return [{ key: 'A', weight: weight ?? 1 }, ...variants.map((each) => ({ key: each.key, weight: each.weight }))]
}

/** True where that variant is one of the step's. */
export const hasVariant = (step: Written, key: string): boolean => weightsOf(step).some((each) => each.key === key)

/**
 * The variant of one contact; null where the step is written one way only.
 *
 * @param seed of the engagement, unsigned 32-bit
 * @param enrollment its public id
 */
export function variantOf(seed: number, enrollment: string, step: number, written: Written): string | null {
  const weights = weightsOf(written)
  if (weights.length === 0) return null
  if (written.winner !== undefined && hasVariant(written, written.winner)) return written.winner
  const key = joinKey(keyOf(enrollment, seed), step)
  let best: { key: string; score: number } | null = null
  for (const { key: name, weight } of weights) {
    if (weight <= 0) continue
    // exponential with the weight as its rate: the least of them is each one's as often as its weight says
    const score = -Math.log(1 - unitAt(key, name.charCodeAt(0))) / weight
    if (best === null || score < best.score) best = { key: name, score }
  }
  return best?.key ?? 'A'
}

/**
 * The variant that an unsent email goes on with when its step was edited: see above.
 *
 * @param row what its row says, and the step as it was when that was written
 */
export function variantNow(
  seed: number,
  enrollment: string,
  step: number,
  written: Written,
  row: { variant: string | null; was: Written },
): string | null {
  const { variant, was } = row
  const isChosen = written.winner !== undefined || was.winner !== undefined
  if (variant !== null && !isChosen && hasVariant(written, variant)) return variant
  return variantOf(seed, enrollment, step, written)
}

interface Text {
  subject: string
  html: string | null
  text: string | null
  attachments: readonly { name: string; hash: string; cid?: string }[]
}

/** The text of a variant; the step's own for A, for none, and for one that is gone. */
export function textOf<T extends Text>(
  step: T & { variants?: readonly (Text & { key: string })[] },
  key: string | null,
): Text {
  return step.variants?.find((each) => each.key === key) ?? step
}

/** Every way of writing a step that may still be sent, none for a task: which one a contact gets is drawn when it is engaged. */
export function waysOf<T extends Text>(
  step: T & { kind?: 'email' | 'task'; winner?: string; variants?: readonly (Text & { key: string })[] },
): Text[] {
  if (step.kind === 'task') return []
  const { winner, variants = [] } = step
  return winner === undefined ? [step, ...variants] : [textOf(step, winner)]
}

/** How a step's conversation goes on: the number of the email that began the one it belongs to. */
export function conversationStart(
  steps: readonly { kind?: 'email' | 'task'; thread?: 'reply' | 'new' }[],
  step: number,
): number {
  for (let number = Math.min(step, steps.length); number > 1; number--) {
    const each = steps[number - 1]
    if (each && each.kind !== 'task' && each.thread === 'new') return number
  }
  const first = steps.findIndex(({ kind }) => kind !== 'task')
  return first < 0 ? 1 : first + 1
}
