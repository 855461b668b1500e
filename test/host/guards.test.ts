import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Asking, ask, raw, type TestDoor, testDoor } from './asking.ts'

let here: TestDoor
beforeAll(async () => {
  here = await testDoor()
})
afterAll(() => here.stop())

const workspace = '/api/workspace'

it('listens on this computer only, on both loopback addresses', async () => {
  expect((await here.ask({ path: '/health' })).json).toEqual({ ok: true })
  const v6 = await ask(here.door.port, { path: '/health', address: '::1' }).catch((error) => error.code)
  expect(v6.status ?? v6).toSatisfy((got: unknown) => got === 200 || got === 'EADDRNOTAVAIL')
  const { networkInterfaces } = await import('node:os')
  const outside = Object.values(networkInterfaces())
    .flat()
    .find((each) => each && !each.internal && each.family === 'IPv4')
  if (outside) {
    const refused = ask(here.door.port, { path: '/health', address: outside.address, headers: { host: '127.0.0.1' } })
    await expect(refused).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  }
})

describe('what is not for us or not from us', () => {
  it.each<[string, Asking, number, string]>([
    ['a rebound name', { path: workspace, headers: { host: 'evil.example' } }, 421, 'wrong_host'],
    ['another port in Host', { path: workspace, headers: { host: '127.0.0.1:1' } }, 421, 'wrong_host'],
    ['a rebound name for the page', { path: '/', headers: { host: 'evil.example' } }, 421, 'wrong_host'],
    ['a rebound name for /health', { path: '/health', headers: { host: 'evil.example' } }, 421, 'wrong_host'],
    ['a page of another site', { path: workspace, headers: { origin: 'https://evil.example' } }, 403, 'forbidden'],
    ['a page of another port', { path: workspace, headers: { origin: 'http://127.0.0.1:1' } }, 403, 'forbidden'],
    ['an opaque origin', { path: workspace, headers: { origin: 'null' } }, 403, 'forbidden'],
    ['a cross-site fetch', { path: workspace, headers: { 'sec-fetch-site': 'cross-site' } }, 403, 'forbidden'],
    ['a same-site fetch', { path: workspace, headers: { 'sec-fetch-site': 'same-site' } }, 403, 'forbidden'],
    ['a link from another site', { path: '/', headers: { 'sec-fetch-site': 'cross-site' } }, 403, 'forbidden'],
  ])('refuses %s, even with a good key', async (_, asking, status, code) => {
    const answer = await here.keyed(asking)
    expect([answer.status, answer.json.code]).toEqual([status, code])
    expect(answer.headers['content-type']).toBe('application/problem+json')
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  })

  it('lets in our own page, a typed address, and localhost by name', async () => {
    const ok = async (headers: Record<string, string>) => (await here.keyed({ path: workspace, headers })).status
    expect(await ok({ origin: here.door.origin, 'sec-fetch-site': 'same-origin' })).toBe(200)
    expect(await ok({ 'sec-fetch-site': 'none' })).toBe(200)
    expect(await ok({ host: `localhost:${here.door.port}` })).toBe(200)
    // the origin must be that of the address asked, not just any of ours
    expect(await ok({ host: `localhost:${here.door.port}`, origin: here.door.origin })).toBe(403)
  })
})

