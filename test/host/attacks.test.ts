/**
 * Requests put together at random from what attackers send: foreign pages, rebound names, stolen read-only keys, cookies
 * without their token, odd paths and bodies. The oracle is the database itself: not one row may change. The seed is in
 * the name of the test; CADENZA_ATTACKS sets how many there are (see size.ts), CADENZA_SEED replays.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { contract } from '../../src/shared/contract/index.ts'
import { size } from '../size.ts'
import { type Asking, ask, browser, type TestDoor, testDoor } from './asking.ts'

const attacks = Number(process.env.CADENZA_ATTACKS ?? size(600, 10_000))
const seed = Number(process.env.CADENZA_SEED ?? 20261123)

let here: TestDoor
beforeAll(async () => {
  here = await testDoor()
})
afterAll(() => here.stop())

/** mulberry32 */
function dealer(start: number) {
  let state = start
  const unit = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return { pick: <T>(list: readonly T[]): T => list[Math.floor(unit() * list.length)] as T, unit }
}

interface Credential {
  headers: Record<string, string>
  /** What it may do when nothing else is wrong. */
  reads: boolean
}

async function credentials(): Promise<Credential[]> {
  const { cookie, token } = await browser(here)
  const revoked = await here.newKey('read', 'write', 'accounts', 'admin')
  await here.client().keys.revoke({ public_id: revoked.id })
  const reader = await here.newKey('read')
  const bearer = (key: string) => ({ authorization: `Bearer ${key}` })
  // its first use is written down
  await here.ask({ path: '/api/workspace', headers: bearer(reader.key) })
  return [
    { headers: {}, reads: false },
    { headers: bearer(`cdz_${'x'.repeat(43)}`), reads: false },
    { headers: bearer(revoked.key), reads: false },
    { headers: bearer(here.key.slice(0, -1)), reads: false },
    { headers: bearer(`${here.key}A`), reads: false },
    { headers: { authorization: here.key }, reads: false },
    { headers: { authorization: `Basic ${Buffer.from(`key:${here.key}`).toString('base64')}` }, reads: false },
    { headers: { cookie: cookie.replace(/=.*/, `=${token}`) }, reads: false },
    { headers: { cookie: `session=${here.key}` }, reads: false },
    { headers: { 'x-cadenza-token': token }, reads: false },
    { headers: { 'x-api-key': here.key }, reads: false },
    { headers: bearer(reader.key), reads: true },
    { headers: { cookie }, reads: true },
    { headers: { cookie, 'x-cadenza-token': `${token}x` }, reads: true },
    { headers: { cookie, 'x-cadenza-token': here.key }, reads: true },
  ]
}

/** All rows of all tables, but for when a key was last used. */
function everything(): Record<string, unknown[]> {
  const { store } = here.room
  const tables = store.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
  return Object.fromEntries(
    tables.map(({ name }) => [
      name,
      store.all<Record<string, unknown>>(`SELECT * FROM "${name}"`).map(({ used_at: _, ...row }) => row),
    ]),
  )
}

function targets(ids: readonly string[]): { method: string; path: string }[] {
  const fill = (path: string, id: string) => path.replace(/\{[^}]+\}/g, id)
  const rest = Object.entries(contract).flatMap(([noun, verbs]) =>
    Object.entries(verbs).flatMap(([verb, procedure]) => {
      const { method = '', path = '' } = procedure['~orpc'].route
      return [
        ...ids.map((id) => ({ method, path: `/api${fill(path, id)}` })),
        { method: 'POST', path: `/rpc/${noun}/${verb}` },
        { method: 'GET', path: `/rpc/${noun}/${verb}?data=${encodeURIComponent('{"json":{}}')}` },
      ]
    }),
  )
  const odd = [
    '/ws',
    '/ticket',
    '/upload',
    '/upload/x',
    '/session',
    '/api',
    '/api/',
    '/api//keys',
    '/rpc',
    '/rpc/',
    '/API/keys',
    '/api/keys/',
    '/api/keys;x',
    '/api/keys%2f',
    '/%61pi/keys',
    '/api/../api/keys',
    '/rpc/__proto__/x',
    '/rpc/keys/constructor',
    '/api/openapi.json',
    '/cadenza.sqlite',
    '/calendar/',
    `/calendar/${'x'.repeat(43)}.ics`,
    '/calendar/..%2fapi%2fkeys.ics',
    '/engine.json',
    '/..%2fcadenza.sqlite',
  ]
  return [
    ...rest,
    ...odd.flatMap((path) => ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'].map((method) => ({ method, path }))),
  ]
}

