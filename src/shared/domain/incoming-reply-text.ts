import { plain } from './incoming-plain.ts'
import { fromWords, headWords, mobileWords, openingWords, separatorWords, wroteWords } from './incoming-reply-words.ts'

/**
 * What somebody wrote anew in an answer: without what they quoted and without how they sign. Lines are looked at one by
 * one, by their words; no pattern here can take longer than its line.
 *
 * Kept: greetings and good wishes. They are what the person wrote, and cutting them by guess takes sentences with them.
 */

/** A line longer than this is nobody's heading, and isn't looked at. */
const LONGEST = 400
/** "On … wrote:" is wrapped over at most this many lines. */
const WRAPPED = 4

const isQuoted = (line: string): boolean => /^\s{0,3}[>|]/.test(line)
const isBlank = (line: string | undefined): boolean => line === undefined || line.trim() === ''
const includesAny = (text: string, words: readonly string[]): boolean => words.some((word) => text.includes(word))

const endsWithColon = (line: string): boolean => {
  const end = line.trim().replaceAll('*', '').at(-1)
  return end === ':' || end === '：'
}

/** Numbers in it; a date with its time has three or more, one with a month's name two. */
const numbers = (text: string): number => text.match(/\d+/g)?.length ?? 0

function opensDate(text: string): boolean {
  if (/^\d/.test(text)) return true
  if (openingWords.some((word) => text.startsWith(`${word} `))) return true
  // A day of the week, as Polish, Norwegian and Russian programs begin.
  return /^\p{L}{2,14}[.,]/u.test(text)
}

/** The line's last word says that somebody wrote, or it names an address at a time. */
function isAttribution(joined: string): boolean {
  const text = plain(joined).trim()
  if (text.length > LONGEST || numbers(text) < 2 || !opensDate(text)) return false
  return includesAny(text, wroteWords) || text.includes('@')
}

/** "Megan One <megan@example.com> wrote:" */
function isByName(line: string): boolean {
  const text = plain(line).trim()
  return text.length <= LONGEST && text.includes('@') && includesAny(text, wroteWords)
}

/** How many lines up to and with `index` introduce a quote; 0: it doesn't. */
function attributionLines(lines: readonly string[], index: number): number {
  const line = lines[index] as string
  if (line.length > LONGEST || !endsWithColon(line)) return 0
  for (let count = 1; count <= WRAPPED && index - count + 1 >= 0; count++) {
    const part = lines.slice(index - count + 1, index + 1)
    if (isBlank(part[0]) || isQuoted(part[0] as string)) break
    // Its first line says when, or it is the sentence before.
    if (numbers(part[0] as string) > 0 && isAttribution(part.join(' '))) return count
  }
  if (isByName(line)) return 1
  const next = lines.slice(index + 1, index + 3).find((each) => !isBlank(each))
  return next !== undefined && isQuoted(next) && includesAny(plain(line), wroteWords) ? 1 : 0
}

/** The word before the colon of a header line. */
function headOf(line: string): string {
  const text = plain(line.slice(0, 60)).replaceAll('*', '').trim()
  const end = text.search(/[:：]/)
  return end === -1 ? '' : text.slice(0, end).trim()
}

function isHeaderBlock(lines: readonly string[], index: number): boolean {
  if (!fromWords.has(headOf(lines[index] as string))) return false
  const others = new Set(lines.slice(index + 1, index + 8).map(headOf))
  return [...others].filter((word) => headWords.has(word)).length >= 2
}

function isSeparator(lines: readonly string[], index: number): boolean {
  const line = (lines[index] as string).trim()
  if (line.length > 160) return false
  if (/^[-_–—=]{2}/.test(line) && includesAny(plain(line), separatorWords)) return true
  // A rule of underscores, equals signs or dashes counts where headers follow.
  if (!/^[-_–—=]{5}/.test(line)) return false
  return lines.slice(index + 1, index + 4).some((_, offset) => isHeaderBlock(lines, index + 1 + offset))
}

const opensOriginal = (lines: readonly string[], index: number): boolean =>
  isSeparator(lines, index) || isHeaderBlock(lines, index)

/** Lines of a text with LF, CRLF or CR ends. */
const linesOf = (text: string): string[] => text.replaceAll('\r\n', '\n').replaceAll('\r', '\n').split('\n')

/** A quote follows that is marked line by line, so that new text may come after it. */
function quotesFollow(lines: readonly string[], index: number): boolean {
  let next = index + 1
  while (next < lines.length && isBlank(lines[next])) next++
  return next < lines.length && isQuoted(lines[next] as string)
}

/** The text without what is quoted, trimmed; LF line ends. */
export function withoutQuote(text: string): string {
  const lines = linesOf(text)
  const kept: string[] = []
  for (const [index, line] of lines.entries()) {
    if (isQuoted(line)) continue
    if (opensOriginal(lines, index)) break
    const count = attributionLines(lines, index)
    if (count > 0) kept.splice(kept.length - (count - 1), count - 1)
    if (count > 0 && !quotesFollow(lines, index)) break
    if (count === 0) kept.push(line)
  }
  return kept.join('\n').trim()
}

const isDelimiter = (line: string): boolean => ['--', '—', '–', '---'].includes(line.trim())

function isMobileLine(line: string): boolean {
  const text = plain(line).trim()
  return text.length <= 120 && mobileWords.some((word) => text.startsWith(word))
}

/** The new text alone, without quote and signature, trimmed; '' where there is none. LF line ends. */
export function replyText(text: string): string {
  const lines = withoutQuote(text).split('\n')
  const mark = lines.findIndex(isDelimiter)
  if (mark !== -1) lines.length = mark
  while (lines.length > 0 && (isBlank(lines.at(-1)) || isMobileLine(lines.at(-1) as string))) lines.pop()
  return lines.join('\n').trim()
}
