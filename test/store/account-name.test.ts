/** Whoever makes a mailbox, by whichever way, gives it a name that says so. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { accountNameBy, isAnothersAccount } from '../../src/main/store/account-name.ts'
import { publicIdBytes, publicIdFrom } from '../../src/shared/domain/ids.ts'
import { seededDice } from '../work/world.ts'

const bytes = fc.uint8Array({ minLength: publicIdBytes, maxLength: publicIdBytes })
const device = bytes.map(publicIdFrom)

it('is the name of the computer that gave it, and of no other, whatever is put for a part of it', () => {
  fc.assert(
    fc.property(device, device, fc.integer(), fc.nat(24), fc.constantFrom(...'0z'), (one, other, seed, at, put) => {
      fc.pre(one !== other)
      const name = accountNameBy(one, seededDice(seed))
      expect(name).toMatch(/^u[0-9a-hjkmnp-tv-z]{24}$/)
      expect([isAnothersAccount(name, one), isAnothersAccount(name, other)]).toEqual([false, true])
      const altered = name.slice(0, at) + put + name.slice(at + 1)
      if (at > 0 && altered !== name) expect(isAnothersAccount(altered, one)).toBe(true)
    }),
  )
})

it('says nothing of names that were given at random', () => {
  fc.assert(
    fc.property(bytes, device, (random, one) => {
      expect(isAnothersAccount(publicIdFrom(random), one)).toBe(false)
    }),
  )
})
