import { afterEach, beforeEach, expect, it } from 'vitest'
import { keepMessage } from '../../src/main/store/sandbox.ts'
import { type TestRoom, testRoom } from '../host/room.ts'

let here: TestRoom
beforeEach(() => {
  here = testRoom()
})
afterEach(() => here.close())

function keep(publicId: string, subject: string, to: string, raw = 'From: a@b.example\r\n\r\nHello'): void {
  here.room.store.write((tx) =>
    keepMessage(tx, {
      publicId,
      sendId: null,
      sender: 'anna@sandbox.cadenza.invalid',
      recipients: [to],
      subject,
      raw: Buffer.from(raw),
      receivedAt: here.time.now(),
    }),
  )
}

it('finds by part of the subject or an address, signs of the search meaning themselves, page by page', async () => {
  keep('m1', '100% sure', 'bob@example.org')
  keep('m2', '100 sure', 'eve@example.org')
  keep('m3', 'Hello', 'BOB@example.net')
  const client = here.client()
  const ids = async (search: string) => (await client.sandbox.list({ search })).rows.map((row) => row.public_id)
  expect(await ids('bob@')).toEqual(['m3', 'm1'])
  expect(await ids('100%')).toEqual(['m1'])
  expect(await ids('_')).toEqual([])
  expect(await ids('')).toEqual(['m3', 'm2', 'm1'])
  const page = await client.sandbox.list({ search: 'sure', limit: 1 })
  expect([page.rows[0]?.public_id, page.next]).toEqual(['m2', 'm2'])
  expect(await client.sandbox.list({ search: 'sure', after: 'm2' })).toMatchObject({ next: null })
  expect([await client.sandbox.count({}), await client.sandbox.count({ search: 'sure' })]).toEqual([
    { count: 3 },
    { count: 2 },
  ])
})

it('is emptied for good, and the ledger keeps what it says', async () => {
  keep('m1', 'One', 'bob@example.org')
  here.room.store.write((tx) =>
    tx.run(
      `INSERT INTO sends (public_id, kind, step, account_id, address, domain, state, due, slot, at, sandbox, device, hlc)
       VALUES ('s1', 'test', 1, 1, 'bob@example.org', 'example.org', 'sent', 0, 0, 0, 1, 'd', 'h')`,
    ),
  )
  const client = here.client()
  const told: string[] = []
  here.room.changes.listen((table) => told.push(table))
  expect(await client.sandbox.clear()).toEqual({ removed: 1 })
  expect(await client.sandbox.count({})).toEqual({ count: 0 })
  expect((await client.sends.list({})).rows.map((send) => send.public_id)).toEqual(['s1'])
  expect((await client.workspace.journal())[0]?.text).toBe('anna@example.com emptied the sandbox inbox (1).')
  expect(await client.sandbox.clear()).toEqual({ removed: 0 })
  expect(told).toEqual(['sandbox'])
})

it('names what hangs on a message', async () => {
  const raw = [
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'Hello',
    '--b',
    'Content-Type: application/pdf; name="offer.pdf"',
    'Content-Disposition: attachment; filename="offer.pdf"',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from('12345').toString('base64'),
    '--b--',
    '',
  ].join('\r\n')
  keep('m1', 'Offer', 'bob@example.org', raw)
  expect((await here.client().sandbox.get({ public_id: 'm1' })).attachments).toEqual([
    { name: 'offer.pdf', type: 'application/pdf', size: 5 },
  ])
})
