/**
 * Whole teams through whatever order of things. `node test/team/soak.ts` runs thousands (`npm run test:soak` too); a fault is
 * repeated by `CADENZA_SEED=<number> vitest run test/team/schedules.test.ts`.
 */
import { expect, it } from 'vitest'
import type { Breach } from './fleet.ts'
import { schedule, type Told } from './schedule.ts'

const only = process.env.CADENZA_SEED
const first = Number(only ?? 1)
const runs = only === undefined ? 10 : 1

it('sends nothing twice and agrees in the end, whatever happens in whatever order', async () => {
  const told: Told[] = []
  for (let seed = first; seed < first + runs; seed++) {
    const lines: string[] = []
    try {
      told.push(await schedule(seed, (line) => lines.push(line)))
    } catch (error) {
      if (only !== undefined) console.log(lines.join('\n'))
      throw new Error(`seed ${seed}: ${(error as Error).message.slice(0, 900)}`, { cause: error })
    }
  }
  // a schedule in which hardly anything is sent proves nothing
  if (only === undefined) expect(told.reduce((sum, one) => sum + one.left, 0)).toBeGreaterThan(8 * runs)
})

/** Schedules in which the one rule is missed most plainly; most others notice it as well. */
const noticed: Partial<Record<Breach, number[]>> = { home: [2], part: [9] }

it.each(Object.entries(noticed))(
  'notices a second email where nobody asks for the rule of %s',
  async (breach, seeds) => {
    for (const seed of seeds)
      await expect(schedule(seed, () => {}, { breach: breach as Breach })).rejects.toThrow('for the second time')
  },
)
