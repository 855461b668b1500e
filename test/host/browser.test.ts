import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type Asking, browser, raw, type TestDoor, testDoor } from './asking.ts'

let here: TestDoor
beforeAll(async () => {
  here = await testDoor()
})
afterAll(() => here.stop())

const workspace = '/api/workspace'

describe('the page', () => {
  it('is there for everybody, with headers that let nothing foreign in', async () => {
    const { status, text, headers } = await here.ask({ path: '/' })
    expect([status, text]).toEqual([200, expect.stringContaining('<meta name="cadenza-door" content="web" />')])
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-frame-options': 'DENY',
    })
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).not.toContain('unsafe')
    expect((await here.ask({ path: '/assets/app.js' })).headers['content-type']).toContain('javascript')
    expect((await here.ask({ method: 'HEAD', path: '/' })).status).toBe(200)
    expect((await here.ask({ method: 'POST', path: '/', body: {} })).status).toBe(405)
  })

  it('lets a browser keep only files that are named after their contents', async () => {
    const kept = async (path: string) => (await here.ask({ path })).headers['cache-control']
    expect([await kept('/assets/app-B0QnQpD1.js'), await kept('/assets/app.js'), await kept('/session')]).toEqual([
      'private, max-age=31536000, immutable',
      'no-store',
      'no-store',
    ])
  })

  it.each([
    '/../outside.txt',
    '/assets/../../outside.txt',
    '/%2e%2e/outside.txt',
    '/..%2foutside.txt',
    '/%2e%2e%2foutside.txt',
    '/..\\outside.txt',
    '/assets/..%5c..%5coutside.txt',
    '/....//outside.txt',
    '/assets/app.js%00.html',
    '/%252e%252e/outside.txt',
    '/cadenza.sqlite',
    '/../cadenza.sqlite',
    '/assets',
    '/assets/',
    '/index.html/',
    '/__proto__',
  ])('serves nothing but its own files: %s', async (path) => {
    const answer = await here.ask({ path })
    expect(answer.status).toSatisfy((status: number) => status === 404 || status === 400)
    expect(answer.text).not.toContain('OUTSIDE')
  })
})

describe('a browser', () => {
  it('gets in once with its code; reads with the cookie, and changes with the token beside it', async () => {
    const { cookie, token, answer, code, origin } = await browser(here)
    expect(answer.status).toBe(201)
    expect(answer.headers['set-cookie']?.[0]).toMatch(/^cadenza_\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/)
    expect(new Set([cookie.split('=')[1], token, code]).size).toBe(3)
    const asks = async (asking: Asking) =>
      (await here.ask({ ...asking, headers: { cookie, ...asking.headers } })).status
    expect(await asks({ path: workspace })).toBe(200)
    const pause = { method: 'POST', path: '/api/pause' }
    expect(await asks(pause)).toBe(403)
    expect(await asks({ ...pause, headers: { origin } })).toBe(403)
    expect(await asks({ ...pause, headers: { origin, 'x-cadenza-token': 'wrong' } })).toBe(403)
    expect(await asks({ ...pause, headers: { 'x-cadenza-token': token } })).toBe(403)
    expect(await asks({ ...pause, headers: { origin, 'x-cadenza-token': token } })).toBe(200)
    expect(await asks({ path: '/rpc/workspace/get' })).toBe(200)
    const rpc = { method: 'POST', path: '/rpc/workspace/resume', body: {} }
    expect(await asks(rpc)).toBe(403)
    expect(await asks({ ...rpc, headers: { origin, 'x-cadenza-token': token } })).toBe(200)
    // a code works once
    const again = await here.ask({ method: 'POST', path: '/session', headers: { origin }, body: { code } })
    expect([again.status, again.headers['set-cookie']]).toEqual([401, undefined])
    // a page that was loaded anew asks for its token again
    expect((await here.ask({ path: '/session', headers: { cookie } })).json).toEqual({ token })
    expect(await asks({ method: 'DELETE', path: '/session', headers: { origin, 'x-cadenza-token': token } })).toBe(204)
    expect(await asks({ path: workspace })).toBe(401)
  })

  it('codes grow old, sessions too, and a code from another page is not taken', async () => {
    const code = here.door.loginUrl().split('#code=')[1]
    const post = (headers: Record<string, string>, body: unknown) =>
      here.ask({ method: 'POST', path: '/session', headers, body })
    expect((await post({}, { code })).status).toBe(403)
    expect((await post({ origin: 'https://evil.example' }, { code })).status).toBe(403)
    expect((await post({ origin: here.door.origin }, { code: 7 })).status).toBe(400)
    here.time.move(10 * 60_000)
    expect((await post({ origin: here.door.origin }, { code })).status).toBe(401)
    const { cookie } = await browser(here)
    expect((await here.ask({ path: workspace, headers: { cookie } })).status).toBe(200)
    here.time.move(12 * 3_600_000)
    expect((await here.ask({ path: workspace, headers: { cookie } })).status).toBe(401)
  })

  it('a page that stays open keeps its session: asking for it gives twelve more hours', async () => {
    const own = await testDoor()
    const { cookie } = await browser(own)
    const asks = async (path: string) => (await own.ask({ path, headers: { cookie } })).status
    own.time.move(11 * 3_600_000)
    expect(await asks('/session')).toBe(200)
    own.time.move(11 * 3_600_000)
    expect(await asks(workspace)).toBe(200)
    own.time.move(1 * 3_600_000)
    expect(await asks(workspace)).toBe(401)
    await own.stop()
  })
})

