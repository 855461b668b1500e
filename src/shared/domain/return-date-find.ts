import { dashes, fillers, ofWords, ordinals, timeWords } from './return-date-signs.ts'
import { monthOf, type Tongue, weekdayNamed } from './return-date-words.ts'

/** Finding the days that a text names, in the ways that people and programs write them. */

export interface Piece {
  text: string
  start: number
}

/** A day as it is written. What isn't said is null. */
export type Written =
  | { kind: 'date'; year: number | null; month: number | null; day: number }
  /** Two numbers whose order the language tells. */
  | { kind: 'numbers'; year: number | null; first: number; second: number }
  | { kind: 'weekday'; weekday: number }
  | { kind: 'tomorrow' }
  | { kind: 'next_week' }

/** Pieces `from` up to, not with, `to` name the day. */
export interface Mention {
  from: number
  to: number
  written: Written
}

type Pieces = readonly Piece[]

const textAt = (pieces: Pieces, index: number): string => pieces[index]?.text ?? ''

/** The number there, when it has as many digits as said. */
function numberAt(pieces: Pieces, index: number, digits: number): number | null {
  const text = textAt(pieces, index)
  return /^\d{1,8}$/.test(text) && text.length <= digits ? Number(text) : null
}

function yearAt(pieces: Pieces, index: number): number | null {
  const text = textAt(pieces, index)
  return text.length === 4 && /^20\d\d$/.test(text) ? Number(text) : null
}

/** No space between this piece and the next. */
function isTight(pieces: Pieces, index: number): boolean {
  const here = pieces[index]
  return here !== undefined && pieces[index + 1]?.start === here.start + here.text.length
}

const areTight = (pieces: Pieces, from: number, to: number): boolean =>
  Array.from({ length: to - from }, (_, i) => isTight(pieces, from + i)).every(Boolean)

/** 2026-08-14, 2026/8/14, 2026年8月14日, 8月14日, 14日 */
function yearFirst(pieces: Pieces, from: number): Mention | null {
  const year = yearAt(pieces, from)
  const sign = textAt(pieces, from + 1)
  if (year !== null && ['-', '/', '.', '年'].includes(sign)) {
    const month = numberAt(pieces, from + 2, 2)
    const day = numberAt(pieces, from + 4, 2)
    const closed = textAt(pieces, from + 3) === (sign === '年' ? '月' : sign)
    if (month === null || day === null || !closed) return null
    const to = from + (textAt(pieces, from + 5) === '日' ? 6 : 5)
    return { from, to, written: { kind: 'date', year, month, day } }
  }
  const first = numberAt(pieces, from, 2)
  if (first === null) return null
  if (sign === '日') return { from, to: from + 2, written: { kind: 'date', year: null, month: null, day: first } }
  const day = sign === '月' ? numberAt(pieces, from + 2, 2) : null
  if (day === null) return null
  const to = from + (textAt(pieces, from + 3) === '日' ? 4 : 3)
  return { from, to, written: { kind: 'date', year: null, month: first, day } }
}

/** 14.08.2026, 14. 8. 2026, 14/8/26, 14-08-2026, 14.08., 14/08 */
function allNumbers(pieces: Pieces, from: number): Mention | null {
  const first = numberAt(pieces, from, 2)
  const sign = textAt(pieces, from + 1)
  const second = numberAt(pieces, from + 2, 2)
  if (first === null || second === null || !['.', '/', '-'].includes(sign)) return null
  const spaced = sign === '.'
  const digits = textAt(pieces, from + 4).length
  const short = digits === 2 ? numberAt(pieces, from + 4, 2) : null
  const year = short === null ? yearAt(pieces, from + 4) : 2000 + short
  if (textAt(pieces, from + 3) === sign && year !== null && (spaced || areTight(pieces, from, from + 4)))
    return { from, to: from + 5, written: { kind: 'numbers', year, first, second } }
  // "3-14 August" are days, and 10.30 is an hour.
  if (sign === '-' || !areTight(pieces, from, from + 2)) return null
  const closed = textAt(pieces, from + 3) === '.'
  if (!closed && (isTime(pieces, from - 1) || isTime(pieces, from + 3))) return null
  return { from, to: from + (closed && spaced ? 4 : 3), written: { kind: 'numbers', year: null, first, second } }
}

const isTime = (pieces: Pieces, index: number): boolean =>
  timeWords.has(textAt(pieces, index)) && !(textAt(pieces, index) === 'am' && index > 0 && fillersBefore(pieces, index))

/** German "am 14.08" is a date, English "10.30 am" is not. */
const fillersBefore = (pieces: Pieces, index: number): boolean => numberAt(pieces, index + 1, 2) !== null

function skip(pieces: Pieces, from: number, words: ReadonlySet<string>, most: number): number {
  let to = from
  while (to < from + most && words.has(textAt(pieces, to))) to++
  return to
}

const yearSigns: ReadonlySet<string> = new Set([',', '.', 'de', 'del', 'of', '-', "'"])

/** The year after a date, and where the date ends then. */
function withYear(pieces: Pieces, to: number): { year: number | null; to: number } {
  const at = skip(pieces, to, yearSigns, 2)
  const year = yearAt(pieces, at)
  return year === null ? { year, to } : { year, to: at + 1 }
}

