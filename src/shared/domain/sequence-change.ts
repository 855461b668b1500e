/**
 * What an edit does to a sequence, step by step. A step that somebody was engaged in keeps its place: the ledger knows
 * it by its number, so moving it would send one contact the same email twice and another one never.
 */
export interface StepContent {
  subject: string
  html: string | null
  text: string | null
  days: number
  hour: number | null
  attachments: readonly { name: string; hash: string }[]
}

export interface StepChange {
  /** Number in the new version. */
  step: number
  change: 'same' | 'changed' | 'added'
  /** Its email is another one. */
  content: boolean
  /** It comes at another time after the one before. */
  delay: boolean
}

/** @param from for each new step the number it had before; undefined: taken by its place */
export function stepChanges(
  before: readonly StepContent[],
  after: readonly StepContent[],
  from: readonly (number | undefined)[],
): StepChange[] {
  return after.map((step, i) => {
    const old = before[(from[i] ?? i + 1) - 1]
    if (!old) return { step: i + 1, change: 'added', content: true, delay: true }
    const content = !sameContent(old, step)
    const delay = i > 0 && (old.days !== step.days || old.hour !== step.hour)
    return { step: i + 1, change: content || delay ? 'changed' : 'same', content, delay }
  })
}

const sameContent = (a: StepContent, b: StepContent): boolean =>
  a.subject === b.subject &&
  (a.html ?? '') === (b.html ?? '') &&
  (a.text ?? '') === (b.text ?? '') &&
  a.attachments.length === b.attachments.length &&
  a.attachments.every((file, i) => file.name === b.attachments[i]?.name && file.hash === b.attachments[i]?.hash)

/** Number of the first of the first `kept` steps that is no longer in its place; null when all of them are. */
export function displaced(kept: number, after: number, from: readonly (number | undefined)[]): number | null {
  for (let step = 1; step <= kept; step++) {
    if (step > after) return step
    if ((from[step - 1] ?? step) !== step) return step
  }
  return null
}
