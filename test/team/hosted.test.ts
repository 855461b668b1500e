/** Somebody without a computer of their own, whose mailbox sits on an admin's: that computer speaks for them, and no other. */
import { afterEach, expect, it } from 'vitest'
import { newDeviceKeys } from '../../src/main/file/device-keys.ts'
import { chunkHash } from '../../src/main/store/chunk.ts'
import { insertChunk } from '../../src/main/store/chunks.ts'
import { stamp } from '../../src/main/store/clockwork.ts'
import { insertDevice } from '../../src/main/store/devices.ts'
import { insertGrant } from '../../src/main/store/grants.ts'
import { insertSeat } from '../../src/main/store/seats.ts'
import type { Change, ChunkHeader } from '../../src/shared/domain/shared-change.ts'
import { type Device, forged, newId, settleAll, type Team, take, teamOf } from './devices.ts'

const teams: Team[] = []
afterEach(() => {
  for (const team of teams.splice(0)) team.close()
})

const ana = { name: 'Ana', address: 'ana@acme.com', role: 'admin' } as const
const bo = { name: 'Bo', address: 'bo@acme.com', role: 'member' } as const
const cy = { name: 'Cy', address: 'cy@acme.com', role: 'admin' } as const

type Said = Omit<Change, 'salt' | 'hlc'>

const mailbox = (address: string, seat: string, home: string) => ({
  ...{ kind: 'smtp', address, seat, limits: [], minGap: 0, weight: 1, paused: false, createdAt: 1 },
  'homes.1': { device: home },
})

/** Dee works on Ana's computer: her seat, and where `withMailbox` her mailbox, were made there. */
async function dees(withMailbox = true) {
  const team = await teamOf([ana, bo, cy])
  teams.push(team)
  const [a, b, c] = team.devices as [Device, Device, Device]
  const { now } = team.clock
  const dee = newId()
  const account = newId()
  a.store.write((tx) => {
    const seat = { publicId: dee, name: 'Dee', address: 'dee@acme.com', role: 'member', createdAt: now } as const
    const seatId = insertSeat(tx, seat, stamp(tx, now))
    if (!withMailbox) return
    const { author, device, hlc } = stamp(tx, now)
    tx.run(
      `INSERT INTO accounts (public_id, kind, seat_id, address, address_key, limits, state, home_device, created_at, author, device, hlc)
       VALUES (?, 'smtp', ?, 'dee@acme.com', 'dee@acme.com', '[]', 'active', ?, ?, ?, ?, ?)`,
      ...[account, seatId, device, now, author, device, hlc],
    )
  })
  settleAll(team)
  /** That computer says so, whatever its database holds, and everybody hears it. */
  const says = (who: Device, changes: Said[]) => {
    team.clock.now += 1000
    const chunk = forged(who, team.clock.now, changes)
    const { number, at } = JSON.parse(chunk.header) as ChunkHeader
    const row = { ...chunk, device: who.id, number, at, hash: chunkHash(chunk.header) }
    who.store.write((tx) => insertChunk(tx, { ...row, state: 'applied' }))
    for (const device of team.devices) if (device !== who) take(device, [chunk], team.clock.now)
  }
  return { team, a, b, c, dee, account, now, says }
}

const grantOf = (owner: string, delegate: string, by: string, more: Record<string, unknown> = {}): Said => ({
  kind: 'grant',
  id: newId(),
  by,
  set: { owner, delegate, origin: 'grant', state: 'active', expiresAt: 9e12, decidedAt: 1, createdAt: 1, ...more },
})

const grants = ({ store }: Device) =>
  store.all<{ id: string; state: string }>(
    'SELECT public_id AS id, state FROM grants WHERE deleted = 0 ORDER BY public_id',
  )
const refusals = ({ store }: Device) =>
  store.all<{ kind: string; words: string }>("SELECT kind, words FROM merge_notes WHERE what = 'refused' ORDER BY id")

/** One contact engaged in that seat's name from that mailbox. */
function engaged(seat: string, account: string, by: string, address: string) {
  const ids = { contact: newId(), sequence: newId(), version: newId(), engagement: newId(), enrollment: newId() }
  const step = { subject: 'Hello', html: null, text: 'Hi', days: 0, hour: null, attachments: [] }
  const batch = { start: 1, zone: 'UTC', windows: [], daysOff: [], useContactZone: false, seed: 1, paused: false }
  const changes: Said[] = [
    { kind: 'contact', id: ids.contact, by, set: { address, tags: [], createdAt: 1 } },
    { kind: 'sequence', id: ids.sequence, by, set: { name: address, paused: false, archived: false, createdAt: 1 } },
    { kind: 'sequence_version', id: ids.version, by, set: { sequence: ids.sequence, steps: [step], createdAt: 1 } },
    {
      kind: 'engagement',
      id: ids.engagement,
      by,
      set: { ...batch, sequence: ids.sequence, version: ids.version, seat, assign: 'mine', createdAt: 1 },
    },
    {
      kind: 'enrollment',
      id: ids.enrollment,
      by,
      set: {
        ...{ engagement: ids.engagement, sequence: ids.sequence, contact: ids.contact, account },
        ...{ position: 0, emails: 1, state: 'pending', enrolledAt: 1 },
      },
    },
  ]
  return { ids, changes }
}
const isPlanned = ({ store }: Device, enrollment: string) =>
  store.get(
    "SELECT 1 FROM sends s JOIN enrollments e ON e.id = s.enrollment_id WHERE e.public_id = ? AND s.state = 'planned'",
    enrollment,
  ) !== undefined

