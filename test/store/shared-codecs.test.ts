import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { newDeviceKeys, openSealed, sealTo, signText, verifyText } from '../../src/main/file/device-keys.ts'
import { checkChunk } from '../../src/main/store/chunk.ts'
import { chunksAfter, withoutErased } from '../../src/main/store/chunks.ts'
import { stamp } from '../../src/main/store/clockwork.ts'
import { eraseContact } from '../../src/main/store/contact-erase.ts'
import { insertContact } from '../../src/main/store/contact-writes.ts'
import { finishErasures } from '../../src/main/store/erasures.ts'
import { migrate } from '../../src/main/store/migrate.ts'
import { openStore, type Store } from '../../src/main/store/open.ts'
import { sealAll, sealNext } from '../../src/main/store/sealing.ts'
import { codecs } from '../../src/main/store/shared-codecs/index.ts'
import { shareWorkspace } from '../../src/main/store/sharing.ts'
import { suppress } from '../../src/main/store/suppressions.ts'
import { dirtyCount } from '../../src/main/store/untold.ts'
import { firstRun } from '../../src/main/store/workspace.ts'
import { publicIdFrom } from '../../src/shared/domain/ids.ts'
import { type Change, type SharedKind, sharedKinds } from '../../src/shared/domain/shared-change.ts'

const now = Date.UTC(2026, 10, 23, 9)
const dice = { bytes: (n: number) => new Uint8Array(randomBytes(n)) }
const id = () => publicIdFrom(dice.bytes(10))

function workspace(device: string): Store {
  const store = openStore(':memory:')
  migrate(store.sqlite)
  store.write((tx) =>
    firstRun(tx, { zone: 'Europe/Paris', device, seatName: 'Ana', seatAddress: 'ana@example.com', now, dice }),
  )
  return store
}

/** One row of every kind that people make, each referring to those before it. */
function fill(store: Store): void {
  const stamped = `'${'a'.repeat(16)}', 'd1', '000001795000000-00000000-d1'`
  const rows: [table: string, columns: string, values: string][] = [
    [
      'seats',
      'name, address, address_key, role, state, mailbox_limit, delegates, created_at',
      `'Bo', 'Bo@example.com', 'bo@example.com', 'member', 'locked', 3, 1, 5`,
    ],
    [
      'devices',
      'seat_id, name, signing_key, sealing_key, state, last_chunk, created_at',
      `2, 'Desk', 'k', 'age1x', 'revoked', 7, 5`,
    ],
    ['invitations', 'seat_id, key, expires_at, state, used_by, created_at', `2, 'k', 9, 'used', 'd9', 5`],
    ['groups', 'name, name_key, created_at', `'Sales', 'sales', 5`],
    [
      'accounts',
      'kind, seat_id, label, address, address_key, name, reply_to, signature, signature_html, zone, smtp, imap, ramp, group_id, limits, per_utc_day, min_gap, weight, state, paused, home_device, epoch, handing_to, created_at',
      `'smtp', 2, 'Mine', 'Bo@x.org', 'bo@x.org', 'Bo', 'r@x.org', 'Best', '<b>Best</b>', 'Asia/Tokyo', '{"host":"h","port":25,"protocol":"tls","user":null}', '{"host":"i","port":993,"protocol":"tls","user":"b"}', '{"start":1,"step":1,"from":5}', 1, '[{"unit":"day","min":5,"max":5}]', 9, 60, 50, 'active', 1, 'd1', 3, 'd7', 5`,
    ],
    ['aliases', 'account_id, address, address_key, name, created_at', `2, 'Info@x.org', 'info@x.org', 'Info', 5`],
    [
      'domains',
      'name, dkim_selector, dkim_public, tracking_host, checks, created_at',
      `'x.org', 's1', 'p', 'go.x.org', '{}', 5`,
    ],
    [
      'shares',
      'account_id, for_device, share, sealed, epoch, lease_until, state, created_at',
      `2, 'd7', 250, 'abc', 3, 99, 'granted', 5`,
    ],
    [
      'mailbox_requests',
      'seat_id, asked_by, address, address_key, note, state, permits_role, decided_by, decided_at, account_id, created_at',
      `2, 2, 'N@x.org', 'n@x.org', 'please', 'configured', 1, 1, 6, 2, 5`,
    ],
    [
      'limit_requests',
      'kind, seat_id, wanted, state, granted, decided_by, decided_at, created_at',
      `'accounts', 2, 9, 'approved', 8, 1, 6, 5`,
    ],
    [
      'grants',
      'owner_id, delegate_id, origin, state, expires_at, decided_at, created_at',
      `1, 2, 'grant', 'active', 9, 6, 5`,
    ],
    [
      'contacts',
      'address, address_key, domain, first_name, company, fields, tags, created_at',
      `'Cy@y.org', 'cy@y.org', 'y.org', 'Cy', 'Y', '{"city":"Rome","a.b":"c"}', '["t"]', 5`,
    ],
    [
      'contact_fields',
      'name, label, type, options, position, created_at',
      `'plan', 'Plan', 'choice', '["gold","free"]', 1, 5`,
    ],
    ['contact_notes', 'contact_id, seat_id, text, created_at, changed_at', `1, 2, 'Call her', 5, 6`],
    ['suppressions', 'kind, value, reason, source, created_at', `'domain', 'z.org', 'asked', 'hand', 5`],
  ]
  for (const [table, columns, values] of rows)
    store.sqlite.exec(
      `INSERT INTO ${table} (public_id, author, device, hlc, ${columns}) VALUES ('${id()}', ${stamped}, ${values})`,
    )
}

