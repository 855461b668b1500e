/** What the listener for people outside does with those who ask too much, too slowly, or in another language. */
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type PublicListener, startPublic } from '../../src/main/host/web-public/listener.ts'
import { visitorOf } from '../../src/main/host/web-public/visitor.ts'
import { ask } from './asking.ts'

const base = {
  door: { follow: () => null, isOptOut: () => true, optOut: () => true, check: () => 'x' },
  clock: { now: () => 0 } as never,
  log: { error: () => {} } as never,
  port: 0,
  bind: '127.0.0.1',
}
let listener: PublicListener
beforeAll(async () => {
  listener = await startPublic({ ...base, patience: 400 })
})
afterAll(() => listener.close())

it('that speaks no HTTP, or speaks slowly, is cut off', async () => {
  const said = (text: string) =>
    new Promise<string>((done) => {
      let answer = ''
      const socket = connect(listener.port, '127.0.0.1', () => socket.write(text))
      socket.on('data', (piece) => {
        answer += String(piece)
      })
      socket.on('close', () => done(answer)).on('error', () => {})
    })
  const [nonsense, upgrade, huge, slowHead, slowBody] = await Promise.all([
    said('\x16\x03\x01\x02\x00\x01\r\n\r\n'),
    said('GET /u/x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
    said(`GET /u/x HTTP/1.1\r\nHost: a\r\nX-Long: ${'a'.repeat(20_000)}\r\n\r\n`),
    said('GET /u/x HTTP/1.1\r\nHost: a\r\nX-Sl'),
    said(`POST /u/${'abc.def'} HTTP/1.1\r\nHost: a\r\nContent-Length: 26\r\n\r\nList`),
  ])
  expect(nonsense).toMatch(/^HTTP\/1\.1 400 /)
  expect(upgrade).toBe('')
  expect(huge).toMatch(/^HTTP\/1\.1 4\d\d /)
  expect(slowHead).not.toContain('200 OK')
  expect(slowBody).not.toContain('200 OK')
})

it('who asks too often waits', async () => {
  const narrow = await startPublic({
    ...base,
    rates: { visitor: { burst: 2, perSecond: 1 }, all: { burst: 5, perSecond: 1 } },
  })
  const from = async (address: string) =>
    (await ask(narrow.port, { path: '/x', headers: { 'x-forwarded-for': `9.9.9.9, ${address}` } })).status
  expect([await from('192.0.2.1'), await from('192.0.2.1'), await from('192.0.2.1')]).toEqual([404, 404, 429])
  expect([await from('2001:db8::1'), await from('2001:db8::2'), await from('192.0.2.9')]).toEqual([404, 404, 429])
  await narrow.close()
})

it('of one network counts as one, however its address is written', () => {
  const name = (address: string) =>
    visitorOf({ socket: { remoteAddress: '127.0.0.1' }, headers: { 'x-forwarded-for': address } } as never)
  const same = ['2001:db8::1', '2001:db8::2:3', '2001:0db8:0:0:a:b:c:d', '2001:DB8::ffff:1.2.3.4']
  expect(same.map(name)).toEqual(same.map(() => '2001:db8:0:0'))
  expect(name('2001:db8:0:1::1')).toBe('2001:db8:0:1')
  expect([name('::ffff:192.0.2.1'), name('::ffff:192.0.2.2'), name('::1')]).toEqual([
    '192.0.2.1',
    '192.0.2.2',
    '0:0:0:0',
  ])
})
