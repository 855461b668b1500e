/** Every option of `preview`, one rule at a time. */
import { describe, expect, test } from 'vitest'
import { cadenza, type PreviewJson, preview } from './terminal.ts'

const monday = ['--now', '2026-11-23T08:00']
const days = (result: PreviewJson): string[] => [...new Set(result.slots.map(({ start }) => start.slice(0, 10)))]
const perSlot = (result: PreviewJson): number[] => result.slots.map(({ emails }) => emails)

/** As `preview`, with a list on standard input. */
async function listed(stdin: string, ...argv: string[]): Promise<PreviewJson> {
  const base = ['preview', '--zone', 'Europe/Paris', '--seed', '7', '--json', '--contacts', '-', ...monday]
  const ran = await cadenza([...base, ...argv], { stdin })
  expect(ran).toMatchObject({ code: 0 })
  return JSON.parse(ran.stdout) as PreviewJson
}

describe('limits', () => {
  test('50 an hour and 400 a day unless said otherwise', async () => {
    const result = await preview(...monday, '--count', '500')
    expect(perSlot(result)).toEqual([50, 50, 50, 50, 50, 50, 50, 50, 50, 50])
    expect(result.slots.filter(({ start }) => start.startsWith('2026-11-23'))).toHaveLength(8)
  })

  test('a limit replaces the default of its own unit only', async () => {
    expect(perSlot(await preview(...monday, '--count', '500', '--limit', '*:300/hour'))).toEqual([300, 100, 100])
    expect(perSlot(await preview(...monday, '--count', '120', '--limit', '*:1000/week'))).toEqual([50, 50, 20])
    const minute = await preview(...monday, '--count', '450', '--limit', '*:2/minute', '--limit', '*:90/hour')
    expect(Math.max(...perSlot(minute))).toBe(90)
    expect(days(minute)).toHaveLength(2)
  })

  test("a named sender's limit replaces everybody's for that unit, upwards too", async () => {
    const senders = ['--sender', 'a@example.com', '--sender', 'B@example.com']
    const limits = ['--limit', '*:10/hour', '--limit', 'b@example.com:30/hour']
    const result = await preview(...monday, '--count', '80', ...senders, ...limits)
    expect(result.slots[0]?.perSender).toEqual({ 'a@example.com': 10, 'B@example.com': 30 })
  })

  test('of repeats the smallest wins, whatever the order', async () => {
    for (const order of [
      ['*:20/hour', '*:10/hour', '*:30/hour'],
      ['*:10/hour', '*:30/hour', '*:20/hour'],
    ])
      expect(
        perSlot(await preview(...monday, '--count', '25', ...order.flatMap((limit) => ['--limit', limit]))),
      ).toEqual([10, 10, 5])
  })

  test('a range is drawn anew each hour, and stays within itself', async () => {
    const slots = perSlot(await preview(...monday, '--count', '300', '--limit', '*:30-50/hour')).slice(0, -1)
    expect(Math.min(...slots)).toBeGreaterThanOrEqual(30)
    expect(Math.max(...slots)).toBeLessThanOrEqual(50)
    expect(new Set(slots).size).toBeGreaterThan(1)
  })

  test('the bottleneck is named', async () => {
    const result = await preview(...monday, '--count', '500', '--limit', '*:30/hour')
    expect(result.summary.bottleneck).toBe('mailbox me@example.com: 30 an hour')
  })
})

describe('who sends', () => {
  test('the managed account replaces the default sender and has only its 50 a UTC day', async () => {
    const result = await preview(...monday, '--count', '60', '--managed', '--limit', '*:5/hour')
    expect(result.summary.perSender).toHaveLength(1)
    expect(perSlot(result)).toEqual([50, 10])
    expect(days(result)).toEqual(['2026-11-23', '2026-11-24'])
  })

  test('the managed account joins explicit senders', async () => {
    const result = await preview(...monday, '--count', '60', '--managed', '--sender', 'a@example.com')
    expect(result.summary.perSender.map(({ contacts }) => contacts)).toEqual([30, 30])
  })

  test('a weight of 0 gets nobody', async () => {
    const result = await preview(
      ...monday,
      '--count',
      '9',
      '--sender',
      'a@example.com=0',
      '--sender',
      'b@example.com=1',
    )
    expect(result.summary.perSender.map(({ contacts }) => contacts)).toEqual([0, 9])
  })

  test('owners give the senders; who has none is left out with the reason', async () => {
    const list =
      'email,owner\n1@c.test,Anna@example.com\n2@c.test,\n3@c.test,ben@example.com\n4@c.test,anna@example.com\n5@c.test,nobody\n'
    const result = await listed(list, '--assign', 'owners', '--limit', 'anna@example.com:1/hour')
    expect(result.summary.perSender).toEqual([
      { sender: 'Anna@example.com', contacts: 2, emails: 2 },
      { sender: 'ben@example.com', contacts: 1, emails: 1 },
    ])
    expect(result.slots.map(({ perSender }) => perSender)).toEqual([
      { 'Anna@example.com': 1, 'ben@example.com': 1 },
      { 'Anna@example.com': 1 },
    ])
    expect(result.excluded.map(({ contact, reason }) => [contact, reason])).toEqual([
      ['2@c.test', 'unknown_owner'],
      ['5@c.test', 'unknown_owner'],
    ])
    for (const { message } of result.excluded) expect(message).toContain('owner')
  })

  test('mine is the default for one sender, selected for several', async () => {
    expect((await preview(...monday, '--count', '4', '--assign', 'mine')).summary.contacts).toBe(4)
    const both = ['--sender', 'a@example.com', '--sender', 'b@example.com']
    const result = await preview(...monday, '--count', '4', ...both)
    expect(result.summary.perSender.map(({ contacts }) => contacts)).toEqual([2, 2])
  })
})

