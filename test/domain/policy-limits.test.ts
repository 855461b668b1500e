import { describe, expect, it } from 'vitest'
import { accountLimits, defaultPolicy } from '../../src/shared/domain/policy.ts'
import { limit } from './plan-fixture.ts'

const policy = { ...defaultPolicy, max_per_second: 2, max_per_hour: 80, max_per_day: 300, max_per_week: 1500 }

describe('limits of an account under a policy', () => {
  it('are what is usual, cut to its ceilings, where nothing is given', () => {
    expect(accountLimits([], 'admin', defaultPolicy)).toEqual({ limits: [limit('hour', 50), limit('day', 400)] })
    expect(accountLimits([], 'member', policy)).toEqual({
      limits: [limit('second', 2), limit('hour', 50), limit('day', 300), limit('week', 1500)],
    })
    expect(accountLimits(['1/second', '900-1000/week'], 'admin', policy)).toEqual({
      limits: [limit('hour', 50), limit('day', 300), limit('second', 1), limit('week', 900, 1000)],
    })
  })

  it.each([
    ['3/second', 'admin', "The workspace's policy lets no mailbox pass 2 a second. Raise it in the settings first."],
    ['3/second', 'member', "The workspace's policy lets no mailbox pass 2 a second. Ask an admin."],
    ['81/hour', 'admin', "The workspace's policy lets no mailbox pass 80 an hour. Raise it in the settings first."],
    ['51/hour', 'member', 'Only an admin can raise it above 50 an hour.'],
    ['40-51/hour', 'member', 'Only an admin can raise it above 50 an hour.'],
    ['301/day', 'member', "The workspace's policy lets no mailbox pass 300 a day. Ask an admin."],
    ['1501/week', 'member', "The workspace's policy lets no mailbox pass 1500 a week. Ask an admin."],
  ] as const)('%s by a %s is too much, and why', (text, role, why) => {
    expect(accountLimits([text], role, policy)).toEqual({ error: `"${text}" is too much. ${why}` })
  })

  it('of units without a ceiling are everybody’s to set', () => {
    expect(accountLimits(['1000/minute'], 'member', policy)).toMatchObject({
      limits: expect.arrayContaining([limit('minute', 1000)]),
    })
  })

  it('that an admin raised a member may keep and lower, not raise further', () => {
    const raised = [limit('hour', 70), limit('day', 250)]
    expect(accountLimits(['70/hour'], 'member', policy, raised)).toMatchObject({
      limits: expect.arrayContaining([limit('hour', 70)]),
    })
    expect(accountLimits(['60/hour'], 'member', policy, raised)).toHaveProperty('limits')
    expect(accountLimits(['71/hour'], 'member', policy, raised)).toEqual({
      error: '"71/hour" is too much. Only an admin can raise it above 70 an hour.',
    })
  })
})
