/**
 * Numbers, plurals, days and hours as this catalogue's language writes them. Times are always of a named zone: the
 * engine's zone decides when mail leaves, not the one this computer happens to be in.
 */
export const language = 'en-GB'

const numbers = new Intl.NumberFormat(language)
const plurals = new Intl.PluralRules(language)

/**
 * A sentence of the engine's, set as the page sets its own: it writes quotes and apostrophes the way a terminal does.
 * Addresses stay as they are. Never for what people or mail servers wrote.
 */
export const said = (sentence: string): string =>
  sentence.replace(/(?<=\p{L})'(?=\p{L})(?!\S*@)|(?<=s)'(?= )/gu, '’').replace(/"([^"\n]*)"/g, '“$1”')

/** The same of a sentence that shows Liquid: between its braces quotes belong to it, and are copied as they stand. */
export const saidOfLiquid = (sentence: string): string =>
  sentence
    .split(/(\{[{%].*?[}%]\})/)
    .map((piece, at) => (at % 2 === 1 ? piece : said(piece)))
    .join('')

/** 2480 → "2,480" */
export const count = (n: number): string => numbers.format(n)

/** `many(1, 'email')` → "1 email"; `many(2480, 'email')` → "2,480 emails". Give the plural where it isn't just an s. */
export const many = (n: number, one: string, other = `${one}s`): string =>
  `${count(n)} ${plurals.select(n) === 'one' ? one : other}`

/** Only the word: `word(2, 'is', 'are')`. */
export const word = (n: number, one: string, other: string): string => (plurals.select(n) === 'one' ? one : other)

/** 1 → "1st" */
export function nth(n: number): string {
  const ending = { one: 'st', two: 'nd', few: 'rd', other: 'th', zero: 'th', many: 'th' }
  return `${n}${ending[ordinals.select(n)]}`
}
const ordinals = new Intl.PluralRules(language, { type: 'ordinal' })

/** "anna, marc and ines" */
export const list = (words: readonly string[]): string => lists.format(words)
const lists = new Intl.ListFormat(language, { type: 'conjunction' })

/** "Anna, Marc or Ines" */
export const anyOf = (words: readonly string[]): string => choices.format(words)
const choices = new Intl.ListFormat(language, { type: 'disjunction' })

/** 0.0093 → "0.9 %": always beside its count. */
export const percent = (share: number): string =>
  `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(share * 100)} %`

/** 11800 → "11.8 kB" */
export function size(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte']
  let at = 0
  let left = bytes
  for (; left >= 1000 && at < units.length - 1; at++) left /= 1000
  const unit = units[at] ?? 'byte'
  const digits = { maximumFractionDigits: left < 10 && at > 0 ? 1 : 0 }
  // "183 byte" is what the short form says
  const unitDisplay = at === 0 ? 'long' : 'short'
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay, ...digits }).format(left)
}

type Instant = string | number
const formats = new Map<string, Intl.DateTimeFormat>()

function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${JSON.stringify(options)}`
  let found = formats.get(key)
  if (!found) {
    found = new Intl.DateTimeFormat(language, { timeZone: zone, hourCycle: 'h23', ...options })
    formats.set(key, found)
  }
  return found
}

const at = (instant: Instant): number => (typeof instant === 'number' ? instant : Date.parse(instant))
const written = (instant: Instant, zone: string, options: Intl.DateTimeFormatOptions): string =>
  format(zone, options).format(at(instant)).replace(',', '')

/** "17:00" */
export const hour = (instant: Instant, zone: string): string =>
  written(instant, zone, { hour: '2-digit', minute: '2-digit' })

/** "09:31:20" */
export const second = (instant: Instant, zone: string): string =>
  written(instant, zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' })

/** "Tue 1 Dec"; with the year when it is not the one of `now`. */
export function day(instant: Instant, zone: string, now?: number): string {
  const year = now !== undefined && yearOf(instant, zone) !== yearOf(now, zone)
  return written(instant, zone, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(year && { year: 'numeric' }),
  })
}
const yearOf = (instant: Instant, zone: string): string => written(instant, zone, { year: 'numeric' })

/** A date of no zone ("2026-12-01") as "1 Dec"; with the year when it is not the one of `now`. */
export function shortDay(isoDate: string, now: number | null): string {
  const noon = `${isoDate}T12:00:00Z`
  const year = now !== null && yearOf(noon, 'UTC') !== yearOf(now, 'UTC')
  return written(noon, 'UTC', { day: 'numeric', month: 'short', ...(year && { year: 'numeric' }) })
}

/** "Tuesday 1 December" */
export const longDay = (instant: Instant, zone: string): string =>
  written(instant, zone, { weekday: 'long', day: 'numeric', month: 'long' })

/** The local date, "2026-12-01", for comparing days. */
export function date(instant: Instant, zone: string): string {
  const parts = format(zone, { year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(at(instant))
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}`
}

/** "today 11:00", "tomorrow 09:00", "Tue 1 Dec 17:00": a moment beside others of the same list. */
export function moment(instant: Instant, zone: string, now: number | null): string {
  const time = hour(instant, zone)
  if (now === null) return `${day(instant, zone)} ${time}`
  const of = date(instant, zone)
  if (of === date(now, zone)) return `today ${time}`
  if (of === date(now + 86_400_000, zone)) return `tomorrow ${time}`
  if (of === date(now - 86_400_000, zone)) return `yesterday ${time}`
  return `${day(instant, zone, now)} ${time}`
}

/** "Europe/Paris" → "Paris"; as in "Paris time". */
export const place = (zone: string): string => zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone

/** Which clock a time is of: "Berlin time". UTC is a time already, and no place: "UTC". */
export const timeOf = (zone: string): string => (zone === 'UTC' ? zone : `${place(zone)} time`)

/** "UTC+1" at that moment. */
export function offset(instant: Instant, zone: string): string {
  const parts = format(zone, { timeZoneName: 'shortOffset' }).formatToParts(at(instant))
  return (parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC').replace('GMT', 'UTC')
}
