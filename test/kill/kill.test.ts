import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { size } from '../size.ts'
import { buildHost } from './build.ts'
import { type Campaign, startCampaign } from './campaign.ts'
import { checkCampaign } from './check.ts'
import { everyPoint, killAll, numbers, type Order, places, points } from './plan.ts'

const seed = Number(process.env.CADENZA_SEED ?? Date.now() % 1_000_000)
const draw = numbers(seed)
const at = (names: readonly string[]): Order[] =>
  names.map((name) => ({ point: { name, visit: 1 + Math.floor(draw() * 15) } }))
const times = size(3, 20)
let program: string

beforeAll(async () => {
  program = await buildHost()
})
afterAll(() => rmSync(program))

/** Kills as ordered, restarts, finishes, compares. Returns what the kills found. */
async function survive(sandbox: boolean, orders: Order[], mailboxes = false): Promise<Campaign['kills']> {
  const campaign = await startCampaign(program, sandbox, { mailboxes })
  try {
    await killAll(campaign, orders)
    await campaign.finish()
    const { faults, states, copies } = checkCampaign(campaign)
    expect(faults, `seed ${seed}`).toEqual([])
    expect(states.sent).toBeGreaterThan(0)
    expect(copies).toBeGreaterThanOrEqual(states.sent ?? 0)
    return campaign.kills
  } finally {
    await campaign.stop()
  }
}

// Each mostly waits for the other processes: together they take no longer than one.
describe.concurrent('killed with SIGKILL and started again on the same data', { timeout: 300_000 }, () => {
  it('at each named point, nothing is lost, doubled or left in flight', async () => {
    const kills = await survive(false, at(points))
    const found = (name: string) => kills.find(({ at }) => 'point' in at && at.point.name === name)
    for (const name of ['claimed', 'data_started', 'answered']) expect(found(name)?.sending).toBeGreaterThan(0)
    expect(['text asked for', 'text taken']).toContain(found('data_started')?.phase)
  })

  it('while a server answers, a copy is filed and an answer is read, the same', async () => {
    const orders = everyPoint(seed).slice(0, size(4, places.length))
    expect(await survive(false, orders, true)).toHaveLength(orders.length)
  })

  it(`${times} times at random under load, the same`, async () => {
    const random = Array.from({ length: times }, (): Order => ({ after: Math.floor(draw() * 800) }))
    // The first is no matter of luck: on a slow machine the others may all come before anything is engaged.
    const kills = await survive(false, [...at(['claimed']), ...random])
    expect(kills).toHaveLength(1 + times)
  })

  it('in the sandbox, recovery finds in the inbox what had arrived, and is never unsure', async () => {
    const kills = await survive(true, at(['claimed', 'data_started', 'answered']))
    expect(kills.find(({ at }) => 'point' in at && at.point.name === 'answered')?.phase).toBe('text taken')
  })
})
