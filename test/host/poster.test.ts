/** Where news may be posted to: by the number that is connected to, whatever its name was a moment ago. */
import { createServer, type Server } from 'node:http'
import { type AddressInfo, createServer as createPlain, type LookupFunction } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPoster } from '../../src/main/host/poster.ts'
import { isPrivate } from '../../src/main/host/private-net.ts'
import { createPublicWeb } from '../../src/main/host/public-web.ts'

let server: Server
let port: number
let asked: string[] = []
beforeAll(async () => {
  server = createServer((req, res) => {
    asked.push(req.url ?? '')
    if (req.url === '/away') return void res.writeHead(302, { location: '/landed' }).end()
    if (req.url === '/long') {
      res.writeHead(200)
      const more = () => {
        while (!res.destroyed && res.write('x'.repeat(65_536)));
        if (!res.destroyed) res.once('drain', more)
      }
      return more()
    }
    if (req.url === '/hangs') return
    res.writeHead(204).end()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const what = (allowPrivate = false) => ({ body: '{}', headers: {}, allowPrivate })
/** Name servers that answer with these numbers, one after the other. */
const answering = (...numbers: string[]): LookupFunction => {
  let i = 0
  return ((_: string, options: { all?: boolean }, done: (...given: unknown[]) => void) => {
    const address = numbers[Math.min(i++, numbers.length - 1)] ?? ''
    const family = address.includes(':') ? 6 : 4
    if (options.all) done(null, [{ address, family }])
    else done(null, address, family)
  }) as LookupFunction
}

describe('which numbers are public', () => {
  it.each([
    '10.1.2.3',
    '127.0.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    '::ffff:10.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    '2001:db8::1',
    'not a number',
  ])('%s is not', (address) => expect(isPrivate(address)).toBe(true))
  it.each(['8.8.8.8', '172.15.0.1', '172.32.0.1', '100.63.0.1', '193.0.0.1', '2606:4700::1111', '2a00:1450::1'])(
    '%s is',
    (address) => expect(isPrivate(address)).toBe(false),
  )
})

describe('posting', () => {
  const poster = createPoster()
  it('reaches this computer by its number and by its name', async () => {
    asked = []
    expect(await poster.post(`http://127.0.0.1:${port}/x`, what())).toEqual({ status: 204 })
    const local = createPoster({ lookup: answering('127.0.0.1') })
    expect(await local.post(`http://localhost:${port}/y`, what())).toEqual({ status: 204 })
    expect(asked).toEqual(['/x', '/y'])
  })
  it('connects to no private number, however it is written, unless that is allowed', async () => {
    asked = []
    for (const url of ['https://10.0.0.1/', 'https://169.254.169.254/', 'https://[fd00::1]/', 'https://0x0a000001/'])
      expect(await poster.post(url, what())).toMatchObject({ trouble: expect.stringContaining('private network') })
    const inside = createPoster({ lookup: answering('127.0.0.1') })
    const url = `http://intranet.example:${port}/z`
    expect(await inside.post(url, what())).toMatchObject({ trouble: expect.stringContaining('private network') })
    expect(asked).toEqual([])
    expect(await inside.post(url, what(true))).toEqual({ status: 204 })
  })
  it('looks at the number anew each time: a name that turned inwards leads nowhere', async () => {
    asked = []
    const turning = createPoster({ lookup: answering('192.0.2.1', '127.0.0.1'), timeout: 300 })
    for (let i = 0; i < 2; i++)
      expect(await turning.post(`http://turns.example:${port}/`, what())).toMatchObject({
        trouble: expect.stringContaining('private network'),
      })
    // and `localhost` is this computer, whatever the name servers say
    const lying = createPoster({ lookup: answering('8.8.8.8') })
    expect(await lying.post(`http://localhost:${port}/`, what())).toMatchObject({
      trouble: expect.stringContaining('8.8.8.8'),
    })
    expect(asked).toEqual([])
  })
  it('follows no redirect, reads little, and waits no longer than it has to', async () => {
    asked = []
    expect(await poster.post(`http://127.0.0.1:${port}/away`, what())).toEqual({ status: 302 })
    expect(await poster.post(`http://127.0.0.1:${port}/long`, what())).toEqual({ status: 200 })
    const hasty = createPoster({ timeout: 800 })
    expect(await hasty.post(`http://127.0.0.1:${port}/hangs`, what())).toEqual({
      trouble: 'It did not answer in time.',
    })
    expect(asked).toEqual(['/away', '/long', '/hangs'])
    expect(await poster.post('http://127.0.0.1:1/', what())).toEqual({
      trouble: "It can't be told: nobody answers there.",
    })
    expect(await poster.post('nothing', what())).toEqual({ trouble: 'This is no web address.' })
  })
  it('comes back from whoever wants to speak something else', async () => {
    const other = createPlain((socket) => {
      socket.on('error', () => {})
      socket.once('data', () =>
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
      )
    })
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done))
    const { port: there } = other.address() as AddressInfo
    expect(await poster.post(`http://127.0.0.1:${there}/`, what())).toEqual({ status: 101 })
    other.close()
  })
})

it('a public name that is asked for leads into no private network, by number, by name, or by a name that turned', async () => {
  asked = []
  const trouble = expect.stringContaining('in a private network')
  const web = createPublicWeb({ timeout: 300 })
  for (const url of ['https://10.0.0.1/x', 'https://169.254.169.254/', 'https://[::1]/', 'https://0x7f000001/'])
    expect(await web.get(url)).toEqual({ trouble })
  for (const numbers of [['127.0.0.1'], ['192.168.1.1'], ['fe80::1'], ['::ffff:10.0.0.1']])
    expect(await createPublicWeb({ lookup: answering(...numbers) }).get(`https://router.example:${port}/`)).toEqual({
      trouble,
    })
  expect(asked).toEqual([])
})