describe('when', () => {
  test('a skipped hour of --now means the next real instant, a repeated one the first', async () => {
    const night = ['--count', '1', '--window', 'daily 00:00-24:00']
    const skipped = await preview(...night, '--now', '2027-03-28T02:30')
    expect(skipped.slots[0]?.start).toBe('2027-03-28T03:00:00.000+02:00')
    const repeated = await preview(...night, '--now', '2026-10-25T02:00')
    expect(repeated.slots[0]?.start).toBe('2026-10-25T02:00:00.000+02:00')
  })

  test('days off and public holidays are left out, in any year', async () => {
    const week = ['--count', '9', '--limit', '*:1/day', '--window', 'daily 09:00-10:00']
    const result = await preview(...week, '--now', '2026-12-23T08:00', '--holidays', 'FR', '--day-off', '2026-12-28')
    expect(days(result)).not.toContain('2026-12-25')
    expect(days(result)).not.toContain('2026-12-28')
    expect(days(result)).not.toContain('2027-01-01')
    expect(days(result)).toContain('2026-12-24')
    const later = await preview(...week, '--now', '2041-07-13T08:00', '--holidays', 'fr')
    expect(days(later).slice(0, 2)).toEqual(['2041-07-13', '2041-07-15'])
  })

  test('windows: several blocks, spans over the weekend, the zone they are in', async () => {
    const windows = ['--window', 'wed 10:00-12:00', '--window', 'fri-mon 22:00-23:00']
    const result = await preview(...monday, '--count', '5', '--limit', '*:1/hour', ...windows, '--zone', 'Asia/Kolkata')
    expect(result.slots.map(({ start }) => start.slice(0, 19) + start.slice(23))).toEqual([
      '2026-11-23T22:00:00+05:30',
      '2026-11-25T10:00:00+05:30',
      '2026-11-25T11:00:00+05:30',
      '2026-11-27T22:00:00+05:30',
      '2026-11-28T22:00:00+05:30',
    ])
  })

  test("the computer's zone where none is given", async () => {
    const ran = await cadenza(['preview', '--count', '1', '--json', ...monday], { zone: 'Asia/Tokyo' })
    expect(JSON.parse(ran.stdout)).toMatchObject({
      zone: 'Asia/Tokyo',
      slots: [{ start: '2026-11-23T09:00:00.000+09:00' }],
    })
  })

  test("a contact's own zone counts where asked for", async () => {
    const list = 'email,timezone\na@c.test,Asia/Tokyo\nb@c.test,\n'
    const apart = await listed(list, '--recipient-zone', '--start', '2026-11-24T12:00')
    expect(apart.slots).toHaveLength(2)
    expect((await listed(list, '--start', '2026-11-24T12:00')).slots).toHaveLength(1)
  })
})

test('later steps count working days from the day before, and keep the hour unless told', async () => {
  const steps = ['--step', '+1d', '--step', '+5d@16:00']
  const result = await preview('--now', '2026-11-26T10:30', '--count', '1', ...steps)
  expect(result.slots.map(({ start, perStep }) => `${start.slice(0, 13)} ${Object.keys(perStep)}`)).toEqual([
    '2026-11-26T11 1',
    '2026-11-27T11 2',
    '2026-12-04T16 3',
  ])
})

test('every row is planned or left out, exactly once', async () => {
  const rows = Array.from({ length: 200 }, (_, i) =>
    i % 7 === 3 ? 'no address' : i % 11 === 5 ? 'twin@c.test' : `p${i}@c.test`,
  )
  const result = await listed(`email\n${rows.join('\n')}\n`, '--sends')
  const planned = result.sends?.map(({ contact }) => contact) ?? []
  expect(new Set(planned).size).toBe(planned.length)
  expect([...planned, ...result.excluded.map(({ contact }) => contact)].toSorted()).toEqual(rows.toSorted())
})