describe('who asks', () => {
  const paths: [string, string][] = [
    ['GET', workspace],
    ['GET', '/api/openapi.json'],
    ['GET', '/api/nothing'],
    ['POST', '/api/pause'],
    ['GET', '/rpc/workspace/get'],
    ['POST', '/rpc/workspace/pause'],
    ['POST', '/ticket'],
    ['POST', '/upload'],
    ['PUT', '/upload/x'],
    ['GET', '/session'],
    ['GET', '/ws'],
  ]
  it.each(paths)('%s %s needs a key', async (method, path) => {
    const answer = await here.ask({ method, path })
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Bearer realm="cadenza"'])
    here.time.move(1000)
  })

  it.each<[string, (good: string) => string]>([
    ['wrong', () => `Bearer cdz_${'A'.repeat(43)}`],
    ['cut short', (good) => `Bearer ${good.slice(0, -1)}`],
    ['longer', (good) => `Bearer ${good}x`],
    ['no key at all', () => 'Bearer'],
    ['basic', (good) => `Basic ${Buffer.from(`x:${good}`).toString('base64')}`],
    ['a hash of it', () => `Bearer ${'0'.repeat(64)}`],
    ['an injection', () => "Bearer ' OR 1=1 --"],
  ])('a key that is %s doesn’t count', async (_, header) => {
    here.time.move(2000)
    const answer = await here.ask({ path: workspace, headers: { authorization: header(here.key) } })
    expect([answer.status, answer.json.code]).toEqual([401, 'unauthorised'])
  })

  it('an expired key, a revoked key, and the key of a locked seat don’t count', async () => {
    const { id, key } = await here.newKey('read')
    const asks = async () => (await here.ask({ path: workspace, headers: { authorization: `Bearer ${key}` } })).json
    expect(await asks()).toMatchObject({ zone: 'Europe/Paris' })
    await here.client().keys.revoke({ public_id: id })
    expect(await asks()).toMatchObject({ code: 'unauthorised', detail: 'The key "test" was revoked.' })
    const locked = await here.newKey('read')
    const with_ = { path: workspace, headers: { authorization: `Bearer ${locked.key}` } }
    here.room.store.write((tx) => tx.run("UPDATE seats SET state = 'locked'"))
    expect((await here.ask(with_)).json.detail).toBe('The seat anna@example.com is locked.')
    here.room.store.write((tx) => tx.run("UPDATE seats SET state = 'active'"))
    expect((await here.ask(with_)).status).toBe(200)
    here.time.move(25 * 3_600_000)
    expect((await here.ask(with_)).json.detail).toBe('The key "test" has expired.')
    here.key = (await here.newKey('read', 'write', 'accounts', 'admin')).key
    here.keyed = (asking) =>
      ask(here.door.port, { ...asking, headers: { authorization: `Bearer ${here.key}`, ...asking.headers } })
  })

  it('a key can do what its scopes say and nothing else, through REST and RPC', async () => {
    const { key } = await here.newKey('read')
    const headers = { authorization: `Bearer ${key}` }
    const refused = await here.ask({ method: 'POST', path: '/api/pause', headers })
    expect(refused.json).toMatchObject({ status: 403, code: 'forbidden', data: { needs: 'write' } })
    const rpc = await here.ask({ method: 'POST', path: '/rpc/workspace/pause', headers, body: { json: null } })
    expect([rpc.status, rpc.json.json.code]).toEqual([403, 'forbidden'])
    expect((await here.client().workspace.get()).paused).toBe(false)
    expect((await here.ask({ method: 'POST', path: '/upload', headers })).status).toBe(403)
    const made = await here.ask({ method: 'POST', path: '/api/keys', headers, body: { scopes: ['admin'] } })
    expect(made.status).toBe(403)
  })

  it('trying keys one after the other gets slower, while good keys pass', async () => {
    const wrong = { path: workspace, headers: { authorization: `Bearer cdz_${'B'.repeat(43)}` } }
    const seen = new Set<number>()
    for (let i = 0; i < 40; i++) seen.add((await here.ask(wrong)).status)
    expect([...seen]).toEqual([401, 429])
    const last = await here.ask(wrong)
    expect([last.json.code, last.headers['retry-after']]).toEqual(['too_many_requests', '1'])
    expect((await here.keyed({ path: workspace })).status).toBe(200)
    here.time.move(60_000)
    expect((await here.ask(wrong)).status).toBe(401)
  })

  it('one caller may ask so often; another is not held up by it', async () => {
    const { key } = await here.newKey('read')
    const asking = { path: '/api/status', headers: { authorization: `Bearer ${key}` } }
    const answers: number[] = []
    for (let i = 0; i < 1010; i++) answers.push((await here.ask(asking)).status)
    expect([answers.indexOf(429), answers.at(-1)]).toEqual([1000, 429])
    expect((await here.keyed({ path: workspace })).status).toBe(200)
    here.time.move(1000)
    expect((await here.ask(asking)).status).toBe(200)
  })
})