const bodies = [
  undefined,
  {},
  { json: {} },
  { name: 'mallory', scopes: ['admin'], days: 3650 },
  { json: { name: 'mallory', scopes: ['admin'] } },
  {
    from_email: 'mallory@evil.example',
    smtp_host: 'evil.example',
    smtp_port: 25,
    smtp_protocol: 'none',
    role: 'admin',
  },
  { json: { address: 'mallory@evil.example', name: 'Mallory', role: 'admin' } },
  { value: 'everybody.example', decision: 'again', windows: ['daily 00:00-24:00'] },
  { file: '/etc/passwd' },
  '{"json":{},"meta":[[1,"__proto__","x"]]}',
  'name=mallory&role=admin',
  '[',
]

it(`${attacks} attacks with seed ${seed} change nothing and read nothing they may not`, async () => {
  const { pick, unit } = dealer(seed)
  const { port, origin } = here.door
  const [managed] = await here.client().accounts.list()
  const held = await credentials()
  const all = targets([managed?.public_id ?? '', '..%2f..', "'%20OR%201=1"])
  const good = { host: `127.0.0.1:${port}` }
  const hosts = [
    good.host,
    good.host,
    good.host,
    `localhost:${port}`,
    'evil.example',
    `evil.example:${port}`,
    '127.0.0.1',
    `127.0.0.1:${port}.evil.example`,
    `[::1]:${port}@evil.example`,
  ]
  const origins = [
    undefined,
    undefined,
    origin,
    'https://evil.example',
    'null',
    `${origin}.evil.example`,
    `http://localhost:1`,
    'file://',
  ]
  const sites = [undefined, undefined, 'same-origin', 'none', 'cross-site', 'same-site', 'SAME-ORIGIN']
  const types = [
    'application/json',
    'application/json',
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-7',
  ]
  const before = everything()
  const counts: Record<number, number> = {}
  const one = async (): Promise<void> => {
    const credential = pick(held)
    // most come from the right address, so that what stands behind the first door is tried too
    const host = unit() < 0.7 ? good.host : pick(hosts)
    const from = unit() < 0.7 ? undefined : pick(origins)
    const site = unit() < 0.7 ? undefined : pick(sites)
    const target = pick(all)
    const method =
      unit() < 0.15 ? pick(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE']) : target.method
    const outside =
      !(host === good.host || host === `localhost:${port}`) || (from !== undefined && from !== `http://${host}`)
    const foreign = outside || (site !== undefined && site !== 'same-origin' && site !== 'none')
    // a stream that may be read goes on for ever
    if (credential.reads && !foreign && /events/.test(target.path)) return one()
    const asking: Asking = {
      method,
      path: target.path,
      headers: {
        ...credential.headers,
        host,
        ...(from === undefined ? {} : { origin: from }),
        ...(site === undefined ? {} : { 'sec-fetch-site': site }),
        'content-type': pick(types),
        ...(unit() < 0.1
          ? { 'idempotency-key': 'k', 'x-http-method-override': 'DELETE', 'x-forwarded-host': good.host }
          : {}),
      },
      body: method === 'GET' || method === 'HEAD' ? undefined : pick(bodies),
    }
    const answer = await ask(port, asking)
    counts[answer.status] = (counts[answer.status] ?? 0) + 1
    const told = `${JSON.stringify(asking)} → ${answer.status} ${answer.text.slice(0, 300)}`
    expect(answer.status, told).not.toBe(500)
    expect(answer.headers['access-control-allow-origin'], told).toBeUndefined()
    if (foreign || !credential.reads) expect(answer.status, told).toBeGreaterThanOrEqual(400)
    // the cookie is that of an admin, who may look at keys; the stolen key may only read
    if (/keys/.test(target.path) && credential.headers.authorization)
      expect(answer.status, told).toBeGreaterThanOrEqual(400)
    // nobody is slowed down here: the limits have tests of their own
    here.time.move(1000)
  }
  for (let i = 0; i < attacks; i += 8) await Promise.all(Array.from({ length: Math.min(8, attacks - i) }, one))
  expect(Object.values(counts).reduce((sum, n) => sum + n, 0)).toBe(attacks)
  console.log('answers to attacks:', JSON.stringify(counts))
  // the attacks were not all turned away at the first door
  expect(counts[200]).toBeGreaterThan(0)
  expect(counts[403]).toBeGreaterThan(0)
  expect(everything()).toEqual(before)
})
