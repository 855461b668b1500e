/** Killed while many are being engaged: all of them are, or nobody is, and the others get their mail. */
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { size } from '../size.ts'
import { buildHost } from './build.ts'
import { startCampaign } from './campaign.ts'
import { checkCampaign } from './check.ts'

/** How many are engaged at once, a campaign each; more than the engine writes by itself. The first is much the largest in a soak. */
const crowds = Array.from({ length: size(1, 25) }, (_, at) => (at === 0 ? size(700, 3100) : 620 + ((at * 137) % 600)))
let program: string

beforeAll(async () => {
  program = await buildHost()
})
afterAll(() => rmSync(program))

it.each(crowds)('all %i are engaged, or nobody is', { timeout: 300_000 }, async (crowd) => {
  const campaign = await startCampaign(program, false)
  const count = (table: string, where = '1') => {
    const db = campaign.open()
    const n = db.prepare(`SELECT count(*) FROM ${table} WHERE ${where}`).pluck().get()
    db.close()
    return n as number
  }
  try {
    // The engine looks how far its worker is only every now and then: where it has little of the processor, all may be
    // written by the third look.
    await campaign.kill({ point: { name: 'engage_writing', visit: 1 } }, crowd)
    const half = count('sends')
    expect(count('batches', `state = 'writing'`)).toBe(1)
    expect(half).toBeLessThan(2 * crowd)
    await campaign.kill({ point: { name: 'engage_written', visit: 1 } }, crowd)
    expect(count('enrollments')).toBeGreaterThan(crowd)
    await campaign.finish()
    const { faults, states } = checkCampaign(campaign)
    expect(faults).toEqual([])
    expect(states.sent).toBeGreaterThan(0)
    expect(count('batches', `state <> 'live'`)).toBe(0)
    const others = count('enrollments')
    expect(others).toBeLessThan(crowd)
    await campaign.kill({ point: { name: 'engage_live', visit: 1 } }, crowd)
    expect(count('batches', `state <> 'live'`)).toBe(0)
    expect(count('enrollments')).toBeGreaterThanOrEqual(others + crowd)
    expect(count('sends')).toBe(2 * count('enrollments'))
  } finally {
    await campaign.stop()
  }
})
