import { describe, expect, it } from 'vitest'
import { people } from '../work/story.ts'
import { begun, got, header, lagos, plannedThrough } from './removing.ts'

describe('the ways out', () => {
  it('save: the files are the very emails that would have left, marked as unsent; another email since then is noticed', async () => {
    const { s, old } = await begun()
    await s.client.accounts.update({ public_id: old.id, from_name: 'Old Ann' })
    const name = await s.engage({ sender: 'old@example.com', contacts: people(3, 'save.test'), steps: [{ days: 1 }] })
    await s.goTo(lagos(10))
    const left = old.server.arrivals.length
    const page = await s.client.accounts.drafts({ public_id: old.id, limit: 2 })
    const rest = await s.client.accounts.drafts({ public_id: old.id, limit: 500, after: page.next ?? '' })
    const files = [...page.rows, ...rest.rows]
    expect(files.length).toBe(6 - left)
    expect(new Set(files.map((file) => file.name)).size).toBe(files.length)
    const one = files.find((file) => file.step === 2)
    expect(one?.eml?.startsWith('X-Unsent: 1\r\nFrom: Old Ann <old@example.com>\r\n')).toBe(true)
    expect(header(one?.eml ?? '', 'In-Reply-To')).not.toBeNull()
    await s.engage({ sender: 'old@example.com', contacts: ['late@save.test'] })
    await expect(s.client.accounts.remove({ public_id: old.id, way: 'save', seen: page.seen })).rejects.toMatchObject({
      code: 'conflict',
    })
    const { seen } = await s.client.accounts.drafts({ public_id: old.id })
    const done = await s.client.accounts.remove({ public_id: old.id, way: 'save', seen })
    expect(done.emails).toBe(files.length + 1)
    expect(plannedThrough(s, old.id)).toBe(0)
    expect(await s.states(name)).toMatchObject({ withdrawn: files.length })
    await s.stop()
  })

  it('move: those reached get the next step from the new address in the same thread, the others never notice', async () => {
    const { s, old, heir } = await begun()
    await s.client.accounts.update({ public_id: heir.id, from_name: 'New Ben', reply_to_email: 'ben@example.org' })
    const name = await s.engage({ sender: 'old@example.com', contacts: people(2, 'move.test'), steps: [{ days: 1 }] })
    await s.goTo(lagos(19))
    const later = await s.engage({
      sender: 'old@example.com',
      contacts: ['fresh@move.test'],
      start: '2026-11-25T10:00',
    })
    const trial = await s.client.accounts.remove({ public_id: old.id, way: 'move', to: heir.id, dry_run: true })
    expect(trial).toMatchObject({ moved: 3, moved_emails: 3, contacts: 0, emails: 0 })
    expect(trial.words.slice(0, 2)).toEqual([
      'new@example.org goes on with 3 contacts and sends 3 emails.',
      '2 of them have an email from old@example.com already: the next one comes from New Ben <new@example.org>, as an answer in the same thread. Answers to it go to ben@example.org.',
    ])
    const done = await s.client.accounts.remove({ public_id: old.id, way: 'move', to: heir.id })
    expect(done.last_after).toBe(trial.last_after)
    expect(plannedThrough(s, old.id)).toBe(0)
    await s.goTo(lagos(19, 7))
    const last = (await s.sends(later))[0]
    expect(last).toMatchObject({ state: 'sent', sender: 'new@example.org', at: trial.last_after })
    expect(got(old.server, heir.server)).toEqual([
      'fresh@move.test first',
      'p0@move.test first',
      'p0@move.test later',
      'p1@move.test first',
      'p1@move.test later',
    ])
    const [before, after] = [old.server, heir.server].map((server) =>
      server.arrivals.find(({ to }) => to === 'p0@move.test'),
    )
    expect(after?.from).toBe('new@example.org')
    expect(header(after?.raw ?? '', 'From')).toBe('New Ben <new@example.org>')
    expect(header(after?.raw ?? '', 'Reply-To')).toBe('ben@example.org')
    expect(header(after?.raw ?? '', 'In-Reply-To')).toBe(before?.messageId)
    expect(header(after?.raw ?? '', 'References')).toBe(before?.messageId)
    expect(header(after?.raw ?? '', 'Subject')).toBe(`Re: ${header(before?.raw ?? '', 'Subject')}`)
    expect(await s.states(name)).toEqual({ sent: 4 })
    expect((await s.client.reports.sequence({ sequence: name })).conserved).toBe(true)
    await s.stop()
  })

  it('tag, and later another mailbox: each goes on at the step where it stopped, once', async () => {
    const { s, old, heir } = await begun()
    const contacts = people(4, 'tag.test')
    const name = await s.engage({ sender: 'old@example.com', contacts, steps: [{ days: 1 }, { days: 1 }] })
    await s.goTo(lagos(19))
    const [cancelled] = (await s.sends(name)).filter((row) => row.contact === contacts[3] && row.step === 2)
    await s.client.sends.cancel({ public_id: cancelled?.public_id ?? '' })
    const done = await s.client.accounts.remove({ public_id: old.id, way: 'tag' })
    const tag = 'mailbox-removed:old@example.com'
    expect(done).toMatchObject({ tagged: 4, contacts: 4, emails: 7 })
    expect((await s.client.contacts.list({ tag })).rows.length).toBe(4)
    await s.goTo(lagos(12, 3))
    expect(old.server.arrivals.length).toBe(4)

    // what stands in the way of one is told, and the others go on
    await s.client.suppressions.add({ value: contacts[1] as string, reason: 'asked' })
    const busy = await s.client.sequences.create({ name: 'Other', steps: [{ subject: 'Hi', text: 'Hello' }] })
    await s.client.schedule.engage({
      sequence: busy.public_id,
      contacts: [contacts[2] as string],
      senders: [{ account: heir.id }],
      start: '2026-11-30T10:00',
    })
    const wish = { account: heir.id, tag, untag: true }
    const trial = await s.client.enrollments.reassign({ ...wish, dry_run: true })
    expect(trial).toMatchObject({ done: false, contacts: 2, emails: 3, reached: 2, refused_contacts: 2 })
    expect(trial.refused.map(({ contact, why }) => `${contact}: ${why}`)).toEqual([
      'p1@tag.test: the contact must not be written to',
      'p2@tag.test: is under way in another sequence by now',
    ])
    expect(trial.sequences).toEqual([
      {
        public_id: expect.any(String),
        name,
        contacts: 2,
        steps: [
          { step: 2, contacts: 1 },
          { step: 3, contacts: 1 },
        ],
      },
    ])
    expect(await s.enrollment(name, contacts[0] as string)).toMatchObject({ state: 'failed' })

    const went = await s.client.enrollments.reassign(wish)
    expect({ ...went, done: false }).toEqual(trial)
    expect(await s.enrollment(name, contacts[0] as string)).toMatchObject({
      state: 'active',
      reason: 'goes on from new@example.org',
    })
    expect((await s.client.contacts.list({ tag })).rows.map(({ address }) => address).sort()).toEqual(
      contacts.slice(1, 3),
    )
    await s.goTo(lagos(12, 5))
    const second = heir.server.arrivals.find(({ to }) => to === contacts[0])
    const firstOne = old.server.arrivals.find(({ to }) => to === contacts[0])
    expect(header(second?.raw ?? '', 'References')).toBe(firstOne?.messageId)
    expect(header(second?.raw ?? '', 'From')).toBe('new@example.org')
    expect(new Date(second?.at ?? 0).toISOString().slice(0, 10)).toBe('2026-11-26')
    await s.goTo(lagos(19, 14))
    expect(got(heir.server)).toEqual([
      'p0@tag.test later',
      'p0@tag.test later',
      'p2@tag.test first',
      'p3@tag.test later',
    ])
    const third = heir.server.arrivals.filter(({ to }) => to === contacts[0])[1]
    expect(header(third?.raw ?? '', 'References')).toBe(`${firstOne?.messageId} ${second?.messageId}`)
    // the other sequence is over by now: the one it kept back goes on too, and nobody a second time
    const rest = { account: heir.id, removed: old.id }
    const byAddress = { ...rest, removed: 'OLD@example.com' }
    expect(await s.client.enrollments.reassign({ ...byAddress, dry_run: true })).toMatchObject({ contacts: 1 })
    await expect(s.client.enrollments.reassign({ ...rest, removed: 'new@example.org' })).rejects.toMatchObject({
      message: 'No mailbox "new@example.org" was removed: give its address or its id.',
    })
    expect(await s.client.enrollments.reassign(rest)).toMatchObject({ contacts: 1, refused_contacts: 1 })
    expect(await s.client.enrollments.reassign(rest)).toMatchObject({ contacts: 0, refused_contacts: 1 })
    await s.goTo(lagos(19, 21))
    expect(got(heir.server).filter((line) => line.startsWith('p2'))).toEqual([
      'p2@tag.test first',
      'p2@tag.test later',
      'p2@tag.test later',
    ])
    expect(await s.states(name)).toEqual({ sent: 9, withdrawn: 3 })
    await s.stop()
  })
})
