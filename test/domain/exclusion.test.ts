import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Candidate, type ExclusionFacts, exclude, exclusionCodes } from '../../src/shared/domain/exclusion.ts'

const nobody: ExclusionFacts<Candidate> = {
  isSuppressedAddress: () => false,
  isSuppressedDomain: () => false,
  activeIn: () => null,
  joinedAlready: () => false,
  beenHere: () => false,
  allowRepeat: false,
  repliedColleague: () => null,
  lastEmail: () => null,
  allowRecent: false,
  missingVariable: () => null,
  emptyEmail: () => null,
  senderTrouble: () => null,
}

const list = (...addresses: string[]) => addresses.map((address) => ({ address, owner: null }))

const facts: ExclusionFacts<Candidate> = {
  isSuppressedAddress: (key) => key === 'gone@example.com',
  isSuppressedDomain: (domain) => domain === 'never.example',
  activeIn: (key) =>
    key === 'busy@example.com'
      ? { sequence: 'Spring', here: false }
      : key === 'here@example.com'
        ? { sequence: 'This', here: true }
        : null,
  joinedAlready: (key) => key === 'joined@example.com',
  beenHere: (key) => key === 'again@example.com',
  allowRepeat: false,
  repliedColleague: (key) => (key === 'mate@example.com' ? 'Ada' : null),
  lastEmail: (key) => (key === 'soon@example.com' ? { sequence: 'Spring', daysAgo: 4, interval: 30 } : null),
  allowRecent: false,
  missingVariable: ({ address }) => (address === 'bare@example.com' ? 'company' : null),
  emptyEmail: ({ address }) => (address === 'void@example.com' ? { step: 2, blank: 'text' } : null),
  senderTrouble: ({ address, owner }) =>
    address === 'lost@example.com'
      ? { code: 'no_sender', message: 'No sending account is active.' }
      : owner === 'who@example.com'
        ? { code: 'unknown_owner' }
        : null,
}

test('each reason, in words', () => {
  const result = exclude(
    [
      ...list('anna@example.com', 'anna@', 'ANNA@example.com', 'Gone@example.com', 'x@never.example'),
      ...list('x@sub.never.example', 'busy@example.com', 'here@example.com', 'again@example.com', 'bare@example.com'),
      { address: 'owned@example.com', owner: 'who@example.com' },
      ...list('lost@example.com', 'soon@example.com', 'joined@example.com', 'mate@example.com', 'void@example.com'),
    ],
    facts,
  )
  expect(result.kept.map((k) => [k.position, k.candidate.address])).toEqual([
    [0, 'anna@example.com'],
    [5, 'x@sub.never.example'],
  ])
  expect(result.excluded.map((e) => [e.position, e.code, e.overridable, e.variable, e.message])).toEqual([
    [1, 'invalid_address', false, null, 'The domain after @ is missing.'],
    [2, 'duplicate', false, null, 'ANNA@example.com is in the list already.'],
    [3, 'suppressed', false, null, 'Gone@example.com is on the suppression list.'],
    [4, 'suppressed', false, null, 'The domain never.example is on the suppression list.'],
    [
      6,
      'active_elsewhere',
      false,
      null,
      'busy@example.com is still active in the sequence "Spring". Stop it there first, or wait.',
    ],
    [7, 'active_here', false, null, 'here@example.com is in this sequence now.'],
    [8, 'been_in_this_sequence', true, null, 'again@example.com has been in this sequence before.'],
    [
      9,
      'missing_variable',
      false,
      'company',
      'bare@example.com has no company. Fill it in, or give {{ company }} a fallback.',
    ],
    [
      10,
      'unknown_owner',
      false,
      null,
      'The owner who@example.com is not a seat of this workspace. Add the seat, or give the contact another owner.',
    ],
    [11, 'no_sender', false, null, 'No sending account is active.'],
    [
      12,
      'contacted_recently',
      true,
      null,
      'soon@example.com got an email of "Spring" 4 days ago, and 30 days are kept between sequences.',
    ],
    [13, 'been_in_this_engagement', false, null, 'joined@example.com has been in this engagement before.'],
    [14, 'colleague_replied', false, null, 'Ada of the same company as mate@example.com has replied in this sequence.'],
    [
      15,
      'empty_email',
      false,
      null,
      'Step 2 would reach void@example.com without a text. Write what everybody gets, or theirs by hand.',
    ],
  ])
  expect([...new Set(result.excluded.map((e) => e.code))].sort()).toEqual([...exclusionCodes].sort())
})

