/** A step sent to oneself from the terminal, with and without an engine that runs. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startEngine } from '../../src/main/engine.ts'
import { systemClock, systemDice } from '../../src/main/host/clock.ts'
import { takeLock } from '../../src/main/host/lock.ts'
import { databaseName } from '../../src/main/host/paths.ts'
import { startSocket } from '../../src/main/host/socket.ts'
import { type MailServer, startMailServer } from '../work/mail-server.ts'
import { memoryKeychain } from '../work/world.ts'
import { cadenza } from './terminal.ts'

let folder: string
let server: MailServer
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-cli-'))
  server = await startMailServer(Date.now)
})
afterEach(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})
const run = (...argv: string[]) => cadenza([...argv, '--data', join(folder, 'data')], { columns: 300 })

async function prepared() {
  writeFileSync(join(folder, 'list.csv'), 'email,First name\nada@x.test,Ada\nbo@x.test,\n')
  const steps = [
    { subject: 'Hi {{ first_name }}', text: 'Hello' },
    { text: 'Again, {{ first_name }}', delay: { days: 1 } },
  ]
  writeFileSync(join(folder, 'hello.json'), JSON.stringify({ name: 'Hello', steps }))
  const at = ['--host', '127.0.0.1', '--port', String(server.port), '--protocol', 'none']
  for (const argv of [
    ['init', '--name', 'Me', '--address', 'me@mine.test', '--zone', 'Europe/Paris'],
    ['import', join(folder, 'list.csv')],
    ['sequences', 'add', join(folder, 'hello.json')],
    ['accounts', 'add', 'me@mine.test', ...at],
    ['accounts', 'activate', 'me@mine.test'],
  ])
    expect(await run(...argv), argv.join(' ')).toMatchObject({ code: 0 })
}

test('without an engine it waits in the Outbox, and what stands against it is told', async () => {
  await prepared()
  const waits = await run('sequences', 'test', 'Hello', '--contact', 'ada@x.test')
  expect(waits).toMatchObject({ code: 0, stdout: expect.stringContaining('once Cadenza runs') })
  expect(await run('sequences', 'test', 'Hello', '--contact', 'bo@x.test')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('first_name'),
  })
  expect(await run('sequences', 'test', 'Hello', '--step', '7')).toMatchObject({ code: 1 })
  expect(await run('sequences', 'test', 'Hello', '--step', 'two')).toMatchObject({ code: 2 })
  expect(server.arrivals).toEqual([])
})

test('waits for the outcome: sent, or refused in the words of the server', async () => {
  await prepared()
  const data = join(folder, 'data')
  const lock = takeLock(data, { command: 'cadenza serve', now: Date.now() })
  const engine = await startEngine({
    ports: {
      clock: systemClock,
      dice: systemDice,
      keychain: memoryKeychain(),
      notifier: { notify: () => {} },
      log: { info: () => {}, warn: () => {}, error: () => {} },
      folders: { data },
    },
    databaseFile: join(data, databaseName),
    loops: true,
    first: { zone: 'Europe/Paris', seatName: 'Me', seatAddress: 'me@mine.test' },
  })
  const door = await startSocket(engine.room)
  lock.announce({ socket: door.path, port: null })
  try {
    const sent = await run('sequences', 'test', 'Hello', '--step', '2', '--contact', 'ada@x.test')
    expect(sent).toMatchObject({
      code: 0,
      stdout: 'Sent "Re: Hi Ada" to me@mine.test from me@mine.test.\n',
    })
    expect(server.arrivals.map(({ to }) => to)).toEqual(['me@mine.test'])
    server.deed = ({ phase }) => (phase === 'rcpt' ? '550 5.7.1 not from you' : undefined)
    const refused = await run('sequences', 'test', 'Hello', '--contact', 'ada@x.test')
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('not from you') })
    const json = await run('sequences', 'test', 'Hello', '--contact', 'ada@x.test', '--account', 'Sandbox', '--json')
    expect(JSON.parse(json.stdout)).toMatchObject({ subject: 'Hi Ada', sandbox: true, state: 'sent' })
  } finally {
    await door.close()
    await engine.stop()
    lock.release()
  }
})
