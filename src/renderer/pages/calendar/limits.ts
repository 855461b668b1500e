/** Limits as they are written, "50/hour" or "30-50/hour". */
export type Limits = readonly string[]

/** The number of one unit (of a range the upper end); null where there is no such limit. */
export function limitOf(limits: Limits, unit: 'hour' | 'day'): number | null {
  const found = limits.find((text) => text.endsWith(`/${unit}`))
  const number = found?.split('/')[0]?.split('-').at(-1)
  return number === undefined ? null : Number(number)
}

/** The same with another number for one unit. */
export const withLimit = (limits: Limits, unit: 'hour' | 'day', value: number): Limits =>
  limits.map((text) => (text.endsWith(`/${unit}`) ? `${value}/${unit}` : text))
