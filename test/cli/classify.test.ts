/** `cadenza classify`: what a program is told, what a person sees, and files that can't be read. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cadenza } from './terminal.ts'

const bounce = `From: MAILER-DAEMON@mx.example.net (Mail Delivery System)
To: anna@example.com
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

<ben@example.org>: host mx.example.org[192.0.2.1] said: 550 5.1.1
    <ben@example.org>: Recipient address rejected: User unknown (in reply to RCPT TO command)

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; ben@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <ben@example.org>: Recipient address rejected: User unknown

--b--
`
const reply = `From: Ben <ben@example.org>
To: anna@example.com
Subject: Re: Hello
In-Reply-To: <1@example.com>

Thursday suits me.

On Mon, 23 Nov 2026 at 09:00, Anna <anna@example.com> wrote:
> Shall we talk?
`
const hardBounce = {
  kind: 'bounce',
  hard: true,
  recipients: [{ address: 'ben@example.org', status: '5.1.1', code: 550, hard: true }],
  returnDate: null,
  feedback: null,
  text: null,
  evidence: [
    { rule: 'Delivery status, RFC 3464', found: 'Action: failed' },
    {
      rule: 'Hard: the address does not exist',
      found: 'ben@example.org: 550 5.1.1 <ben@example.org>: Recipient address rejected: User unknown',
    },
  ],
}

let folder: string
const at = (name: string) => join(folder, name)
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-classify-'))
  writeFileSync(at('bounce.eml'), bounce)
  writeFileSync(at('reply.eml'), reply.replaceAll('\n', '\r\n'))
})
afterAll(() => rmSync(folder, { recursive: true }))

test('a program is told of each file in one list, standard input among them', async () => {
  const ran = await cadenza(['classify', at('reply.eml'), '-', '--json'], { stdin: bounce })
  expect(ran).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(ran.stdout)).toEqual([
    {
      file: at('reply.eml'),
      kind: 'reply',
      hard: false,
      recipients: [],
      returnDate: null,
      feedback: null,
      text: 'Thursday suits me.',
      evidence: [{ rule: 'Answers a message', found: 'In-Reply-To: <1@example.com>' }],
    },
    { file: '-', ...hardBounce },
  ])
})

test('a file that cannot be read is named, the others go on, and the exit code says so', async () => {
  const ran = await cadenza(['classify', at('none.eml'), at('bounce.eml'), folder, '--json'])
  expect(JSON.parse(ran.stdout)).toEqual([{ file: at('bounce.eml'), ...hardBounce }])
  expect([
    ran.code,
    ...ran.stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).message),
  ]).toEqual([
    1,
    `${at('none.eml')}: there is no such file`,
    `${folder}: that is a folder; name the files in it`,
    '2 files of 3 could not be read.',
  ])
  expect(await cadenza(['classify', at('none.eml'), '--json'])).toMatchObject({ code: 1, stdout: '[]\n' })
})

test('people see a table, and of a single message all that it rests on', async () => {
  const many = await cadenza(['classify', at('bounce.eml'), at('reply.eml')], { columns: 200 })
  expect(many.stdout).toMatch(/File\s+What it is\s+Recipient\s+Why\n/)
  expect(many.stdout).toMatch(/bounce\.eml\s+bounce, hard\s+ben@example\.org\s+Hard: the address does not exist\n/)
  const one = await cadenza(['classify', at('reply.eml')])
  expect(one.stdout).toBe('reply\n  Answers a message  In-Reply-To: <1@example.com>\n\nThursday suits me.\n')
})

test('thousands of files in one call', async () => {
  const files = Array.from({ length: 3_000 }, () => at('bounce.eml'))
  const { code, stdout } = await cadenza(['classify', ...files, '--json'])
  expect([code, JSON.parse(stdout).length]).toEqual([0, 3_000])
})

test('what cannot be understood', async () => {
  expect((await cadenza(['classify'])).code).toBe(2)
  expect(await cadenza(['classify', '-', '-'])).toMatchObject({ code: 2, stderr: expect.stringContaining('only once') })
})
