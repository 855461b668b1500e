import { expect, test } from 'vitest'
import {
  type About,
  type Act,
  acts,
  allowed,
  type Role,
  roleScopes,
  scopesWithheld,
  seatTrouble,
} from '../../src/shared/domain/access.ts'

/** The asker is seat 1; somebody else is 2. */
const things: Record<string, About> = {
  mine: { owner: 1 },
  theirs: { owner: 2 },
  team: { owner: null },
  part: { owner: 2, part: [2, 1] },
  shared: { owner: 2, shared: true },
  delegated: { owner: 2, delegates: [3, 1] },
  nobody: {},
}
type Thing = keyof typeof things

const all = Object.keys(things)
const none: Thing[] = []
/** Act → what a member may do it to. An admin may do it to everything, but where `admin` says less. */
const member: Record<Act, { may: Thing[]; admin?: Thing[] }> = {
  'account.change': { may: ['mine'] },
  'account.send_from': {
    may: ['mine', 'team', 'shared', 'delegated'],
    admin: ['mine', 'team', 'shared', 'delegated'],
  },
  'account.authorise': { may: ['mine'], admin: ['mine'] },
  'account.add': { may: none },
  'account.hand_over': { may: none },
  'account.set_managed': { may: none },
  'mail.decide': { may: ['mine', 'team', 'part', 'shared'] },
  'opt_out.take_back': { may: none },
  'sequence.resume': { may: ['part', 'shared'] },
  'suppression.remove': { may: ['mine'] },
  'mailbox_request.ask': { may: ['mine'] },
  'mailbox_request.see': { may: ['mine', 'part'] },
  'mailbox_request.withdraw': { may: ['mine', 'part'] },
  'mailbox_request.decide': { may: none },
  'mailbox_request.release': { may: none },
  'limit_request.ask': { may: ['team'] },
  'limit_request.decide': { may: none },
  'group.change': { may: none },
  'snippet.change_everybodys': { may: none },
  'domain.add': { may: none },
  'delegation.see': { may: none },
  'seat.change': { may: none },
  'key.make': { may: none },
}

test('every role, to every kind of owner, for every act: as the table says, and nothing else', () => {
  expect(Object.keys(member).sort()).toEqual([...acts].sort())
  const found = (role: Role) =>
    Object.fromEntries(
      acts.map((act) => [act, all.filter((thing) => allowed(act, { seatId: 1, role }, things[thing]))]),
    )
  expect(found('member')).toEqual(Object.fromEntries(acts.map((act) => [act, member[act].may])))
  expect(found('admin')).toEqual(Object.fromEntries(acts.map((act) => [act, member[act].admin ?? all])))
})

test('a key holds no more than its seat may and its maker has', () => {
  const admin = roleScopes.admin
  expect(scopesWithheld(['read', 'admin'], 'member', admin)).toEqual({ role: ['admin'], maker: [] })
  expect(scopesWithheld(['read', 'accounts'], 'member', ['read', 'admin'])).toEqual({ role: [], maker: ['accounts'] })
  expect(scopesWithheld([...admin], 'admin', admin)).toEqual({ role: [], maker: [] })
})

test('nobody locks themselves out, and somebody who governs stays', () => {
  const seat = (id: number, role: Role, state: 'active' | 'locked' = 'active') => ({ id, role, state })
  const [ann, bob] = [seat(1, 'admin'), seat(2, 'member')]
  const locked = { role: 'admin', state: 'locked' } as const
  const asMember = { role: 'member', state: 'active' } as const
  expect(seatTrouble(ann, locked, [ann, seat(3, 'admin')], 1)).toBe('own_lock')
  expect(seatTrouble(ann, asMember, [ann, bob], 1)).toBe('last_admin')
  expect(seatTrouble(ann, locked, [ann, bob, seat(3, 'admin', 'locked')], 2)).toBe('last_admin')
  expect(seatTrouble(ann, asMember, [ann, seat(3, 'admin')], 1)).toBe(null)
  expect(seatTrouble(bob, { role: 'member', state: 'locked' }, [ann, bob], 1)).toBe(null)
})
