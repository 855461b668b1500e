/** The hours in which mail may leave, in a line: "Mon–Fri 09–12, 14–18". */
import { language } from './format.ts'

interface Block {
  day: number
  from: number
  to: number
}

const names = Array.from({ length: 7 }, (_, day) =>
  // 5 January 2026 is a Monday
  new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2026, 0, 5 + day)),
)
/** 1 → "Mon" */
export const weekday = (day: number): string => names[day - 1] ?? String(day)

const two = (hour: number): string => String(hour).padStart(2, '0')

/** Days with the same hours are said together. */
export function weekWords(blocks: readonly Block[]): string {
  const hours = Array.from({ length: 7 }, (_, i) =>
    blocks
      .filter(({ day }) => day === i + 1)
      .map(({ from, to }) => `${two(from)}–${two(to)}`)
      .join(', '),
  )
  const parts: string[] = []
  for (let from = 0; from < 7; ) {
    let to = from
    while (to < 6 && hours[to + 1] === hours[from]) to++
    if (hours[from]) parts.push(`${weekday(from + 1)}${to > from ? `–${weekday(to + 1)}` : ''} ${hours[from]}`)
    from = to + 1
  }
  return parts.join('; ')
}
