/** Countries, their zones and their phone numbers, offline. */
import { getAllCountries } from 'countries-and-timezones'
import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { plainName } from '../shared/domain/contact-regions.ts'
import { type Atlas, placeFacts, type ZoneGuess, zoneGuess } from '../shared/domain/contact-zone.ts'

/** Languages in which lists name countries. */
const languages = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'pl', 'sv', 'da', 'cs', 'tr']
/** What people call them beside that. */
const called: Record<string, string> = {
  usa: 'US',
  'u s a': 'US',
  'u s': 'US',
  america: 'US',
  'united states of america': 'US',
  uk: 'GB',
  'u k': 'GB',
  'great britain': 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  'northern ireland': 'GB',
  holland: 'NL',
  russia: 'RU',
  'czech republic': 'CZ',
  'south korea': 'KR',
  korea: 'KR',
  uae: 'AE',
  turkey: 'TR',
  brd: 'DE',
}

const countries = getAllCountries({ deprecated: false }) as Record<string, { timezones: string[] }>

let names: Map<string, string> | null = null

/** Names take some milliseconds in all languages: they are made when somebody asks first. */
function codeOf(name: string): string | null {
  if (!names) {
    names = new Map(Object.entries(called))
    for (const language of languages) {
      const shown = new Intl.DisplayNames([language], { type: 'region' })
      for (const code of Object.keys(countries)) names.set(plainName(shown.of(code) ?? code), code)
    }
  }
  return names.get(plainName(name)) ?? null
}

const english = new Intl.DisplayNames(['en'], { type: 'region' })

export const atlas: Atlas = {
  country: (text) => {
    const code = text.trim().toUpperCase()
    return code in countries ? code : codeOf(text)
  },
  nameOf: (country) => english.of(country) ?? country,
  zones: (country) => countries[country]?.timezones ?? [],
  phone: (text, home) => {
    const number = parsePhoneNumberFromString(text, (home ?? undefined) as CountryCode | undefined)
    return number?.country ? { country: number.country, national: number.nationalNumber } : null
  },
}

/** Reading a number takes longer than all the rest, and a list has few beginnings of numbers. */
const known = new Map<string, ZoneGuess | null>()
const mostKnown = 50_000
/** Digits that tell country and area. */
const telling = 7

/** The zone that the rest tells about somebody; null: nothing does. */
export function guessZone(fields: Readonly<Record<string, string>>, domain: string): ZoneGuess | null {
  const facts = placeFacts(fields, domain)
  const { phone, region, country } = facts
  if (phone === null && region === null && country === null && domain.at(-3) !== '.') return null
  const digits = phone?.replace(/[^\d+]/g, '') ?? ''
  const key = [digits.slice(0, telling), digits.length, region, country, domain.slice(domain.lastIndexOf('.'))].join(
    '\n',
  )
  const held = known.get(key)
  if (held !== undefined) return held
  const guess = zoneGuess(atlas, facts)
  if (known.size >= mostKnown) known.clear()
  known.set(key, guess)
  return guess
}
