import { plain } from './incoming-plain.ts'
import { type Mention, mentionsIn, type Piece, type Written } from './return-date-find.ts'
import { awayWords, dashes, fillers, ordinals } from './return-date-signs.ts'
import { piecesOf, type Tongue, tongues, weekdayNamed } from './return-date-words.ts'
import { DAY, dateOf, dayOf, weekdayOf } from './time.ts'

/**
 * When somebody is back, read from an absence note. Of an absence "until" a day, that day is the last one away, and they
 * are back the day after, whatever day of the week that is: nobody is disturbed a day too early by it, and sending windows
 * know weekends. "Back on", "return on", "not before" name the day itself.
 */

/** A note is read this far, in characters: what matters stands at its beginning. */
const LONGEST = 8000
/** Words before and after a date that are looked at. */
const NEAR = 24
/** A date without a year that is gone by less than this is of this year, and gone by. */
const HALF_YEAR = 183

/**
 * The day somebody is back, as ISO date (`2026-08-17`); null where the text says none, or only days gone by.
 *
 * @param at when it was written, ms; null: unknown, and only dates with a year count
 */
export function returnDate(text: string, at: number | null): string | null {
  // The Portuguese days are named "sexta-feira" and said "sexta".
  const source = plain(text.slice(0, LONGEST)).replaceAll('-feira', '')
  const pieces = piecesOf(source)
  const spoken = spokenIn(pieces)
  const today = at === null ? null : Math.floor(at / DAY)
  const breaks = breaksOf(source, pieces)
  const mentions = mentionsIn(pieces, spoken)
  const order = orderOf(mentions, spoken)
  let best: { day: number; rank: number } | null = null
  for (const [index, mention] of mentions.entries()) {
    const sense = senseOf({ pieces, mentions, index, breaks, spoken })
    if (sense === null) continue
    const named = resolve(mention.written, today, order)
    if (named === null) continue
    const day = sense === 'until' ? named + 1 : named
    if (today !== null && day < today) continue
    const rank = ranks[sense]
    // Of several last days the last; of several days of return the first that is said.
    if (best === null || rank > best.rank || (rank === best.rank && sense === 'until' && day > best.day))
      best = { day, rank }
  }
  return best === null ? null : isoOf(best.day)
}

type Sense = 'until' | 'back' | 'not_before'
const ranks: Record<Sense, number> = { until: 1, back: 2, not_before: 3 }

