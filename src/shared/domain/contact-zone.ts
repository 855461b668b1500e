/** In which time zone a person is, from what a list says about them, and how sure that is. */
import { zoneOfArea } from './contact-areas.ts'
import { regionOf } from './contact-regions.ts'
import { phoneIn } from './contact-twins.ts'

export const zoneSources = ['phone', 'region', 'country', 'domain'] as const
export type ZoneSource = (typeof zoneSources)[number]
export const zoneConfidences = ['sure', 'likely', 'guess'] as const
export type ZoneConfidence = (typeof zoneConfidences)[number]

export interface ZoneGuess {
  /** IANA name. */
  zone: string
  from: ZoneSource
  confidence: ZoneConfidence
  /** In words: what it was made from. */
  reason: string
}

/** What is known about countries and numbers; the libraries behind it stand outside. */
export interface Atlas {
  /** ISO 3166 code of a country's name or code; null: it is none. */
  country(text: string): string | null
  nameOf(country: string): string
  /** IANA zones of a country. */
  zones(country: string): readonly string[]
  /** Whose number it is, with its national digits; `home` for numbers without a country; null: it is none. */
  phone(text: string, home: string | null): { country: string; national: string } | null
}

/** Where most people of a country with several zones live; `near`: nearly all of them. */
const main: Record<string, readonly [zone: string, near?: true]> = {
  AR: ['America/Argentina/Buenos_Aires', true],
  AU: ['Australia/Sydney'],
  BR: ['America/Sao_Paulo'],
  CA: ['America/Toronto'],
  CD: ['Africa/Kinshasa'],
  CL: ['America/Santiago', true],
  CN: ['Asia/Shanghai', true],
  CY: ['Asia/Nicosia', true],
  DE: ['Europe/Berlin', true],
  EC: ['America/Guayaquil', true],
  ES: ['Europe/Madrid', true],
  GL: ['America/Nuuk', true],
  ID: ['Asia/Jakarta'],
  KZ: ['Asia/Almaty', true],
  MN: ['Asia/Ulaanbaatar'],
  MX: ['America/Mexico_City'],
  MY: ['Asia/Kuala_Lumpur', true],
  NZ: ['Pacific/Auckland', true],
  PG: ['Pacific/Port_Moresby', true],
  PS: ['Asia/Gaza', true],
  PT: ['Europe/Lisbon', true],
  RU: ['Europe/Moscow'],
  UA: ['Europe/Kyiv', true],
  US: ['America/New_York'],
  UZ: ['Asia/Tashkent', true],
  VN: ['Asia/Ho_Chi_Minh', true],
}

type Fields = Readonly<Record<string, string>>
const first = (fields: Fields, names: readonly string[]): string | null => {
  for (const name of names) if (fields[name]?.trim()) return fields[name].trim()
  return null
}

/** What is said about the place of a person. */
export interface PlaceFacts {
  phone: string | null
  region: string | null
  country: string | null
  /** Of the address, lower case. */
  domain: string
}

export const placeFacts = (fields: Fields, domain: string): PlaceFacts => ({
  phone: phoneIn(fields),
  region: first(fields, ['region', 'state', 'province']),
  country: first(fields, ['country', 'country_code']),
  domain,
})

function ofCountry(atlas: Atlas, code: string): { zone: string; confidence: ZoneConfidence } | null {
  const all = atlas.zones(code)
  const [only] = all
  if (only === undefined) return null
  if (all.length === 1) return { zone: only, confidence: 'sure' }
  const [zone, near] = main[code] ?? []
  return zone === undefined ? null : { zone, confidence: near ? 'likely' : 'guess' }
}

const lowered = (confidence: ZoneConfidence): ZoneConfidence => (confidence === 'sure' ? 'likely' : confidence)

function fromRegion({ region }: PlaceFacts, country: string | null): ZoneGuess | null {
  const known = region === null ? null : regionOf(region, country)
  if (!known) return null
  const { zone, name, split } = known
  return split
    ? { zone, from: 'region', confidence: 'likely', reason: `most of ${name} is there` }
    : { zone, from: 'region', confidence: 'sure', reason: `all of ${name} is there` }
}

function fromPhone(atlas: Atlas, { phone }: PlaceFacts, country: string | null): ZoneGuess | null {
  const number = phone === null ? null : atlas.phone(phone, country)
  // a number of elsewhere is carried along; what a person says of their country counts more
  if (!number || (country !== null && number.country !== country)) return null
  const area = number.country === 'US' || number.country === 'CA' ? zoneOfArea(number.national) : null
  if (area !== null) {
    const reason = `the phone number's area ${number.national.slice(0, 3)}`
    return { zone: area, from: 'phone', confidence: 'likely', reason }
  }
  const found = ofCountry(atlas, number.country)
  if (!found) return null
  const reason = `the phone number is one of ${atlas.nameOf(number.country)}`
  return { zone: found.zone, from: 'phone', confidence: lowered(found.confidence), reason }
}

function fromCountry(atlas: Atlas, country: string | null): ZoneGuess | null {
  const found = country === null ? null : ofCountry(atlas, country)
  if (country === null || !found) return null
  const name = atlas.nameOf(country)
  const reason = {
    sure: `all of ${name} is there`,
    likely: `nearly all of ${name} is there`,
    guess: `${name} has several zones; most people live there`,
  }[found.confidence]
  return { ...found, from: 'country', reason }
}

/** Country endings that the whole world takes for something else. */
const worldly = new Set([
  'ac',
  'ag',
  'ai',
  'am',
  'as',
  'cc',
  'cd',
  'co',
  'dj',
  'fm',
  'gg',
  'im',
  'io',
  'is',
  'je',
  'la',
  'li',
])
for (const each of [
  'ly',
  'me',
  'ms',
  'mu',
  'nu',
  'pw',
  'sc',
  'sh',
  'so',
  'st',
  'su',
  'tk',
  'to',
  'tv',
  'vc',
  'ws',
  'eu',
])
  worldly.add(each)

function fromDomain(atlas: Atlas, { domain }: PlaceFacts): ZoneGuess | null {
  const ending = domain.slice(domain.lastIndexOf('.') + 1)
  if (ending.length !== 2 || worldly.has(ending)) return null
  const country = atlas.country(ending === 'uk' ? 'GB' : ending.toUpperCase())
  const found = country === null ? null : ofCountry(atlas, country)
  return found && { zone: found.zone, from: 'domain', confidence: 'guess', reason: `the address ends in .${ending}` }
}

/**
 * The zone of somebody who has none of their own: by the state, else the phone number, else the country, else the ending of the
 * address. Surer ones first where they differ in that; null: nothing tells.
 */
export function zoneGuess(atlas: Atlas, facts: PlaceFacts): ZoneGuess | null {
  const country = facts.country === null ? null : atlas.country(facts.country)
  const found = [fromRegion(facts, country), fromPhone(atlas, facts, country), fromCountry(atlas, country)]
  const guesses = found.filter((guess) => guess !== null)
  const usable = guesses.find(({ confidence }) => confidence === 'sure') ?? guesses.find(isUsable)
  // whoever says a country and nothing that tells is not looked for by the ending of their address
  return usable ?? guesses[0] ?? (facts.country === null && facts.phone === null ? fromDomain(atlas, facts) : null)
}

/** Counts for sending as a zone of their own would. */
export const isUsable = ({ confidence }: ZoneGuess): boolean => confidence !== 'guess'
