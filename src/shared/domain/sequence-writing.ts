/** What a step on its way to being written lacks, apart from its template language. Pure: asked at every pause in typing. */
export interface DraftStep {
  subject: string
  html: string | null
  text: string | null
}

export interface WritingProblem {
  part: 'subject' | 'html' | 'text' | 'step'
  line: number | null
  column: number | null
  severity: 'error' | 'warning'
  message: string
}

/** RFC 5322 allows no longer line. */
const longestSubject = 998
/** Beyond it, inboxes show three dots. */
const longSubject = 90

/** @param number of the step, from 1 */
export function writingProblems(step: DraftStep, number: number): WritingProblem[] {
  const found: WritingProblem[] = []
  const say = (severity: WritingProblem['severity'], part: WritingProblem['part'], message: string, at?: Place) =>
    found.push({ severity, part, message, line: at?.line ?? null, column: at?.column ?? null })
  const subject = step.subject.trim()
  if (number === 1 && subject === '') say('error', 'subject', 'The first email needs a subject.')
  if (subject.length > longestSubject)
    say('error', 'subject', `The subject has ${subject.length} characters; at most ${longestSubject} are allowed.`)
  else if (subject.length > longSubject)
    say('warning', 'subject', `The subject has ${subject.length} characters. Most inboxes show about 60 of them.`)
  if (/[\r\n]/.test(subject)) say('error', 'subject', 'The subject must be one line.')
  if (number === 1 && /^(re|fwd?|aw|wg)\s*:/i.test(subject))
    say(
      'warning',
      'subject',
      `The first email answers nothing, so "${subject.slice(0, subject.indexOf(':') + 1)}" misleads its readers, and spam filters look for it.`,
      { line: 1, column: 1 },
    )
  if (blank(step.html) && blank(step.text)) say('error', 'step', 'The email is empty.')
  for (const part of ['subject', 'html', 'text'] as const) {
    const single = singleBraces(step[part] ?? '')
    if (single)
      say('warning', part, `"${single.text}" has single braces, so it stays as it is. Write {${single.text}}.`, single)
  }
  return found
}

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
