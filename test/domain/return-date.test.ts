import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { returnDate } from '../../src/shared/domain/return-date.ts'
import { DAY, dateOf, dayOf } from '../../src/shared/domain/time.ts'
import { size } from '../size.ts'

/** A Saturday. */
const at = Date.UTC(2026, 7, 1, 9)

/** Phrase before the date, after it, and whether the day named is the last one away. */
const said: Record<string, { back: [string, string]; until: [string, string] }> = {
  'en-US': { back: ['I am out of the office and will be back on ', '.'], until: ['I am away until ', '.'] },
  'en-GB': { back: ['I will return to the office on ', '.'], until: ['I am on leave up to and including ', '.'] },
  de: { back: ['Ich bin ab dem ', ' wieder erreichbar.'], until: ['Ich bin bis einschließlich ', ' nicht im Büro.'] },
  fr: { back: ['Je suis absent. De retour le ', '.'], until: ["Je suis en congés jusqu'au ", ' inclus.'] },
  es: { back: ['Estoy de vacaciones y vuelvo el ', '.'], until: ['Estoy fuera de la oficina hasta el ', '.'] },
  it: { back: ['Sono in ferie. Rientro il ', '.'], until: ['Sono assente fino al ', ' compreso.'] },
  pt: { back: ['Estou de férias. Volto em ', '.'], until: ['Estou ausente até ', ', inclusive.'] },
  nl: { back: ['Ik ben afwezig en ben terug op ', '.'], until: ['Ik ben met vakantie tot en met ', '.'] },
  pl: { back: ['Jestem na urlopie. Wracam ', '.'], until: ['Jestem nieobecny do ', ' włącznie.'] },
  sv: { back: ['Jag är på semester och är tillbaka ', '.'], until: ['Jag är ledig till och med ', '.'] },
  da: { back: ['Jeg er på ferie og er tilbage ', '.'], until: ['Jeg er på ferie til og med ', '.'] },
  ru: { back: ['Я в отпуске. Вернусь ', '.'], until: ['Я нахожусь в отпуске до ', ' включительно.'] },
  ja: { back: ['休暇をいただいております。', 'より出社いたします。'], until: ['', 'まで不在にしております。'] },
}