describe('a WebSocket', () => {
  const open = (protocols: string[], headers: Record<string, string> = {}, path = '/ws') =>
    new Promise<string>((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${here.door.port}${path}`, protocols, {
        headers: { origin: here.door.origin, ...headers },
      })
      socket.once('open', () => {
        resolve(`open ${socket.protocol}`)
        socket.close()
      })
      socket.once('unexpected-response', (_, res) => resolve(String(res.statusCode)))
      socket.once('error', (error) => resolve(error.message))
    })
  const ticket = async () => (await here.keyed({ method: 'POST', path: '/ticket' })).json.ticket as string

  it('needs our Origin and a fresh ticket of its own', async () => {
    expect(await open(['cadenza', `ticket.${await ticket()}`])).toBe('open cadenza')
    expect(await open(['cadenza'])).toBe('401')
    expect(await open([])).toBe('401')
    expect(await open(['cadenza', 'ticket.wrong'])).toBe('401')
    expect(await open([`ticket.${await ticket()}`])).toBe('401')
    expect(await open(['cadenza'], { authorization: `Bearer ${here.key}` })).toBe('401')
    expect(await open(['cadenza', `ticket.${await ticket()}`], { origin: 'https://evil.example' })).toBe('403')
    expect(await open(['cadenza', `ticket.${await ticket()}`], { host: 'evil.example' })).toBe('421')
    expect(await open(['cadenza', `ticket.${await ticket()}`], { 'sec-fetch-site': 'cross-site' })).toBe('403')
    expect(await open(['cadenza', `ticket.${await ticket()}`], {}, '/api')).toBe('404')
    const used = await ticket()
    await open(['cadenza', `ticket.${used}`])
    expect(await open(['cadenza', `ticket.${used}`])).toBe('401')
    const old = await ticket()
    here.time.move(30_000)
    expect(await open(['cadenza', `ticket.${old}`])).toBe('401')
  })

  it('needs an Origin at all', async () => {
    const head = `GET /ws HTTP/1.1\r\nHost: 127.0.0.1:${here.door.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n`
    const rest = `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${'A'.repeat(22)}==\r\n`
    const protocol = `Sec-WebSocket-Protocol: cadenza, ticket.${await ticket()}\r\n\r\n`
    expect(await raw(here.door.port, head + rest + protocol)).toMatch(/^HTTP\/1\.1 403/)
  })
})
