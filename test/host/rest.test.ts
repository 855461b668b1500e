import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contract } from '../../src/shared/contract/index.ts'
import { failures } from '../../src/shared/domain/failure.ts'
import { type TestDoor, testDoor } from './asking.ts'

let here: TestDoor
beforeAll(async () => {
  here = await testDoor()
})
afterAll(() => here.stop())

const smtp = { smtp_host: 'smtp.example.com', smtp_port: 587, smtp_protocol: 'starttls', permits: ['more'] }
const post = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
  here.keyed({ method: 'POST', path, body, headers })

describe('problems', () => {
  it('say what, why and what next, as RFC 9457 has it', async () => {
    const { status, headers, json } = await here.keyed({ path: '/api/providers/nope' })
    expect([status, headers['content-type']]).toEqual([404, 'application/problem+json'])
    expect(json).toEqual({
      type: 'urn:cadenza:problem:not_found',
      title: 'not found',
      status: 404,
      detail: 'There is no sending account with the id nope.',
      code: 'not_found',
      next: failures.not_found.next,
    })
  })

  it('refuse a field that nobody knows: a misspelt one would be without effect', async () => {
    const before = (await here.keyed({ path: '/api/contacts' })).json
    for (const [path, body] of [
      ['/api/schedule/engage', { sequence: 'Hello', contact: ['one@example.com'] }],
      ['/api/providers', { from_email: 'a@example.com', ...smtp, limit: ['5/hour'] }],
      ['/api/seats', { name: 'Ann', address: 'ann@example.com', rôle: 'admin' }],
    ] as const) {
      const { status, json } = await post(path, body)
      expect([path, status, json.code]).toEqual([path, 400, 'bad_request'])
      expect(json.detail).toMatch(/"(contact|limit|rôle)"/)
    }
    expect((await here.keyed({ path: '/api/sends?stat=sent' })).status).toBe(400)
    expect((await here.keyed({ path: '/api/contacts' })).json).toEqual(before)
  })

  it('name a field that is missing', async () => {
    const { status, json } = await post('/api/seats', { name: 'Ann' })
    expect([status, json.detail]).toEqual([400, 'address: Missing: give it as string.'])
  })

  it('name the field that is wrong', async () => {
    const { status, json } = await post('/api/providers', {
      from_email: 'a@example.com',
      ...smtp,
      smtp_port: 0,
      quotas: 'many',
    })
    expect([status, json.code]).toEqual([400, 'bad_request'])
    expect(json.detail).toMatch(/smtp_port: .*quotas: /)
  })

  it('of the inside stay inside: told is a reference, the log has the rest', async () => {
    here.room.store.sqlite.exec('ALTER TABLE journal RENAME TO journal_gone')
    const { status, json, text } = await here.keyed({ path: '/api/journal' })
    here.room.store.sqlite.exec('ALTER TABLE journal_gone RENAME TO journal')
    expect([status, json.code]).toEqual([500, 'internal_server_error'])
    expect(text).not.toMatch(/journal|sqlite|stack|\.ts/i)
    const reference = /under ([0-9a-z]{16})/.exec(json.detail)?.[1] ?? 'none'
    expect(here.logged.find((line) => line.includes(reference))).toContain('no such table: journal')
  })
})

describe('versions', () => {
  it('ETag comes with what has a version; If-Match holds a change to it', async () => {
    const made = await post('/api/providers', { from_email: 'etag@example.com', ...smtp })
    const path = `/api/providers/${made.json.public_id}`
    expect([made.status, made.headers.etag]).toEqual([201, '"2"'])
    expect((await here.keyed({ path })).headers.etag).toBe('"2"')
    const patch = (ifMatch: string, body: unknown) =>
      here.keyed({ method: 'PATCH', path, body, headers: { 'if-match': ifMatch } })
    const changed = await patch('"2"', { name: 'One' })
    expect([changed.status, changed.headers.etag, changed.json.name]).toEqual([200, '"3"', 'One'])
    const late = await patch('"2"', { name: 'Two' })
    expect([late.status, late.json.code, late.headers.etag]).toEqual([412, 'stale_version', undefined])
    expect((await patch('W/"3"', { name: 'Two' })).status).toBe(412)
    expect((await patch('"other"', { name: 'Two' })).status).toBe(412)
    expect((await patch('"3"', { name: 'Two', version: 2 })).status).toBe(400)
    expect((await patch('*', { name: 'Three' })).json.name).toBe('Three')
    expect((await here.keyed({ path })).json.name).toBe('Three')
  })

  it('holds for the workspace too; with POST If-Match is not quietly ignored', async () => {
    const { headers, json } = await here.keyed({ path: '/api/workspace' })
    expect(headers.etag).toBe(`"${json.version}"`)
    const patch = (ifMatch: string) =>
      here.keyed({ method: 'PATCH', path: '/api/workspace', body: { name: 'W' }, headers: { 'if-match': ifMatch } })
    expect((await patch(String(headers.etag))).json).toMatchObject({ name: 'W', version: json.version + 1 })
    expect((await patch(String(headers.etag))).status).toBe(412)
    expect((await post('/api/pause', undefined, { 'if-match': '"1"' })).status).toBe(400)
  })
})

