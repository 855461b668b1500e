import { hoursText, mergeWindows } from '../../../shared/domain/window.ts'

export interface Block {
  day: number
  from: number
  to: number
}

/** A week's open hours: day 0 (Monday) to 6, hour 0 to 23, as `day * 24 + hour`. */
export type Week = ReadonlySet<number>

export const weekOf = (blocks: readonly Block[]): Week =>
  new Set(
    blocks.flatMap(({ day, from, to }) => Array.from({ length: to - from }, (_, at) => (day - 1) * 24 + from + at)),
  )

export const blocksOf = (week: Week): Block[] =>
  mergeWindows([...week].map((cell) => ({ day: Math.floor(cell / 24) + 1, from: cell % 24, to: (cell % 24) + 1 })))

const names = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/** As the engine takes it, a line a day: "mon 09:00-12:00,13:00-18:00". */
export function windowsOf(week: Week): string[] {
  const blocks = blocksOf(week)
  return names.flatMap((name, day) => {
    const hours = hoursText(blocks, day + 1)
    return hours === '' ? [] : [`${name} ${hours.replaceAll('–', '-')}`]
  })
}

/** The same week with one cell as wanted. */
export function withCell(week: Week, cell: number, isOpen: boolean): Week {
  if (week.has(cell) === isOpen) return week
  const next = new Set(week)
  if (isOpen) next.add(cell)
  else next.delete(cell)
  return next
}
