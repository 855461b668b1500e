import { expect, test } from 'vitest'
import { findingsOf, type MailboxFacts, standingAgainst, unpermitted } from '../../src/shared/domain/mailbox-check.ts'
import {
  isRequestOpen,
  type MailboxRequestEvent,
  type MailboxRequestState,
  mailboxRequestStates,
  reduceMailboxRequest,
} from '../../src/shared/domain/mailbox-request.ts'
import { resembles, roleWord } from '../../src/shared/domain/role-address.ts'

const events: MailboxRequestEvent[] = [
  { type: 'approved' },
  { type: 'declined', reason: 'r' },
  { type: 'withdrawn' },
  { type: 'configured' },
]

/** State → events that move it. What isn't listed changes nothing. */
const table: Record<MailboxRequestState, MailboxRequestEvent['type'][]> = {
  requested: ['approved', 'declined', 'withdrawn', 'configured'],
  approved: ['declined', 'withdrawn', 'configured'],
  declined: [],
  withdrawn: [],
  configured: [],
}

test('every event in every state does what the table says, and nothing else', () => {
  for (const state of mailboxRequestStates)
    for (const event of events) {
      const before = Object.freeze({ state, reason: 'old' })
      const after = reduceMailboxRequest(before, event)
      if (table[state].includes(event.type))
        expect(after, `${state} + ${event.type}`).toEqual({
          state: event.type,
          reason: event.type === 'declined' ? 'r' : null,
        })
      else expect(after === before, `${state} + ${event.type} must change nothing`).toBe(true)
    }
  expect(mailboxRequestStates.filter(isRequestOpen)).toEqual(['requested', 'approved'])
})

test.each([
  ['marketing@example.com', 'marketing'],
  ['Info@example.com', 'info'],
  ['sales.eu+spring@example.com', 'sales'],
  ['hello2@example.com', 'hello'],
  ['no-reply@example.com', 'noreply'],
  ['postmaster@example.com', 'postmaster'],
  ['anna@example.com', null],
  ['anna.sales@example.com', null],
  ['infobert@example.com', null],
])('%s: %s', (address, word) => {
  expect(roleWord(address)).toBe(word)
})

test.each([
  ['anna.haldenroux@example.com', true],
  ['haldenroux@other.test', true],
  ['ah@example.com', true],
  ['a.k@example.com', false],
  ['annak@example.com', true],
  ['marc@example.com', false],
  ['boss@other.test', true],
  ['x7@example.com', false],
])('Anna Haldenroux has %s: %s', (address, yes) => {
  expect(resembles(address, { name: 'Anna Haldenroux', address: 'boss@example.com' })).toBe(yes)
})
test('names keep their letters in two spellings', () => {
  const person = { name: 'Jörg Müller', address: 'x@example.com' }
  expect(
    ['mueller@a.test', 'muller@a.test', 'joerg@a.test', 'peter@a.test'].map((at) => resembles(at, person)),
  ).toEqual([true, true, true, false])
})

const bob = { name: 'Bob Reed', address: 'bob@example.com', state: 'active' } as const
const facts: MailboxFacts = { address: 'bob.reed@example.com', seat: bob, held: 1, limit: 2, holder: null, asked: null }
const eve = { name: 'Eve', address: 'eve@example.com', state: 'locked' } as const
const theirs = [
  'theirs',
  'confirm',
  'Confirm that bob.reed@example.com belongs to Bob Reed personally, and not to a colleague.',
]
const sentences = (more: Partial<MailboxFacts>) =>
  findingsOf({ ...facts, ...more }).map(({ kind, remedy, message }) => [kind, remedy, message])

test('each rule has a sentence of its own', () => {
  expect(sentences({})).toEqual([theirs])
  expect(sentences({ held: 2 })).toEqual([
    [
      'limit',
      'permit',
      'Bob Reed has 2 of 2 mailboxes already, with those asked for. An admin can expressly permit one more.',
    ],
    theirs,
  ])
  expect(sentences({ holder: { seat: eve, as: 'mailbox', own: false } })[0]).toEqual([
    'taken',
    'refused',
    'bob.reed@example.com is a mailbox of Eve (eve@example.com), whose seat is locked. An admin can release it there first.',
  ])
  expect(sentences({ holder: { seat: null, as: 'alias', own: false } })[0]?.[2]).toBe(
    'bob.reed@example.com is an alias of an account of the whole team. An admin can release it there first.',
  )
  expect(sentences({ holder: { seat: eve, as: 'address', own: false } })[0]?.[2]).toContain('address of another seat')
  expect(sentences({ holder: { seat: bob, as: 'alias', own: true } })[0]?.[2]).toBe(
    'bob.reed@example.com is an alias of Bob Reed already.',
  )
  expect(sentences({ asked: { seat: eve, own: false, state: 'requested' } })[0]?.[2]).toBe(
    'bob.reed@example.com is requested for Eve (eve@example.com) already. An admin decides.',
  )
  expect(sentences({ seat: { ...bob, state: 'locked' } })[0]).toEqual([
    'locked',
    'refused',
    'The seat of Bob Reed (bob@example.com) is locked: it gets no new mailbox. Unlock it first.',
  ])
  expect(sentences({ address: 'info@example.com' })[0]?.slice(0, 2)).toEqual(['role', 'permit'])
  expect(sentences({ address: 'marc@example.com' }).map(([kind]) => kind)).toEqual(['theirs', 'unlike'])
})

test("a seat's own address is nobody else's to judge", () => {
  const seat = { ...bob, address: 'sales@example.com' }
  expect(findingsOf({ ...facts, seat, address: 'Sales@example.com' }).map(({ kind }) => kind)).toEqual(['theirs'])
})

test('what is confirmed and what is permitted stands no more in the way; what is refused stays', () => {
  const found = findingsOf({
    ...facts,
    address: 'marc@example.com',
    held: 2,
    asked: { seat: eve, own: false, state: 'approved' },
  })
  const kinds = (list: { kind: string }[]) => list.map(({ kind }) => kind)
  expect(kinds(standingAgainst(found, {}))).toEqual(['asked', 'theirs', 'unlike'])
  expect(kinds(standingAgainst(found, { theirs: true }))).toEqual(['asked', 'unlike'])
  expect(kinds(standingAgainst(found, { theirs: true, unlike: true }))).toEqual(['asked'])
  expect(kinds(unpermitted(found, ['role']))).toEqual(['limit'])
  expect(kinds(unpermitted(found, ['more']))).toEqual([])
})