describe('Idempotency-Key', () => {
  const accounts = async () => (await here.client().accounts.list()).map((account) => account.from_email)

  it('the same request again gives the same answer and does nothing again', async () => {
    const body = { from_email: 'once@example.com', ...smtp }
    const first = await post('/api/providers', body, { 'idempotency-key': 'one' })
    const again = await post('/api/providers', body, { 'idempotency-key': 'one' })
    expect([again.status, again.json, again.headers.etag]).toEqual([201, first.json, first.headers.etag])
    expect([first.headers['idempotency-replayed'], again.headers['idempotency-replayed']]).toEqual([undefined, 'true'])
    expect((await accounts()).filter((address) => address === 'once@example.com')).toHaveLength(1)
    const other = await post('/api/providers', { ...body, port: 25 }, { 'idempotency-key': 'one' })
    expect([other.status, other.json.code]).toEqual([422, 'idempotency_reused'])
    const elsewhere = await post('/api/pause', undefined, { 'idempotency-key': 'one' })
    expect(elsewhere.status).toBe(422)
  })

  it('of another caller is another key; after a day it is free again', async () => {
    const body = { from_email: 'twice@example.com', ...smtp }
    expect((await post('/api/providers', body, { 'idempotency-key': 'two' })).status).toBe(201)
    const other = await here.newKey('read', 'accounts')
    const asking = { method: 'POST', path: '/api/providers', body }
    const headers = { authorization: `Bearer ${other.key}`, 'idempotency-key': 'two' }
    expect((await here.ask({ ...asking, headers })).json.code).toBe('conflict')
  })

  it('a refusal changed nothing, so the key is free for another try', async () => {
    const body = { from_email: 'later@example.com', ...smtp, password: 'x' }
    here.keychain.state.trouble = 'locked'
    expect((await post('/api/providers', body, { 'idempotency-key': 'three' })).status).toBe(503)
    here.keychain.state.trouble = null
    expect((await post('/api/providers', body, { 'idempotency-key': 'three' })).status).toBe(201)
  })

  it('two at once: one is done, the other is told to look', async () => {
    const body = { from_email: 'race@example.com', ...smtp, password: 'x' }
    let letGo = () => {}
    const set = here.keychain.set
    here.keychain.set = async (name, secret) => {
      await new Promise<void>((resolve) => {
        letGo = resolve
      })
      await set(name, secret)
    }
    const first = post('/api/providers', body, { 'idempotency-key': 'four' })
    await expect.poll(() => here.room.store.get("SELECT 1 FROM idempotency WHERE key = 'four'")).toBeTruthy()
    const second = await post('/api/providers', body, { 'idempotency-key': 'four' })
    expect([second.status, second.json.code]).toEqual([409, 'conflict'])
    letGo()
    expect((await first).status).toBe(201)
    here.keychain.set = set
  })

  it('a new key is never kept, not even for its maker', async () => {
    const made = await post('/api/keys', { name: 'secret' }, { 'idempotency-key': 'five' })
    expect(made.json.key).toMatch(/^cdz_/)
    const again = await post('/api/keys', { name: 'secret' }, { 'idempotency-key': 'five' })
    expect([again.status, again.json.code, again.json.data]).toEqual([409, 'conflict', { id: made.json.id }])
    expect(JSON.stringify(here.room.store.all('SELECT * FROM idempotency'))).not.toContain(made.json.key)
  })

  it.each([
    ['/api/webhooks', { name: 'news', url: 'https://example.com/hook' }, 'secret'],
    ['/api/calendar-feeds', { name: 'plan' }, 'path'],
  ])('nor is what else is shown once: %s', async (path, body, secret) => {
    const made = await post(path, body, { 'idempotency-key': `once-${path}` })
    expect([made.status, typeof made.json[secret]]).toEqual([201, 'string'])
    const again = await post(path, body, { 'idempotency-key': `once-${path}` })
    expect([again.status, again.json.data]).toEqual([409, { id: made.json.public_id }])
    expect(JSON.stringify(here.room.store.all('SELECT * FROM idempotency'))).not.toContain(made.json[secret])
  })

  it('nobody who reads the database can guess a password from the fingerprint', async () => {
    const body = { from_email: 'guess@example.com', ...smtp, password: 'letmein' }
    await post('/api/providers', body, { 'idempotency-key': 'six' })
    const kept = here.room.store.get<{ request: string }>("SELECT request FROM idempotency WHERE key = 'six'")
    const plain = createHash('sha256')
      .update(`POST http://engine/api/providers\n${JSON.stringify(body)}`)
      .digest('hex')
    expect(kept?.request).toMatch(/^[0-9a-f]{64}$/)
    expect(kept?.request).not.toBe(plain)
  })

  it.each([
    ['an empty one', ''],
    ['one with spaces', 'a b'],
    ['a long one', 'x'.repeat(201)],
  ])('%s is refused', async (_, key) => {
    expect((await post('/api/pause', undefined, { 'idempotency-key': key })).status).toBe(400)
  })

  it('is refused where the answer is a stream', async () => {
    const { status, json } = await post('/api/contacts/import', { upload: 'x' }, { 'idempotency-key': 'seven' })
    expect([status, json.detail]).toEqual([400, expect.stringContaining('stream')])
  })
})

