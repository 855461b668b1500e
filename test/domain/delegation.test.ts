import { describe, expect, it } from 'vitest'
import { areNear } from '../../src/main/store/near.ts'
import {
  type GrantEvent,
  type GrantSide,
  grantEvents,
  grantOrigins,
  grantStates,
  mayMoveGrant,
  mayWriteGrant,
  newGrant,
  reduceGrant,
} from '../../src/shared/domain/delegation.ts'

const eventOf = (type: (typeof grantEvents)[number]): GrantEvent =>
  type === 'declined' || type === 'revoked' ? { type, reason: 'because' } : { type }

describe('the course of a permission', () => {
  it('is as the table says, for every state and event, and gives the same object where nothing happens', () => {
    const table = Object.fromEntries(
      grantStates.map((state) => [
        state,
        grantEvents.map((type) => {
          const before = { state, reason: 'kept' }
          const after = reduceGrant(before, eventOf(type))
          return after === before ? '–' : `${after.state}${after.reason === null ? '' : `: ${after.reason}`}`
        }),
      ]),
    )
    expect(table).toEqual({
      pending: ['active', 'declined: because', 'cancelled', 'expired', '–'],
      active: ['–', '–', '–', '–', 'revoked: because'],
      declined: ['–', '–', '–', '–', '–'],
      cancelled: ['–', '–', '–', '–', '–'],
      expired: ['–', '–', '–', '–', '–'],
      revoked: ['–', '–', '–', '–', '–'],
    })
  })

  it('is moved by whose move it is alone: every origin, move and side', () => {
    const sides: GrantSide[] = ['owner', 'delegate', 'admin', 'stranger']
    const found = Object.fromEntries(
      grantOrigins.map((origin) => [
        origin,
        Object.fromEntries(
          grantEvents.map((move) => [move, sides.filter((side) => mayMoveGrant(origin, move, side)).join(' ')]),
        ),
      ]),
    )
    expect(found).toEqual({
      grant: {
        accepted: 'delegate',
        declined: 'delegate',
        cancelled: 'owner admin',
        expired: 'owner delegate admin stranger',
        revoked: 'owner delegate admin',
      },
      request: {
        accepted: 'owner',
        declined: 'owner',
        cancelled: 'delegate admin',
        expired: 'owner delegate admin stranger',
        revoked: 'owner delegate admin',
      },
    })
  })

  it('begins active only where it is granted within one organisation', () => {
    expect(grantOrigins.flatMap((origin) => [true, false].map((near) => newGrant(origin, near).state))).toEqual([
      'active',
      'pending',
      'pending',
      'pending',
    ])
  })

  it('becomes active on another computer only by its owner, or by the delegate whom the owner asked', () => {
    const course = (origin: (typeof grantOrigins)[number], state: (typeof grantStates)[number]) => ({
      origin,
      state,
      expiresAt: 100,
    })
    const by = (side: GrantSide, at = 50) => ({ side, at })
    const sides: GrantSide[] = ['owner', 'delegate', 'admin', 'stranger']
    const whoMay = (origin: (typeof grantOrigins)[number], from: 'pending' | null, at = 50) =>
      sides.filter((side) =>
        mayWriteGrant(from === null ? null : course(origin, from), course(origin, 'active'), by(side, at)),
      )
    expect([whoMay('grant', null), whoMay('request', null)]).toEqual([['owner'], ['owner']])
    expect([whoMay('grant', 'pending'), whoMay('request', 'pending')]).toEqual([['owner', 'delegate'], ['owner']])
    // nobody accepts what is over, nothing ended lives again, and nobody makes it run longer
    expect([whoMay('grant', 'pending', 100), whoMay('request', 'pending', 100)]).toEqual([[], []])
    for (const ended of ['declined', 'cancelled', 'expired', 'revoked'] as const)
      for (const side of sides)
        expect(mayWriteGrant(course('grant', ended), course('grant', 'active'), by(side))).toBe(false)
    const longer = { ...course('grant', 'pending'), expiresAt: 200 }
    for (const side of sides) expect(mayWriteGrant(course('grant', 'pending'), longer, by(side))).toBe(false)
    const early = (at: number) => mayWriteGrant(course('grant', 'pending'), course('grant', 'expired'), by('owner', at))
    expect([early(99), early(100)]).toEqual([false, true])
  })
})

it('two addresses are near by an equal domain, whatever its case; a subdomain is another, a public provider says nothing', () => {
  const found = [
    ['ana@acme.test', 'bo@ACME.test'],
    ['ana@acme.test', 'bo@eu.acme.test'],
    ['ana@acme.test', 'bo@other.test'],
    ['ana@gmail.com', 'bo@gmail.com'],
    ['ana@GMX.de', 'bo@gmx.DE'],
    ['ana@qq.com', 'bo@qq.com'],
  ].map(([one, other]) => areNear(one as string, other as string))
  expect(found).toEqual([true, false, false, false, false, false])
})
