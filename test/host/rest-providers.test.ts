/** The paths that programs know from other senders, asked as a stranger asks: over HTTP, knowing nothing but the names. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { verifyDomain } from '../rig/verified.ts'
import { type TestDoor, testDoor } from './asking.ts'

let here: TestDoor
beforeAll(async () => {
  here = await testDoor()
})
afterAll(() => here.stop())

const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  here.keyed({ method, path: `/api${path}`, body, headers })
const server = { smtp_host: 'smtp.example.com', smtp_port: 587, smtp_protocol: 'starttls' }
const payload = { type: 'smtp', ...server, username: 'u', password: 'CANARY', permits: ['more', 'role'] }
const add = async (from_email: string) => (await call('POST', '/providers', { ...payload, from_email })).json

it('an account is added with its type; other types say how they are had', async () => {
  const made = await call('POST', '/providers', { ...payload, from_email: 'one@example.com', name: 'One' })
  expect([made.status, made.json.type, made.json.name, made.json.has_smtp_password]).toEqual([201, 'smtp', 'One', true])
  expect(made.text).not.toContain('CANARY')
  const others = await Promise.all(
    ['gmail', 'outlook', 'managed', 'http'].map((type) =>
      call('POST', '/providers', { ...payload, type, from_email: 'two@example.com' }),
    ),
  )
  expect(others.map(({ status, json }) => `${status} ${json.detail}`)).toEqual([
    '400 type: A Gmail mailbox is connected by signing in: POST /api/sign-in.',
    '400 type: An Outlook or Microsoft 365 mailbox is connected by signing in: POST /api/sign-in.',
    '400 type: The managed account is there already, once in each workspace; PUT /api/providers/managed gives it a server.',
    '400 type: Accounts that send through an HTTP API are coming, and are not there yet.',
  ])
  expect((await call('GET', '/providers')).json).toHaveLength(2)
})

it('the managed account can’t be edited, removed or put into a group, and is active from the start', async () => {
  const [{ whose, ...managed }] = (await call('GET', '/providers')).json
  expect(whose).toBe('managed')
  expect(managed).toMatchObject({ type: 'managed', status: 'active', per_utc_day: 50, has_smtp_password: false })
  const path = `/providers/${managed.public_id}`
  const group = (await call('POST', '/groups', { name: 'G' })).json.public_id
  const answers = [
    await call('PATCH', path, { ...server, password: 'x' }),
    await call('PATCH', path, { group }),
    await call('PATCH', `/groups/${group}`, { accounts: [managed.public_id] }),
    await call('DELETE', path, { way: 'go_ahead' }),
    await call('POST', `${path}/deactivate`),
  ]
  expect(answers.map(({ status, json }) => [status, json.code])).toEqual(answers.map(() => [409, 'state']))
  expect((await call('GET', path)).json).toEqual(managed)
})

it('usage and limits carry window, used, allowed, ratio, near_limit and can_request', async () => {
  const [managed] = (await call('GET', '/providers/usage')).json
  const shape = { window: 'utc_day', used: 0, allowed: 50, ratio: 0, near_limit: false, can_request: true }
  expect(managed.windows).toEqual([{ ...shape, outside: 0 }])
  expect((await call('GET', '/providers/limits')).json.managed).toEqual({ ...shape, request: null })
  const asked = await call('POST', '/providers/shared-amazon-ses-limit-request')
  expect([asked.status, asked.json.state]).toEqual([201, 'pending'])
  expect((await call('POST', '/providers/shared-amazon-ses-limit-request')).json.code).toBe('state')
  expect((await call('GET', '/providers/usage')).json[0].windows).toEqual([
    { ...shape, outside: 0, can_request: false },
  ])
})

it('from 80 % on more accounts can be asked for; the managed one doesn’t count', async () => {
  const limits = async () => (await call('GET', '/providers/limits')).json.sending_accounts
  const increase = () => call('POST', '/providers/limits/sending-accounts/request-increase')
  await call('PATCH', '/workspace', { policy: { account_limit: 5 } })
  await add('two@example.com')
  await add('three@example.com')
  expect(await limits()).toMatchObject({ used: 3, allowed: 5, ratio: 0.6, near_limit: false, can_request: false })
  expect((await increase()).status).toBe(409)
  await add('four@example.com')
  expect(await limits()).toMatchObject({ used: 4, ratio: 0.8, near_limit: true, can_request: true, request: null })
  expect((await increase()).status).toBe(201)
  expect((await increase()).status).toBe(409)
  expect(await limits()).toMatchObject({ can_request: false, request: 'pending' })
  await add('five@example.com')
  const over = await call('POST', '/providers', { ...payload, from_email: 'six@example.com' })
  expect([over.status, over.json.detail]).toEqual([
    409,
    'The team has all 5 sending accounts it may have. Ask for an increase.',
  ])
})

it('DELETE takes its wish in the body: tried, refused from an old version, and done once', async () => {
  const all = (await call('GET', '/providers')).json
  const { public_id, version } = all.find((one: { from_email: string }) => one.from_email === 'two@example.com')
  const path = `/providers/${public_id}`
  expect((await call('DELETE', path)).status).toBe(400)
  expect((await call('DELETE', path, { way: 'move' })).json.detail).toBe('to: Missing: name the mailbox that goes on.')
  expect((await call('DELETE', path, { way: 'go_ahead', version: version + 1 })).status).toBe(412)
  const trial = await call('DELETE', path, { way: 'go_ahead', version, dry_run: true })
  expect([trial.status, trial.json.removed]).toEqual([200, false])
  expect((await call('GET', path)).status).toBe(200)
  const done = await call('DELETE', path, { way: 'go_ahead', version })
  expect(done.json).toEqual({ ...trial.json, removed: true })
  expect((await call('GET', path)).status).toBe(404)
  expect((await call('DELETE', path, { way: 'go_ahead' })).status).toBe(404)
})

it('a new password is in the history as one; what follows from a new server is not named as set', async () => {
  const all = (await call('GET', '/providers')).json
  const { public_id } = all.find((one: { from_email: string }) => one.from_email === 'three@example.com')
  const path = `/providers/${public_id}`
  await call('PATCH', path, { imap_host: 'imap.example.com', password: 'CANARY' })
  await call('PATCH', path, { from_name: 'Three', password: 'CANARY 2' })
  await call('PATCH', path, { smtp_host: 'other.example.com' })
  const words = (await call('GET', `${path}/history`)).json.rows
    .filter(({ kind }: { kind: string }) => kind === 'changed')
    .map((row: { words: string }) => row.words.replace(/^Changed by [^:]*: /, ''))
  expect(words).toEqual(['server, password.', 'name readers see, password.', 'password, server for reading.'])
})

it('an account of the whole team waits for its domain: 201 and pending, 409 with the domain, and the domain to be read', async () => {
  await call('PATCH', '/workspace', { policy: { account_limit: 50 } })
  const made = await call('POST', '/providers', { ...payload, from_email: 'news@brand.test', seat: null })
  const waits = 'brand.test is not verified yet: add its records under Domains.'
  expect([made.status, made.json.status, made.json.status_reason]).toEqual([201, 'pending', waits])
  const refused = await call('POST', `/providers/${made.json.public_id}/activate`)
  expect([refused.status, refused.json.detail]).toEqual([409, waits])
  const { rows } = (await call('GET', '/domains')).json
  expect(rows).toMatchObject([{ name: 'brand.test', verified: false, waiting: ['news@brand.test'] }])
  const managed = await call('PUT', '/providers/managed', { ...server, from_email: 'us@brand.test' })
  expect([managed.status, managed.json.status, managed.json.status_reason]).toEqual([200, 'pending', waits])
  verifyDomain(here.room.store, 'brand.test', Date.now())
  expect((await call('POST', `/providers/${made.json.public_id}/activate`)).json.status).toBe('active')
})
