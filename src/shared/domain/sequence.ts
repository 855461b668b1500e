/**
 * A sequence as a file or a form gives it: `{name, steps: [{subject, html?, text?, delay?: {days, at?}, attachments?}]}`.
 * `resources/sequence.schema.json` says the same for editors.
 *
 * The first email leaves on the schedule, so it has no delay. Each later one has: so many working days after the one
 * before was really sent, at an hour of its own or at the same hour. A later email without a subject answers the first
 * one (`Re:`) in the same conversation.
 */
import { brokenJson } from './json-place.ts'
import type { PlanStep } from './plan-shape.ts'
import { attachmentsOf, type SequenceAttachment } from './sequence-attachment.ts'
import { isObject, type Problem, type Problems, unknownKeys } from './sequence-problem.ts'

export interface SequenceStep extends PlanStep {
  /** Empty only in later steps: the subject of the first one with `Re:`. */
  subject: string
  /** At least one of the two is there. The text part is made from the HTML when it is null. */
  html: string | null
  text: string | null
  attachments: SequenceAttachment[]
}

export interface Sequence {
  name: string
  steps: SequenceStep[]
}

export type SequenceCheck = { ok: true; sequence: Sequence } | { ok: false; problems: Problem[] }

const longest = { name: 200, steps: 50, subject: 998, body: 500_000, days: 365 }

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

function checkStep(value: unknown, index: number, say: Problems): SequenceStep {
  const path = `steps[${index}]`
  const step: SequenceStep = { subject: '', html: null, text: null, days: 0, hour: null, attachments: [] }
  if (!isObject(value)) {
    say(path, 'A step is an object: {"subject": "…", "text": "…"}.')
    return step
  }
  unknownKeys(value, ['subject', 'html', 'text', 'delay', 'attachments'], path, say)
  step.subject = checkSubject(value.subject, index === 0, `${path}.subject`, say)
  step.html = checkBody(value.html, `${path}.html`, say)
  step.text = checkBody(value.text, `${path}.text`, say)
  if (value.html === undefined && value.text === undefined) say(path, 'The email is empty. Give it "html" or "text".')
  else if (isBlank(value.html) && isBlank(value.text))
    say(path, 'The email is empty. Write something into "html" or "text".')
  Object.assign(
    step,
    index === 0 ? checkFirstDelay(value.delay, `${path}.delay`, say) : checkDelay(value.delay, `${path}.delay`, say),
  )
  step.attachments = attachmentsOf(value.attachments, `${path}.attachments`, say)
  return step
}

function checkSubject(value: unknown, first: boolean, path: string, say: Problems): string {
  if (value === undefined && !first) return ''
  if (typeof value !== 'string') say(path, first ? 'The first email needs a subject.' : 'The subject must be text.')
  else if (first && value.trim() === '') say(path, 'The first email needs a subject.')
  else if (value.length > longest.subject)
    say(path, `The subject has ${value.length} characters; at most ${longest.subject} are allowed.`)
  else if (hasLineBreak(value)) say(path, 'The subject must be one line.')
  else return value.trim()
  return ''
}

function checkBody(value: unknown, path: string, say: Problems): string | null {
  if (value === undefined) return null
  if (typeof value !== 'string') say(path, 'The body must be text.')
  else if (value.length > longest.body)
    say(path, `The body has ${value.length} characters; at most ${longest.body} are allowed.`)
  else return value.trim() === '' ? null : value
  return null
}

function isBlank(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value.trim() === '')
}

function checkFirstDelay(value: unknown, path: string, say: Problems): PlanStep {
  const none = { days: 0, hour: null }
  // {"days": 0} is how other programs write "no delay".
  if (value === undefined || (isObject(value) && value.days === 0 && Object.keys(value).length === 1)) return none
  say(path, 'The first email leaves when the schedule says. Remove its delay.')
  return none
}

function checkDelay(value: unknown, path: string, say: Problems): PlanStep {
  const delay: PlanStep = { days: 1, hour: null }
  if (!isObject(value)) {
    say(path, 'Say how long after the email before: {"days": 3} or {"days": 3, "at": "14:00"}.')
    return delay
  }
  unknownKeys(value, ['days', 'at'], path, say)
  const { days, at } = value
  if (typeof days !== 'number' || !Number.isInteger(days) || days < 1 || days > longest.days)
    say(`${path}.days`, `Give a whole number of working days from 1 to ${longest.days}.`)
  else delay.days = days
  if (at === undefined) return delay
  const hour = typeof at === 'string' ? hourOf(at) : 'Give the hour as text: "14:00".'
  if (typeof hour === 'string') say(`${path}.at`, hour)
  else delay.hour = hour
  return delay
}

/** `14:00` → 14, else what is wrong with it. */
function hourOf(text: string): number | string {
  const match = /^(\d{1,2}):(\d{2})$/.exec(text)
  const hour = Number(match?.[1])
  if (!match || hour > 23 || Number(match[2]) > 59)
    return `"${text.slice(0, 20)}" is not an hour. Write "09:00", up to "23:00".`
  if (match[2] !== '00') return `Emails are planned by whole hours. Write "${match[1]}:00".`
  return hour
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

function hasLineBreak(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: in a header, any of them could begin another header
  return /[\u0000-\u001f\u007f\u0085\u2028\u2029]/.test(text)
}

export type { Problem }
