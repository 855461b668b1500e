/** Which home was lost to whom: what an old home is told once it hears of it. */
import { expect, test } from 'vitest'
import { acquire, release, takenFrom, takeOver, type Whereabouts } from '../../src/shared/domain/home.ts'

const begun: Whereabouts = { homes: { 1: { device: 'a' } }, handing: null }
const moved = (next: Whereabouts | string): Whereabouts => {
  if (typeof next === 'string') throw new Error(next)
  return next
}
const handed = (where: Whereabouts, from: string, to: string) => moved(acquire(moved(release(where, from, to)), to))

test('whoever was home last before a take-over by force is told by whom and when', () => {
  const taken = moved(takeOver(begun, 'b', 500))
  expect(takenFrom(taken, 'a')).toEqual({ device: 'b', taken: 500, epoch: 1000 })
  expect(takenFrom(taken, 'b')).toBe(null)
  expect(takenFrom(taken, 'c')).toBe(null)
  // also when it went on from there in peace, and each time anew
  expect(takenFrom(handed(taken, 'b', 'c'), 'a')).toEqual({ device: 'b', taken: 500, epoch: 1000 })
  const again = moved(takeOver(handed(taken, 'b', 'a'), 'c', 900))
  expect(takenFrom(again, 'a')).toEqual({ device: 'c', taken: 900, epoch: 2000 })
})

test('what was handed over, or is back, was taken from nobody', () => {
  expect(takenFrom(begun, 'a')).toBe(null)
  const peaceful = handed(begun, 'a', 'b')
  expect(takenFrom(peaceful, 'a')).toBe(null)
  // taken from b, to which a had given it
  const taken = moved(takeOver(peaceful, 'c', 500))
  expect([takenFrom(taken, 'a'), takenFrom(taken, 'b')?.device]).toEqual([null, 'c'])
  expect(takenFrom(handed(taken, 'c', 'b'), 'b')).toBe(null)
})