const iso = (dayNo: number): string => {
  const { year, month, day } = dateOf(dayNo)
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

describe('what Intl writes in twelve languages', () => {
  const first = dayOf(2026, 8, 2)
  const draw = fc.record({
    locale: fc.constantFrom(...Object.keys(said)),
    style: fc.constantFrom('full', 'long', 'medium', 'short', 'month and day', 'weekday, month and day'),
    day: fc.integer({ min: first, max: first + 170 }),
    sense: fc.constantFrom('back' as const, 'until' as const),
  })

  test('is read as the day somebody is back', () => {
    fc.assert(
      fc.property(draw, ({ locale, style, day, sense }) => {
        const options: Intl.DateTimeFormatOptions =
          style === 'month and day'
            ? { month: 'long', day: 'numeric' }
            : style === 'weekday, month and day'
              ? { weekday: 'long', month: 'long', day: 'numeric' }
              : // British 9/8/2026 can't be told from American 8/9/2026 alone.
                { dateStyle: style === 'short' && locale === 'en-GB' ? 'medium' : (style as 'full') }
        const date = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(day * DAY)
        const [before, after] = (said[locale] as (typeof said)[string])[sense]
        const text = `${before}${date}${after}`
        expect({ text, day: returnDate(text, at) }).toEqual({ text, day: iso(sense === 'until' ? day + 1 : day) })
      }),
      { numRuns: size(3000, 100_000) },
    )
  })
})

const cases: [text: string, day: string | null][] = [
  ['I will be out from 3 to 14 August.', '2026-08-15'],
  ['I am on vacation August 3–14, 2026.', '2026-08-15'],
  ['Out of office 3 August - 14 August; back on Monday 17 August.', '2026-08-17'],
  ['I am away from 23 December to 4 January.', '2027-01-05'],
  ['I am currently away returning to the office on August 5th.', '2026-08-05'],
  ['I won’t be back until 17 August.', '2026-08-17'],
  ['Back on Monday!', '2026-08-03'],
  ['I will be back on Saturday.', '2026-08-08'],
  ['I am back tomorrow.', '2026-08-02'],
  ['I will be back next week.', '2026-08-03'],
  ['I am back on the 17th.', '2026-08-17'],
  ['Starting 8/3/2026 I am out, back 8/17/2026.', '2026-08-17'],
  ['I am away until 05/08/2026.', '2026-08-06'],
  ['I am out from 30/07/2026 until 12/08/2026. In urgent cases call +44 20 7946 0958.', '2026-08-13'],
  ['Ich bin vom 3. bis 14. August im Urlaub.', '2026-08-15'],
  ['Vom 03.08. - 14.08.2026 bin ich nicht im Hause.', '2026-08-15'],
  ['Ab dem 17.8. bin ich wieder für Sie da.', '2026-08-17'],
  ['Ich bin ab dem 3. August im Urlaub und ab dem 17. August wieder da.', '2026-08-17'],
  ['Ich bin erst am 17. August wieder im Büro.', '2026-08-17'],
  ['Am Montag bin ich wieder erreichbar.', '2026-08-03'],
  ['Je suis absente du 3 au 14 août inclus.', '2026-08-15'],
  ['Je serai de retour lundi.', '2026-08-03'],
  ['Estaré fuera del 3 al 14 de agosto.', '2026-08-15'],
  ['Sarò assente dal 3 al 14 agosto.', '2026-08-15'],
  ['Estarei ausente de 3 a 14 de agosto.', '2026-08-15'],
  ['Ik ben afwezig van 3 t/m 14 augustus.', '2026-08-15'],
  ['Jestem nieobecna od 3 do 14 sierpnia.', '2026-08-15'],
  ['Wracam w poniedziałek.', '2026-08-03'],
  ['Jag är ledig från 3 till 14 augusti.', '2026-08-15'],
  ['Jeg holder ferie fra 3. til 14. august.', '2026-08-15'],
  ['Jeg er tilbake mandag 17. august.', '2026-08-17'],
  ['Я в отпуске с 3 по 14 августа.', '2026-08-15'],
  ['Буду на связи с 17 августа.', '2026-08-17'],
  ['8月3日から8月14日まで夏季休暇のため不在にしております。', '2026-08-15'],
  ['8月3日(月)~14日(金)まで休業いたします。', '2026-08-15'],
  ['休暇中です。8月17日に戻ります。', '2026-08-17'],
  ['I am out of office until 14 August.\n\nIch bin bis zum 14. August abwesend.', '2026-08-15'],
  ['I was out until 14 July.', null],
  ['I am out until 14 July 2025.', null],
  ['I am out until 31 February.', null],
  ['Thank you for your message of 14 August.', null],
  ['Our office is open from 9 to 17. Call 030 12-08.', null],
  ['I am on leave from 3 August until further notice.', null],
  ['', null],
]

test.each(cases)('%s', (text, day) => {
  expect(returnDate(text, at)).toBe(day)
})

test('without a day of its own, only dates with a year count', () => {
  expect([returnDate('I am back on 17 August.', null), returnDate('I am back on 17 August 2026.', null)]).toEqual([
    null,
    '2026-08-17',
  ])
})

test('whatever the text, it is a day that exists and isn’t gone by', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'until',
      'back on',
      'bis',
      'to',
      '-',
      '.',
      '/',
      'au',
      'do',
      'по',
      'まで',
      '月',
      '日',
      'August',
      'mars',
    ),
    fc.nat(3000).map(String),
    fc.string({ unit: 'grapheme', maxLength: 6 }),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.integer({ min: 0, max: 40_000 }), (parts, today) => {
      const day = returnDate(parts.join(' '), today * DAY)
      if (day === null) return
      const [year, month, dom] = day.split('-').map(Number) as [number, number, number]
      expect(iso(dayOf(year, month, dom))).toBe(day)
      expect(dayOf(year, month, dom)).toBeGreaterThanOrEqual(today)
    }),
    { numRuns: size(1000, 50_000) },
  )
})