const refused = { kind: 'grant', words: 'It was not their move.' }

it('what they give and engage on the computer that is home to their mailbox counts everywhere', async () => {
  const { team, a, b, c, dee, account, now, says } = await dees()
  const id = newId()
  a.store.write((tx) => {
    const [owner, delegate] = [dee, b.seat].map(
      (seat) => tx.get<{ id: number }>('SELECT id FROM seats WHERE public_id = ?', seat)?.id as number,
    ) as [number, number]
    const made = { publicId: id, ownerId: owner, delegateId: delegate, origin: 'grant', state: 'active' } as const
    insertGrant(tx, { ...made, expiresAt: 9e12, createdAt: now }, stamp(tx, now, owner))
  })
  settleAll(team)
  for (const device of [a, b, c]) expect(grants(device)).toEqual([{ id, state: 'active' }])
  // she engages from her own mailbox, and Bo, who may send for her, from his computer
  const own = engaged(dee, account, dee, 'x@shop.com')
  says(a, own.changes)
  const his = engaged(b.seat, account, b.seat, 'y@shop.com')
  says(b, his.changes)
  for (const device of [b, c]) expect(isPlanned(device, own.ids.enrollment)).toBe(true)
  for (const device of [a, c]) expect(isPlanned(device, his.ids.enrollment)).toBe(true)
  for (const device of [a, b, c]) expect(refusals(device)).toEqual([])
})

it('nobody else speaks for them: no member, no admin whose computer is not that home, nobody who says that it is', async () => {
  const { a, b, c, dee, account, says } = await dees()
  const own = engaged(dee, account, dee, 'x@shop.com')
  says(b, [{ kind: 'account', id: account, by: b.seat, set: { 'homes.2': { device: b.id } } }])
  says(b, [{ kind: 'account', id: newId(), by: b.seat, set: mailbox('dee2@acme.com', dee, b.id) }])
  says(b, [grantOf(dee, b.seat, dee)])
  says(b, own.changes.slice(-2))
  says(c, [grantOf(dee, b.seat, dee)])
  for (const device of [a, c]) {
    expect(grants(device)).toEqual([])
    expect(isPlanned(device, own.ids.enrollment)).toBe(false)
    expect(refusals(device).filter(({ kind }) => kind !== 'enrollment')).toEqual([
      { kind: 'account', words: 'It belongs to somebody else.' },
      { kind: 'account', words: 'It belongs to somebody else.' },
      { kind: 'grant', words: 'It was not their move.' },
      { kind: 'engagement', words: 'It belongs to somebody else.' },
      ...(device === a ? [{ kind: 'grant', words: 'It was not their move.' }] : []),
    ])
  }
})

it('a member to whose computer her mailbox was at home before it became hers does not speak for her', async () => {
  const { a, b, dee, says } = await dees()
  const given = newId()
  says(b, [{ kind: 'account', id: given, by: b.seat, set: mailbox('shared@acme.com', b.seat, b.id) }])
  says(a, [{ kind: 'account', id: given, by: a.seat, set: { seat: dee } }])
  says(b, [grantOf(dee, b.seat, dee)])
  expect(grants(a)).toEqual([])
})

it('ends when a computer of her own comes in', async () => {
  const { team, a, b, c, dee, now, says } = await dees(false)
  // without a mailbox, an admin's computer speaks for her
  const first = grantOf(dee, a.seat, dee, { origin: 'request', state: 'pending' })
  says(c, [{ ...first, set: { ...first.set, owner: b.seat, delegate: dee } }])
  expect(grants(a)).toEqual([{ id: first.id, state: 'pending' }])
  const { device, signingKey, sealingKey } = await newDeviceKeys(newId())
  a.store.write((tx) => {
    const seatId = tx.get<{ id: number }>('SELECT id FROM seats WHERE public_id = ?', dee)?.id as number
    const row = { publicId: device, seatId, name: "Dee's laptop", signingKey, sealingKey, createdAt: now }
    insertDevice(tx, row, stamp(tx, now))
  })
  settleAll(team)
  says(c, [grantOf(dee, b.seat, dee)])
  for (const each of [a, b]) {
    expect(grants(each)).toEqual([{ id: first.id, state: 'pending' }])
    expect(refusals(each)).toEqual([refused])
  }
})
