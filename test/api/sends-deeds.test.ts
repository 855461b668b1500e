import { describe, expect, it } from 'vitest'
import { people } from '../work/story.ts'
import { weeks } from '../work/weeks.ts'

const w = weeks()
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const iso = (at: number) => new Date(at).toISOString()
/** The local start of a slot, as a person types it. */
const typed = (day: number, hour: number) =>
  `${iso(w.day + day * DAY).slice(0, 10)}T${String(hour).padStart(2, '0')}:00`

async function engaged(count: number, steps = [{ days: 1 }]) {
  const contacts = people(count, `deeds${w.n}.test`)
  const name = await w.s.engage({ sender: w.address, contacts, steps })
  return { name, contacts, all: () => w.s.sends(name) }
}

describe('what a deed leads to is told before it is done', () => {
  it('moving: the slot, the later steps, and whom it displaces', async () => {
    const { name, contacts } = await engaged(60)
    // Waits for its account, whatever becomes of the others.
    const other = await w.s.account(`other${w.n}@example.com`)
    await w.s.engage({ sender: `other${w.n}@example.com`, contacts: [`waits${w.n}@deeds.test`] })
    await w.s.client.accounts.pause({ public_id: other.id })
    const send = await w.s.send(name, contacts[0] as string)
    const before = await w.s.sends(name)
    const { consequence } = await w.s.client.sends.move({
      public_id: send.public_id,
      slot: typed(1, 9),
      dry_run: true,
    })
    expect(await w.s.sends(name)).toEqual(before)
    expect(consequence.words).toContain('It leaves in the Tue 09:00 slot.')
    expect(consequence.words.join(' ')).toMatch(/Step 2 moves from Tue 09:00 to Wed 09:00\./)
    await w.s.client.sends.move({ public_id: send.public_id, slot: typed(1, 9) })
    await w.s.goTo(w.s.now() + 5 * MINUTE)
    // What was foretold is what the planner did, email by email.
    const slots = new Map((await w.s.sends(name)).map((row) => [row.public_id, row.slot]))
    expect(consequence.moves.length).toBe(consequence.moved)
    expect(consequence.moves.map((move) => move.contact)).not.toContain(`waits${w.n}@deeds.test`)
    for (const move of consequence.moves) expect(slots.get(move.public_id), move.public_id).toBe(move.to)
    for (const row of before)
      if (!consequence.moves.some((move) => move.public_id === row.public_id))
        expect(slots.get(row.public_id), row.contact).toBe(row.slot)
  })

  it("moving: the hour that was typed is the workspace's, also where the sender keeps hours of another zone", async () => {
    const sender = `nairobi${w.n}@example.com`
    const { id } = await w.s.account(sender)
    await w.s.client.accounts.update({ public_id: id, zone: 'Africa/Nairobi' })
    const name = await w.s.engage({ sender, contacts: [`far${w.n}@deeds.test`] })
    const { public_id } = await w.s.send(name, `far${w.n}@deeds.test`)
    const { consequence } = await w.s.client.sends.move({ public_id, slot: typed(1, 10) })
    expect(consequence.words).toEqual(['It leaves in the Tue 10:00 slot.'])
    await w.s.goTo(w.s.now() + 5 * MINUTE)
    expect((await w.s.send(name, `far${w.n}@deeds.test`)).slot).toBe(iso(w.lagos(10) + DAY))
  })

  it('refuses a closed slot with the nearest open ones, and writes nothing', async () => {
    const { name, contacts } = await engaged(1)
    const send = await w.s.send(name, contacts[0] as string)
    for (const dry_run of [true, false])
      await expect(
        w.s.client.sends.move({ public_id: send.public_id, slot: iso(w.lagos(20)), dry_run }),
      ).rejects.toMatchObject({ code: 'invalid_slot', message: expect.stringContaining('Nearest open') })
    expect(await w.s.send(name, contacts[0] as string)).toEqual(send)
  })

  it('cancelling: how many are not sent, and for whom the sequence is over', async () => {
    const { name, all } = await engaged(3, [])
    const ids = (await all()).map((row) => row.public_id)
    const trial = await w.s.client.sends.bulk({ ids, action: 'cancel', dry_run: true })
    expect(trial).toMatchObject({ done: 3, refused: [], next: null })
    expect(trial.consequence?.words).toEqual([
      '3 emails to 3 contacts are not sent.',
      'For 3 contacts the sequence is over by it.',
    ])
    expect(await w.s.states(name)).toEqual({ planned: 3 })
    expect(await w.s.client.sends.bulk({ ids, action: 'cancel' })).toMatchObject({ done: 3, consequence: null })
    expect(await w.s.states(name)).toEqual({ withdrawn: 3 })
  })
})

