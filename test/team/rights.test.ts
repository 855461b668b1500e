/** What the altered computer of a member tries, held to the rules over real stores: what it signs is signed well. */
import { afterEach, expect, it } from 'vitest'
import { chunkHash } from '../../src/main/store/chunk.ts'
import { chunkHeads, chunkOf, insertChunk, seenHeads } from '../../src/main/store/chunks.ts'
import { stamp, tick } from '../../src/main/store/clockwork.ts'
import { eraseContact } from '../../src/main/store/contact-erase.ts'
import { finishErasures, mayTellErased } from '../../src/main/store/erasures.ts'
import type { Change, ChunkHeader } from '../../src/shared/domain/shared-change.ts'
import { type Device, forged, newId, seal, settleAll, type Team, take, teamOf } from './devices.ts'

const teams: Team[] = []
afterEach(() => {
  for (const team of teams.splice(0)) team.close()
})

const ana = { name: 'Ana', address: 'ana@acme.com', role: 'admin' } as const
const bo = { name: 'Bo', address: 'bo@acme.com', role: 'member' } as const
const lo = { name: 'Lo', address: 'lo@acme.com', role: 'member' } as const

async function three() {
  const team = await teamOf([ana, bo, lo])
  teams.push(team)
  const [a, b, c] = team.devices as [Device, Device, Device]
  const settle = () => settleAll(team)
  /** Bo's computer says so, whatever its database holds; everybody hears it. */
  const tries = (changes: Omit<Change, 'salt' | 'hlc'>[], over: Parameters<typeof forged>[3] = {}) => {
    team.clock.now += 1000
    const told = seal(b, team.clock.now)
    const chunk = forged(b, team.clock.now, changes, over)
    const { number, at } = JSON.parse(chunk.header) as ChunkHeader
    const hash = chunkHash(chunk.header)
    b.store.write((tx) => insertChunk(tx, { ...chunk, device: b.id, number, at, hash, state: 'applied' }))
    for (const device of [a, c])
      expect(take(device, [...told, chunk], team.clock.now).at(-1)).toMatchObject({ state: 'applied' })
  }
  return { team, a, b, c, settle, tries, now: team.clock.now }
}

function addContact({ store }: Device, address: string, now: number): string {
  const id = newId()
  store.write((tx) => {
    const { author, device, hlc } = stamp(tx, now)
    tx.run(
      `INSERT INTO contacts (public_id, address, address_key, domain, fields, tags, created_at, author, device, hlc)
       VALUES (?, ?, ?, 'shop.com', '{}', '[]', ?, ?, ?, ?)`,
      ...[id, address, address, now, author, device, hlc],
    )
  })
  return id
}

const live = ({ store }: Device) =>
  store
    .all<{ address: string }>('SELECT address FROM contacts WHERE deleted = 0 ORDER BY address')
    .map((c) => c.address)

it('lets nobody erase a contact by editing it first, or by a second name for it', async () => {
  const { a, b, c, settle, tries, now } = await three()
  const edited = addContact(a, 'x@shop.com', now)
  addContact(a, 'y@shop.com', now)
  settle()
  const by = b.seat
  const second = '0000000000000000'
  const set = { address: 'y@shop.com', tags: [], createdAt: 1 }
  tries([
    { kind: 'contact', id: edited, by, set: { firstName: 'Mine' } },
    { kind: 'contact', id: edited, by, gone: true },
    { kind: 'contact', id: second, by, set },
    { kind: 'contact', id: second, by, gone: true },
  ])
  for (const device of [a, c]) {
    expect(live(device)).toEqual(['x@shop.com', 'y@shop.com'])
    expect(device.store.all("SELECT words FROM merge_notes WHERE kind = 'contact'")).toEqual([
      { words: 'Only an admin may erase a contact.' },
    ])
  }
})

const erase = (device: Device, publicId: string, now: number) =>
  device.store.write((tx) => {
    const { id, key } = tx.get('SELECT id, address_key AS key FROM contacts WHERE public_id = ?', publicId) as {
      id: number
      key: string
    }
    eraseContact(tx, { id, publicId, key, entryId: newId(), now, mark: stamp(tx, now) })
  })

it('erases for all whom a member wrote down alone, and says beforehand whom it would not', async () => {
  const { a, b, c, settle, now, team } = await three()
  const theirs = addContact(a, 'x@shop.com', now)
  const own = addContact(b, 'y@shop.com', now)
  addContact(b, 'z@shop.com', now)
  addContact(a, 'z@shop.com', now)
  settle()
  const both =
    b.store.get<{ id: string }>("SELECT public_id AS id FROM contacts WHERE address = 'z@shop.com'")?.id ?? ''
  expect([theirs, own, both].map((id) => mayTellErased(b.store, id))).toEqual([false, true, false])
  expect([theirs, own, both].map((id) => mayTellErased(a.store, id))).toEqual([true, true, true])
  erase(b, own, team.clock.now)
  settle()
  for (const device of [a, b, c]) expect(live(device)).toEqual(['x@shop.com', 'z@shop.com'])
  erase(a, both, team.clock.now)
  settle()
  for (const device of [a, b, c]) expect(live(device)).toEqual(['x@shop.com'])
  for (const device of [a, b, c]) expect(device.store.all('SELECT words FROM merge_notes')).toEqual([])
})

