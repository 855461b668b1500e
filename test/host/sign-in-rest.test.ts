/** A sign-in by plain HTTP: started, asked about, waited for and given up, by whoever may connect mailboxes. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { setUpSignIn } from '../../src/main/mail/sign-in-setup.ts'
import { signInClientRow } from '../../src/main/store/sign-in-clients.ts'
import { clientId, clientSecret, type Oidc, signIn, startOidc } from '../servers/oidc.ts'
import { type TestDoor, testDoor } from './asking.ts'

const alice = 'alice@acme.test'
let oidc: Oidc
let here: TestDoor
beforeEach(async () => {
  oidc = await startOidc()
  here = await testDoor()
  const { room } = here
  room.signIn = setUpSignIn(
    { ...room.ports, own: (provider) => signInClientRow(room.store, provider) },
    {
      packaged: { google: { client_id: clientId, client_secret: clientSecret } },
      providers: { google: oidc.provider },
    },
  )
})
afterEach(async () => {
  await here.stop()
  await oidc.stop()
})

const wish = { email: alice, provider: 'google', permits: ['more'] }
const start = (body: object = wish) => here.keyed({ method: 'POST', path: '/api/sign-in', body })
const waiting = { state: 'waiting', account: null, trouble: null, words: null, next: null }

it('tells how it stands while the person is in the browser, and afterwards', async () => {
  const started = await start()
  expect([started.status, started.json]).toEqual([
    201,
    {
      flow: expect.any(String),
      provider: 'google',
      address: expect.stringContaining(oidc.issuer),
      scopes: oidc.provider.scopes,
    },
  ])
  const path = `/api/sign-in/${started.json.flow}`
  const before = await here.keyed({ path })
  expect([before.status, before.json]).toEqual([200, waiting])
  const stream = here.keyed({ path: `${path}/wait` })
  await signIn(started.json.address, { as: alice })
  const done = { ...waiting, state: 'done', account: expect.any(String) }
  const after = await here.keyed({ path })
  expect([after.status, after.json]).toEqual([200, done])
  const states = (await stream).text.split('\n').flatMap((line) => (line.startsWith('data: ') ? [line.slice(6)] : []))
  expect(states.map((line) => JSON.parse(line).state)).toEqual(['waiting', 'done', 'done'])
  const account = await here.keyed({ path: `/api/providers/${after.json.account}` })
  expect(account.json).toMatchObject({ type: 'gmail', from_email: alice, signed_in: { provider: 'google' } })
})

it('one that was given up says so, and its page in the browser is of no use any more', async () => {
  const { flow, address } = (await start()).json
  const path = `/api/sign-in/${flow}`
  const ended = { ...waiting, state: 'failed', trouble: 'cancelled', words: 'The sign-in was cancelled.' }
  const given = await here.keyed({ method: 'DELETE', path })
  expect([given.status, given.json]).toMatchObject([200, { ...ended, next: expect.any(String) }])
  expect((await here.keyed({ path })).json).toEqual(given.json)
  await expect(signIn(address, { as: alice })).rejects.toThrow()
})

it('is told to nobody who may not connect mailboxes; an unknown one is not found', async () => {
  const { flow } = (await start()).json
  const { key } = await here.newKey('read')
  const headers = { authorization: `Bearer ${key}` }
  for (const path of [`/api/sign-in/${flow}`, `/api/sign-in/${flow}/wait`])
    expect((await here.ask({ path, headers })).status).toBe(403)
  expect((await here.keyed({ path: '/api/sign-in/nobody' })).status).toBe(404)
  expect((await start({ ...wish, email: 'alice@unknown.test', provider: undefined })).status).toBe(400)
})