describe('putting back what was cancelled', () => {
  it('sends it after all, in its turn, also where the sequence had ended by it', async () => {
    const { name, contacts } = await engaged(1)
    const [contact = ''] = contacts
    const [first, second] = await w.s.sends(name)
    for (const send of [first, second]) await w.s.client.sends.cancel({ public_id: send?.public_id ?? '' })
    expect(await w.s.enrollment(name, contact)).toMatchObject({ state: 'finished' })
    const back = await w.s.client.sends.restore({ public_id: second?.public_id ?? '' })
    expect(back).toMatchObject({ state: 'planned', shown_state: 'planned', reason: null })
    expect(await w.s.enrollment(name, contact)).toMatchObject({ state: 'pending' })
    await w.s.client.sends.restore({ public_id: first?.public_id ?? '' })
    await w.s.goTo(w.day + 4 * DAY)
    expect(w.server.arrivals.map((a) => a.to)).toEqual([contact, contact])
    expect(await w.s.states(name)).toEqual({ sent: 2 })
  })

  it('never after a later step has left, nor into a sequence that was stopped, nor what a doubt was let be', async () => {
    const { name, contacts } = await engaged(1)
    const [contact = ''] = contacts
    const [first, second] = await w.s.sends(name)
    await w.s.client.sends.cancel({ public_id: first?.public_id ?? '' })
    await w.s.goTo(w.day + 3 * DAY)
    expect((await w.s.send(name, contact, 2)).state).toBe('sent')
    await expect(w.s.client.sends.restore({ public_id: first?.public_id ?? '' })).rejects.toThrow(/A later email/)
    await expect(w.s.client.sends.restore({ public_id: second?.public_id ?? '' })).rejects.toThrow(/is sent/)

    w.server.once('dot', 'take-drop')
    const other = await w.s.engage({ sender: w.address, contacts: ['doubt@deeds.test'] })
    await w.s.goTo(w.s.now() + DAY)
    const doubt = await w.s.send(other, 'doubt@deeds.test')
    await w.s.client.unsure.settle({ public_id: doubt.public_id, decision: 'skip' })
    expect((await w.s.send(other, 'doubt@deeds.test')).can).toEqual([])
    await expect(w.s.client.sends.restore({ public_id: doubt.public_id })).rejects.toThrow(/is withdrawn/)

    const third = await w.s.engage({ sender: w.address, contacts: ['stopped@deeds.test'], steps: [{ days: 1 }] })
    const send = await w.s.send(third, 'stopped@deeds.test')
    await w.s.client.sends.cancel({ public_id: send.public_id })
    const { public_id } = await w.s.enrollment(third, 'stopped@deeds.test')
    await w.s.client.enrollments.stop({ public_id })
    await expect(w.s.client.sends.restore({ public_id: send.public_id })).rejects.toThrow(/over for/)
  })
})

describe('putting back, after the contact has moved', () => {
  it('never sends to the address it had before', async () => {
    const { name, contacts } = await engaged(1, [])
    const [contact = ''] = contacts
    const send = await w.s.send(name, contact)
    await w.s.client.sends.cancel({ public_id: send.public_id })
    await w.s.client.contacts.update({ public_id: send.contact_id ?? '', address: `moved${w.n}@deeds.test` })
    await w.s.client.suppressions.add({ value: contact, reason: 'asked not to be written to' })
    await expect(w.s.client.sends.restore({ public_id: send.public_id })).rejects.toThrow(/is moved.*now/)
    await w.s.goTo(w.day + 3 * DAY)
    expect(w.server.arrivals.map((a) => a.to)).toEqual([])
  })
})

describe('putting back, after the sequence was archived', () => {
  it('waits until it is taken out of the archive: what is archived has nothing planned', async () => {
    const { name, contacts } = await engaged(1, [])
    const send = await w.s.send(name, contacts[0] as string)
    await w.s.client.sends.cancel({ public_id: send.public_id })
    const { public_id } = await w.s.client.sequences.get({ public_id: name })
    await w.s.client.sequences.archive({ public_id })
    await expect(w.s.client.sends.restore({ public_id: send.public_id })).rejects.toThrow(/is archived/)
    await w.s.client.sequences.unarchive({ public_id })
    expect(await w.s.client.sends.restore({ public_id: send.public_id })).toMatchObject({ state: 'planned' })
  })
})

