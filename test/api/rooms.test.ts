import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keyHolder } from '../../src/main/api/door.ts'
import { keepMessage } from '../../src/main/store/sandbox.ts'
import { asker, type TestRoom, testRoom } from '../host/room.ts'

let here: TestRoom
beforeEach(() => {
  here = testRoom()
})
afterEach(() => here.close())

describe('the workspace', () => {
  it('shows and changes what it was given, checked', async () => {
    const client = here.client()
    const before = await client.workspace.get()
    expect(before).toMatchObject({ zone: 'Europe/Paris', holidays: null, days_off: [], policy: {}, version: 1 })
    expect(before.windows).toEqual([1, 2, 3, 4, 5].map((day) => ({ day, from: 9, to: 18 })))
    const changed = await client.workspace.update({
      name: ' Team ',
      zone: 'Asia/Kathmandu',
      windows: ['mon-tue 08:00-12:00', 'tue 11:00-20:00'],
      holidays: 'fr',
      days_off: ['2026-12-24', '2026-12-24', '2026-01-02'],
      policy: { domain_per_day: 20 },
    })
    expect(changed).toEqual({
      ...before,
      name: 'Team',
      zone: 'Asia/Kathmandu',
      windows: [
        { day: 1, from: 8, to: 12 },
        { day: 2, from: 8, to: 20 },
      ],
      holidays: 'FR',
      days_off: ['2026-01-02', '2026-12-24'],
      policy: { domain_per_day: 20 },
      version: 2,
    })
    expect(await client.workspace.get()).toEqual(changed)
    expect((await client.workspace.update({ policy: { domain_per_day: null }, holidays: null })).policy).toEqual({})
  })

  it.each([
    [{ zone: 'Mars/Base' }, 'invalid_zone', 'Mars/Base'],
    [{ windows: ['mon 22:00-02:00'] }, 'invalid_window', 'midnight'],
    [{ windows: ['whenever'] }, 'invalid_window', 'whenever'],
    [{ windows: [] }, 'invalid_window', 'at least one'],
    [{ holidays: 'XX' }, 'invalid_schedule', 'XX'],
    [{ days_off: ['2026-02-30'] }, 'bad_request', 'days_off'],
    [{ policy: { generosity: 1 } }, 'bad_request', 'generosity'],
    [{ policy: { domain_per_day: 0 } }, 'bad_request', 'domain_per_day'],
    [{ policy: { new_contacts_first: 1 } }, 'bad_request', 'true or false'],
    [{ version: 7 }, 'stale_version', 'version 1'],
  ])('refuses %j and changes nothing', async (change, code, words) => {
    const client = here.client()
    const before = await client.workspace.get()
    await expect(
      client.workspace.update(change as Parameters<typeof client.workspace.update>[0]),
    ).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    })
    expect(await client.workspace.get()).toEqual(before)
  })

  it('pauses, stops and resumes as rows, and writes down who did it', async () => {
    const client = here.client()
    expect(await client.workspace.pause()).toMatchObject({ paused: true, stopped: false, running: false })
    expect(await client.workspace.stop()).toMatchObject({ paused: true, stopped: true })
    expect(await client.workspace.resume()).toMatchObject({ paused: false, stopped: false })
    expect((await client.workspace.journal()).map((entry) => entry.text)).toEqual([
      'anna@example.com resumed sending.',
      'anna@example.com pressed the red stop.',
      'anna@example.com paused all sending.',
    ])
  })

  it('the status counts today by the days of its own zone', async () => {
    const client = here.client()
    const midnight = Date.UTC(2026, 10, 22, 23) // in Paris
    here.room.store.write((tx) => {
      for (const [i, at] of [midnight - 1, midnight, midnight + 3_600_000].entries())
        tx.run(
          `INSERT INTO sends (public_id, kind, step, account_id, address, domain, state, due, slot, at, settled_at, device, hlc)
           VALUES (?, 'letter', 1, 1, 'x@y.example', 'y.example', 'sent', 0, 0, 0, ?, 'd', 'h')`,
          `s${i}`,
          at,
        )
      for (const [i, state] of ['planned', 'planned', 'unsure'].entries())
        tx.run(
          `INSERT INTO sends (public_id, kind, step, account_id, address, domain, state, due, slot, at, device, hlc)
           VALUES (?, 'letter', 1, 1, 'x@y.example', 'y.example', ?, 0, 0, ?, 'd', 'h')`,
          `p${i}`,
          state,
          here.time.now() + (2 - i) * 1000,
        )
    })
    expect(await client.workspace.status()).toEqual({
      workspace: 'Anna’s workspace',
      running: false,
      paused: false,
      stopped: false,
      held_by: null,
      disk_trouble: null,
      hosts_trouble: null,
      sandbox: true,
      next_send: '2026-11-23T09:00:01.000Z',
      sent_today: 2,
      sandbox_today: 0,
      planned: 2,
      elsewhere: 0,
      unsure: 1,
      now: '2026-11-23T09:00:00.000Z',
    })
  })

  it('the doctor looks at everything, and says what to do about what is wrong', async () => {
    const healthy = await here.client().workspace.doctor()
    expect(healthy.map((finding) => finding.check)).toEqual([
      'database',
      'durability',
      'keychain',
      'clock',
      'zones',
      'network',
      'disk',
      'folder',
      'scheduler',
    ])
    for (const finding of healthy) expect(finding.next === null).toBe(finding.ok)
    const ill = (findings: typeof healthy) => findings.filter(({ ok }) => !ok).map(({ check }) => check)
    expect(ill(healthy).filter((check) => check !== 'network')).toEqual(['scheduler'])
    here.keychain.state.trouble = 'It is locked.'
    here.room.store.sqlite.pragma('synchronous = NORMAL')
    here.time.move(-3 * 86_400_000)
    const folder = here.room.ports.folders.data
    here.room.ports.folders.data = `${folder}/Dropbox/gone`
    const found = await here.client().workspace.doctor()
    here.room.ports.folders.data = folder
    expect(ill(found).filter((check) => check !== 'network')).toEqual([
      'durability',
      'keychain',
      'clock',
      'disk',
      'folder',
      'scheduler',
    ])
    expect(found.find(({ check }) => check === 'folder')?.words).toContain('Dropbox')
  })
})

