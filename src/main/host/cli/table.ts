import Table from 'cli-table3'
import { type Io, painter } from './io.ts'

const sides = ['top', 'bottom', 'left', 'right', 'mid'] as const
const noLines = Object.fromEntries(
  sides.flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`]).map((name) => [name, '']),
)

/** Columns under bold headings, without lines. Columns whose values are all numbers stand to the right. */
export function table(io: Io, head: string[], rows: (string | number | null)[][]): string {
  const paint = painter(io)
  const numeric = head.map(
    (_, i) => rows.length > 0 && rows.every((row) => row[i] === null || typeof row[i] === 'number'),
  )
  const made = new Table({
    head: head.map((text) => paint('bold', text)),
    chars: { ...noLines, middle: '  ', 'mid-mid': '', 'left-mid': '', 'right-mid': '' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
    colAligns: numeric.map((isNumber) => (isNumber ? 'right' : 'left')),
  })
  for (const row of rows) made.push(row.map((cell) => (cell === null ? '–' : grouped(cell))))
  return made
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

/** Numbers with thousands separated, text as it is but on one line and without control characters. */
export function grouped(value: string | number): string {
  return typeof value === 'number' ? value.toLocaleString('en-GB') : tame(value)
}

/** "1 contact", "2,000 contacts". */
export const counted = (count: number, what: string): string => `${grouped(count)} ${what}${count === 1 ? '' : 's'}`

/** Text that came from outside, made safe for a terminal: it could otherwise move the cursor or hide lines. */
export function tame(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
}
