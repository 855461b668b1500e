/** What is said of an email that another computer sends, before its time and once nothing was heard of it. */
import { expect, test } from 'vitest'
import { elsewhere, isUnheard, type SentFrom } from '../../src/renderer/words/elsewhere.ts'

const zone = 'Europe/Paris'
const email = (heard_at: string | null, more: Partial<SentFrom> = {}): SentFrom => ({
  at: '2026-11-10T10:10:00Z',
  computer: 'Anna’s Laptop',
  heard_at,
  ...more,
})
const at = (time: string) => Date.parse(`2026-11-10T${time}:00Z`)

test('its time is an estimate within the hour, and past it nobody here knows', () => {
  for (const time of ['09:00', '10:10', '11:09']) {
    expect(isUnheard(email(null), at(time))).toBe(false)
    expect(elsewhere.leaves(email(null), '11:10', at(time))).toBe('about 11:10')
    expect(elsewhere.told(email(null), zone, at(time))).toBe(null)
  }
  expect(elsewhere.leaves(email(null), '11:10', at('11:10'))).toBe('was due 11:10')
  expect(elsewhere.told(email(null), zone, at('11:10'))).toBe('Nothing was heard from Anna’s Laptop yet')
})

test('it says since when nothing was heard, or that it had not left by then', () => {
  const told = (heard: string) => elsewhere.told(email(heard), zone, at('16:00'))
  expect(told('2026-11-10T09:55:00Z')).toBe('Not heard from Anna’s Laptop since today 10:55')
  expect(told('2026-11-10T11:10:00Z')).toBe('It had not left when Anna’s Laptop was heard of, today 12:10')
})

test('nothing of this computer, and nothing that waits or has left, is without word', () => {
  expect(isUnheard(email(null, { computer: null }), at('16:00'))).toBe(false)
  for (const shown_state of ['sent', 'waiting', 'held', 'withdrawn'] as const)
    expect(isUnheard(email(null, { shown_state }), at('16:00'))).toBe(false)
  expect(isUnheard(email(null, { shown_state: 'moved' }), at('16:00'))).toBe(true)
  expect(isUnheard(email(null), null)).toBe(false)
})
