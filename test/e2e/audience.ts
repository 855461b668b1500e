/** A contact list of the kind people really have: other alphabets, blanks, cells that try to be more than text. */

export interface Person {
  address: string
  first: string
  last: string
  company: string
  city: string
  number: string
}

/** First and last names as a spreadsheet holds them. */
const names: readonly (readonly [first: string, last: string])[] = [
  ['Jürgen', 'Größe-Müller'],
  ['Zoë 🎉', "O'Brien"],
  ['', ''],
  ['Łukasz', 'Żółć'],
  ['李', '小龍'],
  ['<b>Ann</b>', '& "Co", Ltd'],
  ['Eve\r\nBcc: mallory@evil.test\r\n\r\nHello', 'Line'],
  ['=?utf-8?Q?odd?=', 'Wörd'],
  ['محمد', 'علي'],
  ['Maximiliane-Wilhelmine'.repeat(5), '👩‍👩‍👧‍👦 Family'],
  ['{{ sender.address }}', '.'],
]

/** Distinct contacts that share one mailbox: its server takes everything after the + as a note. */
export function audience(count: number): Person[] {
  return Array.from({ length: count }, (_, i) => {
    const [first, last] = names[i % names.length] as (typeof names)[number]
    const city = i % 3 === 0 ? '' : `Tromsø ${i % 7}`
    return { address: `carol+c${i}@customer.test`, first, last, company: `Ünït ${i % 13}`, city, number: `N${i}` }
  })
}

export function csvOf(people: readonly Person[]): string {
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`
  const rows = people.map((p) => [p.address, p.first, p.last, p.company, p.city, p.number].map(cell).join(','))
  return `Email,First name,Last name,Company,City,Number\r\n${rows.join('\r\n')}\r\n`
}
