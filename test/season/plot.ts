/** Draws what seasons held in memory and on disk, day by day: each a thin line, for the documentation. */
import type { Sample } from './season.ts'

const [width, height, left, top, gap] = [720, 190, 56, 28, 70] as const
const inner = width - left - 16

interface Panel {
  title: string
  color: string
  of: (sample: Sample) => number
}
const panels: Panel[] = [
  { title: 'Memory after collecting, MB', color: '#4f46e5', of: ({ heap }) => heap / 1e6 },
  { title: 'Database with its log, MB', color: '#0f766e', of: ({ file }) => file / 1e6 },
  { title: 'Emails that arrived, thousands', color: '#b45309', of: ({ arrived }) => arrived / 1e3 },
]

/** A round number a little above. */
function above(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(Math.max(value, 1)))
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((n) => n * unit).find((n) => n >= value) ?? value
}

/** An SVG document. */
export function plot(seasons: readonly { samples: readonly Sample[] }[]): string {
  const days = Math.max(1, ...seasons.flatMap(({ samples }) => samples.map(({ day }) => day)))
  const x = (day: number) => left + (inner * day) / days
  const parts = panels.map(({ title, color, of }, i) => {
    const from = top + i * (height + gap)
    const most = above(Math.max(1, ...seasons.flatMap(({ samples }) => samples.map(of))))
    const y = (value: number) => from + height - (height * value) / most
    const lines = [0, 0.5, 1].map(
      (part) =>
        `<path d="M${left} ${y(part * most)}H${left + inner}" stroke="#d4d4d8"/><text x="${left - 8}" y="${y(part * most) + 4}" text-anchor="end">${part * most}</text>`,
    )
    const marks = [0, 30, 60, days].map(
      (day) => `<text x="${x(day)}" y="${from + height + 18}" text-anchor="middle">${day}</text>`,
    )
    const curves = seasons.map(({ samples }) => {
      const points = samples.map((sample) => `${x(sample.day).toFixed(1)},${y(of(sample)).toFixed(1)}`)
      return `<polyline points="${points.join(' ')}" fill="none" stroke="${color}" stroke-opacity="0.6" stroke-width="1.5"/>`
    })
    return `<text x="${left}" y="${from - 10}" font-weight="600">${title}</text>${lines.join('')}${marks.join('')}${curves.join('')}`
  })
  const tall = top + panels.length * (height + gap) - 20
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${tall}" font-family="system-ui, sans-serif" font-size="12" fill="#52525b">
<title>Seasons of ninety days: memory, database and emails by day</title>
<rect width="${width}" height="${tall}" fill="#fff"/>
${parts.join('\n')}
<text x="${left + inner}" y="${tall - 8}" text-anchor="end">day</text>
</svg>
`
}
