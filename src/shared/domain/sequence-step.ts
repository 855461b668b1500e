/** One step of a sequence as a file or a form gives it, checked key by key. */
import type { PlanStep } from './plan-shape.ts'
import { attachmentsOf, type SequenceAttachment } from './sequence-attachment.ts'
import { isObject, type Problems, unknownKeys } from './sequence-problem.ts'
import { hourText, parseDay } from './time-text.ts'

/** What an email says. */
export interface SequenceText {
  /** Empty only in answers: the subject of their conversation with `Re:`. */
  subject: string
  /** At least one of the two is there in an email. The text part is made from the HTML when it is null. */
  html: string | null
  text: string | null
  attachments: SequenceAttachment[]
}

export interface SequenceVariant extends SequenceText {
  /** `B` to `E`. */
  key: string
  weight: number
}

export interface SequenceStep extends SequenceText, Pick<PlanStep, 'days' | 'hour'> {
  kind: 'email' | 'task'
  /** On this date (`2026-12-01`) instead of `days`; null: by `days`. */
  on: string | null
  thread: 'reply' | 'new'
  /** What is to be done, of a task. */
  note: string | null
  weight: number
  variants: SequenceVariant[]
  winner: string | null
}

export const longest = { name: 200, steps: 50, subject: 998, body: 500_000, days: 365, note: 2000, weight: 100 }
const letters = ['B', 'C', 'D', 'E']

const emailKeys = ['kind', 'subject', 'html', 'text', 'delay', 'thread', 'weight', 'variants', 'winner', 'attachments']
const taskKeys = ['kind', 'subject', 'note', 'delay']

const empty = (index: number): SequenceStep => ({
  kind: 'email',
  subject: '',
  html: null,
  text: null,
  days: 0,
  hour: null,
  on: null,
  thread: index === 0 ? 'new' : 'reply',
  note: null,
  weight: 1,
  variants: [],
  winner: null,
  attachments: [],
})

export function checkStep(value: unknown, index: number, say: Problems): SequenceStep {
  const path = `steps[${index}]`
  const step = empty(index)
  if (!isObject(value)) {
    say(path, 'A step is an object: {"subject": "…", "text": "…"}.')
    return step
  }
  const { kind = 'email' } = value
  if (kind !== 'email' && kind !== 'task') say(`${path}.kind`, 'Write "email" or "task".')
  if (index === 0 && kind === 'task') say(`${path}.kind`, 'A sequence begins with an email. Put the task after it.')
  const delay = index === 0 ? checkFirstDelay : checkDelay
  Object.assign(step, delay(value.delay, `${path}.delay`, say))
  if (kind === 'task') return checkTask(value, step, path, say)
  unknownKeys(value, emailKeys, path, say)
  return checkEmail(value, step, { index, path, say })
}

function checkTask(value: Record<string, unknown>, step: SequenceStep, path: string, say: Problems): SequenceStep {
  unknownKeys(value, taskKeys, path, say)
  step.kind = 'task'
  step.subject = checkSubject(value.subject, false, `${path}.subject`, say)
  const { note } = value
  if (note !== undefined && typeof note !== 'string') say(`${path}.note`, 'The note must be text.')
  else if (typeof note === 'string' && note.length > longest.note)
    say(`${path}.note`, `The note has ${note.length} characters; at most ${longest.note} are allowed.`)
  else step.note = note?.trim() || null
  if (isBlank(value.note) && isBlank(value.subject)) say(path, 'Say in "note" what is to be done.')
  return step
}

function checkEmail(
  value: Record<string, unknown>,
  step: SequenceStep,
  { index, path, say }: { index: number; path: string; say: Problems },
): SequenceStep {
  const { thread, winner } = value
  if (thread !== undefined && thread !== 'reply' && thread !== 'new')
    say(`${path}.thread`, 'Write "reply" to answer the email before, or "new" to begin a conversation.')
  else if (index === 0 && thread === 'reply') say(`${path}.thread`, 'The first email answers none. Remove "thread".')
  else if (thread !== undefined) step.thread = thread
  const begins = index === 0 || thread === 'new'
  Object.assign(step, checkText(value, begins, path, say))
  step.weight = checkWeight(value.weight, `${path}.weight`, say)
  step.variants = checkVariants(value.variants, begins, `${path}.variants`, say)
  if (winner === undefined) return step
  const keys = step.variants.length > 0 ? ['A', ...step.variants.map(({ key }) => key)] : []
  if (typeof winner === 'string' && keys.includes(winner)) step.winner = winner
  else if (keys.length === 0) say(`${path}.winner`, 'There are no variants to choose a winner from. Remove "winner".')
  else say(`${path}.winner`, `Name one of the variants: ${keys.join(', ')}.`)
  return step
}

