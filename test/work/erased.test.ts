/** Whoever is erased is nowhere in the database any more, is still counted, and is never written to again. */
import { createHmac, hkdfSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountRows } from '../../src/main/store/accounts.ts'
import { optOut } from '../../src/main/store/incoming-effects.ts'
import { workspaceRow } from '../../src/main/store/workspace.ts'
import { takeIn } from '../../src/main/work/inbox/take-in.ts'
import { roleScopes } from '../../src/shared/domain/access.ts'
import { type Story, story } from './story.ts'

const eve = 'eve.longname@away.test'
let s: Story
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-erased-'))
  s = await story('2026-11-23T08:00:00Z', {
    first: { zone: 'Europe/Paris', seatName: 'Me', seatAddress: 'me@example.com' },
  })
  await s.account('me@example.com', { limits: ['60/hour'] })
})
afterAll(async () => {
  await s.stop()
  rmSync(folder, { recursive: true, force: true })
})

const file = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
async function ended<T>(stream: Promise<AsyncIterator<unknown, T>>): Promise<T> {
  const rows = await stream
  for (;;) {
    const step = await rows.next()
    if (step.done) return step.value
  }
}

/** Every table and column in which a text stands. */
function traces(...texts: string[]): string[] {
  const { store } = s.engine.room
  const tables = store.all<{ name: string }>(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'contact_words_%' AND name <> 'contact_vocab'",
  )
  return tables.flatMap(({ name }) =>
    store.all<Record<string, unknown>>(`SELECT * FROM "${name}"`).flatMap((row) =>
      Object.entries(row).flatMap(([column, value]) => {
        const held = (Buffer.isBuffer(value) ? value.toString('latin1') : String(value)).toLowerCase()
        return texts.some((text) => held.includes(text.toLowerCase())) ? [`${name}.${column}`] : []
      }),
    ),
  )
}

/** Mail that arrives when its writer is erased already, and names our email by its mark. */
async function late(mark: string): Promise<void> {
  const { store, ports } = s.engine.room
  const [account] = accountRows(store)
  if (!account) throw new Error('no account')
  const raw = Buffer.from(
    `From: Eve <${eve}>\r\nTo: me@example.com\r\nSubject: Re: hello\r\nMessage-ID: <late@away.test>\r\n\r\nStop.\r\n> X-Cadenza-Send-Id: ${mark}\r\n`,
  )
  const headers = ['from', 'to', 'subject', 'message-id'].map((name) => ({
    name,
    value: new RegExp(`^${name}: (.*)\r$`, 'im').exec(String(raw))?.[1] ?? '',
  }))
  const place = { folder: 'INBOX', uidValidity: '1' }
  const arrived = { ...place, uid: 1, at: s.now(), size: raw.length, headers, raw }
  const cursor = { ...place, uidNext: 2, readAt: s.now() }
  await takeIn({ store, ports, changes: s.engine.room.changes }, account, [arrived], cursor as never)
}