describe('send now', () => {
  it('leaves at once inside the windows, and what follows it counts from there', async () => {
    const { name, contacts } = await engaged(1)
    const [contact = ''] = contacts
    const [, second] = await w.s.sends(name)
    await w.s.goTo(w.lagos(8, 30))
    await w.s.client.sends.cancel({ public_id: second?.public_id ?? '' })
    const later = await w.s.engage({ sender: w.address, contacts: ['later@deeds.test'], start: typed(2, 15) })
    await w.s.goTo(w.lagos(10, 20))
    const send = await w.s.send(later, 'later@deeds.test')
    const trial = await w.s.client.sends.send_now({ public_id: send.public_id, dry_run: true })
    expect(trial.consequence.words[0]).toBe('It leaves at once.')
    expect((await w.s.send(later, 'later@deeds.test')).at).toBe(send.at)
    await w.s.client.sends.send_now({ public_id: send.public_id })
    await w.s.goTo(w.lagos(10, 22))
    expect(w.server.arrivals.filter((a) => a.to === 'later@deeds.test').map((a) => w.slotOf(a.at))).toEqual([
      w.onDay(0, 10),
    ])
    expect((await w.s.send(name, contact)).state).toBe('sent')
  })

  it('waits for the next open slot outside the windows, and for room where a limit is full', async () => {
    const { name, contacts } = await engaged(1)
    const { public_id } = await w.s.send(name, contacts[0] as string)
    const trial = await w.s.client.sends.send_now({ public_id, dry_run: true })
    expect(trial.consequence.words[0]).toBe('Its sending hours are closed now. It leaves in the Mon 09:00 slot.')
    // 60 an hour, all used: the next one may leave when the first is an hour old.
    await w.s.engage({ sender: w.address, contacts: people(60, `full${w.n}.test`) })
    const late = await w.s.engage({ sender: w.address, contacts: ['full@deeds.test'], start: typed(1, 15) })
    await w.s.goTo(w.lagos(9, 59) + 59_000)
    const send = await w.s.send(late, 'full@deeds.test')
    const { consequence } = await w.s.client.sends.send_now({ public_id: send.public_id })
    expect(consequence.words[0]).toBe('There is no room left in this hour. It leaves in the Mon 10:00 slot.')
    await w.s.goTo(w.lagos(12))
    const times = w.server.arrivals.map((a) => a.at)
    expect(w.server.arrivals.some((a) => a.to === 'full@deeds.test')).toBe(true)
    for (const [i, at] of times.entries())
      expect((times[i + 60] ?? Number.POSITIVE_INFINITY) - at).toBeGreaterThanOrEqual(HOUR)
  })

  it('says what stands in the way', async () => {
    const { name, contacts } = await engaged(1)
    const [first, second] = await w.s.sends(name)
    const ask = (id: string | undefined) => w.s.client.sends.send_now({ public_id: id ?? '', dry_run: true })
    await expect(ask(second?.public_id)).rejects.toThrow(/Step 1 to .* has not left yet/)
    await w.s.client.sends.hold({ public_id: first?.public_id ?? '' })
    await expect(ask(first?.public_id)).rejects.toThrow(/on hold/)
    await w.s.client.sends.release({ public_id: first?.public_id ?? '' })
    await w.s.client.workspace.pause()
    await expect(ask(first?.public_id)).rejects.toThrow(/All sending is paused/)
    await w.s.client.workspace.resume()
    await w.s.client.accounts.pause({ public_id: w.id })
    await expect(ask(first?.public_id)).rejects.toMatchObject({ code: 'account_error' })
    await w.s.client.accounts.resume({ public_id: w.id })
    expect((await ask((await w.s.send(name, contacts[0] as string)).public_id)).consequence.words).toHaveLength(1)
  })
})

