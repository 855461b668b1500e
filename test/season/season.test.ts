import { expect, it } from 'vitest'
import { size } from '../size.ts'
import { season } from './season.ts'

const seed = Number(process.env.CADENZA_SEED ?? Date.now() % 1_000_000)

it(
  `every email of a season ends as it should, whatever happens meanwhile (seed ${seed})`,
  async () => {
    const { faults, states, arrived, read } = await season(seed, { accounts: 3, contacts: 48, days: 75 })
    expect(faults).toEqual([])
    expect([arrived > 300, (states.sent ?? 0) > 300, read > 5]).toEqual([true, true, true])
  },
  size(120_000, 600_000),
)
