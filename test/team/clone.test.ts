/** A copy of a computer of a team, whose original goes on being used, comes back into the team as another computer. */
import { expect, it } from 'vitest'
import { newDeviceKeys } from '../../src/main/file/device-keys.ts'
import { stamp } from '../../src/main/store/clockwork.ts'
import { insertDevice } from '../../src/main/store/devices.ts'
import { enterTeam, teamStanding } from '../../src/main/store/joining.ts'
import { openStore } from '../../src/main/store/open.ts'
import { becomeAnother } from '../../src/main/store/own-computer.ts'
import { firstSeat } from '../../src/main/store/seats.ts'
import { rootOf } from '../../src/main/store/sharing.ts'
import { suppress } from '../../src/main/store/suppressions.ts'
import { workspaceRow } from '../../src/main/store/workspace.ts'
import { joinTrouble } from '../../src/shared/domain/invitation.ts'
import { type Device, exchange, lacking, newId, seal, settleAll, take, teamOf } from './devices.ts'

const listed = ({ store }: Device) => store.all('SELECT value FROM suppressions ORDER BY value')

function putOnList({ store }: Device, value: string, now: number): void {
  const row = { publicId: newId(), kind: 'address' as const, value, reason: 'x', source: 'server', createdAt: now }
  store.write((tx) => suppress(tx, row, stamp(tx, now)))
}

it('is told nothing of by its original, joins by an invitation for the same person, and both tell side by side', async () => {
  const team = await teamOf([
    { name: 'Ana', address: 'ana@acme.com', role: 'admin' },
    { name: 'Bo', address: 'bo@acme.com', role: 'member' },
  ])
  const [a, b] = team.devices as [Device, Device]
  const { now } = team.clock
  const id = newId()
  const keys = await newDeviceKeys(id)
  const clone: Device = { id, seat: b.seat, store: openStore(b.store.sqlite.serialize() as unknown as string), keys }
  clone.store.write((tx) => becomeAnother(tx, id, now))
  expect(teamStanding(clone.store)).toBe('waiting')
  putOnList(clone, 'clone@shop.com', now)
  expect(seal(clone, now)).toEqual([])

  const { publicId, messageKey, name, zone, windows, holidays, daysOff, policy } = workspaceRow(a.store)
  const seat = firstSeat(clone.store)
  const own = { expiresAt: now + 1, workspace: { id: publicId }, seat: { id: seat.publicId } }
  const here = { workspace: publicId, standing: 'waiting', seats: 2, seat: seat.publicId } as const
  expect(joinTrouble(own, here, now)).toBeNull()
  expect(joinTrouble({ ...own, seat: { id: a.seat } }, here, now)).toBe('several_seats')
  const workspace = {
    id: publicId,
    key: messageKey.toString('base64url'),
    name,
    zone,
    windows,
    holidays,
    daysOff,
    policy,
  }
  const root = rootOf(a.store)
  if (!root) throw new Error('the founder shares nothing')
  const joining = { invitation: newId(), at: now, answer: '', expiresAt: now, inviter: 'Ana' }
  const { address, role } = seat
  clone.store.write((tx) =>
    enterTeam(tx, { workspace, root, seat: { id: seat.publicId, name: seat.name, address, role } }, joining),
  )
  a.store.write((tx) => {
    const seatId = tx.get<{ id: number }>('SELECT id FROM seats WHERE public_id = ?', b.seat)?.id as number
    const { signingKey, sealingKey } = keys
    const row = { publicId: id, seatId, name: 'The copy', signingKey, sealingKey, createdAt: now }
    insertDevice(tx, row, stamp(tx, now))
  })
  exchange(a, b, now)
  take(clone, lacking(a, clone), now)
  expect(teamStanding(clone.store)).toBe('member')
  putOnList(b, 'original@shop.com', now)
  settleAll({ devices: [a, b, clone], clock: team.clock })
  const all = [{ value: 'clone@shop.com' }, { value: 'original@shop.com' }]
  for (const device of [a, b, clone]) {
    expect(listed(device)).toEqual(all)
    expect(device.store.all("SELECT * FROM merge_notes WHERE what = 'forked'")).toEqual([])
  }
  clone.store.close()
  team.close()
})
