/** Accounts of a delivery group stand in for each other, for contacts that nobody has written to yet. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../../src/shared/domain/time.ts'
import { size } from '../size.ts'
import type { MailServer } from './mail-server.ts'
import { people, type Story, story } from './story.ts'
import { addContacts } from './world.ts'

const timeouts = { connect: 300, greeting: 300, command: 300, block: 300, termination: 300 }
let s: Story
/** A Monday each, 08:30 in Paris. */
let day = Date.parse('2026-11-16T00:00:00Z')
let stories = 0

beforeAll(async () => {
  s = await story(day, { smtp: { timeouts } })
})
afterAll(() => s.stop())

interface Member {
  address: string
  id: string
  server: MailServer
}

/** Accounts in a group of their own, on the next Monday. */
async function team(
  limits: string[],
  shares: number[],
): Promise<{ group: string; groupId: string; members: Member[] }> {
  day += 7 * 24 * HOUR
  await s.goTo(day + 7.5 * HOUR)
  const n = ++stories
  const members: Member[] = []
  for (const [i, percentage] of shares.entries()) {
    const address = `a${i}@team${n}.test`
    const made = await s.account(address, { limits })
    await s.client.accounts.update({ public_id: made.id, percentage })
    members.push({ address, ...made })
  }
  const group = await s.client.groups.create({ name: `Team ${n}`, accounts: members.map(({ id }) => id) })
  return { group: group.name, groupId: group.public_id, members }
}

async function engage(group: string, count: number, more: object = {}): Promise<string> {
  const name = `By group ${stories}`
  const contacts = people(count, `c${stories}.test`)
  addContacts(
    s.engine,
    contacts.map((address) => ({ address })),
  )
  const later = { subject: '', text: 'Once more', delay: { days: 1 } }
  await s.client.sequences.create({ name, steps: [{ subject: 'Hi', text: 'Hello' }, later] })
  await s.client.schedule.engage({ sequence: name, contacts, assign: 'group', group, seed: 3, ...more })
  return name
}

const perSender = async (sequence: string) => {
  const counts: Record<string, number> = {}
  for (const { sender, step } of await s.sends(sequence)) if (step === 1) counts[sender] = (counts[sender] ?? 0) + 1
  return counts
}
const arrivals = (members: Member[]) =>
  members.flatMap(({ server, address }) => server.arrivals.map((arrival) => ({ ...arrival, account: address })))

describe('a group', () => {
  it('shares contacts by percentage among its active accounts', async () => {
    const { group, members } = await team(['60/hour'], [50, 30, 20])
    const [, , third] = members as [Member, Member, Member]
    await s.client.accounts.deactivate({ public_id: third.id })
    const name = await engage(group, 80)
    expect(await perSender(name)).toEqual({ 'a0@team1.test': 50, 'a1@team1.test': 30 })
  })

  it('without any active account: the emails wait and say so, and leave when one is active', async () => {
    const { group, groupId, members } = await team(['60/hour'], [50, 50])
    for (const { id } of members) await s.client.accounts.deactivate({ public_id: id })
    const name = await engage(group, 6)
    await s.goTo(day + 30 * HOUR)
    expect(arrivals(members)).toEqual([])
    const waits = `No account of “${group}” is active: its emails wait until one is.`
    expect(await s.client.groups.get({ public_id: groupId })).toMatchObject({ active: 0, objection: waits })
    for (const send of await s.sends(name))
      expect(send).toMatchObject({ shown_state: 'waiting', why_short: waits.replace(/\.$/, '') })
    const [first, second] = members as [Member, Member]
    await s.client.accounts.activate({ public_id: second.id })
    await s.goTo(day + 3 * 24 * HOUR)
    expect(first.server.arrivals).toEqual([])
    expect(await perSender(name)).toEqual({ [second.address]: 6 })
    expect(await s.states(name)).toEqual({ sent: 12 })
  })
})

