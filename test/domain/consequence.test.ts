import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ConsequenceFacts, consequenceOf, dayOfDate } from '../../src/shared/domain/consequence.ts'
import { consequenceLines } from '../../src/shared/domain/consequence-words.ts'
import { incomingKinds } from '../../src/shared/domain/incoming-shape.ts'

const today = dayOfDate('2026-08-03')
const facts = (more: Partial<ConsequenceFacts>): ConsequenceFacts => ({
  kind: 'reply',
  hard: false,
  feedback: null,
  returnDate: null,
  today,
  softBefore: 0,
  words: null,
  known: true,
  isOver: false,
  ...more,
})

describe('what follows from each kind', () => {
  it.each<[string, Partial<ConsequenceFacts>, object]>([
    ['a reply', { kind: 'reply' }, { ends: 'replied', everywhere: true, suppress: null }],
    [
      'a hard bounce',
      { kind: 'bounce', hard: true, words: '550 5.1.1' },
      { ends: 'bounced', suppress: { reason: 'bounced: 550 5.1.1', source: 'bounce' } },
    ],
    ['a soft bounce', { kind: 'bounce' }, { ends: null, suppress: null, note: expect.stringContaining('as planned') }],
    ['the third in a row', { kind: 'bounce', softBefore: 2 }, { ends: 'bounced', everywhere: false, suppress: null }],
    ['a delay', { kind: 'delay' }, { ends: null, note: expect.stringContaining('goes on trying') }],
    [
      'a complaint',
      { kind: 'complaint' },
      { ends: 'unsubscribed', everywhere: true, suppress: { source: 'complaint' } },
    ],
    ...(['abuse', 'fraud', 'opt-out'] as const).map((feedback): [string, Partial<ConsequenceFacts>, object] => [
      `a person's report of ${feedback}`,
      { kind: 'complaint', feedback },
      { ends: 'unsubscribed', suppress: { source: 'complaint' } },
    ]),
    ...(['auth-failure', 'not-spam', 'virus', 'dmarc', 'other'] as const).map(
      (feedback): [string, Partial<ConsequenceFacts>, object] => [
        `a machine's report of ${feedback}`,
        { kind: 'complaint', feedback },
        { ends: null, suppress: null, awayUntil: null, note: `Reported as ${feedback}: nobody complained.` },
      ],
    ),
    ['an opt-out', { kind: 'opt_out' }, { ends: 'unsubscribed', everywhere: true, suppress: { source: 'opt_out' } }],
    ['a delivery notice', { kind: 'delivered' }, { ends: null, suppress: null, awayUntil: null }],
    ['anything else', { kind: 'other' }, { ends: null, note: null }],
    ['an absence', { kind: 'absence', returnDate: '2026-08-14' }, { awayUntil: today + 11, ends: null }],
    ['one that ends in 30 days', { kind: 'absence', returnDate: '2026-09-02' }, { awayUntil: today + 30 }],
    [
      'one that ends later',
      { kind: 'absence', returnDate: '2026-09-03' },
      { awayUntil: null, note: expect.stringContaining('30 days') },
    ],
    [
      'one that is over',
      { kind: 'absence', returnDate: '2026-08-03' },
      { awayUntil: null, note: expect.stringContaining('past') },
    ],
    ['one without a date', { kind: 'absence' }, { awayUntil: null, note: expect.stringContaining('no day') }],
    [
      'one when nothing more was to come',
      { kind: 'absence', returnDate: '2026-08-14', isOver: true },
      { awayUntil: null },
    ],
  ])('%s', (_, more, expected) => {
    expect(consequenceOf(facts(more))).toMatchObject(expected)
  })

  it('never a suppression without an end, never an end of somebody unknown, never both an end and an absence', () => {
    const any = fc.record({
      kind: fc.constantFrom(...incomingKinds),
      hard: fc.boolean(),
      returnDate: fc.option(fc.constantFrom('2026-08-02', '2026-08-20', '2027-01-01')),
      softBefore: fc.nat(5),
      words: fc.option(fc.string()),
      known: fc.boolean(),
      isOver: fc.boolean(),
    })
    fc.assert(
      fc.property(any, (more) => {
        const c = consequenceOf(facts(more))
        if (c.suppress) expect(c.ends).not.toBeNull()
        if (!more.known) expect([c.ends, c.suppress, c.awayUntil]).toEqual([null, null, null])
        if (c.awayUntil !== null) expect([c.ends, more.kind]).toEqual([null, 'absence'])
        if (c.ends) expect(c.reason).not.toBe('')
      }),
    )
  })
})

it('is told in sentences', () => {
  const lines = consequenceLines(
    {
      ended: [
        { sequence: 'Winter', to: 'replied', changed: true, emails: 1 },
        { sequence: 'Spring', to: 'replied', changed: false, emails: 0 },
      ],
      suppressed: { address: 'ada@x.test', reason: 'wants no more email', made: true },
      awayUntil: dayOfDate('2026-08-14'),
      settled: true,
      note: 'And more.',
    },
    'Ada',
    Date.parse('2026-08-03T10:00Z'),
  )
  expect(lines).toEqual([
    '“Winter” is over for Ada: replied. 1 planned email is withdrawn.',
    '“Spring” was over for Ada before.',
    'ada@x.test is on the suppression list: wants no more email.',
    'Ada is away until Fri 14 Aug: the next email waits until then.',
    'An email that nobody was sure of is known to have left.',
    'And more.',
  ])
})