/** 14 August 2026, 14. August, 1er août, 14 de agosto de 2026, 14 августа */
function dayMonth(pieces: Pieces, from: number): Mention | null {
  const day = numberAt(pieces, from, 2)
  if (day === null) return null
  const name = skip(pieces, skip(pieces, from + 1, ordinals, 2), ofWords, 2)
  const month = monthOf(textAt(pieces, name))
  if (month === null) return null
  const { year, to } = withYear(pieces, name + 1)
  return { from, to, written: { kind: 'date', year, month, day } }
}

const through: ReadonlySet<string> = new Set([...dashes, 'to', 'through', 'until', 'till'])

/** August 14, Aug. 14th, 2026; of August 3–14 the last day. */
function monthDay(pieces: Pieces, from: number): Mention | null {
  const month = monthOf(textAt(pieces, from))
  if (month === null) return null
  const at = skip(pieces, from + 1, new Set(['.', 'the']), 2)
  const day = numberAt(pieces, at, 2)
  if (day === null) return null
  const end = skip(pieces, at + 1, ordinalWords, 1)
  const { year, to } = withYear(pieces, end)
  return { from, to, written: { kind: 'date', year, month, day } }
}

const ordinalWords: ReadonlySet<string> = new Set(['st', 'nd', 'rd', 'th', '°'])

/** The last day of "August 3–14, 2026", as a mention of its own that begins with its number. */
function lastOfMonth(pieces: Pieces, first: Mention): Mention | null {
  if (first.written.kind !== 'date' || first.written.month === null || first.written.year !== null) return null
  if (monthOf(textAt(pieces, first.from)) === null || !through.has(textAt(pieces, first.to))) return null
  const from = first.to + 1
  const day = numberAt(pieces, from, 2)
  if (day === null || dayMonth(pieces, from) !== null || allNumbers(pieces, from) !== null) return null
  const { year, to } = withYear(pieces, skip(pieces, from + 1, ordinalWords, 1))
  return { from, to, written: { kind: 'date', year, month: first.written.month, day } }
}

/** "the 14th", "el día 14" */
function dayAlone(pieces: Pieces, from: number): Mention | null {
  const day = numberAt(pieces, from, 2)
  if (day === null) return null
  const isOrdinal = ['st', 'nd', 'rd', 'th'].includes(textAt(pieces, from + 1))
  if (!isOrdinal && textAt(pieces, from - 1) !== 'dia') return null
  return { from, to: from + (isOrdinal ? 2 : 1), written: { kind: 'date', year: null, month: null, day } }
}

function dateAt(pieces: Pieces, from: number): Mention | null {
  return (
    yearFirst(pieces, from) ??
    dayMonth(pieces, from) ??
    allNumbers(pieces, from) ??
    monthDay(pieces, from) ??
    dayAlone(pieces, from)
  )
}

/** A day of the week that isn't only said beside a date. Shortened ones are words of other meanings. */
function weekdayAt(pieces: Pieces, from: number): Mention | null {
  const isJapanese = textAt(pieces, from + 1) === '曜'
  const name = isJapanese ? `${textAt(pieces, from)} 曜` : textAt(pieces, from)
  const weekday = weekdayNamed(name)
  if (weekday === null || (!isJapanese && name.length < 5)) return null
  const to = from + (isJapanese ? (textAt(pieces, from + 2) === '日' ? 3 : 2) : 1)
  const next = skip(pieces, to, besideDate, 4)
  if (dateAt(pieces, next) !== null) return null
  return { from, to, written: { kind: 'weekday', weekday } }
}

const besideDate: ReadonlySet<string> = new Set([...fillers, '-', '['])

/** The tongue's phrase that stands there, as the number of its pieces; 0: none does. */
export function phraseAt(pieces: Pieces, from: number, phrases: readonly string[]): number {
  for (const each of phrases) {
    const parts = each.split(' ')
    if (parts.every((part, i) => textAt(pieces, from + i) === part)) return parts.length
  }
  return 0
}

function relativeAt(pieces: Pieces, from: number, spoken: readonly Tongue[]): Mention | null {
  for (const { tomorrow, nextWeek } of spoken) {
    const day = phraseAt(pieces, from, tomorrow)
    if (day > 0) return { from, to: from + day, written: { kind: 'tomorrow' } }
    const week = phraseAt(pieces, from, nextWeek)
    if (week > 0) return { from, to: from + week, written: { kind: 'next_week' } }
  }
  return null
}

/** All days that are named, in their order; none overlaps another. */
export function mentionsIn(pieces: Pieces, spoken: readonly Tongue[]): Mention[] {
  const found: Mention[] = []
  for (let index = 0; index < pieces.length; ) {
    const date = dateAt(pieces, index)
    const mention = date ?? weekdayAt(pieces, index) ?? relativeAt(pieces, index, spoken)
    if (mention === null) {
      index++
      continue
    }
    // "14 August (Friday)", "8月14日金曜日": one day.
    const beside = date === null ? null : weekdayAt(pieces, skip(pieces, date.to, new Set(['(', ',']), 1))
    if (beside?.written.kind === 'weekday') mention.to = beside.to
    found.push(mention)
    index = mention.to
    const last = date === null ? null : lastOfMonth(pieces, date)
    if (last !== null) {
      found.push(last)
      index = last.to
    }
  }
  return found
}