describe('hostile JSON', () => {
  it.each([
    ['__proto__ in REST', '/api/keys', '{"__proto__":{"polluted":1},"name":"p"}'],
    ['constructor in REST', '/api/keys', '{"constructor":{"prototype":{"polluted":1}},"name":"p"}'],
    ['__proto__ in RPC', '/rpc/keys/create', '{"json":{"__proto__":{"polluted":1},"name":"p"}}'],
    ['a path to __proto__ in RPC', '/rpc/keys/create', '{"json":{"name":"p"},"meta":[[1,"__proto__","polluted"]]}'],
    [
      'a path through constructor',
      '/rpc/keys/create',
      '{"json":{"name":"p"},"meta":[[1,"constructor","prototype","polluted"]]}',
    ],
    ['meta that is no list', '/rpc/keys/create', '{"json":{"name":"p"},"meta":{"a":1}}'],
    ['maps that are none', '/rpc/keys/create', '{"json":{"name":"p"},"maps":[["__proto__"]],"meta":[]}'],
    ['an array of a hundred thousand depths', '/api/keys', `{"name":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['the same in RPC', '/rpc/keys/create', `{"json":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['a number too large', '/api/keys', '{"days":1e999}'],
    ['a lone surrogate', '/api/keys', '{"name":"\\ud800"}'],
    ['not an object', '/api/keys', '"name"'],
    ['null', '/api/keys', 'null'],
  ])('%s pollutes nothing and breaks nothing', async (_, path, body) => {
    const { status } = await post(path, body)
    expect(status).toBeLessThan(500)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    expect((await here.keyed({ path: '/api/workspace' })).status).toBe(200)
  })

  it('hostile queries and names pollute nothing', async () => {
    for (const path of [
      '/api/sandbox?__proto__[polluted]=1',
      '/api/sandbox?limit[__proto__][polluted]=1',
      '/api/sandbox?limit=1&limit=2',
      `/api/sandbox?after=${'%27'.repeat(60)}`,
      '/api/providers/%00',
      '/api/providers/%ff',
      '/api/providers/..%2f..%2fworkspace',
      "/api/providers/'%20OR%201=1--",
    ])
      expect((await here.keyed({ path })).status).toBeLessThan(500)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  it('a file of this computer can’t be named over HTTP', async () => {
    for (const path of ['contacts/import', 'contacts/inspect', 'suppressions/import', 'exchange/import']) {
      const rest = await post(`/api/${path}`, { file: '/etc/passwd' })
      expect([path, rest.status, rest.json.code]).toEqual([path, 403, 'forbidden'])
    }
    const rpc = await post('/rpc/contacts/import', { json: { file: '/etc/passwd' } })
    expect([rpc.status, rpc.json.json.code]).toEqual([403, 'forbidden'])
  })
})

describe('the OpenAPI document', () => {
  it('is 3.1, lists every procedure at its route, and every reference leads somewhere', async () => {
    const { status, json } = await here.keyed({ path: '/api/openapi.json' })
    expect([status, json.openapi, json.info.title]).toEqual([200, expect.stringMatching(/^3\.1\./), 'Cadenza'])
    const listed = Object.entries<Record<string, { operationId: string }>>(json.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => `${operation.operationId} ${method.toUpperCase()} ${path}`),
    )
    const expected = Object.entries(contract).flatMap(([noun, procedures]) =>
      Object.entries(procedures).map(([verb, procedure]) => {
        const { route } = procedure['~orpc']
        return `${noun}.${verb} ${route.method} ${route.path}`
      }),
    )
    expect(listed.sort()).toEqual(expected.sort())
    const references = [...JSON.stringify(json).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map((m) => m[1])
    expect(references.length).toBeGreaterThan(10)
    for (const name of references) expect(json.components.schemas).toHaveProperty([name ?? ''])
    for (const [path, item] of Object.entries<Record<string, { parameters?: { name: string; in: string }[] }>>(
      json.paths,
    ))
      for (const operation of Object.values(item))
        expect((operation.parameters ?? []).filter((p) => p.in === 'path').map((p) => `{${p.name}}`)).toEqual(
          path.match(/\{[^}]+\}/g) ?? [],
        )
    expect(json.paths['/providers'].post.responses['422'].content).toEqual({
      'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
    })
    expect(json.security).toEqual([{ key: [] }])
  })
})
