import { describe, expect, it } from 'vitest'
import { people } from './story.ts'
import { weeks } from './weeks.ts'

const w = weeks()
const MINUTE = 60_000
const HOUR = 3_600_000
const DAY = 86_400_000
const moved = async () => (await w.s.journal()).filter((line) => line.startsWith('moved')).length

describe('a computer that was asleep', () => {
  it('for 30 minutes: what is overdue goes out in its order, spaced, and nothing twice', async () => {
    const name = await w.s.engage({ sender: w.address, contacts: people(60, `nap${w.n}.test`) })
    await w.s.goTo(w.lagos(9, 10))
    const before = w.server.arrivals.length
    w.s.clock.jump(30 * MINUTE)
    await w.s.goTo(w.lagos(9, 59))
    expect(w.server.arrivals.length).toBeGreaterThan(before + 15)
    expect(w.server.arrivals.length).toBeLessThan(before + 22)
    await w.s.goTo(w.lagos(18))
    expect(await w.s.states(name)).toEqual({ sent: 60 })
    expect(w.server.arrivals).toHaveLength(60)
    expect(w.leastGap()).toBeGreaterThan(20_000)
  })

  it('for 3 hours: planned anew, never a burst, and the journal says so', async () => {
    const entries = await moved()
    const name = await w.s.engage({ sender: w.address, contacts: people(60, `nap${w.n}.test`), steps: [{ days: 1 }] })
    await w.s.goTo(w.lagos(9, 20))
    const early = w.server.arrivals.length
    w.s.clock.jump(3 * HOUR)
    await w.s.goTo(w.lagos(12, 59))
    // Overdue by more than an hour: no one of them leaves before its new slot.
    expect(w.server.arrivals).toHaveLength(early)
    expect(await moved()).toBe(entries + 1)
    await w.s.goTo(w.lagos(18))
    expect(w.slots()).toEqual({ [w.onDay(0, 9)]: early, [w.onDay(0, 13)]: 60 - early })
    expect(w.leastGap()).toBeGreaterThan(20_000)
    await w.s.goTo(w.day + 3 * DAY)
    // The second step keeps the hour of the first one's real slot.
    expect(w.slots()).toMatchObject({ [w.onDay(1, 9)]: early, [w.onDay(1, 13)]: 60 - early })
    expect(await w.s.states(name)).toEqual({ sent: 120 })
    const { reason, why } = await w.s.send(name, `p59@nap${w.n}.test`)
    expect({ reason, why: why.length > 0 }).toEqual({ reason: null, why: true })
  })

  it('for three days, over a night and a closed hour', async () => {
    const name = await w.s.engage({ sender: w.address, contacts: people(30, `nap${w.n}.test`), steps: [{ days: 2 }] })
    await w.s.goTo(w.lagos(9, 10))
    const early = w.server.arrivals.length
    w.s.clock.jump(3 * DAY + 14 * HOUR)
    await w.s.goTo(w.day + 4 * DAY + 20 * HOUR)
    expect(w.slots()).toEqual({ [w.onDay(0, 9)]: early, [w.onDay(4, 9)]: 30 })
    await w.s.goTo(w.day + 12 * DAY)
    expect(await w.s.states(name)).toEqual({ sent: 60 })
    expect(w.server.arrivals).toHaveLength(60)
  })

  it('a clock that is set back an hour sends nothing twice and breaks no limit', async () => {
    const name = await w.s.engage({ sender: w.address, contacts: people(60, `nap${w.n}.test`) })
    await w.s.goTo(w.lagos(9, 30))
    w.s.clock.jump(-HOUR)
    await w.s.goTo(w.lagos(18))
    expect(await w.s.states(name)).toEqual({ sent: 60 })
    expect(w.server.arrivals).toHaveLength(60)
  })
})

describe('a step that went late', () => {
  it('moves everything after it', async () => {
    const contact = `late${w.n}@late.test`
    const name = await w.s.engage({
      sender: w.address,
      contacts: [contact],
      steps: [{ days: 2 }, { days: 1, at: '14:00' }],
    })
    const planned = (await w.s.sends(name)).map((each) => w.slotOf(Date.parse(each.slot)))
    expect(planned).toEqual([w.onDay(0, 9), w.onDay(2, 9), w.onDay(3, 14)])
    w.s.clock.jump(DAY + 12 * HOUR)
    await w.s.goTo(w.day + 6 * DAY)
    expect(w.server.arrivals.map((a) => w.slotOf(a.at))).toEqual([w.onDay(1, 13), w.onDay(3, 13), w.onDay(4, 14)])
  })

  it('moves what follows at the same hour, even when it only slipped into the next slot', async () => {
    const contact = `slip${w.n}@late.test`
    const name = await w.s.engage({ sender: w.address, contacts: [contact], steps: [{ days: 1 }] })
    const { at } = await w.s.send(name, contact)
    await w.s.goTo(Date.parse(at) - MINUTE)
    w.s.clock.jump(w.lagos(10, 1) - w.s.now())
    await w.s.goTo(w.day + 3 * DAY)
    expect(w.server.arrivals.map((a) => w.slotOf(a.at))).toEqual([w.onDay(0, 10), w.onDay(1, 10)])
  })

  it('taken out ahead of its time, it leaves the others where they were', async () => {
    const contact = `cut${w.n}@late.test`
    const name = await w.s.engage({ sender: w.address, contacts: [contact], steps: [{ days: 2 }, { days: 1 }] })
    await w.s.goTo(w.lagos(12))
    const second = await w.s.send(name, contact, 2)
    await w.s.client.sends.cancel({ public_id: second.public_id })
    await w.s.goTo(w.day + 6 * DAY)
    expect(w.server.arrivals.map((a) => w.slotOf(a.at))).toEqual([w.onDay(0, 9), w.onDay(3, 9)])
    expect(await w.s.enrollment(name, contact)).toMatchObject({ state: 'finished' })
  })
})

