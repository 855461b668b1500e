import { expect, test } from 'vitest'
import { daysOff, holidayName, knowsHolidays } from '../../src/main/days-off.ts'

const day = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000
/** Days off of a month, as days of the month. */
function offIn(country: string, month: string): number[] {
  const isOff = daysOff(country, [])
  return Array.from({ length: 31 }, (_, i) => i + 1).filter((n) => isOff(day(`${month}-${String(n).padStart(2, '0')}`)))
}

test('public holidays, whole days, in years near and far', () => {
  expect(offIn('FR', '2026-05')).toEqual([1, 8, 14, 25])
  expect(offIn('FR', '2061-07')).toEqual([14])
  expect(offIn('DE-BY', '2026-01')).toEqual([1, 6])
  expect(offIn('DE', '2026-01')).toEqual([1])
})

test('a holiday that begins at sunset is the day after that sunset', () => {
  expect(offIn('IL', '2026-04')).toEqual([2, 8, 22])
})

test('the 25 hours of an autumn Sunday are one day', () => {
  // Saint-Pierre-et-Miquelon sets its clocks back on All Saints' Day 2026.
  expect(offIn('PM', '2026-11')).toEqual([1, 11])
})

test('a half day from noon on leaves a morning to work in', () => {
  expect(offIn('IS', '2026-12')).toEqual([25, 26])
})

test('a substitute in the year before, and holidays of several days over the year end', () => {
  expect(offIn('US', '2027-12')).toContain(31)
  expect(offIn('SZ', '2027-01')).toEqual(expect.arrayContaining([1, 2]))
})

test('own dates, with a country or without', () => {
  expect(daysOff(null, ['2026-12-24'])(day('2026-12-24'))).toBe(true)
  expect(daysOff(null, ['2026-12-24'])(day('2026-12-25'))).toBe(false)
  expect(daysOff('FR', ['2026-12-24'])(day('2026-12-24'))).toBe(true)
})

test('knows countries and regions, and no others', () => {
  expect(['FR', 'DE-BY', 'US-CA'].map(knowsHolidays)).toEqual([true, true, true])
  expect(['XX', 'DE-XX', '', 'France'].map(knowsHolidays)).toEqual([false, false, false, false])
})

test('a holiday has its English name, other days have none', () => {
  expect(holidayName('FR', day('2026-11-11'))).toBe('Armistice Day')
  expect(holidayName('FR', day('2026-11-12'))).toBeNull()
  expect(holidayName(null, day('2026-11-11'))).toBeNull()
})
