import { expect, it } from 'vitest'
import { typedDay } from '../../src/renderer/parts/typed-day.ts'

it('reads a day with the day before the month, and no day that is not in the calendar', () => {
  const typed = [
    '2026-11-14',
    '14 Nov 2026',
    ' 1 february 2026 ',
    '03.02.2026',
    '03/02/2026',
    '29 Feb 2028',
    '29 Feb 2027',
    '12/31/2026',
    '31 Smarch 2026',
    '14 Nov',
    '',
  ]
  expect(typed.map(typedDay)).toEqual([
    '2026-11-14',
    '2026-11-14',
    '2026-02-01',
    '2026-02-03',
    '2026-02-03',
    '2028-02-29',
    null,
    null,
    null,
    null,
    null,
  ])
})