function checkText(value: Record<string, unknown>, begins: boolean, path: string, say: Problems): SequenceText {
  const text = {
    subject: checkSubject(value.subject, begins, `${path}.subject`, say),
    html: checkBody(value.html, `${path}.html`, say),
    text: checkBody(value.text, `${path}.text`, say),
    attachments: attachmentsOf(value.attachments, `${path}.attachments`, say),
  }
  if (value.html === undefined && value.text === undefined) say(path, 'The email is empty. Give it "html" or "text".')
  else if (isBlank(value.html) && isBlank(value.text))
    say(path, 'The email is empty. Write something into "html" or "text".')
  return text
}

function checkVariants(value: unknown, begins: boolean, path: string, say: Problems): SequenceVariant[] {
  if (value === undefined) return []
  if (!isObject(value)) {
    say(path, 'Give the other ways to write it by their letters: {"B": {"subject": "…", "text": "…"}}.')
    return []
  }
  unknownKeys(value, letters, path, say)
  return letters.flatMap((key) => {
    const given = value[key]
    if (given === undefined) return []
    if (!isObject(given)) {
      say(`${path}.${key}`, 'A variant is an object: {"subject": "…", "text": "…"}.')
      return []
    }
    unknownKeys(given, ['weight', 'subject', 'html', 'text', 'attachments'], `${path}.${key}`, say)
    const weight = checkWeight(given.weight, `${path}.${key}.weight`, say)
    return [{ key, weight, ...checkText(given, begins, `${path}.${key}`, say) }]
  })
}

function checkWeight(value: unknown, path: string, say: Problems): number {
  if (value === undefined) return 1
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= longest.weight) return value
  say(path, `Give a whole number from 1 to ${longest.weight}: its share beside the others.`)
  return 1
}

function checkSubject(value: unknown, begins: boolean, path: string, say: Problems): string {
  const needed = path.startsWith('steps[0].')
    ? 'The first email needs a subject.'
    : 'It begins a conversation, so it needs a subject.'
  if (value === undefined && !begins) return ''
  if (typeof value !== 'string') say(path, begins ? needed : 'The subject must be text.')
  else if (begins && value.trim() === '') say(path, needed)
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

const isBlank = (value: unknown): boolean => value === undefined || (typeof value === 'string' && value.trim() === '')

type Delay = Pick<SequenceStep, 'days' | 'hour' | 'on'>

function checkFirstDelay(value: unknown, path: string, say: Problems): Delay {
  const none = { days: 0, hour: null, on: null }
  // {"days": 0} is how other programs write "no delay".
  if (value === undefined || (isObject(value) && value.days === 0 && Object.keys(value).length === 1)) return none
  say(path, 'The first email leaves when the schedule says. Remove its delay.')
  return none
}

function checkDelay(value: unknown, path: string, say: Problems): Delay {
  const delay: Delay = { days: 1, hour: null, on: null }
  if (!isObject(value)) {
    say(
      path,
      'Say how long after the email before: {"days": 3} or {"days": 3, "at": "14:00"}; or when: {"on": "2026-12-01"}.',
    )
    return delay
  }
  unknownKeys(value, ['days', 'on', 'at'], path, say)
  const { days, on, at } = value
  if (on !== undefined) {
    if (days !== undefined) say(path, 'Give either "days" or "on".')
    if (typeof on !== 'string' || parseDay(on) === null) say(`${path}.on`, 'Give a date as 2026-12-01.')
    else delay.on = on
  } else if (typeof days !== 'number' || !Number.isInteger(days) || days < 1 || days > longest.days)
    say(`${path}.days`, `Give a whole number of working days from 1 to ${longest.days}.`)
  else delay.days = days
  if (at === undefined) return delay
  const hour = typeof at === 'string' ? hourOf(at) : 'Give the hour as text: "14:00".'
  if (typeof hour === 'string') say(`${path}.at`, hour)
  else delay.hour = hour
  return delay
}

/** `14:00` → 14, else what is wrong with it. */
export function hourOf(text: string): number | string {
  const match = /^(\d{1,2}):(\d{2})$/.exec(text)
  const hour = Number(match?.[1])
  if (!match || hour > 23 || Number(match[2]) > 59)
    return `"${text.slice(0, 20)}" is not an hour. Write "09:00", up to "23:00".`
  if (match[2] !== '00') return `Emails are planned by whole hours. Write "${match[1]}:00".`
  return hour
}

export function hasLineBreak(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: in a header, any of them could begin another header
  return /[\u0000-\u001f\u007f\u0085\u2028\u2029]/.test(text)
}

/** What comes out of a step for the contract and for a file alike, in the order people read it; files apart. */
export function plainStep(step: Omit<SequenceStep, 'attachments' | 'variants'>, number: number) {
  const { kind, subject, html, text, note, days, hour, on, thread } = step
  const at = hour === null ? {} : { at: hourText(hour) }
  return {
    ...(kind === 'task' ? { kind } : {}),
    ...(number > 1 && kind === 'email' && thread === 'new' ? { thread } : {}),
    ...(number === 1 ? {} : { delay: on === null ? { days, ...at } : { on, ...at } }),
    subject,
    ...(note === null ? {} : { note }),
    ...(html === null ? {} : { html }),
    ...(text === null ? {} : { text }),
  }
}