describe('one email in the hand of a person', () => {
  const engage = async (steps = [{ days: 1 }]) => {
    const contact = `one${w.n}@hand.test`
    const name = await w.s.engage({ sender: w.address, contacts: [contact], steps })
    return { name, contact, public_id: (await w.s.send(name, contact)).public_id }
  }

  it('held: it waits, and so do the steps after it', async () => {
    const { name, public_id } = await engage()
    await w.s.client.sends.hold({ public_id })
    await w.s.goTo(w.day + 2 * DAY)
    expect(await w.s.states(name)).toEqual({ planned: 2 })
    await w.s.client.sends.release({ public_id })
    await w.s.goTo(w.day + 5 * DAY)
    expect(w.server.arrivals.map((a) => w.slotOf(a.at))).toEqual([w.onDay(2, 9), w.onDay(3, 9)])
  })

  it('held, moved meanwhile and released: it goes where it was moved to', async () => {
    const { public_id } = await engage([])
    await w.s.client.sends.hold({ public_id })
    const wednesday = new Date(w.day + 2 * DAY).toISOString().slice(0, 10)
    await w.s.client.sends.reschedule({ public_id, slot: `${wednesday}T15:00` })
    await w.s.goTo(w.s.now() + MINUTE)
    await w.s.client.sends.release({ public_id })
    await w.s.goTo(w.day + 4 * DAY)
    expect(w.server.arrivals.map((a) => w.slotOf(a.at))).toEqual([w.onDay(2, 15)])
  })

  it('held and released ahead of its time: nothing has changed', async () => {
    const { name, contact, public_id } = await engage()
    const { at } = await w.s.send(name, contact)
    await w.s.client.sends.hold({ public_id })
    await w.s.client.sends.release({ public_id })
    await w.s.goTo(w.day + DAY)
    expect(w.server.arrivals.map((a) => a.at)).toEqual([Date.parse(at)])
  })

  it('moved: to the slot that was picked, and the next step after that', async () => {
    const { public_id } = await engage()
    const wednesday = new Date(w.day + 2 * DAY).toISOString().slice(0, 10)
    await w.s.client.sends.reschedule({ public_id, slot: `${wednesday}T15:00` })
    await w.s.goTo(w.day + 5 * DAY)
    expect(w.server.arrivals.map((a) => w.slotOf(a.at))).toEqual([w.onDay(2, 15), w.onDay(3, 15)])
  })

  it('moved where nothing opens: refused with the slots that do', async () => {
    const { name, contact, public_id } = await engage()
    const sunday = new Date(w.day + 6 * DAY).toISOString().slice(0, 10)
    await expect(w.s.client.sends.reschedule({ public_id, slot: `${sunday}T15:00` })).rejects.toThrow(
      /Nearest open slot/,
    )
    const second = await w.s.send(name, contact, 2)
    const friday = new Date(w.day + 4 * DAY).toISOString().slice(0, 10)
    await expect(w.s.client.sends.reschedule({ public_id: second.public_id, slot: `${friday}T15:00` })).rejects.toThrow(
      /Step 1 to .* has not left yet/,
    )
  })

  it('cancelled: that one never leaves; a contact with no step left is finished', async () => {
    const { name, contact, public_id } = await engage([])
    await w.s.client.sends.cancel({ public_id })
    await w.s.goTo(w.day + DAY)
    expect(w.server.arrivals).toEqual([])
    expect(await w.s.enrollment(name, contact)).toMatchObject({ state: 'finished' })
    await expect(w.s.client.sends.hold({ public_id })).rejects.toThrow(/is withdrawn: only a planned one can be held/)
  })
})

it('a limit that fills meanwhile moves mail on, and the limit holds over both', async () => {
  const name = await w.s.engage({ sender: w.address, contacts: people(60, `fill${w.n}.test`) })
  await w.s.goTo(w.lagos(9, 15))
  const { store, changes } = w.s.engine.room
  const outside: number[] = []
  store.write((tx) => {
    const row = tx.get<{ id: number }>('SELECT id FROM accounts WHERE public_id = ?', w.id)
    for (let i = 0; i < 30; i++) {
      const at = w.lagos(9, 5) + i * 10_000
      outside.push(at)
      tx.run(
        `INSERT INTO sends (public_id, kind, step, account_id, address, domain, state, due, slot, at, claimed_at,
           settled_at, device, hlc) VALUES (?, 'test', 1, ?, 'x@y.test', 'y.test', 'sent', ?, ?, ?, ?, ?, 'd', 'h')`,
        `outside-${w.n}-${i}`,
        row?.id,
        at,
        at,
        at,
        at,
        at,
      )
    }
  })
  changes.tell('sends')
  await w.s.goTo(w.lagos(18))
  expect(await w.s.states(name)).toEqual({ sent: 60 })
  const all = [...outside, ...w.server.arrivals.map((a) => a.at)].sort((a, b) => a - b)
  for (const [i, at] of all.entries())
    expect((all[i + 60] ?? Number.POSITIVE_INFINITY) - at).toBeGreaterThanOrEqual(HOUR)
  expect(w.leastGap()).toBeGreaterThan(5_000)
})
