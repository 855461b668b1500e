import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterEach, expect, test } from 'vitest'
import { composeMessage } from '../../src/main/mail/compose.ts'
import { type SandboxMail, sandboxMaxBytes, startSandbox } from '../../src/main/mail/sandbox.ts'
import { openConnection } from '../../src/main/mail/smtp.ts'
import { listens } from '../servers/wait.ts'
import { letter } from './letters.ts'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function sandbox(keep?: (mail: SandboxMail) => Promise<void>) {
  const kept: SandboxMail[] = []
  const server = await startSandbox({
    keep: keep ?? (async (mail) => void kept.push(mail)),
    clock: { now: () => 1_800_000_000_000 },
  })
  const connection = openConnection({ host: server.host, port: server.port, protocol: 'none', user: null }, null)
  cleanups.push(server.stop, connection.close)
  const send = (raw: Buffer) =>
    connection.send({
      envelope: { from: 'anna@example.com', to: 'ben@example.org' },
      raw,
      onDataStarted: async () => {},
    })
  return { server, kept, send }
}

test('what is sent is kept, byte for byte, with its envelope and time', async () => {
  const { kept, send } = await sandbox()
  const raw = composeMessage(letter({ text: '.\n..\nhé' }))
  expect((await send(raw)).kind).toBe('accepted')
  expect((await send(raw)).kind).toBe('accepted')
  const envelope = { from: 'anna@example.com', to: ['ben@example.org'] }
  expect(kept).toEqual([
    { raw, envelope, at: 1_800_000_000_000 },
    { raw, envelope, at: 1_800_000_000_000 },
  ])
})

test('what could not be kept is not said to be there', async () => {
  const { send } = await sandbox(() => Promise.reject(new Error('disk full')))
  expect(await send(composeMessage(letter()))).toMatchObject({
    kind: 'refused_after',
    reply: { code: 451, enhanced: '4.3.0' },
  })
})

test('too large is refused: told beforehand by the size, and afterwards when the size was not told', async () => {
  const { server, kept, send } = await sandbox()
  expect(await send(Buffer.alloc(sandboxMaxBytes + 1, 'x'))).toMatchObject({ kind: 'not_sent', reason: 'too_large' })
  const answer = await talk(server.port, [
    'EHLO x\r\n',
    'MAIL FROM:<a@b.c>\r\n',
    'RCPT TO:<d@e.f>\r\n',
    'DATA\r\n',
    `${`${'x'.repeat(998)}\r\n`.repeat(sandboxMaxBytes / 1_000 + 100)}.\r\n`,
  ])
  expect(answer).toMatch(/^552 /)
  expect(kept).toEqual([])
})

/** Sends each line after the reply to the one before; the last reply. */
function talk(port: number, lines: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', reject)
    socket.on('data', (chunk) => {
      if (!/^\d{3} [^\r]*\r\n$/m.test(chunk.toString())) return
      const next = lines.shift()
      if (next !== undefined) return void socket.write(next)
      socket.destroy()
      resolve(chunk.toString())
    })
  })
}

test('it is there for this computer only, and gone after stop', async () => {
  const { server } = await sandbox()
  expect(server.host).toBe('127.0.0.1')
  const others = Object.values(networkInterfaces())
    .flat()
    .filter((one) => one && !one.internal && one.family === 'IPv4')
  for (const one of others) expect(await listens(server.port, one?.address), one?.address).toBe(false)
  expect(await listens(server.port)).toBe(true)
  await server.stop()
  expect(await listens(server.port)).toBe(false)
})

test('clients that vanish in the middle harm nobody', async () => {
  const { server, kept, send } = await sandbox()
  for (const line of ['', 'EHLO x\r\n', 'MAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nDATA\r\nhalf a mess']) {
    await new Promise<void>((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () => {
        socket.write(line, () => {
          socket.resetAndDestroy()
          resolve()
        })
      })
    })
  }
  expect((await send(composeMessage(letter()))).kind).toBe('accepted')
  expect(kept).toHaveLength(1)
})
