/** An engagement is named after whose it is, a contact in it after the engagement: nobody else begins them, whoever is heard first. */
import { afterEach, expect, it } from 'vitest'
import { seenHeads } from '../../src/main/store/chunks.ts'
import { engagementNameFault, engagementNames } from '../../src/main/store/engagement-name.ts'
import { courtOf } from '../../src/main/store/facts.ts'
import { enterTeam } from '../../src/main/store/joining.ts'
import { rootOf } from '../../src/main/store/sharing.ts'
import { workspaceRow } from '../../src/main/store/workspace.ts'
import type { Change } from '../../src/shared/domain/shared-change.ts'
import { admit, type Device, forged, installed, newId, seal, settleAll } from './devices.ts'
import { addContact, addMailbox, engage, mailOf, stateOf } from './engaging.ts'
import { hear } from './hearing.ts'
import { begin, box, endTeams, person, shown } from './joined.ts'

afterEach(endTeams)

const told = ({ store }: Device, kind: string, id: string): Record<string, unknown> => {
  const row = store.get<{ fields: string }>('SELECT fields FROM shared_rows WHERE kind = ? AND public_id = ?', kind, id)
  const fields = Object.entries(JSON.parse(row?.fields ?? '{}') as object)
  return Object.fromEntries(fields.filter(([field]) => !field.startsWith('~')))
}

type Claim = Pick<Change, 'kind' | 'id' | 'set'>
const claims: Record<string, (b: Device, own: string, hers: string, engagement: string) => Claim[]> = {
  'the contact in it': (b, own, hers) => [{ kind: 'enrollment', id: hers, set: told(b, 'enrollment', own) }],
  'all of it': (b, own, hers, engagement) => {
    const set = told(b, 'enrollment', own)
    const whole = told(b, 'engagement', String(set.engagement))
    return [
      { kind: 'engagement', id: engagement, set: whole },
      { kind: 'enrollment', id: hers, set: { ...set, engagement } },
    ]
  },
}

it.each(Object.keys(claims).flatMap((what) => ['after', 'before'].map((when) => [what, when] as const)))(
  'goes on where a colleague tells of %s as of theirs, heard %s it was told',
  async (what, when) => {
    const made = await begin([person('Cy', 'admin'), person('Ana', 'member', 2), person('Bo', 'member')])
    const [c, a, a2, b] = made.devices as [Device, Device, Device, Device]
    const { now } = made.clock
    const account = addMailbox(a, box, now)
    const mine = addMailbox(b, 'bo@acme.com', now)
    const own = engage(b, { account: mine, contact: addContact(b, 'y@shop.com', now), name: 'Autumn' }, now)
    settleAll(made)
    const before = seenHeads(b.store, b.id)
    const id = engage(a, { account, contact: addContact(a, 'x@shop.com', now), name: 'Spring' }, now)
    const hers = seal(a, now)
    const engagement = String(told(a, 'enrollment', id).engagement)
    const changes = claims[what]?.(b, own, id, engagement).map((one) => ({ ...one, by: b.seat })) ?? []
    const claim = forged(b, now + 1000, changes, { seen: before })
    hear({ owner: a, others: [c, a2], claim, told: hers, when }, made.clock)
    for (const device of [c, a, a2]) {
      expect(stateOf(device, id)).toMatchObject({ state: 'pending' })
      expect(mailOf(device, id)).toEqual([
        { step: 1, state: 'planned' },
        { step: 2, state: 'planned' },
      ])
      const seats = device.store.all(
        'SELECT s.public_id AS seat FROM enrollments e JOIN batches b ON b.id = e.batch_id JOIN seats s ON s.id = b.seat_id WHERE e.public_id = ?',
        id,
      )
      expect(seats).toEqual([{ seat: a.seat }])
      expect(shown(device).refused).toHaveLength(changes.length)
    }
  },
)

it('holds 80 bits of its engagement: who engages chooses what that is called, and could try as many names as they like', async () => {
  const made = await begin([person('Ana', 'admin')])
  const { store } = made.devices[0] as Device
  const { authority } = courtOf(store)
  const { engagement, enrollment } = engagementNames(store, 1, newId)
  const id = enrollment()
  const faultOf = (id: string) =>
    engagementNameFault(authority, { kind: 'enrollment', id, set: { engagement }, hlc: '', by: null, salt: '' }, true)
  expect(faultOf(id)).toBeNull()
  for (let at = 1; at <= 80 / 5; at++) {
    const put = id[at] === '0' ? '1' : '0'
    expect(faultOf(id.slice(0, at) + put + id.slice(at + 1))).toBe(
      'Its name is that of a contact in another engagement.',
    )
  }
})

it('goes on where whose it is got another name before the team heard of it', async () => {
  const bo = person('Bo', 'member')
  const made = await begin([person('Cy', 'admin'), bo])
  const [c, b] = made.devices as [Device, Device]
  const { now } = made.clock
  const own = await installed(bo, now)
  const waiting: Device = { id: own.keys.device, seat: newId(), ...own }
  const { publicId, messageKey, name, zone, windows, holidays, daysOff, policy } = workspaceRow(c.store)
  const key = messageKey.toString('base64url')
  const seat = { id: waiting.seat, name: 'Bo', address: bo.address, role: bo.role }
  own.store.write((tx) =>
    enterTeam(
      tx,
      {
        workspace: { id: publicId, key, name, zone, windows, holidays, daysOff, policy },
        root: rootOf(c.store) as NonNullable<ReturnType<typeof rootOf>>,
        seat,
      },
      { invitation: newId(), at: now, answer: '', expiresAt: now, inviter: 'Cy' },
    ),
  )
  const account = addMailbox(waiting, box, now)
  const id = engage(waiting, { account, contact: addContact(waiting, 'x@shop.com', now), name: 'Spring' }, now)
  expect(id).toMatch(/^u/)
  // nobody admitted it, and it comes in by another invitation, for the seat that they have
  made.devices.push(await admit(c, bo, b.seat, now, own))
  settleAll(made)
  for (const device of made.devices) {
    const states = device.store.all(
      'SELECT e.state, m.state AS mail FROM enrollments e JOIN sends m ON m.enrollment_id = e.id',
    )
    expect(states).toEqual([
      { state: 'pending', mail: 'planned' },
      { state: 'pending', mail: 'planned' },
    ])
    expect(shown(device).refused).toEqual([])
  }
})