describe('many together', () => {
  it('go ahead where they may, and the others say why not', async () => {
    const { name, all } = await engaged(5)
    const ids = (await all()).map((row) => row.public_id)
    const moved = await w.s.client.sends.bulk({ ids, action: 'move', slot: typed(1, 12) })
    expect(moved.done).toBe(5)
    expect(moved.refused).toHaveLength(5)
    expect(moved.refused[0]?.why).toMatch(/step 2 follows it/)
    await w.s.goTo(w.s.now() + 5 * MINUTE)
    expect((await all()).filter((row) => row.step === 1).map((row) => row.slot)).toEqual(
      Array(5).fill(iso(w.lagos(12) + DAY)),
    )
    const [kept = ''] = ids
    const most = await w.s.client.sends.bulk({ filter: { sequence: name, except: [kept] }, action: 'hold' })
    expect(most.done_ids.toSorted()).toEqual(ids.slice(1).toSorted())
    await w.s.client.sends.bulk({ ids: most.done_ids, action: 'release' })
    await expect(
      w.s.client.sends.bulk({ filter: { sequence: name, except: ['none'] }, action: 'cancel' }),
    ).rejects.toMatchObject({ message: 'There is no email "none" to leave out.' })
    const held = await w.s.client.sends.bulk({ filter: { sequence: name }, action: 'hold' })
    expect(held).toMatchObject({ done: 10, refused: [], next: null })
    expect(await w.s.client.sends.list({ sequence: name, states: ['held'] })).toMatchObject({ rows: { length: 10 } })
    const released = await w.s.client.sends.bulk({ ids: held.done_ids, action: 'release' })
    expect(released.done).toBe(10)
    await w.s.goTo(w.day + 4 * DAY)
    expect(await w.s.states(name)).toEqual({ sent: 10 })
  })

  it('need to be named one way, and a slot to move to', async () => {
    const { all } = await engaged(1)
    const ids = (await all()).map((row) => row.public_id)
    const bulk = (input: object) => w.s.client.sends.bulk(input as never)
    await expect(bulk({ action: 'hold' })).rejects.toMatchObject({ code: 'bad_request' })
    await expect(bulk({ ids, filter: {}, action: 'hold' })).rejects.toMatchObject({ code: 'bad_request' })
    await expect(bulk({ ids, action: 'move' })).rejects.toThrow(/say where/)
    await expect(bulk({ ids: ['nonsense'], action: 'hold' })).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('the letter', () => {
  it('is beforehand what the server gets, header by header', async () => {
    const { name, contacts } = await engaged(1)
    const [contact = ''] = contacts
    const { public_id, title } = await w.s.send(name, contact)
    const before = await w.s.client.sends.letter({ public_id })
    expect(before).toMatchObject({ from: 'template', subject: title, trouble: null })
    expect(title).toBe(`${name} for Ada`)
    await w.s.goTo(w.day + DAY)
    const raw = w.server.arrivals.find((a) => a.to === contact)?.raw ?? ''
    for (const { name: header, value } of before.headers.filter((each) => each.name !== 'Date'))
      expect(raw.replace(/\r\n(?=[ \t])/g, '').toLowerCase()).toContain(`${header}: ${value}`.toLowerCase())
    expect(raw).toContain(before.text?.trim())
    const after = await w.s.client.sends.letter({ public_id })
    expect(after.headers.filter((each) => each.name !== 'Date')).toEqual(
      before.headers.filter((each) => each.name !== 'Date'),
    )
    const followUp = await w.s.send(name, contact, 2)
    expect(followUp.title).toBe(`Re: ${title}`)
    expect(
      (await w.s.client.sends.letter({ public_id: followUp.public_id })).headers.map((each) => each.name),
    ).toContain('In-Reply-To')
  })

  it('keeps the very bytes while their fate is open, and every try is on record', async () => {
    w.server.once('dot', 'take-drop')
    const { name, contacts } = await engaged(1)
    await w.s.goTo(w.day + DAY)
    const { public_id } = await w.s.send(name, contacts[0] as string)
    expect((await w.s.client.sends.letter({ public_id })).from).toBe('outgoing')
    expect(await w.s.client.sends.attempts({ public_id })).toMatchObject([{ outcome: 'broken', code: null }])
    const [open] = (await w.s.client.unsure.list()).filter((each) => each.public_id === public_id)
    expect(open?.headline).toBe('The line dropped before the server answered.')
    expect(open?.timeline.map((line) => line.at !== null)).toEqual([true, true, true, false])
    expect(open?.decisions.sent).toBe('Closes it as sent. Step 2 goes on from here.')
    await w.s.client.unsure.settle({ public_id, decision: 'sent' })
  })
})