it('rows of every kind come out of another database as they went in, once what they refer to is there', () => {
  const [from, to] = [workspace('d1'), workspace('d2')]
  fill(from)
  to.sqlite.exec(
    `UPDATE workspace SET public_id = '${from.get<{ id: string }>('SELECT public_id AS id FROM workspace')?.id}'`,
  )
  const kinds = sharedKinds.slice(0, sharedKinds.indexOf('suppression') + 1)
  const read = (store: Store, kind: SharedKind, rowId: number) => codecs[kind]?.read(store, rowId)
  const all = kinds.flatMap((kind) =>
    from.all<{ id: number }>(`SELECT id FROM ${codecs[kind]?.table} ORDER BY id`).flatMap((row) => {
      const found = read(from, kind, row.id)
      return found ? [{ kind, row: found }] : []
    }),
  )
  expect([...new Set(all.map(({ kind }) => kind))]).toEqual(kinds)
  // the seat of the other database has the same address: it takes the name of this one, as on joining
  to.sqlite.exec(`UPDATE seats SET public_id = '${all.find(({ kind }) => kind === 'seat')?.row.id}'`)
  const write = ({ kind, row }: (typeof all)[number]) => {
    expect(codecs[kind]?.fault(row.fields)).toBeNull()
    return to.write((tx) => codecs[kind]?.write(tx, { ...row, clock: row.hlc || '000001795000000-00000000-d1' }, now))
  }
  // backwards, until nothing waits any more
  let left = [...all].reverse()
  for (let round = 0; left.length > 0 && round < 10; round++) left = left.filter((one) => write(one) === 'waits')
  expect(left).toEqual([])
  for (const one of all) write(one)
  for (const { kind, row } of all) {
    const there = codecs[kind]?.rowOf(to, row.id) as number
    expect(read(to, kind, there), kind).toEqual(row)
  }
  expect(to.get('SELECT home_device, epoch, state, has_secret FROM accounts WHERE id = 2')).toEqual({
    home_device: 'd1',
    epoch: 3,
    state: 'active',
    has_secret: 0,
  })
  for (const store of [from, to]) store.close()
})

it('a field nobody knows is of a newer version, and a value of another shape is wrong', () => {
  const fault = (kind: SharedKind, fields: Record<string, unknown>) => codecs[kind]?.fault(fields)
  expect(fault('contact', { nickname: 'x' })).toEqual({ trouble: 'newer', field: 'nickname' })
  expect(fault('contact', { toString: 'x' })).toEqual({ trouble: 'newer', field: 'toString' })
  expect(fault('contact', { fields: {} })).toEqual({ trouble: 'newer', field: 'fields' })
  expect(fault('contact', { firstName: ['x'] })).toEqual({ trouble: 'wrong', field: 'firstName' })
  expect(fault('contact', { address: null })).toEqual({ trouble: 'wrong', field: 'address' })
  expect(fault('seat', { role: 'owner' })).toEqual({ trouble: 'wrong', field: 'role' })
  expect(fault('seat', { seat: "x' OR 1=1" })).toEqual({ trouble: 'newer', field: 'seat' })
  expect(fault('alias', { account: "x' OR 1=1" })).toEqual({ trouble: 'wrong', field: 'account' })
  expect(fault('account', { 'homes.2': { device: 'd2' } })).toBeNull()
  expect(fault('account', { 'homes.0': 'd2' })).toMatchObject({ trouble: 'newer' })
  expect(fault('account', { 'homes.2': { device: [] } })).toMatchObject({ trouble: 'wrong' })
  // each of these would close a list that shows it, on every computer of the team
  const server = { host: 'h', port: 25, protocol: 'tls', user: null }
  expect(fault('account', { smtp: { ...server, later: 1 }, limits: [{ unit: 'day', min: 1, max: 2 }] })).toBeNull()
  const wrong: [SharedKind, string, unknown][] = [
    ['contact', 'createdAt', 9_000_000_000_000_000],
    ['send', 'at', -1e15],
    ['account', 'homes.2', { device: 'd2', taken: 9_000_000_000_000_000 }],
    ['account', 'smtp', {}],
    ['account', 'smtp', { ...server, host: null }],
    ['account', 'imap', { ...server, folders: [1] }],
    ['account', 'limits', [{ unit: 'decade', min: 1, max: 1 }]],
    ['account', 'ramp', { start: '1', step: 1, from: 1 }],
    ['account', 'signedIn', { provider: 'google' }],
    ['workspace', 'windows', [{ day: 8, from: 1, to: 2 }]],
    ['engagement', 'daysOff', ['tomorrow']],
    ['sequence_version', 'steps', [{ subject: 'Hello' }]],
    ['incoming', 'kind', 'unheard'],
    ['incoming', 'recipients', [null]],
    ['incoming', 'evidence', ['x']],
  ]
  for (const [kind, field, value] of wrong)
    expect([field, fault(kind, { [field]: value })]).toEqual([field, { trouble: 'wrong', field }])
})

