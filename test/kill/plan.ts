import type { Campaign } from './campaign.ts'

/** The named points of the send path, in their order. */
export const points = ['due', 'claimed', 'data_started', 'answered', 'settled'] as const

export type Order = Parameters<Campaign['kill']>[0]

/** Numbers from 0 up to 1 that one seed decides (mulberry32). */
export function numbers(seed: number): () => number {
  let x = seed >>> 0
  return () => {
    x = (x + 0x6d2b79f5) >>> 0
    let t = Math.imul(x ^ (x >>> 15), x | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Kills at random instants, up to `most` ms after the start. */
export function randomKills(kills: number, seed: number, most = 1200): Order[] {
  const draw = numbers(seed)
  return Array.from({ length: kills }, (): Order => ({ after: Math.floor(draw() * most) }))
}

export async function killAll(campaign: Campaign, orders: readonly Order[]): Promise<void> {
  for (const order of orders) await campaign.kill(order)
}
