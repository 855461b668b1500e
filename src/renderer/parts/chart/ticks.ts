/** As many steps as names and numbers have room for beside each other. */
const mostSteps = 5

/**
 * The numbers below a chart of counts, from 0 to the first that nothing exceeds: even steps of 1, 2 or 5 times a power
 * of ten, which people count in. What the library takes by itself fits closer, and reads 950, 1,900, 2,850.
 */
export function roundTicks(most: number): number[] {
  const rough = Math.max(1, most) / mostSteps
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, ([1, 2, 5, 10].find((times) => times * power >= rough) ?? 10) * power)
  const steps = Math.max(1, Math.ceil(most / step))
  return Array.from({ length: steps + 1 }, (_, at) => at * step)
}
