/** Of several who claim one thing, who was heard of first: said by everybody but themselves. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { heardFirst, type Witness } from '../../src/shared/domain/heard-first.ts'

const never = Number.POSITIVE_INFINITY
const claim = (seat: string) => ({ id: seat, seat, words: [{ device: `of ${seat}`, number: 1 }] })
const claims = ['ben', 'mo', 'pia'].map(claim)
const order = (all: Iterable<Witness>, given = claims) => heardFirst(given, all).map(({ seat }) => seat)

interface Told {
  seat: string
  admin?: boolean
  /** In which of its chunks it knew of each claim. */
  at: Readonly<Record<string, number>>
  /** Nothing that it says counts. */
  mute?: boolean
}

const witness = ({ seat, admin = false, at, mute = false }: Told): Witness => ({
  firstToKnow: ({ device }) => at[device.slice(3)] ?? never,
  standing: () => (mute ? null : { device: `of ${seat}`, seat, admin }),
})

describe('who was heard of first', () => {
  const cases: [words: string, told: Told[], kept: string][] = [
    ['stays as it is given where nobody told anything', [], 'ben'],
    ['is said by a colleague', [{ seat: 'kim', at: { mo: 2, ben: 5 } }], 'mo'],
    ['is said by whoever never heard of the other', [{ seat: 'kim', at: { mo: 2 } }], 'mo'],
    ['is not said by whoever heard of both at once', [{ seat: 'kim', at: { mo: 2, pia: 2, ben: 5 } }], 'ben'],
    ['is not said by whoever has a part in it', [{ seat: 'mo', at: { mo: 2, ben: 5 } }], 'ben'],
    ['is said by an admin who has', [{ seat: 'mo', admin: true, at: { mo: 2, ben: 5 } }], 'mo'],
    ['is not said by whoever counts for nothing', [{ seat: 'kim', at: { mo: 2, ben: 5 }, mute: true }], 'ben'],
    [
      'is said by one admin before two who are none',
      [
        { seat: 'kim', at: { mo: 1 } },
        { seat: 'lou', at: { mo: 1 } },
        { seat: 'ada', admin: true, at: { pia: 3, mo: 4 } },
      ],
      'pia',
    ],
    [
      'is said by the others where two admins differ',
      [
        { seat: 'ada', admin: true, at: { ben: 1 } },
        { seat: 'eve', admin: true, at: { mo: 1 } },
        { seat: 'kim', at: { mo: 1 } },
      ],
      'mo',
    ],
    [
      'is not said by somebody whose computers differ',
      [
        { seat: 'kim', at: { mo: 1, ben: 2 } },
        { seat: 'kim', at: { mo: 2, ben: 1 } },
      ],
      'ben',
    ],
    [
      'counts a person once, however many computers they have',
      [
        { seat: 'kim', at: { mo: 1 } },
        { seat: 'kim', at: { mo: 1 } },
        { seat: 'lou', at: { pia: 1 } },
        { seat: 'max', at: { pia: 1 } },
      ],
      'pia',
    ],
  ]
  it.each(cases)('%s', (_, told, kept) => {
    expect(order(told.map(witness))[0]).toBe(kept)
  })

  const told = fc.record({
    seat: fc.constantFrom('ada', 'kim', 'lou', 'mo', 'ben'),
    admin: fc.boolean(),
    at: fc.dictionary(fc.constantFrom('ben', 'mo', 'pia'), fc.integer({ min: 1, max: 4 })),
    mute: fc.boolean(),
  })

  it('is the same in whatever order they are asked, and nobody is lost or made up', () => {
    const shuffled = fc
      .array(told, { maxLength: 8 })
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))
    fc.assert(
      fc.property(shuffled, ([all, other]) => {
        const once = order(all.map(witness))
        expect(order(other.map(witness))).toEqual(once)
        expect(once.toSorted()).toEqual(['ben', 'mo', 'pia'])
      }),
    )
  })

  it('is not moved by anything that one who claims it says, unless they are an admin', () => {
    const own = told.map((one) => ({ ...one, seat: 'mo', admin: false }))
    fc.assert(
      fc.property(fc.array(told, { maxLength: 6 }), fc.array(own, { maxLength: 4 }), (all, more) => {
        const others = all.filter(({ seat }) => seat !== 'mo')
        expect(order([...others, ...more].map(witness))).toEqual(order(others.map(witness)))
      }),
    )
  })
})
