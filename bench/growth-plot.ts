/** Draws how times and memory grow, both scales logarithmic, for the documentation. */
import type { Grown } from './growth.ts'

const [width, height, left, top, gap] = [720, 260, 64, 30, 64] as const
const inner = width - left - 150

interface Line {
  title: string
  color: string
  of: keyof Grown
}
interface Panel {
  title: string
  lines: Line[]
}
const panels: Panel[] = [
  {
    title: 'Processor time, ms',
    lines: [
      { title: 'import, rows', color: '#b45309', of: 'import' },
      { title: 'plan(), emails', color: '#4f46e5', of: 'plan' },
      { title: 'what-if, emails', color: '#0f766e', of: 'whatIf' },
      { title: 'a page far down', color: '#be185d', of: 'deepPage' },
    ],
  },
  {
    title: 'Memory of the whole process, MB',
    lines: [
      { title: 'plan(), emails', color: '#4f46e5', of: 'planMemory' },
      { title: 'import, rows', color: '#b45309', of: 'importMemory' },
    ],
  },
]

const powers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)
const named = (power: number) => (power < 0 ? String(10 ** power) : (10 ** power).toLocaleString('en'))

/** Titles beside the ends of their lines, none over another. */
function apart(ends: readonly number[]): number[] {
  const order = ends.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y)
  for (let n = 1; n < order.length; n++) {
    const [above, below] = [order[n - 1], order[n]]
    if (above && below) below.y = Math.max(below.y, above.y + 15)
  }
  return order.sort((a, b) => a.i - b.i).map(({ y }) => y)
}

function drawn({ title, lines }: Panel, at: number, grown: readonly Grown[]): string {
  const from = top + at * (height + gap)
  const values = grown.flatMap((each) => lines.map(({ of }) => each[of]))
  const low = Math.floor(Math.log10(Math.min(...values)))
  const high = Math.ceil(Math.log10(Math.max(...values)))
  const [least, most] = [Math.log10(grown[0]?.size ?? 1), Math.log10(grown.at(-1)?.size ?? 10)]
  const x = (size: number) => left + (inner * (Math.log10(size) - least)) / (most - least)
  const y = (value: number) => from + height - (height * (Math.log10(value) - low)) / (high - low)
  const rules = powers(low, high).map(
    (power) =>
      `<path d="M${left} ${y(10 ** power)}H${left + inner}" stroke="#d4d4d8"/><text x="${left - 8}" y="${y(10 ** power) + 4}" text-anchor="end">${named(power)}</text>`,
  )
  const marks = grown.map(
    ({ size }) =>
      `<text x="${x(size)}" y="${from + height + 18}" text-anchor="middle">${size.toLocaleString('en')}</text>`,
  )
  const places = apart(lines.map(({ of }) => y((grown.at(-1) as Grown)[of]) + 4))
  const curves = lines.map(({ title: name, color, of }, i) => {
    const points = grown.map((each) => `${x(each.size).toFixed(1)},${y(each[of]).toFixed(1)}`)
    return `<polyline points="${points.join(' ')}" fill="none" stroke="${color}" stroke-width="2"/><text x="${left + inner + 8}" y="${places[i]?.toFixed(1)}" fill="${color}">${name}</text>`
  })
  return `<text x="${left}" y="${from - 12}" font-weight="600">${title}</text>${rules.join('')}${marks.join('')}${curves.join('')}`
}

/** An SVG document. */
export function curves(grown: readonly Grown[]): string {
  const tall = top + panels.length * (height + gap) - 20
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${tall}" font-family="system-ui, sans-serif" font-size="12" fill="#52525b">
<title>Time and memory from a hundred to a million</title>
<rect width="${width}" height="${tall}" fill="#fff"/>
${panels.map((panel, at) => drawn(panel, at, grown)).join('\n')}
</svg>
`
}
