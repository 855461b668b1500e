/** Which rows of a long list are drawn, and which pass too fast for that. */
import { describe, expect, it } from 'vitest'
import { shownIn } from '../../src/renderer/parts/table/cell.ts'
import { gapsIn } from '../../src/renderer/parts/table/few-at-once.ts'
import { type Pace, paceAt, still } from '../../src/renderer/parts/table/pace.ts'
import { heightOf, sightAt, topFor } from '../../src/renderer/parts/table/sight.ts'

/** Whether rows were too fast at each of the scrolls: px after so many ms. */
function fastAt(scrolls: [px: number, ms: number][]): boolean[] {
  let [pace, top, at]: [Pace, number, number] = [still, 0, 1000]
  return scrolls.map(([px, ms]) => {
    top += px
    at += ms
    pace = paceAt(pace, top, at)
    return pace.isFast
  })
}

describe('what is in sight', () => {
  it('is the rows between the heads and the lower edge, and four beyond both edges', () => {
    expect(sightAt(0, 430)).toEqual({ from: 0, to: 14, isFast: false })
    expect(sightAt(4000, 430)).toEqual({ from: 96, to: 114, isFast: false })
    expect(sightAt(4039, 430)).toEqual({ from: 96, to: 115, isFast: false })
  })

  it('is nothing in a box without a height', () => {
    expect(sightAt(0, 0)).toEqual({ from: 0, to: 0, isFast: false })
  })

  it('comes to hold a row that keys lead to, with no more scrolling than that takes', () => {
    expect([topFor(0, 0, 430), topFor(9, 0, 430), topFor(10, 0, 430), topFor(2, 100, 430)]).toEqual([
      undefined,
      undefined,
      40,
      80,
    ])
    expect(heightOf(1000)).toBe(40_008)
  })
})

describe('the pace', () => {
  it('is fast from the third frame of 20,000 px a second, until it slows', () => {
    const frames: [number, number][] = [20_000, 20_000, 20_000, 20_000, 6000, 4000, 6000].map((speed) => [
      speed / 60,
      1000 / 60,
    ])
    expect(fastAt(frames)).toEqual([false, false, true, true, true, false, false])
  })

  it('is read at the speed of a hand, and at a leap', () => {
    const wheel = Array.from({ length: 60 }, (): [number, number] => [50, 1000 / 60])
    expect(fastAt(wheel)).not.toContain(true)
    expect(
      fastAt([
        [40_000, 16],
        [0, 16],
        [80_000, 300],
        [40_000, 400],
      ]),
    ).not.toContain(true)
  })

  it('stays what it was when a frame scrolls twice', () => {
    expect(
      fastAt([
        [300, 16],
        [300, 16],
        [300, 16],
        [10, 0],
        [290, 16],
      ]),
    ).toEqual([false, false, true, true, true])
  })
})

it('finds the rows that are not drawn yet, neighbours together', () => {
  const drawn = new Set([12, 13, 17])
  expect(gapsIn(10, 20, (row) => drawn.has(row))).toEqual([
    [10, 12],
    [14, 17],
    [18, 20],
  ])
  expect(gapsIn(12, 14, (row) => drawn.has(row))).toEqual([])
})

it('shows in a cell what its column makes, not a kind of its own that the next columns would throw away', () => {
  const cell = (show: unknown) => ({ column: { columnDef: { cell: show } }, getContext: () => 5 }) as never
  expect([(n: number) => n + 1, 'fixed'].map((show) => shownIn(cell(show)))).toEqual([6, 'fixed'])
})
