/** Whole teams through whatever order of things; `npm run test:soak` and `node test/team/soak.ts` run thousands. */
import { expect, it } from 'vitest'
import { size } from '../size.ts'
import { schedule } from './schedule.ts'

const only = process.env.CADENZA_SEED
const first = Number(only ?? process.env.CADENZA_FIRST ?? 1)
const runs = only === undefined ? Number(process.env.CADENZA_RUNS ?? size(12, 10_000)) : 1

it('sends nothing twice and agrees in the end, whatever happens in whatever order', {
  timeout: 3_600_000,
}, async () => {
  const sum = { left: 0, twice: 0 }
  const faults: string[] = []
  for (let seed = first; seed < first + runs; seed++) {
    const lines: string[] = []
    try {
      const told = await schedule(seed, (line) => lines.push(line))
      sum.left += told.left
      sum.twice += told.twice
    } catch (error) {
      if (only !== undefined) console.log(lines.join('\n'))
      faults.push(
        `seed ${seed}: ${only === undefined ? (error as Error).message.slice(0, 700) : (error as Error).stack}`,
      )
      if (faults.length >= 8) break
    }
  }
  expect(faults).toEqual([])
  console.log(`${runs} schedules from ${first}: ${sum.left} emails left, ${sum.twice} again because a person wanted it`)
})