describe('an account that goes out', () => {
  it('leaves whom it wrote to with itself, and the others to the rest by their shares; nobody comes back', async () => {
    const { group, members } = await team(['10/hour'], [50, 30, 20])
    const [out, second, third] = members as [Member, Member, Member]
    const name = await engage(group, 100)
    // the first hour goes well; then its server refuses everything
    await s.goTo(day + 9 * HOUR - MINUTE)
    const reached = out.server.arrivals.map(({ to }) => to)
    expect(reached).toHaveLength(10)
    out.server.deed = ({ phase }) => (phase === 'mail' ? '535 5.7.8 wrong password' : undefined)
    await s.goTo(day + 9.5 * HOUR)
    expect(await s.client.accounts.get({ public_id: out.id })).toMatchObject({ status: 'error' })
    expect(await perSender(name)).toEqual({ [out.address]: 10, [second.address]: 54, [third.address]: 36 })
    expect((await s.journal()).filter((line) => line.startsWith('stand_in'))[0]).toBe(
      `stand_in: ${out.address} can't send: 40 contacts who have had no email yet go to ${second.address} (24), ${third.address} (16). 10 contacts wait for it to come back.`,
    )
    expect(s.notes.at(-1)).toMatch(/^account_error: .*40 contacts/)
    const moved = (await s.sends(name)).find((one) => one.step === 1 && one.reason?.includes('stands in'))
    expect(moved?.reason).toMatch(/^a[12]@team3\.test stands in for a0@team3\.test, which can't send$/)
    out.server.deed = () => undefined
    await s.client.accounts.activate({ public_id: out.id })
    await s.goTo(day + 6 * 24 * HOUR)
    expect(await perSender(name)).toEqual({ [out.address]: 10, [second.address]: 54, [third.address]: 36 })
    expect(await s.states(name)).toEqual({ sent: 200 })
    // each contact heard from one address alone, and a follow-up stands in the thread of its first email
    const by = Map.groupBy(arrivals(members), ({ to }) => to)
    for (const mails of by.values()) {
      expect(new Set(mails.map(({ account }) => account)).size).toBe(1)
      expect(mails).toHaveLength(2)
      expect(mails[1]?.raw).toContain(mails[0]?.messageId)
    }
    expect(out.server.arrivals.filter(({ to }) => !reached.includes(to))).toEqual([])
  })

  it('moves neither what a person holds nor what is paused; let go on, they move too', async () => {
    const { group, members } = await team(['60/hour'], [50, 50])
    const [out, other] = members as [Member, Member]
    const name = await engage(group, 8, { start: 'now' })
    const own = (await s.sends(name)).filter((one) => one.sender === out.address && one.step === 1)
    const [held, paused] = own as [(typeof own)[number], (typeof own)[number]]
    await s.client.sends.hold({ public_id: held.public_id })
    await s.client.enrollments.pause({ public_id: (await s.enrollment(name, paused.contact)).public_id })
    await s.client.accounts.deactivate({ public_id: out.id })
    await s.goTo(s.now() + 5_000)
    expect(await perSender(name)).toEqual({ [out.address]: 2, [other.address]: 6 })
    await s.client.sends.release({ public_id: held.public_id })
    await s.client.enrollments.resume({ public_id: (await s.enrollment(name, paused.contact)).public_id })
    await s.goTo(s.now() + 3 * MINUTE)
    expect(await perSender(name)).toEqual({ [other.address]: 8 })
    await s.goTo(day + 3 * 24 * HOUR)
    expect(await s.states(name)).toEqual({ sent: 16 })
  })

  it('keeps a contact whose first email may have arrived', async () => {
    const { group, members } = await team(['60/hour'], [50, 50])
    const [out] = members as [Member, Member]
    const name = await engage(group, 8)
    out.server.deed = ({ phase }) => (phase === 'dot' ? 'take-drop' : undefined)
    await s.goTo(day + 10 * HOUR)
    const unsure = (await s.sends(name)).filter(({ state }) => state === 'unsure')
    expect(unsure.length).toBeGreaterThan(0)
    for (const { sender } of unsure) expect(sender).toBe(out.address)
    for (const { contact } of unsure) {
      const all = (await s.sends(name)).filter((one) => one.contact === contact)
      expect(new Set(all.map(({ sender }) => sender))).toEqual(new Set([out.address]))
    }
    out.server.deed = () => undefined
    await s.goTo(day + 4 * 24 * HOUR)
    const twice = Map.groupBy(arrivals(members), ({ to, messageId }) => `${to} ${messageId}`)
    expect([...twice.values()].filter((copies) => copies.length > 1)).toEqual([])
  })
})

describe('whatever fails, and whenever', () => {
  const trouble = fc.record({
    member: fc.integer({ min: 0, max: 2 }),
    /** Minutes after nine. */
    at: fc.integer({ min: 0, max: 8 * 60 }),
    what: fc.constantFrom('credentials', 'quota', 'connection', 'vanish', 'deactivate', 'leave', 'well', 'activate'),
  })
  const deeds: Record<string, MailServer['deed']> = {
    credentials: ({ phase }) => (phase === 'mail' ? '535 5.7.8 wrong password' : undefined),
    quota: ({ phase }) => (phase === 'mail' ? '454 4.7.0 daily quota exceeded' : undefined),
    connection: ({ phase }) => (phase === 'mail' ? 'drop' : undefined),
    vanish: ({ phase }) => (phase === 'dot' ? 'take-drop' : undefined),
    well: () => undefined,
  }
  async function strike(members: Member[], what: string, member: Member): Promise<void> {
    const deed = deeds[what]
    if (deed) member.server.deed = deed
    else if (what === 'deactivate') await s.client.accounts.deactivate({ public_id: member.id })
    else if (what === 'activate') await s.client.accounts.activate({ public_id: member.id })
    else await s.client.accounts.update({ public_id: member.id, group: null })
    expect(members).toContain(member)
  }

  it('no email leaves twice, each contact has one sender, and no limit is passed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(trouble, { minLength: 1, maxLength: 6 }), async (troubles) => {
        const { group, members } = await team(['12/hour'], [50, 30, 20])
        const name = await engage(group, 60)
        for (const { member, at, what } of troubles.sort((a, b) => a.at - b.at)) {
          const instant = day + 8 * HOUR + at * MINUTE
          if (instant > s.now()) await s.goTo(instant)
          await strike(members, what, members[member] as Member)
        }
        await s.goTo(day + 20 * HOUR)
        for (const member of members) {
          member.server.deed = () => undefined
          await s.client.accounts.activate({ public_id: member.id })
        }
        await s.goTo(day + 6 * 24 * HOUR)
        const sends = await s.sends(name)
        const mails = arrivals(members)
        // I1: at most one copy of each; I2, I3: what is sent arrived, what arrived is sent or in doubt
        const copies = Map.groupBy(mails, ({ messageId }) => messageId)
        expect([...copies.values()].filter((all) => all.length > 1)).toEqual([])
        for (const send of sends) {
          const arrived = send.message_id !== null && copies.has(send.message_id)
          if (send.state === 'sent') expect(arrived).toBe(true)
          if (send.state === 'planned' || send.state === 'withdrawn' || send.state === 'refused')
            expect([send.state, arrived]).toEqual([send.state, false])
        }
        // one contact, one sender
        for (const all of Map.groupBy(mails, ({ to }) => to).values())
          expect(new Set(all.map(({ from }) => from)).size).toBe(1)
        // I5: no hour of any account holds more than its limit
        for (const { server } of members) {
          const times = server.arrivals.map(({ at }) => at)
          for (const from of times)
            expect(times.filter((at) => at > from - HOUR && at <= from).length).toBeLessThanOrEqual(12)
        }
        // I8: nobody is lost
        const report = await s.client.reports.sequence({ sequence: name })
        expect(report).toMatchObject({ engaged: 60, conserved: true })
        expect(sends.filter(({ state }) => state === 'sending')).toEqual([])
        expect(new Set(sends.map(({ contact }) => contact)).size).toBe(60)
        if (sends.every(({ state }) => state !== 'unsure'))
          expect(sends.filter(({ state }) => state === 'planned')).toEqual([])
      }),
      { numRuns: Number(process.env.CADENZA_RUNS ?? size(2, 20)) },
    )
  }, 300_000)
})
