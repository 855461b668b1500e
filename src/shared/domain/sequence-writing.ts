/** What a step on its way to being written lacks, apart from its template language. Pure: asked at every pause in typing. */
export interface DraftStep {
  subject: string
  html: string | null
  text: string | null
}

/** What is wrong, for programs; the words may change. */
export type WritingCode =
  | 'no_subject'
  | 'long_subject'
  | 'subject_lines'
  | 'reply_mark'
  | 'empty'
  | 'single_braces'
  | 'unclosed'

export interface WritingProblem<Code extends string = WritingCode> {
  code: Code
  part: 'subject' | 'html' | 'text' | 'attachments' | 'step'
  line: number | null
  column: number | null
  severity: 'error' | 'warning'
  message: string
}

/** RFC 5322 allows no longer line. */
const longestSubject = 998
/** Beyond it, inboxes show three dots. */
const longSubject = 90

/** @param number of the step, from 1; @param isReply false: it begins a conversation of its own */
export function writingProblems(step: DraftStep, number: number, isReply = number > 1): WritingProblem[] {
  const found: WritingProblem[] = []
  const say = (
    severity: WritingProblem['severity'],
    code: WritingCode,
    part: WritingProblem['part'],
    message: string,
    at?: Place,
  ) => found.push({ code, severity, part, message, line: at?.line ?? null, column: at?.column ?? null })
  subjectProblems(step.subject, { number, isReply }, say)
  if (blank(step.html) && blank(step.text)) say('error', 'empty', 'step', 'The email is empty.')
  for (const part of ['subject', 'html', 'text'] as const) {
    const single = singleBraces(step[part] ?? '')
    const message = single && `"${single.text}" has single braces, so it stays as it is. Write {${single.text}}.`
    if (single && message) say('warning', 'single_braces', part, message, single)
    const open = unclosed(step[part] ?? '')
    if (open) say('error', 'unclosed', part, `"${open.text}" is not closed: ${open.end} is missing.`, open)
  }
  return found
}

type Say = (
  severity: WritingProblem['severity'],
  code: WritingCode,
  part: WritingProblem['part'],
  message: string,
  at?: Place,
) => void

function subjectProblems(written: string, { number, isReply }: { number: number; isReply: boolean }, say: Say): void {
  const subject = written.trim()
  const read = asRead(subject)
  if (!isReply && subject === '')
    say(
      'error',
      'no_subject',
      'subject',
      number === 1 ? 'The first email needs a subject.' : 'A new conversation needs a subject.',
    )
  if (subject.length > longestSubject)
    say(
      'error',
      'long_subject',
      'subject',
      `The subject has ${subject.length} characters; at most ${longestSubject} are allowed.`,
    )
  else if (read.length > longSubject)
    say(
      'warning',
      'long_subject',
      'subject',
      `The subject has ${read === subject ? '' : 'about '}${read.length} characters. Most inboxes show about 60 of them.`,
    )
  if (/[\r\n]/.test(subject)) say('error', 'subject_lines', 'subject', 'The subject must be one line.')
  const mark = /^(re|fwd?|aw|wg|tr)\s*:/i.exec(subject)?.[0]
  if (!isReply && mark)
    say(
      'warning',
      'reply_mark',
      'subject',
      `The ${number === 1 ? 'first email' : 'new conversation'} answers nothing, so "${mark}" misleads its readers, and spam filters look for it.`,
      { line: 1, column: 1 },
    )
}

/** A variable without a default is thought to be as long as a name. */
const usualLength = 8

/** About what a reader sees of it: a variable as its default or as something of the usual length, and no conditions. */
const asRead = (subject: string): string =>
  subject
    .replace(/\{%.*?%\}/gs, '')
    .replace(/\{\{.*?\}\}/gs, (block) => /\bdefault:\s*(["'])(.*?)\1/s.exec(block)?.[2] ?? '_'.repeat(usualLength))

const blank = (text: string | null): boolean => text === null || text.trim() === ''

export interface Place {
  line: number
  column: number
}

/** Line and column of an offset, both from 1. */
export function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

/** Where a variable is named for the first time inside `{{ }}` or `{% %}`; null when it isn't. */
export function placeOfVariable(text: string, name: string): Place | null {
  const exact = new RegExp(`(?<![\\w.-])${name.replaceAll(/[^\w]/g, '\\$&')}(?![\\w-])`)
  for (const block of text.matchAll(/\{\{.*?\}\}|\{%.*?%\}/gs)) {
    const found = exact.exec(block[0])
    if (found) return placeOf(text, block.index + found.index)
  }
  return null
}

/** `{first_name}` was most likely meant to be a variable. CSS in HTML has spaces, colons or several words. */
function singleBraces(text: string): (Place & { text: string }) | null {
  const found = /(?<![{%])\{ ?[a-z][a-z0-9]*(?:_[a-z0-9]+)+ ?\}(?!\})/i.exec(text)
  return found ? { text: found[0], ...placeOf(text, found.index) } : null
}

/**
 * Liquid that goes on into the next one: the template language reads it, and the whole text between is gone. Within
 * `raw` braces are only text.
 */
function unclosed(text: string): (Place & { text: string; end: string }) | null {
  const shown = text.replace(/\{%-?\s*raw\s*-?%\}.*?\{%-?\s*endraw\s*-?%\}/gs, (raw) => raw.replace(/[{}]/g, ' '))
  const found = /\{([{%])(?:(?![}%]\}|\{[{%]).)*\{[{%]/s.exec(shown)
  if (!found) return null
  const words = start(
    found[0]
      .slice(0, -2)
      .replace(/<[^>]*>?/g, ' ')
      .replace(/\s+/g, ' '),
  )
  return { text: words, end: found[1] === '{' ? '}}' : '%}', ...placeOf(text, found.index) }
}

const plainer: [RegExp, (...parts: string[]) => string][] = [
  [/^undefined filter: (.+)$/, (name) => `There is no filter "${name}".`],
  [/^output "(.*)" not closed$/s, (text) => `"${start(text)}" is not closed: }} is missing.`],
  [/^tag "?(\{%-?\s*(\w+).*)" not closed$/s, (text) => `"${start(text)}" is not closed: %} is missing.`],
  [
    /^tag (\{%-?\s*(\w+).*%\}) not closed$/s,
    (text, name) => `${start(text)} is not closed: {% end${name} %} is missing.`,
  ],
  [/^tag "(.+)" not found$/, (name) => `There is no {% ${name} %}, or nothing that it ends.`],
  [/^invalid value expression: .*$/s, () => 'Nothing that can be read stands between {{ and }}.'],
  [/^expected filter name$/, () => 'After | comes the name of a filter, such as default: "there".'],
]

const start = (text = ''): string => (text.trim().length > 40 ? `${text.trim().slice(0, 40)}…` : text.trim())

/** What the template language says, for people who don't know it; what isn't known stays as it is. */
export function plainWords(message: string): string {
  for (const [pattern, say] of plainer) {
    const found = pattern.exec(message)
    if (found) return say(...found.slice(1))
  }
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? '' : '.'}`
}