describe('seats and keys', () => {
  it('a seat is added once an address', async () => {
    const client = here.client()
    const bob = await client.seats.add({ name: 'Bob', address: 'Bob@Example.com' })
    expect(bob).toMatchObject({ name: 'Bob', address: 'Bob@Example.com', role: 'member', state: 'active', version: 1 })
    await expect(client.seats.add({ name: 'B', address: 'bob@example.com' })).rejects.toMatchObject({
      code: 'conflict',
      message: 'Bob has a seat with the address Bob@Example.com already.',
    })
    await expect(client.seats.add({ name: 'B', address: 'bob@' })).rejects.toMatchObject({ code: 'invalid_address' })
    expect((await client.seats.list()).map((seat) => seat.address)).toEqual(['anna@example.com', 'Bob@Example.com'])
  })

  it('a key is shown once, kept as a hash, and its use is noted', async () => {
    const client = here.client()
    const made = await client.keys.create({ name: 'ci', scopes: ['read', 'read'], days: 30 })
    expect(made).toEqual({
      id: made.id,
      name: 'ci',
      seat: 'anna@example.com',
      scopes: ['read'],
      bound: null,
      created: '2026-11-23T09:00:00.000Z',
      expires: '2026-12-23T09:00:00.000Z',
      revoked: null,
      used: null,
      key: expect.stringMatching(/^cdz_[\w-]{43}$/),
    })
    const { key, ...rest } = made
    expect(await client.keys.list()).toEqual([rest])
    expect(here.room.store.sqlite.serialize().includes(key)).toBe(false)
    expect(keyHolder(here.room, key)).toMatchObject({ asker: { seatId: 1, role: 'admin', scopes: ['read'] } })
    expect((await client.keys.list())[0]?.used).toBe('2026-11-23T09:00:00.000Z')
    here.time.move(59_999)
    keyHolder(here.room, key)
    expect((await client.keys.list())[0]?.used).toBe('2026-11-23T09:00:00.000Z')
    here.time.move(1)
    keyHolder(here.room, key)
    expect((await client.keys.list())[0]?.used).toBe('2026-11-23T09:01:00.000Z')
    expect(await client.keys.revoke({ public_id: made.id })).toMatchObject({ revoked: '2026-11-23T09:01:00.000Z' })
    here.time.move(1000)
    expect(await client.keys.revoke({ public_id: made.id })).toMatchObject({ revoked: '2026-11-23T09:01:00.000Z' })
    expect(keyHolder(here.room, key)).toEqual({ refused: 'The key "ci" was revoked.' })
  })

  it("a key can't do more than its seat's role, nor more than who made it", async () => {
    const client = here.client()
    await client.seats.add({ name: 'Bob', address: 'bob@example.com' })
    const forBob = { name: 'bob', seat: 'BOB@example.com' }
    await expect(client.keys.create({ ...forBob, scopes: ['read', 'admin'] })).rejects.toMatchObject({
      code: 'forbidden',
      message: 'bob@example.com is a member: no key of theirs may have admin.',
    })
    expect(await client.keys.create({ ...forBob, scopes: ['write'] })).toMatchObject({ seat: 'bob@example.com' })
    const narrow = here.client(asker(1, 'admin', 'admin', 'read'))
    await expect(narrow.keys.create({ scopes: ['read', 'write'] })).rejects.toMatchObject({
      code: 'forbidden',
      message: "You can't give away what you don't have: write.",
    })
    await expect(client.keys.create({ seat: 'nobody@example.com' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(client.keys.revoke({ public_id: 'nope' })).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('suppressions', () => {
  it('take addresses and domains, without case, and keep the first reason', async () => {
    const client = here.client()
    expect(await client.suppressions.add({ value: ' Bob@Example.ORG ' })).toMatchObject({
      kind: 'address',
      value: 'bob@example.org',
      reason: 'added by hand',
      source: 'hand',
    })
    expect(await client.suppressions.add({ value: '@Müller.example', reason: 'asked' })).toMatchObject({
      kind: 'domain',
      value: 'xn--mller-kva.example',
    })
    expect(await client.suppressions.add({ value: 'bob@example.org', reason: 'again' })).toMatchObject({
      reason: 'added by hand',
    })
    const first = await client.suppressions.list({ limit: 1 })
    expect(first.rows.map((row) => row.value)).toEqual(['xn--mller-kva.example'])
    const second = await client.suppressions.list({ limit: 1, after: first.next ?? '' })
    expect([second.rows.map((row) => row.value), second.next]).toEqual([['bob@example.org'], null])
    for (const value of ['nonsense', 'a@b@c', 'x y@example.com'])
      await expect(client.suppressions.add({ value })).rejects.toMatchObject({ code: 'invalid_address' })
  })
})

describe('the sandbox', () => {
  const keep = (publicId: string, raw: Buffer) =>
    here.room.store.write((tx) =>
      keepMessage(tx, {
        publicId,
        sendId: 's1',
        sender: 'anna@sandbox.cadenza.invalid',
        recipients: ['bob@example.org'],
        subject: 'Grüße',
        raw,
        receivedAt: here.time.now(),
      }),
    )

  it('lists messages newest first, and shows one taken apart beside its exact source', async () => {
    const source = [
      'From: Anna <anna@sandbox.cadenza.invalid>',
      'To: bob@example.org',
      'Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=',
      'X-Folded: one',
      ' two',
      'MIME-Version: 1.0',
      'Content-Type: multipart/alternative; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Grüße',
      '--b',
      'Content-Type: text/html; charset=utf-8',
      '',
      '<p>Gr&uuml;&szlig;e</p>',
      '--b--',
      '',
    ].join('\r\n')
    for (const n of [1, 2, 3]) keep(`m${n}`, Buffer.from(source))
    const client = here.client()
    const page = await client.sandbox.list({ limit: 2 })
    expect([page.rows.map((row) => row.public_id), page.next]).toEqual([['m3', 'm2'], 'm2'])
    expect((await client.sandbox.list({ after: page.next ?? '' })).rows.map((row) => row.public_id)).toEqual(['m1'])
    const message = await client.sandbox.get({ public_id: 'm1' })
    expect(message).toMatchObject({ send: 's1', to: ['bob@example.org'], subject: 'Grüße', source })
    expect(message.headers).toContainEqual({ name: 'X-Folded', value: 'one two' })
    expect(message.headers[0]).toEqual({ name: 'From', value: 'Anna <anna@sandbox.cadenza.invalid>' })
    expect([message.text?.trim(), message.html?.trim()]).toEqual(['Grüße', '<p>Gr&uuml;&szlig;e</p>'])
    await expect(client.sandbox.get({ public_id: 'm9' })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('shows even what is no message', async () => {
    keep('odd', Buffer.from([0xff, 0xfe, 0x00, 0x0d, 0x0a]))
    expect(await here.client().sandbox.get({ public_id: 'odd' })).toMatchObject({
      source: '\u00ff\u00fe\u0000\r\n',
      size: 5,
    })
  })
})
