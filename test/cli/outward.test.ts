/** Calendars and webhooks from the terminal, against a real receiver. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import nodeIcal from 'node-ical'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { memoryKeychain } from '../work/world.ts'
import { cadenza } from './terminal.ts'

let folder: string
const keychain = memoryKeychain()
const run = (...argv: string[]) => cadenza([...argv, '--data', join(folder, 'data')], { keychain, columns: 200 })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-outward-'))
  expect((await run('init', '--zone', 'Europe/Paris')).code).toBe(0)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('writes the plan as a file, and makes, lists and revokes feeds', async () => {
  const file = join(folder, 'plan.ics')
  expect(await run('calendar', '--ics', file)).toMatchObject({ code: 0, stdout: expect.stringContaining('0 emails') })
  expect(Object.values(nodeIcal.sync.parseICS(readFileSync(file, 'utf8'))).map((each) => each?.type)).toContain(
    'VCALENDAR',
  )
  expect((await run('calendar', '--ics', '-')).stdout).toMatch(/^BEGIN:VCALENDAR\r\n/)
  expect(await run('calendar')).toMatchObject({ code: 2, stderr: expect.stringContaining('--ics FILE') })
  const missing = await run('calendar', '--ics', join(folder, 'no/where.ics'))
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining("can't be written") })
  const made = await run('calendar', 'feed', 'add', 'Mine')
  expect(made.stdout).toMatch(/^\/calendar\/[\w-]{43}\.ics\n$/)
  expect((await run('calendar', 'feed', 'list')).stdout).toMatch(/Mine +all mailboxes/)
  expect(await run('calendar', 'feed', 'revoke', 'mine')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Mine'),
  })
  expect(await run('calendar', 'feed', 'revoke', 'mine')).toMatchObject({ code: 1 })
})

it('makes, tests, lists, pauses and removes a webhook; a test that fails is a failure', async () => {
  let answer = 204
  const receiver = createServer((req, res) => void req.resume().on('end', () => res.writeHead(answer).end()))
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
  try {
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
    expect(await run('webhooks', 'add', 'x', 'http://example.com/')).toMatchObject({ code: 1 })
    expect(await run('webhooks', 'add', 'x', url, '--event', 'nothing')).toMatchObject({ code: 2 })
    const made = await run('webhooks', 'add', 'Script', url, '--event', 'reply,bounce')
    expect(made.stdout).toMatch(/^whsec_[\w-]{43}\n$/)
    expect((await run('webhooks', 'list')).stdout).toMatch(/Script .* reply, bounce +on/)
    expect((await run('webhooks', 'test', 'script')).stdout).toBe('Taken: it answered 204.\n')
    answer = 410
    expect(await run('webhooks', 'test', 'script')).toMatchObject({ code: 1, stderr: expect.stringContaining('410') })
    expect((await run('webhooks', 'deliveries', 'script')).stdout).toMatch(/given up[\s\S]*delivered/)
    expect((await run('webhooks', 'pause', 'script')).stdout).toBe('Paused Script.\n')
    expect((await run('webhooks', 'list')).stdout).toMatch(/paused/)
    expect((await run('webhooks', 'remove', 'script')).stdout).toBe('Removed Script.\n')
    expect([...keychain.all.keys()].filter((name) => name.startsWith('webhook/'))).toEqual([])
  } finally {
    receiver.close()
  }
})
