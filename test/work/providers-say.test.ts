import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { people, type Story, story } from './story.ts'

/** What real providers answer, word for word, over a whole conversation: the limit of a day, and greylisting. */

let s: Story
let day = Date.parse('2026-11-23T00:00:00Z')
let accounts = 0
beforeAll(async () => {
  s = await story(day)
})
afterAll(() => s.stop())

async function onAMonday(limits: string[]) {
  day += 7 * 86_400_000
  await s.goTo(day)
  const address = `me${++accounts}@example.com`
  return { address, ...(await s.account(address, { limits })) }
}

const account = async (id: string) => (await s.client.accounts.list()).find((each) => each.public_id === id)

describe('a provider’s limit of the day takes the mailbox out for a day, and costs no contact anything', () => {
  it.each([
    [
      'Gmail',
      'rcpt',
      '550 5.4.5 Daily user sending limit exceeded. For more information on Gmail sending limits go to https://support.google.com/a/answer/166852',
    ],
    [
      'Gmail',
      'dot',
      '550 5.4.5 Daily user sending limit exceeded. For more information on Gmail sending limits go to https://support.google.com/a/answer/166852',
    ],
    [
      'Google relay',
      'mail',
      '550 5.7.1 Daily SMTP relay limit exceeded for this customer. https://support.google.com/a/answer/6140680',
    ],
    [
      'Google',
      'data',
      '421 4.7.28 Our system has detected an unusual rate of unsolicited mail originating from your IP address.',
    ],
    [
      'Microsoft 365',
      'rcpt',
      "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients",
    ],
    [
      'Microsoft 365',
      'dot',
      '554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message due to a permanent exception',
    ],
    ['Microsoft 365', 'mail', '550 5.7.705 Access denied, tenant has exceeded threshold'],
  ] as const)('%s at %s: %s', async (_, phase, words) => {
    const { address, id, server } = await onAMonday(['60/hour'])
    let full = true
    server.deed = (occasion) => (full && occasion.phase === phase ? words : undefined)
    const name = await s.engage({ sender: address, contacts: people(5, `full${accounts}.test`) })
    await s.goTo(day + 12 * 3_600_000)
    const out = await account(id)
    expect(out).toMatchObject({ status: 'error', status_reason: expect.stringContaining(words.slice(0, 60)) })
    const { rows } = await s.client.accounts.history({ public_id: id })
    expect(rows.slice(0, 4).map(({ kind, trouble }) => [kind, trouble])).toEqual([
      ['out', 'quota'],
      ['failed', 'quota'],
      ['failed', 'quota'],
      ['failed', 'quota'],
    ])
    expect(new Set(rows.slice(0, 4).map((row) => row.words)).size).toBe(1)
    expect(rows[0]).toMatchObject({ until: out?.resume_at, words: expect.stringContaining(words.slice(0, 60)) })
    // asked three times, then left in peace
    expect(server.arrivals).toEqual([])
    expect(await s.states(name)).toEqual({ planned: 5 })
    full = false
    await s.goTo(day + 4 * 86_400_000)
    expect(await s.states(name)).toEqual({ sent: 5 })
    const first = server.arrivals[0]?.at ?? 0
    expect(first).toBeGreaterThanOrEqual(Date.parse(out?.resume_at ?? ''))
    expect(
      (await s.client.suppressions.list({})).rows.filter(({ value }) => value.includes(`full${accounts}`)),
    ).toEqual([])
  })
})

describe('greylisting', () => {
  it.each([
    [
      '450 4.2.0 <x@grey.test>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/grey.test.html',
    ],
    ['451 4.7.1 Greylisting in action, please come back later'],
  ])('first %s, then taken: one email, the same one, minutes later', async (words) => {
    const { address, id, server } = await onAMonday(['60/hour'])
    const first = new Map<string, number>()
    // as a greylisting server does it: whoever comes back too soon waits again
    server.deed = ({ phase, to }) => {
      if (phase !== 'rcpt') return undefined
      const since = first.get(to) ?? s.now()
      first.set(to, since)
      return s.now() - since < 5 * 60_000 ? (words as `${number} ${string}`) : undefined
    }
    const contacts = people(3, `grey${accounts}.test`)
    const name = await s.engage({ sender: address, contacts })
    await s.goTo(day + 18 * 3_600_000)
    expect(await s.states(name)).toEqual({ sent: 3 })
    expect(server.arrivals.map(({ to }) => to).sort()).toEqual([...contacts].sort())
    for (const { to, at } of server.arrivals) expect(at - (first.get(to) ?? 0)).toBeGreaterThanOrEqual(5 * 60_000)
    expect(new Set(server.arrivals.map(({ messageId }) => messageId)).size).toBe(3)
    expect((await s.sends(name)).map(({ tries }) => tries)).toEqual([2, 2, 2])
    // a contact's server that asks for patience is no trouble of the mailbox
    expect(await account(id)).toMatchObject({ status: 'active' })
    // once for all three, in the server's words
    const { rows } = await s.client.accounts.history({ public_id: id })
    expect(rows.filter(({ kind }) => kind === 'put_off').map((row) => row.words.replace(/<.*?@/, '<x@'))).toEqual([
      words.replace(/<x@grey\.test>/, `<x@grey.test>`),
    ])
  })
})
