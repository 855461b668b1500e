/** Contacts dealt out anew, one by one and as numbers. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Coarse, Group } from '../../src/shared/domain/what-if-groups.ts'
import { dealtAnew, regrouped } from '../../src/shared/domain/what-if-senders.ts'

const senders = fc
  .uniqueArray(fc.integer({ min: 0, max: 5 }), { minLength: 1 })
  .chain((accounts) =>
    fc.tuple(
      ...accounts.map((account) =>
        fc
          .integer({ min: 1, max: 9 })
          .map((weight) => ({ account, address: `${'fbdace'[account]}@example.com`, weight })),
      ),
    ),
  )

it('gives a contact the same sender in whatever order contacts and senders come', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(9999), { maxLength: 80 }), senders, fc.nat(), (names, who, seed) => {
      const dealt = new Map(dealtAnew(names, who, seed).map((account, i) => [names[i], account]))
      const turned = [...names].reverse()
      const again = new Map(dealtAnew(turned, [...who].reverse(), seed).map((account, i) => [turned[i], account]))
      for (const name of names) expect(again.get(name)).toBe(dealt.get(name))
      const weights = who.reduce((sum, { weight }) => sum + weight, 0)
      for (const { account, weight } of who) {
        const share = (names.length * weight) / weights
        const got = [...dealt.values()].filter((each) => each === account).length
        expect(Math.abs(got - share)).toBeLessThan(1)
      }
    }),
  )
})

const group = fc.record({
  batch: fc.integer({ min: 0, max: 2 }),
  account: fc.integer({ min: 0, max: 5 }),
  zone: fc.constantFrom('Europe/Paris', 'Asia/Tokyo'),
  step: fc.integer({ min: 1, max: 3 }),
  since: fc.constantFrom(0, 3_600_000),
  hand: fc.boolean(),
  contacts: fc.integer({ min: 1, max: 300 }),
})

const coarse = (groups: Group[]): Coarse => ({
  now: 0,
  seed: 1,
  zone: 'Europe/Paris',
  newContactsFirst: false,
  workspacePerDay: null,
  accounts: ['Europe/Paris', null, 'Asia/Tokyo', null, null, null].map((zone, i) => ({
    address: `${i}@example.com`,
    zone,
    active: true,
    limits: [],
    perUtcDay: null,
    minGap: 0,
  })),
  batches: [],
  groups,
  history: [],
  sent: [],
  firsts: [],
})

const sum = (groups: readonly Group[], key: (group: Group) => string) => {
  const sums = new Map<string, number>()
  for (const each of groups) sums.set(key(each), (sums.get(key(each)) ?? 0) + each.contacts)
  return new Map([...sums].sort())
}

it('as numbers loses nobody, gives them to none but the senders, and leaves those who were written to', () => {
  fc.assert(
    fc.property(fc.array(group, { maxLength: 30 }), senders, fc.nat(5), (groups, who, kept) => {
      const batches = new Set([0, 2])
      const after = regrouped(coarse(groups), batches, who, new Set([kept])).groups
      const whole = ({ batch, step, since, hand }: Group) => `${batch} ${step} ${since} ${hand}`
      expect(sum(after, whole)).toEqual(sum(groups, whole))
      const stays = (each: Group) => each.step > 1 || !batches.has(each.batch)
      expect(after.filter(stays)).toEqual(groups.filter(stays))
      const accounts = new Set([...who.map(({ account }) => account), kept])
      expect(after.filter((each) => !stays(each) && !accounts.has(each.account))).toEqual([])
    }),
  )
})
