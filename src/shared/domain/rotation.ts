import { joinKey, keyOf } from './random.ts'

/** Who writes to whom, when several senders share the work. Happens once, at engagement. */

export interface Weighted {
  address: string
  /** Any number from 0; only the proportions count. */
  weight: number
}

export type Deal =
  | { /** Index into `senders`, one a contact, in the order of `contacts`. */ sender: Int32Array; counts: number[] }
  | { error: string }

/** Splits `total` by weight with largest remainders: every count differs from its exact share by less than one. */
export function shares(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0)
  const exact = weights.map((weight) => (total * weight) / sum)
  const counts = exact.map(Math.floor)
  const left = total - counts.reduce((a, b) => a + b, 0)
  const order = exact
    .map((value, index) => ({ index, rest: value - Math.floor(value) }))
    .filter(({ index }) => (weights[index] as number) > 0)
    .sort((a, b) => b.rest - a.rest || a.index - b.index)
  for (let i = 0; i < left; i++) {
    const { index } = order[i % order.length] as { index: number }
    counts[index] = (counts[index] as number) + 1
  }
  return counts
}

/**
 * Deals contacts out to senders: a shuffle that the seed and each contact's own name decide, then by weight. The same
 * people get the same sender for one seed, in whatever order the lists come. `contacts` are names unique in the list
 * (addresses or ids); a weight of 0 gets nobody.
 */
export function deal(contacts: readonly string[], senders: readonly Weighted[], seed: number): Deal {
  const wrong = senders.find(({ weight }) => !Number.isFinite(weight) || weight < 0)
  if (wrong !== undefined) return { error: `The share of ${wrong.address} is ${wrong.weight}; it must be 0 or more.` }
  if (!senders.some(({ weight }) => weight > 0))
    return { error: 'No sender has a share above 0. Give at least one of them a distribution percentage.' }
  const order = senders.map((_, index) => index)
  const nameOf = (index: number) => (senders[index] as Weighted).address.toLowerCase()
  order.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : a - b))
  const dealt = shares(
    contacts.length,
    order.map((index) => (senders[index] as Weighted).weight),
  )
  const shuffled = shuffle(contacts, seed)
  const sender = new Int32Array(contacts.length)
  const counts = senders.map(() => 0)
  let next = 0
  for (const [place, index] of order.entries()) {
    const count = dealt[place] as number
    counts[index] = count
    for (const end = next + count; next < end; next++) sender[shuffled[next] as number] = index
  }
  return { sender, counts }
}

/** Indexes in an order that only the seed and the names decide. */
function shuffle(names: readonly string[], seed: number): Int32Array {
  const keys = Uint32Array.from(names, (name) => joinKey(keyOf(name, 2), seed))
  return Int32Array.from(names, (_, index) => index).sort((a, b) => {
    const difference = (keys[a] as number) - (keys[b] as number)
    if (difference !== 0) return difference
    return (names[a] as string) < (names[b] as string) ? -1 : (names[a] as string) > (names[b] as string) ? 1 : a - b
  })
}