describe('the form of a request', () => {
  const form = { method: 'POST', path: '/api/keys' }
  it.each<[string, Asking, number]>([
    ['a form', { ...form, body: 'name=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415],
    ['plain text', { ...form, body: '{}', headers: { 'content-type': 'text/plain' } }, 415],
    [
      'a multipart form',
      { ...form, body: '--x--', headers: { 'content-type': 'multipart/form-data; boundary=x' } },
      415,
    ],
    [
      'another character set',
      { ...form, body: '{}', headers: { 'content-type': 'application/json; charset=utf-16' } },
      415,
    ],
    ['a compressed body', { ...form, body: 'x', headers: { 'content-encoding': 'gzip' } }, 415],
    [
      'RPC in a form',
      { method: 'POST', path: '/rpc/keys/create', body: 'x', headers: { 'content-type': 'text/plain' } },
      415,
    ],
    ['no JSON', { ...form, body: '{"name":' }, 400],
    ['a body of the wrong shape', { ...form, body: { days: 'many' } }, 400],
    ['an array', { method: 'PATCH', path: workspace, body: [], headers: { 'if-match': '"1"' } }, 400],
    ['a body over 1 MB', { ...form, body: { name: 'x'.repeat(1024 * 1024) } }, 413],
    ['the wrong method', { method: 'DELETE', path: workspace }, 405],
    ['an unknown method', { method: 'PROPFIND', path: workspace }, 405],
    ['OPTIONS', { method: 'OPTIONS', path: workspace }, 405],
    ['a path that is none', { path: '/api/nothing' }, 404],
    ['a procedure that is none', { method: 'POST', path: '/rpc/workspace/erase', body: { json: {} } }, 404],
    ['a change by GET', { path: '/rpc/workspace/pause' }, 405],
    ['PUT for RPC', { method: 'PUT', path: '/rpc/workspace/get' }, 405],
    ['GET for a ticket', { path: '/ticket' }, 405],
  ])('refuses %s', async (_, asking, status) => {
    here.time.move(1000)
    const answer = await here.keyed(asking)
    expect(answer.status).toBe(status)
    if (status === 405 && !asking.path.startsWith('/rpc/workspace/pause')) expect(answer.headers.allow).toBeTruthy()
  })

  it('a body that never says how long it is ends at the limit', async () => {
    const chunk = 'x'.repeat(64 * 1024)
    const head = `POST /api/keys HTTP/1.1\r\nHost: 127.0.0.1:${here.door.port}\r\nAuthorization: Bearer ${here.key}\r\n`
    const body = `${chunk.length.toString(16)}\r\n${chunk}\r\n`.repeat(20)
    const got = await raw(
      here.door.port,
      `${head}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${body}0\r\n\r\n`,
    )
    expect(got).toMatch(/413|ECONNRESET/)
  })

  it.each([
    ['an absolute target', 'GET http://evil.example/ HTTP/1.1\r\nHost: HOST\r\n\r\n', /^HTTP\/1\.1 400/],
    ['two slashes', 'GET //evil.example/ HTTP/1.1\r\nHost: HOST\r\n\r\n', /^HTTP\/1\.1 400/],
    ['two Hosts', 'GET /health HTTP/1.1\r\nHost: HOST\r\nHost: evil.example\r\n\r\n', /^HTTP\/1\.1 4(00|21)/],
    ['no Host', 'GET /health HTTP/1.1\r\n\r\n', /^HTTP\/1\.1 400/],
    [
      'two lengths',
      'POST /api/pause HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx',
      /^HTTP\/1\.1 400/,
    ],
    [
      'length and chunks',
      'POST /api/pause HTTP/1.1\r\nHost: HOST\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      /^HTTP\/1\.1 400/,
    ],
    ['no HTTP', 'HELLO\r\n\r\n', /^HTTP\/1\.1 400/],
    [
      'a huge header',
      `GET /health HTTP/1.1\r\nHost: HOST\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`,
      /^(HTTP\/1\.1 431|ECONNRESET)/,
    ],
  ])('%s gets no further', async (_, text, answer) => {
    const closing = text
      .replace('HOST', `127.0.0.1:${here.door.port}`)
      .replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')
    expect(await raw(here.door.port, closing)).toMatch(answer)
  })
})
