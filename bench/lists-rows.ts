/** The contacts that lists are measured with: each row follows from its number alone. */
import { closeSync, openSync, writeSync } from 'node:fs'

const firsts = ['Ada', 'Bo', 'Clara', 'Dana', 'Emil', 'Fred', 'Greta', 'Hugo', 'Inès', 'Jan', 'Kira', 'Léo', 'Mia']
const places = ['FR', 'DE', 'GB', 'US', 'JP', 'BR', 'ZA', '']
const owners = ['owner@example.com', 'ben@example.com', 'cleo@example.com', 'dora@example.com', 'someone@else.test', '']
export const plans = ['free', 'team', 'business', 'enterprise']
const heads = 'email,first_name,last_name,company,owner,tags,country,phone,plan,seats,renewal,city,website'.split(',')

/** Numbers of rows that share no factor with what they are taken modulo of meet in every combination. */
function rowOf(i: number, tag: string): (string | number)[] {
  const word = ((i * 2_654_435_761) % 4_294_967_296).toString(36)
  // one in two hundred is there a second time: the same name and company at another address, or the same phone
  const same = i % 200 === 199 ? i - 1 : i
  const domain = i % 17 === 0 ? 'gmail.com' : `example${i % 40_009}.test`
  const tags = [tag, i % 3 === 0 ? 'newsletter' : '', i % 1009 === 0 ? 'vip' : ''].filter(Boolean).join(';')
  const phone = i % 4 === 0 ? `+4930${String(10_000_000 + (same % 80_000_000))}` : ''
  const day = `20${26 + (i % 3)}-${String(1 + (i % 12)).padStart(2, '0')}-${String(1 + (i % 28)).padStart(2, '0')}`
  return [
    `${word}@${domain}`,
    firsts[same % firsts.length] ?? '',
    `Of ${((same * 40_503) % 262_144).toString(36)}`,
    i % 11 === 0 ? '' : `Company ${same % 40_009}`,
    owners[i % owners.length] ?? '',
    tags,
    places[i % places.length] ?? '',
    phone,
    plans[i % plans.length] ?? '',
    i % 997,
    i % 5 === 0 ? '' : day,
    `City ${i % 300}`,
    i % 2 === 0 ? `https://www.example${i % 40_009}.test/` : '',
  ]
}

/** Sequences with the share of all contacts that is engaged in each. */
export const parts = [
  { name: 'Autumn', tag: 'autumn', share: 0.16 },
  { name: 'Renewals', tag: 'renewals', share: 0.1 },
  { name: 'Partners', tag: 'partners', share: 0.06 },
  { name: 'Webinar', tag: 'webinar', share: 0.03 },
] as const

export function tagOf(at: number): string {
  let upTo = 0
  for (const { tag, share } of parts) {
    upTo += share
    if (at < upTo) return tag
  }
  return ''
}

/** Those rows as a CSV file. */
export function writeList(file: string, from: number, to: number, tagOf: (i: number) => string): void {
  const out = openSync(file, 'w')
  let lines = [heads.join(',')]
  for (let i = from; i < to; i++) {
    lines.push(rowOf(i, tagOf(i)).join(','))
    if (lines.length > 10_000 || i === to - 1) {
      writeSync(out, `${lines.join('\n')}\n`)
      lines = []
    }
  }
  closeSync(out)
}
