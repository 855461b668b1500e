/**
 * A sequence as a file or a form gives it: `{name, steps: [{subject, html?, text?, delay?, attachments?, …}]}`, as JSON
 * or as YAML. `resources/sequence.schema.json` says the same for editors.
 *
 * The first email leaves on the schedule, so it has no delay. Each later step has: so many working days after the one
 * before was really over, or a date; at an hour of its own or at the same hour. A later email without a subject answers
 * the one before (`Re:`) in the same conversation, unless it begins a new one (`thread: new`). A step of kind `task` is
 * done by hand. `variants` are other ways to write an email, by their letters.
 */
import { brokenJson } from './json-place.ts'
import type { PlanStep } from './plan-shape.ts'
import { isObject, type Problem, type Problems, unknownKeys } from './sequence-problem.ts'
import { checkStep, hasLineBreak, hourOf, longest, type SequenceStep } from './sequence-step.ts'

export interface Sequence {
  name: string
  steps: SequenceStep[]
}

export type SequenceCheck = { ok: true; sequence: Sequence } | { ok: false; problems: Problem[] }

/** Reads the text of a sequence file. Never throws. */
export function parseSequence(json: string): SequenceCheck {
  const text = json.replace(/^\ufeff/, '')
  const place = brokenJson(text)
  if (place === null) return checkSequence(JSON.parse(text))
  const message = `This is not valid JSON at line ${place.line}, column ${place.column}. Often a comma or a quotation mark is missing just before.`
  return { ok: false, problems: [{ path: '', message }] }
}

/** Checks a parsed value, and says all that is wrong with it, at most 20 things. Never throws. */
export function checkSequence(value: unknown): SequenceCheck {
  const problems: Problem[] = []
  const say: Problems = (path, message) => {
    if (problems.length < 20) problems.push({ path, message })
  }
  if (!isObject(value)) {
    say('', 'A sequence is an object: {"name": "…", "steps": […]}.')
    return { ok: false, problems }
  }
  unknownKeys(value, ['$schema', 'name', 'steps'], '', say)
  const name = checkName(value.name, say)
  const steps = checkSteps(value.steps, say)
  return problems.length > 0 ? { ok: false, problems } : { ok: true, sequence: { name, steps } }
}

/** All problems as one text for a person, a line each: `steps[1].delay.days: …`. */
export function problemText(problems: readonly Problem[]): string {
  return problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('\n')
}

function checkName(value: unknown, say: Problems): string {
  if (typeof value !== 'string' || value.trim() === '') say('name', 'Give the sequence a name.')
  else if (value.length > longest.name)
    say('name', `The name has ${value.length} characters; at most ${longest.name} are allowed.`)
  else if (hasLineBreak(value)) say('name', 'The name must be one line.')
  else return value.trim()
  return ''
}

function checkSteps(value: unknown, say: Problems): SequenceStep[] {
  if (!Array.isArray(value) || value.length === 0) {
    say('steps', 'Give at least one step: [{"subject": "…", "text": "…"}].')
    return []
  }
  if (value.length > longest.steps)
    say('steps', `There are ${value.length} steps; at most ${longest.steps} are allowed.`)
  return value.slice(0, longest.steps).map((step: unknown, i) => checkStep(step, i, say))
}

/**
 * Reads a later step as the command line gives it: `+3d@14:00` is three working days after the one before, in the slot
 * of 14:00; `+3d` is at the same hour.
 */
export function parseStep(text: string): { ok: true; step: PlanStep } | { ok: false; message: string } {
  const match = /^\+?(\d{1,4})d(?:@(.{1,10}))?$/i.exec(text.trim())
  if (!match) return { ok: false, message: `"${text}" is not a step. Write "+3d@14:00", or "+3d" for the same hour.` }
  const days = Number(match[1])
  if (days < 1 || days > longest.days)
    return {
      ok: false,
      message: `"${text}": a later step comes 1 to ${longest.days} working days after the one before.`,
    }
  if (match[2] === undefined) return { ok: true, step: { days, hour: null } }
  const hour = hourOf(match[2])
  return typeof hour === 'string' ? { ok: false, message: hour } : { ok: true, step: { days, hour } }
}

export type { Problem, SequenceStep }
