/** The whole job on a simulated clock, into the sandbox and into a mail server of the caller's. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cadenza, preview } from './terminal.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-cli-'))
  const rows = Array.from(
    { length: 40 },
    (_, i) => `p${i}@c.test,P${i},${i % 2 ? 'ann@example.com' : 'ben@example.com'}`,
  )
  writeFileSync(join(folder, 'list.csv'), `email,First name,owner\n${rows.join('\n')}\nbad,Bad,\n`)
  writeFileSync(
    join(folder, 'sequence.json'),
    JSON.stringify({
      name: 'Tour',
      steps: [
        { subject: 'Hi {{ first_name }}', text: 'One' },
        { text: 'Two', delay: { days: 2, at: '14:00' } },
        { text: 'Three', delay: { days: 3 } },
      ],
    }),
  )
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const schedule = ['--now', '2026-11-23T10:40', '--zone', 'Europe/Paris', '--seed', '7']
const senders = [
  '--sender',
  'ann@example.com=3',
  '--sender',
  'ben@example.com=1',
  '--limit',
  'ann@example.com:8-12/hour',
]
const story = () => ['--contacts', join(folder, 'list.csv'), '--sequence', join(folder, 'sequence.json'), ...schedule]

test('ends as the preview said, and adds up', async () => {
  const ran = await cadenza(['rehearse', ...story(), ...senders, '--json'])
  expect(ran, ran.stderr).toMatchObject({ code: 0 })
  const report = JSON.parse(ran.stdout)
  expect(report).toMatchObject({
    sequence: 'Tour',
    engaged: 40,
    enrollments: { finished: 40 },
    emails: { planned: 0, sending: 0, sent: 120, refused: 0, unsure: 0, withdrawn: 0 },
    perSender: [
      { sender: 'ann@example.com', contacts: 30, sent: 90 },
      { sender: 'ben@example.com', contacts: 10, sent: 30 },
    ],
    conserved: true,
    seed: 7,
    import: { rows: 41, imported: 40, updated: 0, refused: [{ line: 42, reason: 'invalid_address' }] },
  })
  const steps = ['--step', '+2d@14:00', '--step', '+3d']
  const planned = await preview(...schedule, '--contacts', join(folder, 'list.csv'), ...senders, ...steps)
  const sent = report.slots.map((slot: { start: string; sent: number }) => [Date.parse(slot.start), slot.sent])
  expect(sent).toEqual(planned.slots.map(({ start, emails }) => [Date.parse(start), emails]))
  // one seed: the same instants, not only the same slots
  expect(Date.parse(report.last)).toBe(Date.parse(planned.summary.finish))
})

test('owners write to their own contacts', async () => {
  const ran = await cadenza(['rehearse', ...story(), '--assign', 'owners', '--json'])
  expect(ran, ran.stderr).toMatchObject({ code: 0 })
  const { perSender } = JSON.parse(ran.stdout) as { perSender: { sender: string }[] }
  expect(perSender.toSorted((a, b) => a.sender.localeCompare(b.sender))).toMatchObject([
    { sender: 'ann@example.com', contacts: 20, sent: 60 },
    { sender: 'ben@example.com', contacts: 20, sent: 60 },
  ])
})

test('the managed account keeps to its 50 a UTC day', async () => {
  const ran = await cadenza(['rehearse', ...story(), '--managed', '--json'])
  expect(ran, ran.stderr).toMatchObject({ code: 0 })
  expect(JSON.parse(ran.stdout)).toMatchObject({ sandbox: true, emails: { sent: 120 }, conserved: true })
})

test("a mail server of the caller's gets every message, dated by the simulated clock", async () => {
  const messages: string[] = []
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    async onData(stream, _, done) {
      messages.push(await text(stream))
      done()
    },
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.server.address() as AddressInfo
  const ran = await cadenza(['rehearse', ...story(), '--smtp', `smtp://127.0.0.1:${port}`, '--json'])
  await new Promise<void>((closed) => server.close(closed))
  expect(ran, ran.stderr).toMatchObject({ code: 0 })
  expect(messages).toHaveLength(120)
  const dates = messages.map((message) => /^Date: (.*)$/m.exec(message)?.[1] ?? '')
  expect(dates.every((date) => /(23|25|30) Nov 2026|[1-4] Dec 2026/.test(date))).toBe(true)
})

test.each([
  'smtp://mail.example.com:25',
  'smtp://192.168.0.1:25',
  'smtp://127.0.0.1',
  'http://127.0.0.1:25',
  'smtp://u:p@127.0.0.1:25',
])('refuses to send to %s', async (url) => {
  const ran = await cadenza(['rehearse', ...story(), '--smtp', url])
  expect(ran).toMatchObject({ code: 2, stdout: '' })
  expect(ran.stderr).toContain('--smtp')
})

test('never touches a workspace that is there, and keeps its own where asked', async () => {
  const data = join(folder, 'data')
  expect(await cadenza(['rehearse', ...story(), '--data', data, '--json'])).toMatchObject({ code: 0 })
  expect(await cadenza(['rehearse', ...story(), '--data', data])).toMatchObject({ code: 1 })
  const kept = await cadenza(['report', 'Tour', '--data', data, '--json'])
  expect(JSON.parse(kept.stdout)).toMatchObject({ emails: { sent: 120 }, conserved: true })
  const inbox = await cadenza(['sandbox', 'list', '--data', data, '--json', '--limit', '500'])
  const messages = JSON.parse(inbox.stdout) as { public_id: string; to: string[]; subject: string }[]
  expect(messages).toHaveLength(120)
  const read = await cadenza(['sandbox', 'read', messages[0]?.public_id ?? '', '--data', data])
  expect(read.stdout).toMatch(/^Subject: Re: Hi P\d+$/m)
  expect(read.stdout).toContain('Three')
})
