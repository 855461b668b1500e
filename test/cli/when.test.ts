import { expect, it } from 'vitest'
import type { Io } from '../../src/main/host/cli/io.ts'
import { when, whenSaid } from '../../src/main/host/cli/when.ts'

const io = { zone: 'Europe/Paris' } as Io

it('pads a day of one digit in a column, and not in a sentence', () => {
  const first = '2026-12-01T09:08:00Z'
  expect(when(io, first)).toBe('Tue  1 Dec 2026, 10:08')
  expect(whenSaid(io, first)).toBe('Tue 1 Dec 2026, 10:08')
  expect(whenSaid(io, '2026-12-24T09:08:00Z')).toBe('Thu 24 Dec 2026, 10:08')
  expect([when(io, null), whenSaid(io, null)]).toEqual([null, null])
})