const person = (address: string) => ({
  address,
  key: address.toLowerCase(),
  domain: 'example.com',
  firstName: 'Cy',
  lastName: null,
  company: null,
  owner: null,
  zone: null,
  fields: { city: 'Rome' },
  tags: [],
})

it('of an erased person nothing is left in what was told, and every signature holds', async () => {
  const store = workspace('d1')
  const keys = await newDeviceKeys('d1')
  const [erased, kept] = [id(), id()]
  const contactId = store.write((tx) => {
    const mark = stamp(tx, now)
    const line = { publicId: id(), kind: 'address' as const, value: 'cy@example.com', reason: 'r', source: 'hand' }
    suppress(tx, { ...line, createdAt: now }, mark)
    insertContact(tx, kept, person('Di@example.com'), now, mark)
    return insertContact(tx, erased, person('Cy@example.com'), now, mark)
  })
  store.write((tx) => shareWorkspace(tx, { keys, name: 'Laptop' }, now))
  await sealAll(store, () => now, keys)
  const before = chunksAfter(store, 'd1', 0, 10)
  expect(JSON.stringify(before).toLowerCase()).toContain('cy@example.com')
  store.write((tx) =>
    eraseContact(tx, {
      id: contactId,
      publicId: erased,
      key: 'cy@example.com',
      entryId: id(),
      now,
      mark: stamp(tx, now),
    }),
  )
  await finishErasures(store)
  const last = store.write((tx) => sealNext(tx, now, keys))
  const said = (last?.bodies ?? []).map((body) => JSON.parse(body ?? '') as Change)
  expect(said.map((change) => [change.kind, change.gone ?? change.set?.kind])).toEqual([
    ['contact', true],
    ['suppression', 'hash'],
  ])
  expect(dirtyCount(store)).toBe(0)
  const after = chunksAfter(store, 'd1', 0, 10)
  const everything = JSON.stringify([
    after,
    store.all('SELECT * FROM shared_rows'),
    store.all('SELECT * FROM erasures'),
  ])
  expect(everything.toLowerCase()).not.toContain('cy@example.com')
  expect(everything).toContain('Di@example.com')
  for (const chunk of after) expect(checkChunk(chunk, keys.signingKey)).not.toHaveProperty('trouble')
  expect(after.map(({ hash }) => hash).slice(0, before.length)).toEqual(before.map(({ hash }) => hash))
  // a copy of the chunk that somebody else still holds whole loses it on its way in
  const again = withoutErased(
    store,
    before.flatMap(({ bodies }) => bodies),
  )
  expect(JSON.stringify(again)).not.toContain(`"${erased}`)
  expect(JSON.stringify(again)).toContain('Di@example.com')
  store.close()
})

it('who hears of an erasure forgets the person too, or keeps a row without a word for those that refer to it', () => {
  const store = workspace('d2')
  const [known, unknown] = [id(), id()]
  store.write((tx) => insertContact(tx, known, person('Cy@example.com'), now, stamp(tx, now)))
  const gone = { fields: {}, gone: true, clock: '000001795000000-00000000-d1', by: null }
  for (const one of [known, unknown])
    expect(store.write((tx) => codecs.contact?.write(tx, { ...gone, id: one }, now))).toBe('done')
  expect(store.all('SELECT public_id, address, deleted FROM contacts ORDER BY id')).toEqual([
    { public_id: known, address: 'erased', deleted: 1 },
    { public_id: unknown, address: 'erased', deleted: 1 },
  ])
  store.close()
})

it('what is sealed to a device opens there alone, and a signature serves for one purpose', async () => {
  const [ana, bo] = await Promise.all([newDeviceKeys('d1'), newDeviceKeys('d2')])
  const secret = new TextEncoder().encode('the password')
  const sealed = await sealTo([bo.sealingKey], secret)
  expect(await openSealed(bo.secret, sealed)).toEqual(secret)
  expect(await openSealed(ana.secret, sealed)).toBeNull()
  sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1
  expect(await openSealed(bo.secret, sealed)).toBeNull()
  const signature = signText(ana.secret.signing, 'cadenza chunk 1', 'text')
  const holds = (key: string, context: Parameters<typeof verifyText>[1], text: string, held: string) =>
    verifyText(key, context, text, held)
  expect([
    holds(ana.signingKey, 'cadenza chunk 1', 'text', signature),
    holds(ana.signingKey, 'cadenza file 1', 'text', signature),
    holds(ana.signingKey, 'cadenza chunk 1', 'Text', signature),
    holds(bo.signingKey, 'cadenza chunk 1', 'text', signature),
    holds('nonsense', 'cadenza chunk 1', 'text', signature),
    holds(ana.signingKey, 'cadenza chunk 1', 'text', ''),
  ]).toEqual([true, false, false, false, false, false])
})
