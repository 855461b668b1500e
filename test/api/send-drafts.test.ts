/** What is written is sent before the mailbox goes: the next email to each contact, and no second one with it. */
import { expect, it } from 'vitest'
import { people } from '../work/story.ts'
import { begun, got, lagos } from './removing.ts'

it('the next email to each contact leaves first, within the limits; the steps after it stay where they were', async () => {
  const { s, old } = await begun(lagos(7))
  await s.client.accounts.update({ public_id: old.id, quotas: ['4/hour'] })
  const contacts = people(6, 'drafts.test')
  const name = await s.engage({
    sender: 'old@example.com',
    contacts,
    start: '2026-11-26T10:00',
    steps: [{ days: 1 }],
  })
  const [kept] = (await s.sends(name)).filter((row) => row.contact === contacts[5] && row.step === 1)
  await s.client.sends.hold({ public_id: kept?.public_id ?? '' })
  const trial = await s.client.sends.send_drafts({ public_id: old.id, dry_run: true })
  expect(trial).toEqual({
    done: 5,
    refused: [{ public_id: kept?.public_id, contact: contacts[5], why: expect.stringContaining('is on hold') }],
    later: 6,
    last: new Date(lagos(10)).toISOString(),
    words: [
      '5 emails leave next, within all limits, the last in the Mon 10:00 slot. Remove the mailbox after that.',
      `1 email can not: The email to ${contacts[5]} is on hold. Release it first.`,
      '6 later emails to the same contacts stay planned.',
    ],
    next: null,
  })
  expect((await s.client.sends.list({ sequence: name })).rows.every(({ at }) => at >= '2026-11-26')).toBe(true)

  expect(await s.client.sends.send_drafts({ public_id: old.id })).toMatchObject({ done: 5, next: null })
  await s.goTo(lagos(18))
  expect(got(old.server)).toEqual(contacts.slice(0, 5).map((contact) => `${contact} first`))
  const hours = old.server.arrivals.map(({ at }) => Math.floor((at - lagos(9)) / 3_600_000))
  expect(hours.filter((hour) => hour === 0)).toHaveLength(4)
  expect(hours.every((hour) => hour === 0 || hour === 1)).toBe(true)

  // the next steps follow from there; what was asked twice is sent once
  const impact = await s.client.accounts.removal({ public_id: old.id })
  expect(impact).toMatchObject({ reached: 5, scheduled: 7 })
  const done = await s.client.accounts.remove({ public_id: old.id, way: 'go_ahead' })
  expect(done).toMatchObject({ emails: 7, contacts: 6 })
  await s.goTo(lagos(18, 7))
  expect(old.server.arrivals).toHaveLength(5)
  await s.stop()
})

it('is refused where nothing leaves: a paused mailbox, a stranger, one that is gone', async () => {
  const { s, old } = await begun(lagos(7))
  await s.engage({ sender: 'old@example.com', contacts: people(1, 'drafts.test'), start: '2026-11-26T10:00' })
  await s.client.accounts.pause({ public_id: old.id })
  const tried = (public_id: string, more = {}) =>
    s.client.sends
      .send_drafts({ public_id, ...more })
      .catch((error: { code: string; message: string }) => [error.code, error.message])
  expect(await tried(old.id)).toEqual(['account_error', 'old@example.com is paused. Resume it first.'])
  expect(await tried('nope')).toEqual(['not_found', 'There is no sending account with the id nope.'])
  await s.client.accounts.resume({ public_id: old.id })
  expect(await tried(old.id, { after: 'x' })).toMatchObject(['bad_request', expect.stringContaining('"x"')])
  await s.client.accounts.deactivate({ public_id: old.id })
  expect((await tried(old.id)) as string[]).toMatchObject(['account_error', expect.stringContaining('inactive')])
  await s.stop()
})

it('of more than can be tried while somebody waits, the number is told, and each is done', async () => {
  const { s, old } = await begun(lagos(7))
  const name = await s.engage({
    sender: 'old@example.com',
    contacts: people(5_001, 'much.test'),
    start: '2026-11-26T10:00',
  })
  const { words, done, last } = await s.client.sends.send_drafts({ public_id: old.id, dry_run: true })
  expect({ words, done, last }).toEqual({
    words: [
      '5,001 emails leave next, within all limits. Remove the mailbox after that.',
      'Many emails are planned: their times are worked out afterwards.',
    ],
    done: 5_001,
    last: null,
  })
  let sum = 0
  for (let after: string | undefined; ; ) {
    const page = await s.client.sends.send_drafts({ public_id: old.id, after })
    sum += page.done
    if (page.next === null) break
    after = page.next
  }
  expect(sum).toBe(5_001)
  await s.goTo(lagos(10))
  expect(old.server.arrivals.length).toBeGreaterThan(0)
  expect(await s.states(name)).toMatchObject({ sent: old.server.arrivals.length })
  await s.stop()
}, 120_000)