test('an override lets those back in who have been in this sequence, and nobody else', () => {
  const all = list('again@example.com', 'here@example.com', 'gone@example.com')
  const result = exclude(all, { ...facts, allowRepeat: true })
  expect(result.kept.map((k) => k.candidate.address)).toEqual(['again@example.com'])
  expect(result.excluded.map((e) => e.code)).toEqual(['active_here', 'suppressed'])
})

test('a contact without an owner is told apart from one with an unknown owner', () => {
  const result = exclude(list('a@example.com'), { ...nobody, senderTrouble: () => ({ code: 'unknown_owner' }) })
  expect(result.excluded[0]?.message).toBe(
    'The contact has no owner. Give it one, or choose another way to assign senders.',
  )
})

test('everybody is kept or excluded exactly once, in list order, for the first reason that applies', () => {
  const address = fc.constantFrom(
    ...['a@x.com', 'A@x.com', 'b@x.com', 'c@y.com', 'd@', '', 'é@x.com', 'e@müller.de', 'e@xn--mller-kva.de'],
  )
  const flags = fc.record({
    suppressed: fc.boolean(),
    domain: fc.boolean(),
    active: fc.boolean(),
    here: fc.boolean(),
    been: fc.boolean(),
    repeat: fc.boolean(),
    recent: fc.boolean(),
    anyway: fc.boolean(),
    missing: fc.boolean(),
    empty: fc.boolean(),
    owner: fc.boolean(),
    sender: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(address, { maxLength: 20 }), flags, (addresses, f) => {
      const candidates = list(...addresses)
      const result = exclude(candidates, {
        isSuppressedAddress: (key) => f.suppressed && key === 'a@x.com',
        isSuppressedDomain: (domain) => f.domain && domain === 'x.com',
        activeIn: (key) => (f.active && key === 'c@y.com' ? { sequence: 'S', here: f.here } : null),
        joinedAlready: () => false,
        beenHere: () => f.been,
        allowRepeat: f.repeat,
        repliedColleague: () => null,
        lastEmail: () => (f.recent ? { sequence: 'S', daysAgo: 0, interval: 1 } : null),
        allowRecent: f.anyway,
        missingVariable: () => (f.missing ? 'company' : null),
        emptyEmail: () => (f.empty ? { step: 1, blank: 'subject' } : null),
        senderTrouble: () =>
          f.owner ? { code: 'unknown_owner' } : f.sender ? { code: 'no_sender', message: 'm' } : null,
      })
      const positions = [...result.kept, ...result.excluded].map((r) => r.position).sort((a, b) => a - b)
      expect(positions).toEqual(candidates.map((_, i) => i))
      for (const { candidate, position } of [...result.kept, ...result.excluded])
        expect(candidate).toBe(candidates[position])
      for (const part of [result.kept, result.excluded])
        expect(part.map((r) => r.position)).toEqual(part.map((r) => r.position).toSorted((a, b) => a - b))
      if (f.missing || (f.recent && !f.anyway)) expect(result.kept).toEqual([])
      for (const e of result.excluded) {
        expect(e.message).toMatch(/\S/)
        expect(exclusionCodes).toContain(e.code)
        // Nothing later than a missing variable can be named while one is missing.
        if (f.missing) expect(['unknown_owner', 'no_sender']).not.toContain(e.code)
      }
    }),
    { numRuns: 2000 },
  )
})
