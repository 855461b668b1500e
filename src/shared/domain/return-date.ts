import { DAY, dateOf, dayOf } from './time.ts'

const ISO = /\b(20\d\d)-(\d\d)-(\d\d)\b/

/**
 * The day somebody is back, as ISO date; null where the text says none, or only days gone by.
 *
 * @param at when it was written, ms; null: unknown, and only dates with a year count
 */
export function returnDate(text: string, at: number | null): string | null {
  const found = ISO.exec(text)
  if (!found) return null
  const day = dayOf(Number(found[1]), Number(found[2]), Number(found[3]))
  if (at !== null && day < Math.floor(at / DAY)) return null
  const { year, month, day: dom } = dateOf(day)
  return `${year}-${String(month).padStart(2, '0')}-${String(dom).padStart(2, '0')}`
}
