import { expect, it } from 'vitest'
import { growth, mostGrowth } from './growth.ts'

const linear = (size: number) => {
  let sum = 0
  for (let i = 0; i < size; i++) sum += Math.sqrt(i)
  return sum
}

it('tells what grows as its size from what grows as its square', () => {
  expect(growth(linear, 20_000)).toBeLessThan(mostGrowth)
  expect(
    growth((size) => {
      let sum = 0
      for (let i = 0; i < size; i++) sum += linear(size)
      return sum
    }, 2000),
  ).toBeGreaterThan(mostGrowth)
})
