import { expect, it } from 'vitest'
import { tellJudging } from '../../src/main/work/recovery/judged-anew.ts'

/** Told so many times, each that long after the one before, ms; what a person and the log are told. */
function told(times: number, apart: number) {
  let now = 1000
  const [notes, lines]: [string[], unknown[]] = [[], []]
  const line = (_: string, fields?: unknown) => void lines.push(fields)
  const tell = tellJudging({
    clock: { now: () => now } as Parameters<typeof tellJudging>[0]['clock'],
    log: { info: line, warn: line, error: line },
    notifier: { notify: ({ title }) => void notes.push(title) },
  })
  for (let done = 1; done <= times; done++) {
    now += apart
    tell(done, times)
  }
  return { notes, lines }
}

it('says nothing to whoever starts Cadenza where judging all that a team told takes a moment', () => {
  expect(told(20, 100)).toEqual({ notes: [], lines: [{ done: 20, of: 20 }] })
})

it('says once why the start takes longer, and now and then in the log how far it is', () => {
  expect(told(100, 100)).toEqual({
    notes: ['Cadenza is starting'],
    lines: [
      { done: 50, of: 100 },
      { done: 100, of: 100 },
    ],
  })
})
