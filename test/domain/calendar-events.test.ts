import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Counted, slotEvents } from '../../src/shared/domain/calendar-events.ts'
import { HOUR } from '../../src/shared/domain/time.ts'

const monday = Date.UTC(2026, 10, 23, 9)
const some = (more: Partial<Counted>): Counted => ({
  at: monday,
  mailbox: 'a1',
  mailboxName: 'anna@team.test',
  sequence: 'Autumn',
  first: 1,
  later: 0,
  sent: 0,
  unsure: 0,
  sandbox: 0,
  ...more,
})

it('says how many of which sequence leave from whom, in words', () => {
  expect(
    slotEvents(
      [
        some({ first: 1200, later: 1, sent: 3 }),
        some({ at: monday + 2_700_000, sequence: 'Spring', first: 0, later: 2, unsure: 1 }),
        some({ sequence: null, first: 1, sandbox: 1 }),
      ],
      'Europe/Paris',
      10,
    ),
  ).toEqual([
    {
      uid: '20261123T090000Z-a1@cadenza.invalid',
      start: monday,
      end: monday + HOUR,
      emails: 1204,
      title: '1,204 emails from anna@team.test',
      text: [
        'Autumn: 1,200 first emails, 1 follow-up',
        'No sequence: 1 email',
        'Spring: 2 follow-ups',
        'Sent: 3',
        'Unsure: 1',
        'In the sandbox, reaching nobody: 1',
      ].join('\n'),
    },
  ])
})

const counted = fc.record({
  at: fc.integer({ min: Date.UTC(2026, 9, 20) / 900_000, max: Date.UTC(2027, 3, 2) / 900_000 }).map((n) => n * 900_000),
  mailbox: fc.constantFrom('a1', 'b2', 'c3'),
  mailboxName: fc.constant('x@y.test'),
  sequence: fc.constantFrom('One', 'Two', null),
  first: fc.nat(40),
  later: fc.nat(40),
  sent: fc.nat(5),
  unsure: fc.nat(5),
  sandbox: fc.nat(5),
})
const zones = fc.constantFrom('Europe/Paris', 'Asia/Kathmandu', 'America/St_Johns', 'Australia/Lord_Howe')

it('counts every email once, in the hour it leaves in, under a name of its own, over changes of the clock too', () => {
  fc.assert(
    fc.property(fc.array(counted, { maxLength: 60 }), zones, (counts, zone) => {
      const events = slotEvents(counts, zone, 1000)
      const sum = counts.reduce((all, { first, later }) => all + first + later, 0)
      expect(events.reduce((all, { emails }) => all + emails, 0)).toBe(sum)
      expect(new Set(events.map(({ uid }) => uid)).size).toBe(events.length)
      for (const { at, mailbox, first, later } of counts)
        if (first + later > 0)
          expect(
            events.filter(({ uid, start, end }) => uid.includes(mailbox) && start <= at && at < end).length,
          ).toBeGreaterThanOrEqual(1)
    }),
  )
})

it('cuts at whole slots, and only what leaves last', () => {
  fc.assert(
    fc.property(fc.array(counted, { maxLength: 60 }), fc.integer({ min: 1, max: 30 }), (counts, most) => {
      const all = slotEvents(counts, 'UTC', 1000)
      const cut = slotEvents(counts, 'UTC', most)
      expect(cut.length).toBeLessThanOrEqual(most)
      expect(all.slice(0, cut.length)).toEqual(cut)
      const [next] = all.slice(cut.length)
      if (next) expect(next.start).not.toBe(cut.at(-1)?.start)
    }),
  )
})
