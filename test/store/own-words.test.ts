import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { newDeviceKeys } from '../../src/main/file/device-keys.ts'
import { chunksAfter, withoutErased } from '../../src/main/store/chunks.ts'
import { stamp } from '../../src/main/store/clockwork.ts'
import { eraseContact, erasedPlaceholder } from '../../src/main/store/contact-erase.ts'
import { insertContact, updateContact } from '../../src/main/store/contact-writes.ts'
import { insertDevice } from '../../src/main/store/devices.ts'
import { finishErasures } from '../../src/main/store/erasures.ts'
import { enterTeam } from '../../src/main/store/joining.ts'
import { mergeChunk } from '../../src/main/store/merging.ts'
import { migrate } from '../../src/main/store/migrate.ts'
import { openStore, type Store } from '../../src/main/store/open.ts'
import { type Sealer, sealAll, sealNext } from '../../src/main/store/sealing.ts'
import { firstSeat, insertSeat } from '../../src/main/store/seats.ts'
import { putSharedRow, sharedRow } from '../../src/main/store/shared-rows.ts'
import { shareWorkspace } from '../../src/main/store/sharing.ts'
import { firstRun, workspaceRow } from '../../src/main/store/workspace.ts'
import { publicIdFrom } from '../../src/shared/domain/ids.ts'
import type { Change } from '../../src/shared/domain/shared-change.ts'

const now = Date.UTC(2026, 10, 23, 9)
const dice = { bytes: (n: number) => new Uint8Array(randomBytes(n)) }
const id = () => publicIdFrom(dice.bytes(10))
const person = (address: string) => ({
  address,
  key: address,
  domain: 'example.com',
  firstName: 'Cy',
  lastName: null,
  company: null,
  owner: null,
  zone: null,
  fields: {},
  tags: [],
})

async function computer(device: string, name: string) {
  const store = openStore(':memory:')
  migrate(store.sqlite)
  const seatAddress = `${name.toLowerCase()}@example.com`
  store.write((tx) => firstRun(tx, { zone: 'Europe/Paris', device, seatName: name, seatAddress, now, dice }))
  return { store, keys: await newDeviceKeys(device) }
}
type Computer = Awaited<ReturnType<typeof computer>>

/** What one has told comes to the other, as an exchange does it. */
function hear(to: Computer, from: Computer, device: string): void {
  for (const chunk of chunksAfter(from.store, device, 0, 100))
    to.store.write((tx) => {
      while (sealNext(tx, now, to.keys));
      mergeChunk(tx, chunk, now)
    })
}

/** Ana's computer founded the team; Bo, no admin, has joined with his. */
async function team(): Promise<{ ana: Computer; bo: Computer }> {
  const [ana, bo] = await Promise.all([computer('d1', 'Ana'), computer('d2', 'Bo')])
  const seat = { id: id(), name: 'Bo', address: 'bo@example.com', role: 'member' as const }
  ana.store.write((tx) => {
    shareWorkspace(tx, { keys: ana.keys, name: 'Ana' }, now)
    const mark = stamp(tx, now)
    const seatId = insertSeat(tx, { ...seat, publicId: seat.id, createdAt: now }, mark)
    const { signingKey, sealingKey } = bo.keys
    insertDevice(tx, { publicId: 'd2', seatId, name: 'Bo', signingKey, sealingKey, createdAt: now }, mark)
  })
  await sealAll(ana.store, () => now, ana.keys)
  const { publicId, messageKey, version: _, ...rest } = workspaceRow(ana.store)
  const root = { device: 'd1', signingKey: ana.keys.signingKey, seat: firstSeat(ana.store).publicId }
  bo.store.write((tx) =>
    enterTeam(
      tx,
      { workspace: { ...rest, id: publicId, key: messageKey.toString('base64url') }, root, seat },
      { answer: '', invitation: 'i1', expiresAt: now, inviter: 'Ana', at: now },
    ),
  )
  return { ana, bo }
}

const said = (store: Store, device: string): Change[] =>
  chunksAfter(store, device, 0, 100).flatMap(({ bodies }) => bodies.map((body) => JSON.parse(body ?? 'null') as Change))