it('leaves nothing of whoever is erased under any of the names that computers gave them', async () => {
  const { team, a, b, c, settle, now } = await three()
  for (const [i, device] of [a, b, c].entries()) {
    const id = addContact(device, 'x@shop.com', now)
    device.store.write((tx) => tx.run('UPDATE contacts SET first_name = ? WHERE public_id = ?', `Xaver${i}`, id))
  }
  settle()
  erase(a, a.store.get<{ id: string }>('SELECT public_id AS id FROM contacts')?.id ?? '', team.clock.now)
  settle()
  for (const device of [a, b, c]) {
    await finishErasures(device.store)
    const told = Object.entries(chunkHeads(device.store)).flatMap(([from, last]) =>
      Array.from({ length: last }, (_, i) => chunkOf(device.store, from, i + 1)?.bodies.join() ?? ''),
    )
    const held = device.store.all("SELECT fields, clocks FROM shared_rows WHERE kind = 'contact'")
    const kept = device.store.all('SELECT * FROM contacts')
    expect(JSON.stringify([told, held, kept]).match(/Xaver\d|x@shop\.com/g)).toBeNull()
    expect(held).toHaveLength(3)
  }
})

it('keeps an opt-out what it is: nobody makes another of it, or takes away what they pretend not to know', async () => {
  const { a, b, c, settle, tries, now } = await three()
  const unheard = seenHeads(b.store, b.id)
  const [optOut, hand] = [newId(), newId()]
  a.store.write((tx) => {
    const { author, device, hlc } = stamp(tx, now)
    for (const [id, value, source] of [
      [optOut, 'x@shop.com', 'opt_out'],
      [hand, 'y@shop.com', 'hand'],
    ])
      tx.run(
        `INSERT INTO suppressions (public_id, kind, value, reason, source, created_at, author, device, hlc)
         VALUES (?, 'address', ?, 'r', ?, ?, ?, ?, ?)`,
        ...[id, value, source, now, author, device, hlc],
      )
  })
  settle()
  const by = b.seat
  const early = tick('', now - 1_000_000, b.id)
  const list = ({ store }: Device) =>
    store.all('SELECT public_id AS id, value, source FROM suppressions WHERE deleted = 0 ORDER BY value')
  const kept = list(a)
  expect(kept).toHaveLength(2)
  // a line that a member's computer says it never heard of, and takes away
  tries([{ kind: 'suppression', id: hand, by, gone: true }], { seen: unheard })
  tries([{ kind: 'suppression', id: optOut, by, set: { value: 'z@shop.com' } }], { hlc: early })
  for (const device of [a, c]) expect(list(device)).toEqual(kept)
  // and one that it changes, so that it reads as its own
  tries([
    { kind: 'suppression', id: hand, by, set: { reason: 'mine' } },
    { kind: 'suppression', id: hand, by, gone: true },
  ])
  for (const device of [a, c]) expect(list(device)).toEqual(kept)
})

/** What Ana's computer tells when she engages one contact from her mailbox, two emails. */
function engaged(a: Device, now: number) {
  const ids = Object.fromEntries(
    ['account', 'contact', 'sequence', 'version', 'engagement', 'enrollment'].map((name) => [name, newId()]),
  ) as Record<'account' | 'contact' | 'sequence' | 'version' | 'engagement' | 'enrollment', string>
  const by = a.seat
  const step = { subject: 'Hello', html: null, text: 'Hi', days: 0, hour: null, attachments: [] }
  const changes: Omit<Change, 'salt' | 'hlc'>[] = [
    { kind: 'account', id: ids.account, by, set: mailbox('ana@acme.com', a) },
    { kind: 'contact', id: ids.contact, by, set: { address: 'x@shop.com', tags: [], createdAt: 1 } },
    { kind: 'sequence', id: ids.sequence, by, set: { name: 'Spring', paused: false, archived: false, createdAt: 1 } },
    {
      kind: 'sequence_version',
      id: ids.version,
      by,
      set: { sequence: ids.sequence, steps: [step, step], createdAt: 1 },
    },
    {
      kind: 'engagement',
      id: ids.engagement,
      by,
      set: {
        ...{ sequence: ids.sequence, version: ids.version, seat: a.seat, assign: 'mine', start: now, zone: 'UTC' },
        ...{ windows: [], daysOff: [], useContactZone: false, seed: 1, paused: false, createdAt: 1 },
      },
    },
    {
      kind: 'enrollment',
      id: ids.enrollment,
      by,
      set: {
        ...{ engagement: ids.engagement, sequence: ids.sequence, contact: ids.contact, account: ids.account },
        ...{ position: 0, emails: 2, state: 'pending', enrolledAt: 1 },
      },
    },
  ]
  return { ids, changes }
}

const mailbox = (address: string, { seat, id }: Pick<Device, 'seat' | 'id'>) => ({
  ...{ kind: 'smtp', address, seat, limits: [], minGap: 0, weight: 1, paused: false, createdAt: 1 },
  'homes.1': { device: id },
})

