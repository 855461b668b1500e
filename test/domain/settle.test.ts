import { expect, it } from 'vitest'
import {
  type FilesSent,
  lookAt,
  looksAfter,
  looksBehind,
  settleStep,
  type UnsureStep,
} from '../../src/shared/domain/settle.ts'

const minute = 60_000
const files: FilesSent[] = ['server', 'unknown', 'client']

/** The table of the file, said a second time and in another way. */
function told(who: FilesSent, readable: boolean, found: boolean | null, looks: number): UnsureStep {
  if (!readable) return { do: 'ask', because: 'unread' }
  if (who === 'client') return { do: 'ask', because: 'ours' }
  if (found === true) return { do: 'sent' }
  if (looks < 4) return { do: 'look', after: [1, 5, 15, 60].map((n) => n * minute)[looks] as number }
  return { do: 'ask', because: { server: 'absent', unknown: 'silent' }[who] as 'absent' | 'silent' }
}

it('every case of the table, and nothing is sent again by itself in any', () => {
  const seen: Record<string, number> = {}
  for (const who of files)
    for (const readable of [true, false])
      for (const found of [true, false, null])
        for (let looks = 0; looks <= 5; looks++) {
          const step = settleStep({ files: who, readable, found, looks })
          expect([who, readable, found, looks, step]).toEqual([
            who,
            readable,
            found,
            looks,
            told(who, readable, found, looks),
          ])
          const key = step.do === 'ask' ? step.because : step.do
          seen[key] = (seen[key] ?? 0) + 1
          if (step.do === 'sent') expect([found, who]).not.toEqual([true, 'client'])
        }
  expect(seen).toEqual({ sent: 12, look: 16, ours: 18, absent: 4, silent: 4, unread: 54 })
})

it('four looks on time; late ones are made up for, and one alone never ends it', () => {
  const onTime: number[] = []
  for (const after of looksAfter) onTime.push(looksBehind(onTime.at(-1) ?? 0, after))
  expect(onTime).toEqual([1, 2, 3, 4])
  expect(looksBehind(0, 7 * minute)).toBe(2)
  expect(looksBehind(0, 24 * 60 * minute)).toBe(3)
  expect(looksBehind(3, 24 * 60 * minute)).toBe(4)
  expect(looksBehind(1, 2 * minute)).toBe(2)
  // a clock that was set back: looks still go on, one by one
  expect([0, 1, 2, 3].map((looks) => looksBehind(looks, -minute))).toEqual([1, 2, 3, 4])
})

it('a look is at its time, a minute after the one before at the earliest, and never hours off after a clock was set back', () => {
  const broke = Date.parse('2026-11-23T09:00:00Z')
  expect(lookAt(broke, 5 * minute, broke + minute, broke + minute)).toBe(broke + 5 * minute)
  expect(lookAt(broke, 60 * minute, broke + 600 * minute, broke + 600 * minute)).toBe(broke + 601 * minute)
  const set = broke - 24 * 60 * minute
  expect(lookAt(broke, 5 * minute, null, set)).toBe(set + 5 * minute)
})
