import { expect, it } from 'vitest'
import { said, saidOfLiquid } from '../../src/renderer/words/format.ts'

it.each([
  ["This computer's clock can't be trusted", 'This computer’s clock can’t be trusted'],
  ['Rules of "Haldenroux" replace "others\'"', "Rules of “Haldenroux” replace “others'”"],
  ["the admins' word", 'the admins’ word'],
  // an address is copied as it stands
  ["o'brien@there.example was not asked", "o'brien@there.example was not asked"],
])('sets %s as the screens do', (sentence, shown) => {
  expect(said(sentence)).toBe(shown)
})

it('leaves Liquid as it is to be typed', () => {
  expect(saidOfLiquid('No contact has "citty". Write {{ city | default: "there" }}, or "town".')).toBe(
    'No contact has “citty”. Write {{ city | default: "there" }}, or “town”.',
  )
})
