/** Whoever was erased stays so where a colleague who had not heard of it tells of the same address under another name. */
import { afterEach, expect, it } from 'vitest'
import { chunkHeads, chunkOf } from '../../src/main/store/chunks.ts'
import { stamp } from '../../src/main/store/clockwork.ts'
import { eraseContact } from '../../src/main/store/contact-erase.ts'
import { addressHash } from '../../src/main/store/erased.ts'
import { findErased } from '../../src/main/store/erased-again.ts'
import { finishErasures } from '../../src/main/store/erasures.ts'
import { type Device, exchange, newId, settleAll, type Team, teamOf } from './devices.ts'
import { addContact, addMailbox, engage } from './engaging.ts'

const teams: Team[] = []
afterEach(() => {
  for (const team of teams.splice(0)) team.close()
})

async function four() {
  const team = await teamOf([
    { name: 'Ana', address: 'ana@acme.com', role: 'admin' },
    { name: 'Bo', address: 'bo@acme.com', role: 'member' },
    { name: 'Cy', address: 'cy@acme.com', role: 'member' },
    { name: 'Dee', address: 'dee@acme.com', role: 'admin' },
  ])
  teams.push(team)
  const [a, b, c, d] = team.devices as [Device, Device, Device, Device]
  return { team, a, b, c, d, now: team.clock.now }
}

const live = ({ store }: Device) =>
  store.all<{ address: string }>('SELECT address FROM contacts WHERE deleted = 0').map(({ address }) => address)

function erase({ store }: Device, address: string, now: number): void {
  store.write((tx) => {
    const row = tx.get('SELECT id, public_id AS publicId, address_key AS key FROM contacts WHERE address = ?', address)
    const known = row as { id: number; publicId: string; key: string }
    eraseContact(tx, { ...known, entryId: newId(), now, mark: stamp(tx, now) })
  })
}

/** All that is kept anywhere of an address: tables, fold, chunks. */
async function kept({ store }: Device, address: string, now: number): Promise<boolean> {
  await findErased(store, () => now)
  await finishErasures(store)
  const told = Object.entries(chunkHeads(store)).flatMap(([from, last]) =>
    Array.from({ length: last }, (_, i) => chunkOf(store, from, i + 1)?.bodies.join() ?? ''),
  )
  const rows = [store.all('SELECT * FROM contacts'), store.all('SELECT * FROM shared_rows')]
  return JSON.stringify([told, rows]).includes(address)
}

it('is erased by the computer of whoever erased them, once it hears of the copy', async () => {
  const { team, a, b, c, now } = await four()
  addContact(a, 'x@shop.com', now)
  exchange(a, b, now)
  addContact(c, 'x@shop.com', now)
  erase(a, 'x@shop.com', now)
  exchange(a, b, now)
  // Bo's computer is nobody to erase what Cy wrote
  exchange(c, b, now)
  expect(live(b)).toEqual(['x@shop.com'])
  settleAll(team)
  for (const device of team.devices) {
    expect(live(device)).toEqual([])
    expect(await kept(device, 'x@shop.com', now)).toBe(false)
  }
})

it('is found by another admin’s computer that had the copy before it heard of the erasure', async () => {
  const { a, b, c, d, now } = await four()
  addContact(a, 'x@shop.com', now)
  exchange(a, b, now)
  addContact(c, 'x@shop.com', now)
  exchange(c, d, now)
  erase(a, 'x@shop.com', now)
  exchange(a, b, now)
  // Ana's computer hears nothing more
  exchange(b, d, now)
  expect(live(d)).toEqual(['x@shop.com'])
  expect(await kept(d, 'x@shop.com', now)).toBe(false)
  exchange(c, d, now)
  expect([live(c), await kept(c, 'x@shop.com', now)]).toEqual([[], false])
})

it('lets no member erase what others wrote by putting their address on the list of the erased', async () => {
  const { team, a, b, now } = await four()
  addContact(a, 'x@shop.com', now)
  settleAll(team)
  b.store.write((tx) => {
    const { author, device, hlc } = stamp(tx, now)
    tx.run(
      `INSERT INTO suppressions (public_id, kind, value, reason, source, created_at, author, device, hlc)
       VALUES (?, 'hash', ?, 'r', 'erased', 1, ?, ?, ?)`,
      ...[newId(), addressHash(tx, 'x@shop.com'), author, device, hlc],
    )
  })
  settleAll(team)
  for (const device of team.devices) {
    await findErased(device.store, () => now)
    expect(live(device)).toEqual(['x@shop.com'])
  }
})

it('forgets what was written for them alone, in every table, fold and chunk, and keeps telling of the others', async () => {
  const { team, a, b, now } = await four()
  const account = addMailbox(a, 'ana@acme.com', now)
  const [contact, other] = ['x@shop.com', 'y@shop.com'].map((address) => addContact(a, address, now)) as [
    string,
    string,
  ]
  const enrollment = engage(a, { account, contact, name: 'Spring' }, now)
  const stays = engage(a, { account, contact: other, name: 'Autumn' }, now)
  const own = (of: string) => ({
    subject: `Dear ${of}`,
    html: null,
    text: `About your daughter, ${of}`,
    hash: 'a'.repeat(64),
    by: a.seat,
    at: now,
    how: 'edited',
  })
  const write = (id: string, of: string) =>
    a.store.write((tx) =>
      tx.run('UPDATE enrollments SET texts = ? WHERE public_id = ?', JSON.stringify({ 1: own(of) }), id),
    )
  write(enrollment, 'Xenia')
  write(stays, 'Yann')
  settleAll(team)
  const textsOf = ({ store }: Device, id: string) =>
    store.get<{ texts: string | null }>('SELECT texts FROM enrollments WHERE public_id = ?', id)?.texts ?? '{}'
  expect(textsOf(b, enrollment)).toContain('Dear Xenia')
  erase(a, 'x@shop.com', now)
  settleAll(team)
  for (const device of team.devices) {
    expect([textsOf(device, enrollment), await kept(device, 'Xenia', now)]).toEqual(['{}', false])
    expect([textsOf(device, stays)?.includes('Dear Yann'), await kept(device, 'Dear Yann', now)]).toEqual([true, true])
  }
})
