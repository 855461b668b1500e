import { expect, it } from 'vitest'
import { atFence, type FenceAnswer, type FenceRow } from '../../src/shared/domain/fence.ts'

const rows: Record<string, FenceRow | null> = {
  none: null,
  'own, open': { attempt: 'own', settled: false },
  'own, settled': { attempt: 'own', settled: true },
  'before, open': { attempt: 'before', settled: false },
  'before, settled': { attempt: 'before', settled: true },
  'other, settled': { attempt: 'other', settled: true },
}

it.each<[keyof typeof rows, FenceAnswer, FenceAnswer]>([
  // what stands there; a try that knows of none; one that knows of the try before
  ['none', 'passes', 'passes'],
  ['own, open', 'begun', 'begun'],
  ['own, settled', 'told', 'told'],
  ['before, open', 'unknown', 'passes'],
  ['before, settled', 'unknown', 'passes'],
  ['other, settled', 'unknown', 'unknown'],
])('where %s stands, a first try %s and a later one %s', (name, first, later) => {
  const row = rows[name] ?? null
  expect(atFence(row, { attempt: 'own', after: null })).toBe(first)
  expect(atFence(row, { attempt: 'own', after: 'before' })).toBe(later)
})
