import type { Campaign, KillAt } from './campaign.ts'

/** The named points of the send path, in their order. */
export const points = ['due', 'claimed', 'data_started', 'answered', 'settled'] as const

export type Order = KillAt

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

/** Points of an engine whose mailboxes are read and filed in: in the order of what happens, and how many visits there are. */
const everywhere: Record<string, (visit: number) => Order> = {
  'a server that greets': () => ({ smtp: 'greeting', skip: 0 }),
  EHLO: () => ({ smtp: 'ehlo', skip: 0 }),
  AUTH: () => ({ smtp: 'auth', skip: 0 }),
  'MAIL FROM': (visit) => ({ smtp: 'mail', skip: visit }),
  'RCPT TO': (visit) => ({ smtp: 'rcpt', skip: visit }),
  DATA: (visit) => ({ smtp: 'data', skip: visit }),
  'the text': (visit) => ({ smtp: 'body', skip: visit }),
  'the dot, not taken': (visit) => ({ smtp: 'dot', skip: visit }),
  'the dot, taken': (visit) => ({ smtp: 'dot', take: true, skip: visit }),
  'the 250': (visit) => ({ smtp: 'after', skip: visit }),
  ...Object.fromEntries(
    [...points, 'append_begun', 'appended', 'message_read', 'message_entered', 'message_taken'].map((name) => [
      name,
      (visit: number): Order => ({ point: { name, visit: 1 + visit } }),
    ]),
  ),
  APPEND: (visit) => ({ imap: 'append', skip: visit }),
  'a copy, not filed': (visit) => ({ imap: 'literal', skip: visit }),
  'a copy, filed': (visit) => ({ imap: 'filed', skip: visit }),
  'heads of new mail': (visit) => ({ imap: 'heads', skip: visit }),
  'texts of new mail': (visit) => ({ imap: 'bodies', skip: visit }),
}
export const places = Object.keys(everywhere)

/** The name of where a kill was ordered. */
export function placeOf(at: Order): string {
  if ('after' in at) return 'at random'
  if ('point' in at) return at.point.name
  const isSame = (other: Order) =>
    'smtp' in at && 'smtp' in other
      ? at.smtp === other.smtp && at.take === other.take
      : 'imap' in at && 'imap' in other && at.imap === other.imap
  return places.find((name) => isSame((everywhere[name] as (visit: number) => Order)(0))) ?? '?'
}

/** A kill at each of these points once, in an order and at visits by chance. */
export function everyPoint(seed: number): Order[] {
  const draw = numbers(seed)
  const orders = Object.values(everywhere).map((order) => ({ place: draw(), order: order(Math.floor(draw() * 12)) }))
  return orders.sort((a, b) => a.place - b.place).map(({ order }) => order)
}

/** Kills at random instants, up to `most` ms after the start. */
export function randomKills(kills: number, seed: number, most = 1200): Order[] {
  const draw = numbers(seed)
  return Array.from({ length: kills }, (): Order => ({ after: Math.floor(draw() * most) }))
}

export async function killAll(campaign: Campaign, orders: readonly Order[]): Promise<void> {
  for (const order of orders) await campaign.kill(order)
}