it('a computer tells nothing before it is admitted, and what its seat may not say is put back and noted', async () => {
  const { ana, bo } = await team()
  const contact = id()
  bo.store.write((tx) => insertContact(tx, contact, person('cy@example.com'), now, stamp(tx, now)))
  expect(bo.store.write((tx) => sealNext(tx, now, bo.keys as Sealer))).toBeNull()
  hear(bo, ana, 'd1')
  await sealAll(bo.store, () => now, bo.keys)
  expect(said(bo.store, 'd2').map(({ kind }) => kind)).toEqual(['contact'])

  bo.store.sqlite.exec("UPDATE seats SET role = 'admin' WHERE id = 1")
  bo.store.sqlite.exec(`UPDATE workspace SET policy = '{"send_for_each_other":true}'`)
  bo.store.sqlite.exec("UPDATE contacts SET company = 'Y' WHERE id = 1")
  await sealAll(bo.store, () => now + 1, bo.keys)
  expect(said(bo.store, 'd2').map(({ kind, set }) => [kind, set?.company ?? null])).toEqual([
    ['contact', null],
    ['contact', 'Y'],
  ])
  expect(firstSeat(bo.store).role).toBe('member')
  expect(workspaceRow(bo.store).policy).toEqual({})
  expect(bo.store.all('SELECT what, device, kind FROM merge_notes ORDER BY kind')).toEqual([
    { what: 'refused', device: 'd2', kind: 'seat' },
    { what: 'refused', device: 'd2', kind: 'workspace' },
  ])

  hear(ana, bo, 'd2')
  expect(ana.store.get('SELECT address, company FROM contacts')).toEqual({ address: 'cy@example.com', company: 'Y' })
  expect(ana.store.all('SELECT what FROM merge_notes')).toEqual([])
  // merging wrote rows, and none of them is told again
  expect(ana.store.write((tx) => sealNext(tx, now + 2, ana.keys))).toBeNull()
  for (const { store } of [ana, bo]) store.close()
})

it('mail that is told late about a person who was erased says nothing of who it was', async () => {
  const { ana } = await team()
  const [contact, other] = [id(), id()]
  const mail = (to: string) => ({ state: 'sent', contact: to, address: 'cy@example.com', subject: 'For Cy' })
  const row = { clock: '000001795000000-00000000-d2', clocks: {}, gone: null, waits: false, by: null }
  ana.store.write((tx) => {
    erasedPlaceholder(tx, contact, now, stamp(tx, now))
    putSharedRow(tx, { ...row, kind: 'contact', id: contact, fields: { firstName: 'Cy' }, gone: row.clock })
    for (const to of [contact, other]) putSharedRow(tx, { ...row, kind: 'send', id: `s${to}`, fields: mail(to) })
  })
  expect(sharedRow(ana.store, 'contact', contact)?.fields).toEqual({})
  expect(sharedRow(ana.store, 'send', `s${contact}`)?.fields).toEqual({
    state: 'sent',
    contact,
    address: 'erased',
    subject: null,
  })
  expect(sharedRow(ana.store, 'send', `s${other}`)?.fields).toEqual(mail(other))
  const bodies = [contact, other].map((to) => JSON.stringify({ id: `s${to}`, kind: 'send', set: mail(to) }))
  expect(withoutErased(ana.store, bodies)).toEqual([null, bodies[1]])
  ana.store.close()
})

it('who edits a contact without knowing that it was erased does not bring anything of it back', async () => {
  const { ana, bo } = await team()
  const contact = id()
  ana.store.write((tx) => insertContact(tx, contact, person('cy@example.com'), now, stamp(tx, now)))
  await sealAll(ana.store, () => now, ana.keys)
  hear(bo, ana, 'd1')
  const rowId = (store: Store) => store.get<{ id: number }>('SELECT id FROM contacts')?.id ?? 0
  ana.store.write((tx) => {
    const mark = stamp(tx, now + 10)
    eraseContact(tx, { id: rowId(tx as never), publicId: contact, key: 'cy@example.com', entryId: id(), now, mark })
  })
  await finishErasures(ana.store)
  await sealAll(ana.store, () => now + 10, ana.keys)
  bo.store.write((tx) =>
    updateContact(tx, rowId(tx as never), { ...person('cy@example.com'), company: 'Late' }, stamp(tx, now + 99)),
  )
  await sealAll(bo.store, () => now + 99, bo.keys)
  hear(ana, bo, 'd2')
  hear(bo, ana, 'd1')
  await Promise.all([finishErasures(ana.store), finishErasures(bo.store)])
  for (const { store } of [ana, bo]) {
    expect(store.get('SELECT address, company, deleted FROM contacts')).toEqual({
      address: 'erased',
      company: null,
      deleted: 1,
    })
    const told = JSON.stringify([said(store, 'd1'), said(store, 'd2'), store.all('SELECT * FROM shared_rows')])
    expect(told).not.toMatch(/cy@example|Late/)
    expect(store.all('SELECT kind, deleted FROM suppressions')).toEqual([{ kind: 'hash', deleted: 0 }])
    store.close()
  }
})