describe('an erased contact', () => {
  it('leaves nothing but a hash and its counts', async () => {
    const sequence = await s.engage({
      sender: 'me@example.com',
      contacts: [eve, 'bob@away.test'],
      steps: [{ days: 2 }],
    })
    const bystander = file('list.csv', `Email,Name,Zone\n${eve},Eve,nowhere\n`)
    await ended(s.client.contacts.import({ file: bystander }))
    const { store } = s.engine.room
    store.write((tx) =>
      tx.run(
        "UPDATE contacts SET public_id = 'ev0', first_name = 'Evelyn', fields = ? WHERE address = ?",
        '{"job":"Evelynist"}',
        eve,
      ),
    )
    await s.goTo(s.now() + 24 * 3_600_000)
    const [row] = (await s.client.contacts.list({ search: eve })).rows
    const id = row?.public_id ?? ''
    const before = await s.states(sequence)
    expect(before).toEqual({ sent: 2, planned: 2 })
    const send = await s.send(sequence, eve)
    const found = store.get<{ id: number; contact: number; enrollment: number }>(
      'SELECT id, contact_id AS contact, enrollment_id AS enrollment FROM sends WHERE public_id = ?',
      send.public_id,
    )
    if (!found) throw new Error('no send')
    const wish = { address: eve, sendId: found.id, enrollmentId: null, contactId: found.contact, at: s.now() }
    let n = 0
    store.write((tx) =>
      optOut(
        tx,
        { ...wish, how: 'page', evidence: [{ rule: 'x', found: eve }] },
        { now: s.now(), newId: () => `made${n++}` },
      ),
    )
    const quoted = `${eve.toUpperCase()} wrote:\n> steve.longname@away.test, x${eve}`
    store.write((tx) => {
      const colleague = { ...wish, address: 'max@away.test', sendId: null, contactId: null }
      optOut(tx, { ...colleague, how: 'page', evidence: [] }, { now: s.now(), newId: () => `made${n++}` })
      tx.run("DELETE FROM suppressions WHERE value = 'max@away.test'")
      tx.run("UPDATE incoming SET text = ?, recipients = ? WHERE from_address = 'max@away.test'", quoted, `["${eve}"]`)
      tx.run(
        "INSERT INTO idempotency (api_key_id, key, request, status, body, created_at) VALUES (0, 'k', 'r', 200, ?, 1)",
        `{"address":"${eve}"}`,
      )
    })
    const places = [...new Set(traces(eve).map((place) => place.split('.')[0]))].sort()
    expect(places).toEqual([
      'contacts',
      'idempotency',
      'import_refusals',
      'incoming',
      'journal',
      'sends',
      'suppressions',
    ])
    const foretold = await s.client.contacts.erasure({ public_id: id })
    expect(foretold).toMatchObject({ address: eve, enrollments: 1, emails: 2, incoming: 1, open: 0 })
    await expect(s.client.contacts.erase({ public_id: id } as never)).rejects.toThrow(/erase/)
    expect(await s.client.contacts.erase({ public_id: id, erase: 'everything' })).toEqual(foretold)
    const left = store.get("SELECT text, recipients FROM incoming WHERE from_address = 'max@away.test'")
    expect(left).toEqual({ text: `erased wrote:\n> steve.longname@away.test, x${eve}`, recipients: '["erased"]' })
    store.write((tx) => tx.run("UPDATE incoming SET text = NULL WHERE from_address = 'max@away.test'"))
    expect(store.get("SELECT status, body FROM idempotency WHERE key = 'k'")).toEqual({ status: 200, body: '{}' })
    expect(traces(eve, 'evelyn', 'eve.longname')).toEqual([])
    const report = await s.client.reports.sequence({ sequence })
    expect(Object.values(await s.states(sequence)).reduce((sum, each) => sum + each, 0)).toBe(4)
    expect(JSON.stringify(report)).not.toContain(eve)
    await expect(s.client.contacts.get({ public_id: id })).rejects.toMatchObject({ code: 'not_found' })
    const came = (await s.client.incoming.list({})).rows.map(({ from, text }) => [from, text])
    expect(came.sort()).toEqual([
      ['erased', null],
      ['max@away.test', null],
    ])
    await late(send.public_id)
    expect(traces(eve, 'eve.longname')).toEqual([])
    const listed = await s.client.suppressions.list({ search: 'EVE.longname@Away.test' })
    const salt = workspaceRow(store).messageKey
    const key = Buffer.from(hkdfSync('sha256', salt, 'cadenza erased 1', 'address', 32))
    expect(listed.rows[0]?.value).toBe(createHmac('sha256', key).update(eve).digest('hex'))
    expect(listed.rows).toMatchObject([
      { kind: 'hash', source: 'erased', removable: false, value: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ])
  })

  it('does not come back by a list that was being read meanwhile', async () => {
    const dora = await s.client.contacts.create({ address: 'dora@away.test' })
    const stream = await s.client.contacts.import({ file: file('dora.csv', 'email\nDora@away.test\nfinn@away.test\n') })
    const first = stream.next()
    await s.client.contacts.erase({ public_id: dora.public_id, erase: 'everything' })
    let step = await first
    while (!step.done) step = await stream.next()
    expect(step.value).toMatchObject({ rows: 2, imported: 1 })
    expect((await s.client.contacts.list({ search: 'dora' })).rows).toEqual([])
    expect((await s.client.contacts.list({ search: 'finn' })).rows).toHaveLength(1)
  })

  it('comes back by no way: a list, a hand, the suppression list, an engagement, or a row that slipped in', async () => {
    const again = { file: file('again.csv', `email,first_name\ncara@away.test,Cara\nEve.LongName@AWAY.test,Eve\n`) }
    for (const dry_run of [true, false]) {
      const result = await ended(s.client.contacts.import({ ...again, dry_run }))
      expect(result).toMatchObject({ rows: 2, imported: 1, refused_count: 1 })
      expect(result.refused).toMatchObject([
        { line: 3, reason: 'erased', message: expect.stringContaining('asked not to be') },
      ])
    }
    await expect(s.client.contacts.create({ address: 'Eve.LongName@away.test' })).rejects.toThrow(/erased/)
    const cara = (await s.client.contacts.list({ search: 'cara@away.test' })).rows[0]?.public_id ?? ''
    await expect(s.client.contacts.update({ public_id: cara, address: eve })).rejects.toThrow(/erased/)
    expect(await s.client.suppressions.add({ value: eve })).toMatchObject({ kind: 'hash', source: 'erased' })
    const sequence = await s.engage({ sender: 'me@example.com', contacts: ['dan@away.test'] })
    const preview = await s.client.schedule.preview({
      sequence,
      contacts: [eve],
      senders: [{ account: 'me@example.com' }],
    })
    expect(JSON.stringify(preview)).toContain('was erased from this workspace')
    // behind every door's back, right before it would leave
    const { store } = s.engine.room
    store.write((tx) => {
      tx.run("UPDATE contacts SET address = ?, address_key = ? WHERE address = 'dan@away.test'", eve, eve)
      tx.run("UPDATE sends SET address = ? WHERE address = 'dan@away.test'", eve)
    })
    await s.goTo(s.now() + 24 * 3_600_000)
    expect(await s.states(sequence)).toEqual({ withdrawn: 1 })
  })
})

describe('a suppression file', () => {
  const text = `\ufeffE-Mail;Reason\nx1@list.test;asked\n@Blocked.test;competitor\nno address\n"bob@away.test";"left, ""for good"""\nX1@LIST.test;twice\n;\n`

  it('is tried, taken, taken again without change, and comes out as it went in', async () => {
    const wish = { file: file('block.csv', text), reason: 'from the old system' }
    const foretold = await ended(s.client.suppressions.import({ ...wish, dry_run: true }))
    expect(foretold).toMatchObject({
      rows: 5,
      added: 3,
      known: 1,
      refused: [{ line: 4, value: 'no address', message: expect.stringContaining('no address') }],
      refused_count: 1,
      emails: 1,
      contacts: 1,
      sequences: [{ contacts: 1 }],
    })
    expect(await ended(s.client.suppressions.import(wish))).toEqual(foretold)
    expect(await ended(s.client.suppressions.import(wish))).toMatchObject({ added: 0, known: 4, emails: 0 })
    let csv = ''
    for await (const piece of await s.client.suppressions.export()) csv += piece.csv
    const lines = csv.slice(1).trimEnd().split('\r\n')
    expect(lines[0]).toBe('kind,value,reason,source,created_at')
    expect(lines.filter((line) => line.includes(',import,')).map((line) => line.replace(/,[^,]*$/, ''))).toEqual([
      'address,bob@away.test,"left, ""for good""",import',
      'domain,blocked.test,competitor,import',
      'address,x1@list.test,asked,import',
    ])
    const back = await ended(s.client.suppressions.import({ file: file('back.csv', csv), reason: 'x' }))
    const hash = { message: expect.stringContaining('hash') }
    expect(back).toMatchObject({ rows: 5, added: 0, known: 3, refused: [hash, hash] })
    expect(readFileSync(wish.file, 'utf8')).toBe(text)
    const odd = { value: '+plus@list.test', reason: '=1+1' }
    const made = await s.client.suppressions.add(odd)
    let again = ''
    for await (const piece of await s.client.suppressions.export()) again += piece.csv
    expect(again).toContain("address,'+plus@list.test,'=1+1,hand")
    await s.client.suppressions.remove({ public_id: made.public_id })
    await ended(s.client.suppressions.import({ file: file('odd.csv', again), reason: 'x' }))
    const rows = (await s.client.suppressions.list({ search: '+plus' })).rows
    expect(rows.map(({ value, reason }) => ({ value, reason }))).toEqual([odd])

    // a line too many in a list is an admin's to take back, with a line in the journal
    const [line] = (await s.client.suppressions.list({ search: 'blocked.test' })).rows
    expect(line).toMatchObject({ kind: 'domain', source: 'import', removable: true })
    const bo = await s.client.seats.add({ address: 'bo@example.com', name: 'Bo' })
    const member = { seatId: 2, role: 'member' as const, scopes: roleScopes.member }
    expect(bo.role).toBe('member')
    const asked = s.engine.client(member).suppressions.remove({ public_id: line?.public_id ?? '' })
    await expect(asked).rejects.toMatchObject({ code: 'forbidden', message: expect.stringContaining('Ask an admin') })
    await s.client.suppressions.remove({ public_id: line?.public_id ?? '' })
    expect((await s.client.suppressions.list({ search: 'blocked.test' })).rows).toEqual([])
    expect((await s.journal()).some((each) => each.includes('blocked.test off the suppression list'))).toBe(true)
  })
})
