/**
 * What a person should look at in an email before it goes to many: what readers, their programs or spam filters stumble
 * over. Pure: asked at every pause in typing. The template language has its own checks, and the names its own.
 */
import { type LinkFinding, linksOfHtml, linksOfText } from './content-links.ts'
import {
  type DraftStep,
  type Place,
  type WritingCode,
  type WritingProblem,
  writingProblems,
} from './sequence-writing.ts'

export type LintCode =
  | WritingCode
  | LinkFinding['code']
  | 'caps_subject'
  | 'all_image'
  | 'no_text'
  | 'cid_unused'
  | 'files_large'
  | 'opt_out_twice'

export type LintProblem = WritingProblem<LintCode>

export interface LintFile {
  name: string
  /** Bytes; null: not known yet. */
  size: number | null
  cid?: string | null | undefined
}

export interface LintStep extends DraftStep {
  kind?: 'email' | 'task' | undefined
  thread?: 'reply' | 'new' | undefined
  /** Null: nobody said which; then nothing is missed. */
  files: readonly LintFile[] | null
}

export interface LintAround {
  /** Number of the step, from 1. */
  number: number
  /** Bytes of a whole message that the smallest of its senders' servers takes, and which; null: not known. */
  server: { host: string; bytes: number } | null
  /** The workspace adds a line with a way to opt out below every email. */
  addsOptOut: boolean
}

export function lintOf(step: LintStep, around: LintAround): LintProblem[] {
  if (step.kind === 'task') return []
  const isReply = around.number > 1 && step.thread !== 'new'
  return [
    ...writingProblems(step, around.number, isReply),
    ...capitals(step.subject),
    ...pictures(step),
    ...links(step),
    ...sizes(step, around.server),
    ...(around.addsOptOut ? twice(step) : []),
  ]
}

const problem = (
  code: LintCode,
  part: LintProblem['part'],
  message: string,
  at?: Place | null,
  severity: LintProblem['severity'] = 'warning',
): LintProblem => ({ code, part, message, severity, line: at?.line ?? null, column: at?.column ?? null })

const withoutLiquid = (text: string): string => text.replace(/\{\{[^{}]*\}\}|\{%[^%]*%\}/g, ' ')

/** A short name in capitals is a name; a subject of nothing else shouts. */
function capitals(subject: string): LintProblem[] {
  const letters = withoutLiquid(subject).match(/\p{L}/gu) ?? []
  const words = withoutLiquid(subject).match(/\p{L}{2,}/gu) ?? []
  const shouts = letters.length >= 10 && words.length >= 2 && letters.every((each) => each === each.toUpperCase())
  if (!shouts || !letters.some((each) => each !== each.toLowerCase())) return []
  return [
    problem(
      'caps_subject',
      'subject',
      'The subject is all in capitals, which spam filters look for. Write it as a sentence.',
      {
        line: 1,
        column: 1,
      },
    ),
  ]
}

/** What is left of HTML when only its words are. */
const wordsOf = (html: string): string =>
  html
    .replace(/<!--(?:(?!<!--).)*?-->|<(style|script|title)\b(?:(?!<\1\b).)*?<\/\1\s*>/gis, ' ')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&(nbsp|zwnj|#\d+|#x[\da-f]+);/gi, ' ')
    .trim()

/** Fewer letters beside a picture are a caption. */
const fewLetters = 20

function pictures({ html, text, files }: LintStep): LintProblem[] {
  if (!html?.trim()) return []
  const found: LintProblem[] = []
  const letters = wordsOf(html).match(/[\p{L}\p{N}]/gu)?.length ?? 0
  const hasPicture = /<img\b/i.test(html)
  if (hasPicture && letters < fewLetters)
    found.push(
      problem(
        'all_image',
        'html',
        'The email is hardly more than a picture. Many inboxes show none, and spam filters mistrust it. Say it in words too.',
      ),
    )
  if (letters === 0 && !text?.trim() && !found.length)
    found.push(problem('no_text', 'html', 'The email has no words, so its plain text part would be empty. Write some.'))
  if (letters === 0 && !text?.trim() && hasPicture)
    found.push(
      problem(
        'no_text',
        'text',
        'The plain text part would be empty, as there are no words to make it from. Write one.',
      ),
    )
  for (const { name, cid } of files ?? [])
    if (cid && !html.includes(`cid:${cid}`))
      found.push(
        problem('cid_unused', 'attachments', `The picture "${name}" is not shown anywhere. Put it in, or remove it.`),
      )
  return found
}

function links({ html, text, files }: LintStep): LintProblem[] {
  const cids = files?.flatMap(({ cid }) => (cid ? [cid] : []))
  const inPart = (part: 'html' | 'text', found: LinkFinding[]) =>
    found.map(({ code, severity, message, place }) => problem(code, part, message, place, severity))
  return [...inPart('html', linksOfHtml(html ?? '', cids ?? null)), ...inPart('text', linksOfText(text ?? ''))]
}

/** What of a message is not its files: headers, texts. */
const overhead = 4000

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`

/** Files travel in base64: four bytes for three, and line ends. */
function sizes({ html, text, files }: LintStep, server: LintAround['server']): LintProblem[] {
  if (!server) return []
  const all = files ?? []
  const bytes = all.reduce((sum, { size }) => sum + (size ?? 0), 0)
  const whole = Math.ceil(bytes * 1.37) + ((html?.length ?? 0) + (text?.length ?? 0)) * 1.1 + overhead
  if (whole <= server.bytes) return []
  const largest = [...all].sort((a, b) => (b.size ?? 0) - (a.size ?? 0))[0]
  return [
    problem(
      'files_large',
      'attachments',
      `With its files the email has about ${megabytes(whole)}; ${server.host} takes ${megabytes(server.bytes)}.${largest ? ` Link to "${largest.name}" instead of attaching it.` : ''}`,
      null,
      'error',
    ),
  ]
}

const optOutWords =
  /\b(unsubscribe|opt[ -]?out|abmelden|abbestellen|se d[ée]sabonner|d[ée]sinscri\w+|darse de baja|cancelar (la )?suscripci[óo]n|disiscri\w+|afmelden)\b/i

function twice({ html, text }: LintStep): LintProblem[] {
  const part = html && optOutWords.test(wordsOf(html)) ? 'html' : text && optOutWords.test(text) ? 'text' : null
  return part === null
    ? []
    : [problem('opt_out_twice', part, 'The workspace adds its opt-out line below every email, so this says it twice.')]
}

/** What well-known servers take of a whole message, in bytes, as their operators publish it. */
const takes: [ending: string, megabytes: number][] = [
  ['gmail.com', 25],
  ['googlemail.com', 25],
  ['office365.com', 25],
  ['outlook.com', 25],
  ['yahoo.com', 25],
  ['mail.me.com', 20],
  ['icloud.com', 20],
  ['zoho.com', 20],
  ['zoho.eu', 20],
  ['amazonaws.com', 40],
  ['sendgrid.net', 30],
  ['mailgun.org', 25],
  ['fastmail.com', 70],
]

/** Null: nobody knows what that server takes. */
export function serverTakes(host: string): { host: string; bytes: number } | null {
  const name = host.toLowerCase()
  const known = takes.find(([ending]) => name === ending || name.endsWith(`.${ending}`))
  return known ? { host: name, bytes: known[1] * 1024 * 1024 } : null
}
