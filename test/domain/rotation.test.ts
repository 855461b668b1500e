import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deal, shares } from '../../src/shared/domain/rotation.ts'

const people = (count: number) => Array.from({ length: count }, (_, i) => `person${i}@example.org`)
const sender = (address: string, weight: number) => ({ address, weight })

function dealt(...given: Parameters<typeof deal>) {
  const result = deal(...given)
  if ('error' in result) throw new Error(result.error)
  return result
}

describe('dealing contacts out', () => {
  it('gives every sender its share, off by less than one, and every contact one sender', () => {
    const senders = fc
      .array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 8 })
      .filter((list) => list.some((weight) => weight > 0))
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), senders, fc.nat(), (count, weights, seed) => {
        const list = weights.map((weight, i) => sender(`s${i}@example.com`, weight))
        const { sender: who, counts } = dealt(people(count), list, seed)
        const total = weights.reduce((a, b) => a + b, 0)
        expect(counts.reduce((a, b) => a + b, 0)).toBe(count)
        weights.forEach((weight, i) => {
          expect(Math.abs((counts[i] as number) - (count * weight) / total)).toBeLessThan(1)
          expect(who.filter((index) => index === i).length).toBe(counts[i])
          if (weight === 0) expect(counts[i]).toBe(0)
        })
      }),
    )
  })

  it('gives the same people to the same sender, in whatever order the lists come', () => {
    const list = people(101)
    const senders = [sender('a@example.com', 2), sender('b@example.com', 1), sender('c@example.com', 1)]
    const of = (contacts: string[], from: typeof senders, seed: number) => {
      const { sender: who } = dealt(contacts, from, seed)
      return Object.fromEntries(contacts.map((name, i) => [name, from[who[i] as number]?.address]))
    }
    const first = of(list, senders, 5)
    expect(of([...list].reverse(), senders, 5)).toEqual(first)
    expect(of(list, [...senders].reverse(), 5)).toEqual(first)
    expect(of(list, senders, 6)).not.toEqual(first)
  })

  it("doesn't follow the list: each half of it gets a mixture", () => {
    const { sender: who } = dealt(people(1000), [sender('a@example.com', 1), sender('b@example.com', 1)], 3)
    const inFirstHalf = who.subarray(0, 500).filter((index) => index === 0).length
    expect(inFirstHalf).toBeGreaterThan(200)
    expect(inFirstHalf).toBeLessThan(300)
  })

  it('refuses weights that deal to nobody', () => {
    expect(deal(people(3), [], 1)).toEqual({ error: expect.stringContaining('No sender has a share') })
    expect(deal(people(3), [sender('a@example.com', 0)], 1)).toEqual({
      error: expect.stringContaining('No sender has a share'),
    })
    expect(deal(people(3), [sender('a@example.com', -1)], 1)).toEqual({
      error: 'The share of a@example.com is -1; it must be 0 or more.',
    })
    expect(deal(people(3), [sender('a@example.com', Number.NaN)], 1)).toHaveProperty('error')
  })

  it('splits by largest remainder', () => {
    expect(shares(10, [1, 1, 1])).toEqual([4, 3, 3])
    expect(shares(100, [75, 25])).toEqual([75, 25])
    expect(shares(1, [1, 2, 2])).toEqual([0, 1, 0])
  })
})
