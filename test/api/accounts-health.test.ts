/** What happened to an account, as people read it, and the test that brings one back. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY } from '../../src/shared/domain/time.ts'
import { asker } from '../host/room.ts'
import { type Story, story } from '../work/story.ts'

let s: Story
beforeAll(async () => {
  // Monday 23 November 2026, 08:30 in Paris
  s = await story('2026-11-23T07:30:00Z')
})
afterAll(() => s.stop())

const history = async (id: string) => (await s.client.accounts.history({ public_id: id })).rows
const told = async (id: string) => (await history(id)).map(({ kind, words }) => `${kind}: ${words}`).reverse()

describe('the history of an account', () => {
  it('tells each change with its words, newest first, in pages', async () => {
    const { id } = await s.account('told@example.com')
    await s.client.accounts.pause({ public_id: id })
    await s.client.accounts.resume({ public_id: id })
    await s.client.accounts.update({ public_id: id, quotas: ['20/hour'], percentage: 40 })
    await s.client.accounts.deactivate({ public_id: id })
    await s.client.accounts.deactivate({ public_id: id })
    expect(await told(id)).toEqual([
      'activated: Activated by Me.',
      'paused: Paused by Me.',
      'resumed: Resumed by Me.',
      'changed: Changed by Me: limits, share.',
      'deactivated: Deactivated by Me.',
    ])
    const first = await s.client.accounts.history({ public_id: id, limit: 2 })
    const second = await s.client.accounts.history({ public_id: id, limit: 2, after: String(first.next) })
    const third = await s.client.accounts.history({ public_id: id, limit: 2, after: String(second.next) })
    expect([...first.rows, ...second.rows, ...third.rows]).toEqual(await history(id))
    expect(third.next).toBeNull()
    await expect(s.client.accounts.history({ public_id: id, after: 'x' })).rejects.toMatchObject({
      code: 'bad_request',
    })
  })

  it('holds the failures, what took the account out, the failed test and the one that brought it back', async () => {
    const { id, server } = await s.account('wrong@example.com', { password: 'right' })
    server.password = 'another'
    await s.engage({ sender: 'wrong@example.com', contacts: ['one@history.test', 'two@history.test'] })
    await s.goTo('2026-11-23T10:00:00Z')
    expect(await s.client.accounts.get({ public_id: id })).toMatchObject({ status: 'error', resume_at: null })
    expect(await s.client.accounts.test({ public_id: id })).toMatchObject({ ok: false })
    expect(await s.client.accounts.get({ public_id: id })).toMatchObject({ status: 'error' })
    server.password = 'right'
    expect(await s.client.accounts.test({ public_id: id })).toMatchObject({ ok: true })
    expect(await s.client.accounts.get({ public_id: id })).toMatchObject({ status: 'active', status_reason: null })
    await s.goTo('2026-11-24T17:00:00Z')
    expect(server.arrivals.map(({ to }) => to).sort()).toEqual(['one@history.test', 'two@history.test'])
    const rows = (await history(id)).reverse()
    expect(rows.map(({ kind, trouble, works }) => [kind, trouble, works])).toEqual([
      ['activated', null, null],
      ['failed', 'credentials', null],
      ['out', 'credentials', null],
      ['tested', null, false],
      ['tested', null, true],
      ['back', null, null],
    ])
    expect(rows[2]?.words).toMatch(/535 5\.7\.8 wrong password/)
    expect(rows[3]?.words).toMatch(/535 5\.7\.8 wrong password/)
  })

  it('a test that works says nothing about a quota: the account stays out until its day is over', async () => {
    const { id, server } = await s.account('full@example.com')
    server.deed = ({ phase }) => (phase === 'mail' ? '454 4.7.0 daily quota exceeded' : undefined)
    await s.engage({ sender: 'full@example.com', contacts: ['full@history.test'] })
    await s.goTo('2026-11-25T09:30:00Z')
    server.deed = () => undefined
    const before = await s.client.accounts.get({ public_id: id })
    expect(before.status).toBe('error')
    expect(await s.client.accounts.test({ public_id: id })).toMatchObject({ ok: true })
    expect(await s.client.accounts.get({ public_id: id })).toMatchObject({
      status: 'error',
      resume_at: before.resume_at,
    })
    await s.goTo(Date.parse(before.resume_at ?? '') + 60_000)
    expect(await s.client.accounts.get({ public_id: id })).toMatchObject({ status: 'active' })
    expect((await told(id)).at(-1)).toBe('back: A day has gone by: it is tried again.')
  })

  it('is kept for 90 days', async () => {
    const { id } = await s.account('old@example.com')
    await s.goTo(s.now() + 91 * DAY)
    expect(await told(id)).toEqual(['activated: Activated by Me.'])
    await s.client.accounts.pause({ public_id: id })
    expect(await told(id)).toEqual(['paused: Paused by Me.'])
  })

  it('may be read by everybody; a test with the password is for its owner and admins', async () => {
    const { id } = await s.account('mine@example.com')
    await s.client.seats.add({ name: 'Bo', address: 'bo@example.com', role: 'member' })
    const other = s.engine.client(asker(2, 'member', 'read', 'accounts'))
    expect((await other.accounts.history({ public_id: id })).rows).toHaveLength(1)
    await expect(other.accounts.test({ public_id: id })).rejects.toMatchObject({ code: 'forbidden' })
  })
})
