/** What a file would bring, said before anything of it is taken in. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { chunkHash, makeChunk } from '../../src/main/store/chunk.ts'
import { stamp } from '../../src/main/store/clockwork.ts'
import { namedConflicts } from '../../src/main/store/conflicts-ahead.ts'
import { compareChunk, nothingAhead } from '../../src/main/store/merging.ts'
import type { Change, Chunk } from '../../src/shared/domain/shared-change.ts'
import { type Device, forged, lacking, newId, seal, settleAll, type Team, take, teamOf } from './devices.ts'

let team: Team
let ana: Device
let ben: Device
beforeEach(async () => {
  team = await teamOf([
    { name: 'Ana', address: 'ana@acme.com', role: 'admin' },
    { name: 'Ben', address: 'ben@acme.com', role: 'member' },
  ])
  ;[ana, ben] = team.devices as [Device, Device]
})
afterEach(() => team.close())

const compared = (chunks: readonly Chunk[]) => {
  const ahead = nothingAhead()
  return chunks.map(({ header, signature, bodies }) => compareChunk(ben.store, { header, signature, bodies }, ahead))
}
const contact = (id: string, set: Record<string, unknown>): Omit<Change, 'salt' | 'hlc'> => ({
  kind: 'contact',
  id,
  by: ana.seat,
  set,
})
const whole = (address: string) => ({ address, tags: [], createdAt: 1 })
const none = { added: 0, changed: 0, removed: 0, same: 0, conflicts: 0 }

function write({ store }: Device, sql: string, values: Record<string, unknown>): void {
  store.write((tx) => {
    const { author, device, hlc } = stamp(tx, team.clock.now)
    tx.run(sql, { ...values, author, device, hlc })
  })
}
const add = (on: Device, id: string, address: string) =>
  write(
    on,
    `INSERT INTO contacts (public_id, address, address_key, domain, fields, tags, created_at, author, device, hlc)
     VALUES (@id, @address, @address, 'shop.com', '{}', '[]', 1, @author, @device, @hlc)`,
    { id, address },
  )
const name = (on: Device, id: string, first: string) =>
  write(
    on,
    'UPDATE contacts SET first_name = @first, author = @author, device = @device, hlc = @hlc WHERE public_id = @id',
    { id, first },
  )

it('counts what is new, changed, gone, known and changed on both sides, and writes nothing', () => {
  const [kept, erased] = [newId(), newId()]
  add(ana, kept, 'kept@shop.com')
  add(ana, erased, 'erased@shop.com')
  settleAll(team)
  name(ben, kept, 'Kit')
  seal(ben, team.clock.now)
  team.clock.now += 1000
  name(ana, kept, 'Kate')
  add(ana, newId(), 'new@shop.com')
  write(ana, 'UPDATE contacts SET deleted = 1, author = @author, device = @device, hlc = @hlc WHERE public_id = @id', {
    id: erased,
  })
  seal(ana, team.clock.now)
  const before = ben.store.sqlite.serialize()
  const chunks = lacking(ana, ben)
  expect(compared(chunks)).toMatchObject([
    { state: 'applied', brings: { contact: { ...none, added: 1, changed: 1, removed: 1, conflicts: 1 } } },
  ])
  expect(ben.store.sqlite.serialize().equals(before)).toBe(true)
  take(ben, chunks, team.clock.now)
  expect(compared(chunks)).toMatchObject([{ state: 'held', brings: {} }])
  expect(ben.store.get('SELECT first_name AS name FROM contacts WHERE public_id = ?', kept)).toEqual({ name: 'Kate' })
})

it('names some of what is in conflict, of every kind, however many there are, and which side counts', () => {
  const ids = Array.from({ length: 120 }, newId)
  const sequence = newId()
  // whoever added a contact may remove it
  for (const [at, id] of ids.entries()) add(at === 0 ? ben : ana, id, `p${at}@shop.com`)
  write(
    ana,
    `INSERT INTO sequences (public_id, name, created_at, author, device, hlc) VALUES (@id, 'Autumn', 1, @author, @device, @hlc)`,
    { id: sequence },
  )
  settleAll(team)
  const rename = (on: Device, name: string) =>
    write(on, 'UPDATE sequences SET name = @name, author = @author, device = @device, hlc = @hlc', { name })
  const [removed, kept] = ids as [string, string]
  const remove = (on: Device, id: string) =>
    write(on, 'UPDATE contacts SET deleted = 1, author = @author, device = @device, hlc = @hlc WHERE public_id = @id', {
      id,
    })
  remove(ben, removed)
  for (const id of ids.slice(1)) name(ben, id, 'Kit')
  seal(ben, team.clock.now)
  team.clock.now += 1000
  remove(ana, kept)
  name(ana, removed, 'Kate')
  seal(ana, team.clock.now)
  for (const id of ids.slice(2)) name(ana, id, 'Kate')
  // said twice: the last word is the one that is shown
  for (const id of ids.slice(2)) name(ana, id, 'Katherine')
  rename(ana, 'Winter')
  seal(ana, team.clock.now)
  team.clock.now += 1000
  // the later word, and told to nobody yet
  rename(ben, 'Spring')
  const before = ben.store.sqlite.serialize()
  const ahead = nothingAhead()
  let conflicts = 0
  for (const chunk of lacking(ana, ben)) {
    const { brings } = compareChunk(ben.store, chunk, ahead)
    for (const { conflicts: more } of Object.values(brings)) conflicts += more
  }
  expect(ben.store.sqlite.serialize().equals(before)).toBe(true)
  const named = namedConflicts(ahead.named)
  expect([conflicts, named.length]).toEqual([121, 50])
  expect(named.at(-1)).toMatchObject({
    kind: 'sequence',
    id: sequence,
    fields: [{ field: 'name', here: 'Spring', there: 'Winter', counts: 'here', isLater: true }],
  })
  const of = (id: string) => named.find((one) => one.id === id)?.fields
  const going = { field: '~gone', isLater: true }
  for (const [id, expected] of [
    [removed, { ...going, here: true, there: false, counts: 'here' }],
    [kept, { ...going, here: false, there: true, counts: 'there' }],
    [ids[2], { field: 'firstName', here: 'Kit', there: 'Katherine', counts: 'there', isLater: true }],
  ] as const)
    if (id) expect(of(id)).toEqual([expect.objectContaining(expected)])
})

it('follows a chain through the file, and says where a part of it is missing', () => {
  const ids = [newId(), newId(), newId()]
  const chunks = ids.map((id, i) => {
    add(ana, id, `p${i}@shop.com`)
    return seal(ana, team.clock.now)[0] as Chunk
  })
  expect(compared(chunks).map(({ state }) => state)).toEqual(['applied', 'applied', 'applied'])
  const [first, , third] = chunks as [Chunk, Chunk, Chunk]
  expect(compared([first, third]).map(({ state }) => state)).toEqual(['applied', 'waiting'])
  expect(compared([third])[0]?.why).toBe('What comes before it is missing, or its computer is not known yet.')
})

it('refuses what is altered, of strangers or of another workspace, and tells a copy of a computer from it', () => {
  const chunk = forged(ana, team.clock.now, [contact(newId(), whole('x@shop.com'))])
  const head = JSON.parse(chunk.header)
  const altered = { ...chunk, signature: chunk.signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')) }
  const change = { ...contact(newId(), whole('y@shop.com')), hlc: head.at, salt: 'abcdefghijkl' } as Change
  const elsewhere = makeChunk({ ...head, workspace: 'elsewhere' }, [change], ana.keys.secret.signing)
  const other = makeChunk(
    { ...head, number: head.number + 1, previous: chunkHash('other') },
    [change],
    ana.keys.secret.signing,
  )
  expect(compared([altered]).map(({ state }) => state)).toEqual(['refused'])
  expect(compared([elsewhere]).map(({ state }) => state)).toEqual(['refused'])
  expect(compared([chunk, other]).map(({ state }) => state)).toEqual(['applied', 'forked'])
})

it.each<[string, (change: Record<string, unknown>) => void]>([
  ['kind', (change) => Object.assign(change, { kind: 'newsletter' })],
  ['field', (change) => Object.assign(change.set as object, { shoeSize: 43 })],
  ['word about a change', (change) => Object.assign(change, { because: 'of this' })],
])('takes an unknown %s for the word of a newer version', (_, alter) => {
  const change = { ...contact(newId(), whole('x@shop.com')) } as Record<string, unknown>
  alter(change)
  const chunk = forged(ana, team.clock.now, [change as unknown as Change])
  expect(compared([chunk])).toMatchObject([{ state: 'newer', why: expect.stringContaining('Update Cadenza') }])
})
