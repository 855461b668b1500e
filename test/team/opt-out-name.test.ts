/** An opt-out whose name an altered computer gives to another line, and tells of first where nobody has heard of it. */
import { hash } from 'node:crypto'
import { afterEach, expect, it } from 'vitest'
import { seenHeads } from '../../src/main/store/chunks.ts'
import { stamp } from '../../src/main/store/clockwork.ts'
import { publicIdFrom } from '../../src/shared/domain/ids.ts'
import { type Device, forged, lacking, newId, seal, settleAll, type Team, take, teamOf } from './devices.ts'

const teams: Team[] = []
afterEach(() => {
  for (const team of teams.splice(0)) team.close()
})

const listed = ({ store }: Device) =>
  store
    .all<{ value: string }>('SELECT value FROM suppressions WHERE deleted = 0 ORDER BY value')
    .map(({ value }) => value)

it('stays on the list of every computer, whatever each heard first and whoever has the name that it gets instead', async () => {
  const team = await teamOf([
    { name: 'Ana', address: 'ana@acme.com', role: 'admin' },
    { name: 'Bo', address: 'bo@acme.com', role: 'member' },
    { name: 'Cy', address: 'cy@acme.com', role: 'member' },
  ])
  teams.push(team)
  const [a, b, c] = team.devices as [Device, Device, Device]
  const { now } = team.clock
  const unheard = seenHeads(b.store, b.id)
  const id = newId()
  a.store.write((tx) => {
    const { author, device, hlc } = stamp(tx, now)
    tx.run(
      `INSERT INTO suppressions (public_id, kind, value, reason, source, created_at, author, device, hlc)
       VALUES (?, 'address', 'x@shop.com', 'r', 'opt_out', ?, ?, ?, ?)`,
      ...[id, now, author, device, hlc],
    )
  })
  const told = seal(a, now)
  const set = { kind: 'address', value: 'z@shop.com', reason: 'mine', source: 'hand', createdAt: 1 }
  const next = publicIdFrom(hash('sha256', `${id} address x@shop.com`, 'buffer'))
  const line = { kind: 'suppression', by: b.seat } as const
  const lines = [
    { ...line, id, set },
    { ...line, id: next, set: { ...set, value: 'y@shop.com' } },
  ]
  const taken = forged(b, now, lines, { seen: unheard })
  take(c, [taken, ...told], now)
  take(a, [taken], now)
  expect(listed(c)).toEqual(['x@shop.com', 'y@shop.com', 'z@shop.com'])
  expect(listed(a)).toEqual(listed(c))
  take(b, lacking(a, b), now)
  settleAll({ devices: [a, c], clock: team.clock })
  expect(listed(a)).toEqual(listed(c))
})
