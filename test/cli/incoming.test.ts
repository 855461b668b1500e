/** What came back by command line: a reply listed, shown with its evidence, taken back and said to be something else. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountByPublicId } from '../../src/main/store/accounts.ts'
import { takeIn } from '../../src/main/work/inbox/take-in.ts'
import { arrived, cursorAfter, letter } from '../work/returned.ts'
import { addContacts, world } from '../work/world.ts'
import { cadenza } from './terminal.ts'

let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-incoming-'))
  const now = Date.parse('2026-11-23T08:00:00Z')
  const w = await world(now, { folder, loops: false })
  const client = w.engine.client()
  const account = await client.accounts.create({
    from_email: 'anna@example.com',
    smtp_host: '127.0.0.1',
    smtp_port: 2525,
    smtp_protocol: 'none',
    permits: ['role', 'more'],
  })
  await client.accounts.activate({ public_id: account.public_id })
  addContacts(w.engine, [{ address: 'ada@c.test', first_name: 'Ada' }])
  const steps = [
    { subject: 'Hi', text: 'x' },
    { subject: '', text: 'y', delay: { days: 1 } },
  ]
  await client.sequences.create({ name: 'Hello', steps })
  await client.schedule.engage({
    sequence: 'Hello',
    contacts: ['ada@c.test'],
    senders: [{ account: account.public_id }],
  })
  const { room } = w.engine
  room.store.write((tx) =>
    tx.run(`UPDATE sends SET state = 'sent', claimed_at = ?, message_id = '<one@example.com>' WHERE step = 1`, now),
  )
  const reply = letter({
    from: 'Ada <ada@c.test>',
    to: 'anna@example.com',
    answers: ['<one@example.com>'],
    text: 'Yes \u001b[31mgladly\r\nAda',
  })
  const row = accountByPublicId(room.store, account.public_id)
  if (!row) throw new Error('no account')
  await takeIn(room, row, [arrived(reply, now + 60_000)], cursorAfter(now))
  await w.stop()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (...argv: string[]) => cadenza([...argv, '--data', folder])

test('list, show, undo, and once more', async () => {
  const rows = JSON.parse((await run('incoming', 'list', '--json')).stdout) as { public_id: string }[]
  expect(rows).toMatchObject([{ kind: 'reply', contact: 'ada@c.test', sequence: 'Hello', can_undo: true }])
  const id = rows[0]?.public_id ?? ''
  expect((await run('incoming', 'list', '--kind', 'reply', '--contact', 'ada@c.test')).stdout).toMatch(
    /reply\s.+\sada@c\.test\s+Hello\s+“Hello” is over for Ada: replied\. 1 planned email is withdrawn\./,
  )
  expect((await run('incoming', 'list', '--kind', 'bounce')).stdout).toBe('Nothing came back.\n')
  const { stdout } = await run('incoming', 'show', id)
  expect(stdout).not.toContain('\u001b')
  expect(stdout).toContain('Yes  [31mgladly')
  expect(stdout).toContain('Answers our email: <one@example.com>')
  expect(stdout).toContain(`cadenza incoming undo ${id}`)
  expect((await run('incoming', 'undo', id)).stdout).toMatch(/^Taken back: “Hello” is over for Ada/)
  expect(await run('incoming', 'undo', id)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('taken back before'),
  })
  expect((await run('incoming', 'show', id)).stdout).toContain('was taken back')
  expect((await run('incoming', 'correct', id, '--to', 'absence', '--until', '2026-12-01')).stdout).toContain(
    'Ada is away until Tue 1 Dec',
  )
  expect(await run('incoming', 'correct', id, '--to', 'nonsense')).toMatchObject({ code: 2 })
})