function isoOf(dayNo: number): string {
  const { year, month, day } = dateOf(dayNo)
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/** The tongues of a text, the most spoken first; notes are often written in two. All, where no word tells. */
function spokenIn(pieces: readonly Piece[]): readonly Tongue[] {
  const counted = tongues.map((tongue) => ({
    tongue,
    count: pieces.reduce((sum, each) => sum + (tongue.known.has(each.text) ? 1 : 0), 0),
  }))
  counted.sort((a, b) => b.count - a.count)
  const most = counted[0]?.count ?? 0
  if (most === 0) return tongues
  return counted.filter(({ count }) => count > 0 && count >= most / 6).map(({ tongue }) => tongue)
}

/** Pieces with which a sentence begins. A full stop after a number is part of a date more often than an end. */
function breaksOf(text: string, pieces: readonly Piece[]): ReadonlySet<number> {
  const breaks = new Set<number>([0])
  for (const [index, piece] of pieces.entries()) {
    const next = pieces[index + 1]
    if (!next) break
    const before = pieces[index - 1]?.text ?? ''
    const isSpaced = next.start > piece.start + 1
    if (['!', '?', '。', ';'].includes(piece.text)) breaks.add(index + 1)
    if (piece.text === '.' && isSpaced && (before.length > 5 || /^\d{4}$/.test(before))) breaks.add(index + 1)
  }
  return text.includes('\n\n') ? new Set([...breaks, ...paragraphs(text, pieces)]) : breaks
}

function paragraphs(text: string, pieces: readonly Piece[]): number[] {
  const starts: number[] = []
  for (const [index, piece] of pieces.entries()) {
    const before = pieces[index - 1]
    if (before && text.slice(before.start + before.text.length, piece.start).split('\n').length > 2) starts.push(index)
  }
  return starts
}

interface Place {
  pieces: readonly Piece[]
  mentions: readonly Mention[]
  index: number
  breaks: ReadonlySet<number>
  spoken: readonly Tongue[]
}

/** The words of its sentence before a date, back to the date before. */
function wordsBefore({ pieces, mentions, index, breaks }: Place): string[] {
  const { from } = mentions[index] as Mention
  const least = Math.max(mentions[index - 1]?.to ?? 0, from - NEAR)
  let start = from
  while (start > least && !breaks.has(start)) start--
  return pieces.slice(start, from).map((each) => each.text)
}

/** The words of its sentence after a date, up to the next date. */
function wordsAfter({ pieces, mentions, index, breaks }: Place): string[] {
  const { to } = mentions[index] as Mention
  const most = Math.min(mentions[index + 1]?.from ?? pieces.length, to + NEAR)
  let end = to
  while (end < most && !breaks.has(end)) end++
  return pieces.slice(to, end).map((each) => each.text)
}

const isFiller = (word: string): boolean => fillers.has(word) || weekdayNamed(word) !== null
const joined = (words: readonly string[]): string => ` ${words.join(' ')} `
const endsWith = (text: string, phrases: readonly string[]): boolean =>
  phrases.some((each) => text.endsWith(` ${each} `))
/** Where the last of these phrases stands; -1: nowhere. */
const lastOf = (text: string, phrases: Iterable<string>): number =>
  Math.max(-1, ...Array.from(phrases, (each) => text.lastIndexOf(` ${each} `)))
const firstOf = (text: string, phrases: Iterable<string>): number => {
  const found = Array.from(phrases, (each) => text.indexOf(` ${each} `)).filter((at) => at !== -1)
  return found.length === 0 ? -1 : Math.min(...found)
}

/** What a date means by the words around it; null: nothing that tells when somebody is back. */
function senseOf(place: Place): Sense | null {
  const { spoken } = place
  const before = wordsBefore(place)
  const whole = joined(before)
  const core = [...before]
  // "bis zum Freitag, den 14. August": with and without the words between, for some belong to the phrase.
  const forms = [whole]
  while (core.length > 0 && isFiller(core.at(-1) as string)) {
    core.pop()
    forms.push(joined(core))
  }
  const some = (pick: (tongue: Tongue) => readonly string[]) =>
    spoken.some((tongue) => forms.some((form) => endsWith(form, pick(tongue))))
  if (some((tongue) => tongue.notBefore)) return 'not_before'
  if (some((tongue) => tongue.until)) return 'until'
  if (isEndOfSpan(place, before)) return 'until'
  const after = joined(wordsAfter(place))
  if (spoken.some(({ untilAfter }) => isAmong(firstOf(after, untilAfter), 16))) return 'until'
  const away = lastOf(whole, awayWords)
  if (spoken.some(({ back }) => lastOf(whole, back) > away)) return 'back'
  // With a date before it, being away is that one's.
  const isFirst =
    (place.mentions[place.index - 1]?.to ?? 0) < (place.mentions[place.index] as Mention).from - before.length
  if (away !== -1 && isFirst) return null
  const leaves = firstOf(after, awayWords)
  return spoken.some(({ backAfter }) => isBefore(firstOf(after, backAfter), leaves)) ? 'back' : null
}

const isAmong = (at: number, length: number): boolean => at !== -1 && at < length
const isBefore = (at: number, other: number): boolean => at !== -1 && (other === -1 || at < other)

/** "from 3 to 14 August", "3.–14. August", "3 August – 14 August" */
function isEndOfSpan({ mentions, index, spoken }: Place, before: readonly string[]): boolean {
  const words = [...before]
  while (words.length > 0 && isFiller(words.at(-1) as string)) words.pop()
  const form = joined(words)
  const connector =
    spoken.flatMap(({ to }) => to.filter((each) => endsWith(form, [each])))[0] ??
    (dashes.has(words.at(-1) ?? '') ? words.at(-1) : undefined)
  if (connector === undefined) return false
  words.length -= connector.split(' ').length
  while (words.length > 0 && (isFiller(words.at(-1) as string) || ordinals.has(words.at(-1) as string))) words.pop()
  if (words.length > 0) return /^\d{1,2}$/.test(words.at(-1) as string)
  const previous = mentions[index - 1]
  return previous !== undefined && previous.to >= (mentions[index] as Mention).from - before.length
}

interface Order {
  monthFirst: boolean
  /** Another date of the text proves it. */
  certain: boolean
}

/** Which of two numbers is the month: as another date of the text shows, else as the language has it. */
function orderOf(mentions: readonly Mention[], spoken: readonly Tongue[]): Order {
  for (const { written } of mentions) {
    if (written.kind !== 'numbers') continue
    if (written.first > 12) return { monthFirst: false, certain: true }
    if (written.second > 12) return { monthFirst: true, certain: true }
  }
  return { monthFirst: spoken[0]?.monthFirst === true && spoken.length < tongues.length, certain: false }
}

function resolve(written: Written, today: number | null, order: Order): number | null {
  if (written.kind === 'date') return dated(written, today)
  if (written.kind === 'numbers') return ordered(written, today, order)
  if (today === null) return null
  if (written.kind === 'tomorrow') return today + 1
  const weekday = written.kind === 'weekday' ? written.weekday : 1
  return today + ((weekday - weekdayOf(today) + 6) % 7) + 1
}

function ordered(written: Written & { kind: 'numbers' }, today: number | null, order: Order): number | null {
  const { year, first, second } = written
  const asDayMonth = dated({ year, month: second, day: first }, today)
  const asMonthDay = dated({ year, month: first, day: second }, today)
  const [likely, other] = order.monthFirst ? [asMonthDay, asDayMonth] : [asDayMonth, asMonthDay]
  if (order.certain || today === null || !order.monthFirst) return likely
  // English is written both ways: a day gone by or far off is the other one, where that is near.
  const isNear = (day: number | null) => day !== null && day >= today && day <= today + HALF_YEAR
  return isNear(likely) || !isNear(other) ? likely : other
}

function exact(year: number, month: number, day: number): number | null {
  if (month < 1 || month > 12 || day < 1) return null
  const dayNo = dayOf(year, month, day)
  return dateOf(dayNo).day === day ? dayNo : null
}

function dated(
  { year, month, day }: { year: number | null; month: number | null; day: number },
  today: number | null,
): number | null {
  if (year !== null && month !== null) return exact(year, month, day)
  if (today === null) return null
  const now = dateOf(today)
  if (month === null) {
    const here = exact(now.year, now.month, day)
    if (here !== null && here >= today) return here
    return now.month === 12 ? exact(now.year + 1, 1, day) : exact(now.year, now.month + 1, day)
  }
  const here = exact(now.year, month, day)
  if (here !== null && here > today - HALF_YEAR) return here
  return exact(now.year + 1, month, day)
}
