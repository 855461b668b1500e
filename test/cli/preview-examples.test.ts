/** The planner's worked examples, asked for the way a person asks: through the command line. */
import { describe, expect, test } from 'vitest'
import { type PreviewJson, preview } from './terminal.ts'

/** "2026-11-23T10 ×50": the slots, short. */
const slots = (result: PreviewJson, step?: string) =>
  result.slots
    .map((slot) => [slot.start.slice(0, 13), step === undefined ? slot.emails : (slot.perStep[step] ?? 0)])
    .filter(([, emails]) => emails !== 0)
    .map(([start, emails]) => `${start} ×${emails}`)

// 23 November 2026 is a Monday.
const examples: [given: string, argv: string, slots: string[]][] = [
  ['now Mon 10:40, start now, 1 contact', '--now 2026-11-23T10:40 --count 1', ['2026-11-23T11 ×1']],
  ['now Mon 11:00:00 exactly', '--now 2026-11-23T11:00:00 --count 1', ['2026-11-23T11 ×1']],
  ['now one second later', '--now 2026-11-23T11:00:01 --count 1', ['2026-11-23T12 ×1']],
  ['now Fri 17:30', '--now 2026-11-20T17:30 --count 1', ['2026-11-23T09 ×1']],
  [
    '150 contacts, 100 a day, 50 an hour, start Mon 10:00',
    '--now 2026-11-20T12:00 --count 150 --per-day 100 --per-hour 50 --start 2026-11-23T10:00',
    ['2026-11-23T10 ×50', '2026-11-23T11 ×50', '2026-11-24T09 ×50'],
  ],
  [
    '150 contacts, ASAP, account 50 an hour, 400 a day, start Mon 10:00',
    '--now 2026-11-20T12:00 --count 150 --start 2026-11-23T10:00',
    ['2026-11-23T10 ×50', '2026-11-23T11 ×50', '2026-11-23T12 ×50'],
  ],
  [
    'batch 100 an hour but account 50 an hour',
    '--now 2026-11-23T08:00 --count 100 --per-hour 100 --limit *:50/hour',
    ['2026-11-23T09 ×50', '2026-11-23T10 ×50'],
  ],
]

describe('worked examples', () => {
  test.each(examples)('%s', async (_, argv, expected) => {
    expect(slots(await preview(...argv.split(' ')))).toEqual(expected)
  })

  test('step 2 "+3 days, 14:00" after step 1 on Mon is Thu 14:00', async () => {
    const result = await preview('--now', '2026-11-23T08:00', '--count', '5', '--step', '+3d@14:00')
    expect(slots(result, '2')).toEqual(['2026-11-26T14 ×5'])
  })

  test('step 2 "+2 days" after Fri is Tue', async () => {
    const result = await preview('--now', '2026-11-27T08:00', '--count', '5', '--step', '+2d')
    expect(slots(result, '2')).toEqual(['2026-12-01T09 ×5'])
  })

  test('100 contacts, weights 75 and 25, the same people each time for one seed', async () => {
    const argv = ['--now', '2026-11-23T08:00', '--count', '100', '--sends']
    const senders = ['--sender', 'a@example.com=75', '--sender', 'b@example.com=25']
    const one = await preview(...argv, ...senders)
    expect(one.summary.perSender).toEqual([
      { sender: 'a@example.com', contacts: 75, emails: 75 },
      { sender: 'b@example.com', contacts: 25, emails: 25 },
    ])
    const people = (result: PreviewJson) =>
      new Map(result.sends?.map(({ contact, sender }) => [contact, sender] as const).toSorted())
    expect(people(await preview(...argv, ...senders))).toEqual(people(one))
    expect(people(await preview(...argv, ...senders, '--seed', '8'))).not.toEqual(people(one))
  })

  test('120 contacts, managed account only, always open, UTC, start 00:00: 50, 50, 20', async () => {
    const argv = ['--window', 'daily 00:00-24:00', '--zone', 'UTC', '--now', '2026-11-22T12:00']
    const result = await preview('--count', '120', '--managed', ...argv, '--start', '2026-11-23T00:00')
    const days = new Map<string, number>()
    for (const { start, emails } of result.slots)
      days.set(start.slice(0, 10), (days.get(start.slice(0, 10)) ?? 0) + emails)
    expect([...days]).toEqual([
      ['2026-11-23', 50],
      ['2026-11-24', 50],
      ['2026-11-25', 20],
    ])
  })

  const night = ['--window', 'daily 01:00-04:00', '--limit', '*:1/hour', '--count', '3']
  test('the hour that daylight saving skips has no slot', async () => {
    const result = await preview(...night, '--now', '2026-03-29T00:30')
    expect(slots(result)).toEqual(['2026-03-29T01 ×1', '2026-03-29T03 ×1', '2026-03-30T01 ×1'])
  })

  test('the hour that daylight saving repeats has one slot', async () => {
    const result = await preview(...night, '--now', '2026-10-25T00:30')
    expect(result.slots.map(({ start }) => start)).toEqual([
      '2026-10-25T01:00:00.000+02:00',
      '2026-10-25T02:00:00.000+02:00',
      '2026-10-25T03:00:00.000+01:00',
    ])
  })
})