it("leaves a colleague's contacts, engagements and mail to them", async () => {
  const { a, b, c, tries, now } = await three()
  const { ids, changes } = engaged(a, now)
  const said = forged(a, now, changes)
  for (const device of [a, b, c]) take(device, [said], now)
  const state = ({ store }: Device) => ({
    enrollment: store.get(
      `SELECT e.state, a.public_id AS account, s.public_id AS seat FROM enrollments e
       JOIN accounts a ON a.id = e.account_id JOIN batches b ON b.id = e.batch_id JOIN seats s ON s.id = b.seat_id
       WHERE e.public_id = ?`,
      ids.enrollment,
    ),
    mail: store.all('SELECT step, state FROM sends ORDER BY step'),
  })
  const kept = state(c)
  expect(kept.enrollment).toEqual({ state: 'pending', account: ids.account, seat: a.seat })
  expect(kept.mail).toMatchObject([{ state: 'planned' }, { state: 'planned' }])
  const by = b.seat
  const own = newId()
  const early = tick('', now - 1_000_000, b.id)
  const sent = { kind: 'sequence', enrollment: ids.enrollment, step: 1, account: own, state: 'sent', epoch: 1 }
  const letter = { address: 'x@shop.com', domain: 'shop.com', due: 1, slot: 1, at: 1, tries: 1 }
  tries([
    { kind: 'account', id: own, by, set: mailbox('bo@acme.com', b) },
    // theirs by way of a mailbox that really is his
    { kind: 'enrollment', id: ids.enrollment, by, set: { account: own, state: 'stopped' } },
    { kind: 'send', id: newId(), by, set: { ...sent, ...letter } },
  ])
  // an engagement of his own that turns into hers afterwards would let him engage from her mailbox
  const mine = engaged(b, now)
  const fake = mine.changes.filter(({ kind }) => kind === 'engagement' || kind === 'enrollment' || kind === 'contact')
  const [contact, engagement, enrollment] = fake as [(typeof fake)[0], (typeof fake)[0], (typeof fake)[0]]
  const sequence = { sequence: ids.sequence }
  tries([
    { ...contact, set: { ...contact.set, address: 'y@shop.com' } },
    { ...engagement, set: { ...engagement.set, ...sequence, version: ids.version } },
    { ...enrollment, set: { ...enrollment.set, ...sequence, account: own } },
  ])
  tries([{ kind: 'engagement', id: mine.ids.engagement, by, set: { seat: a.seat } }], { hlc: early })
  tries([{ kind: 'enrollment', id: mine.ids.enrollment, by, set: { account: ids.account } }])
  for (const device of [a, c]) {
    expect(state(device)).toMatchObject({ enrollment: kept.enrollment })
    expect(
      device.store.all(
        'SELECT step, state FROM sends WHERE contact_id = (SELECT id FROM contacts WHERE address = ?) ORDER BY step',
        'x@shop.com',
      ),
    ).toEqual(kept.mail)
    expect(
      device.store.get(
        'SELECT a.public_id AS account FROM enrollments e JOIN accounts a ON a.id = e.account_id WHERE e.public_id = ?',
        mine.ids.enrollment,
      ),
    ).toEqual({ account: own })
    expect(device.store.all("SELECT kind, words FROM merge_notes WHERE what = 'refused' ORDER BY id")).toEqual([
      { kind: 'enrollment', words: 'It belongs to somebody else.' },
      { kind: 'send', words: 'It belongs to somebody else.' },
      { kind: 'engagement', words: 'What it was first told as stays.' },
      { kind: 'enrollment', words: 'They may not send from that mailbox.' },
    ])
  }
})

it('refuses what a computer writes after it was shut out, through real stores and in any order', async () => {
  const { a, b, c, settle, team } = await three()
  const before = addContact(b, 'before@shop.com', team.clock.now)
  settle()
  a.store.write((tx) => {
    const { author, device, hlc } = stamp(tx, team.clock.now)
    const last = seenHeads(tx, a.id)[b.id] as number
    tx.run(
      "UPDATE devices SET state = 'revoked', last_chunk = ?, author = ?, device = ?, hlc = ? WHERE public_id = ?",
      ...[last, author, device, hlc, b.id],
    )
  })
  const told = seal(a, team.clock.now)
  addContact(b, 'after@shop.com', team.clock.now)
  const late = seal(b, team.clock.now)
  expect(late).toHaveLength(1)
  expect(take(a, late, team.clock.now)).toMatchObject([{ state: 'refused' }])
  // whoever hears the late word first takes it in, and lets it go when they hear of the rest
  expect(take(c, [...late, ...told], team.clock.now)).toMatchObject([{ state: 'applied' }, { state: 'applied' }])
  const known = ({ store }: Device) => ({
    contacts: live({ store } as Device),
    fold: store.all("SELECT public_id AS id FROM shared_rows WHERE kind = 'contact'"),
  })
  expect(known(a)).toEqual({ contacts: ['before@shop.com'], fold: [{ id: before }] })
  expect(known(c).fold).toEqual(known(a).fold)
})
