/** A sign-in against a real authorization server: the browser's side, the loopback server's, and every way to fail. */
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemDice } from '../../src/main/host/clock.ts'
import { type SignInFlow, startSignIn } from '../../src/main/mail/sign-in.ts'
import { openLanding } from '../../src/main/mail/sign-in-landing.ts'
import { providers } from '../../src/shared/domain/providers.ts'
import { clientId, clientSecret, mailScope, type Oidc, signIn, startOidc } from '../servers/oidc.ts'

const alice = 'alice@acme.test'
let oidc: Oidc
beforeAll(async () => {
  oidc = await startOidc()
})
afterAll(() => oidc.stop())

const start = (server = oidc, more: Partial<Parameters<typeof startSignIn>[0]> = {}): Promise<SignInFlow> =>
  startSignIn({
    provider: { ...providers.google, ...server.provider },
    client: { id: clientId, secret: clientSecret, tenant: null },
    address: alice,
    dice: systemDice,
    patience: 30_000,
    keep: async () => null,
    ...more,
  })

test('a person signs in; PKCE, state and nonce go along, and no secret does', async () => {
  const flow = await start()
  const asked = new URL(flow.address).searchParams
  expect(Object.fromEntries(asked)).toMatchObject({
    response_type: 'code',
    client_id: clientId,
    code_challenge_method: 'S256',
    login_hint: alice,
    scope: `openid email ${mailScope}`,
  })
  expect(asked.get('redirect_uri')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
  expect(flow.address).not.toContain(clientSecret)
  const seen = await signIn(flow.address, { as: alice })
  expect(seen.status).toBe(200)
  expect(seen.page).toContain('alice@acme.test is signed in')
  const end = await flow.done
  expect(end).toMatchObject({ ok: { subject: alice, personal: false, expiresIn: 3600 } })
  expect('ok' in end && end.ok.scopes).toContain(mailScope)
  expect('ok' in end && end.ok.refreshToken.length).toBeGreaterThan(20)
  // the answer is for one time: nobody listens there any more
  await expect(fetch(seen.address)).rejects.toThrow()
})

describe('each failure has its own words and its own way on', () => {
  const failing = async (flow: SignInFlow) => {
    const end = await flow.done
    if (!('failed' in end)) throw new Error('it worked')
    return end.failed
  }
  test('turned down', async () => {
    const flow = await start()
    expect((await signIn(flow.address, { as: alice, deny: true })).status).toBe(400)
    expect(await failing(flow)).toEqual({
      trouble: 'denied',
      words: 'Google says that the request was turned down in the browser.',
      next: 'Sign in again and agree, or connect the mailbox with a password.',
    })
  })
  test('without the permission to send', async () => {
    const flow = await start()
    await signIn(flow.address, { as: alice, without: [mailScope] })
    const { trouble, words } = await failing(flow)
    expect([trouble, words]).toEqual([
      'scope',
      `Google signed you in, but without the permission to send and read mail (${mailScope}).`,
    ])
  })
  test('as somebody else: said with both addresses, and nothing is kept', async () => {
    let kept = 0
    const flow = await start(oidc, {
      keep: async () => {
        kept++
        return null
      },
    })
    const { page } = await signIn(flow.address, { as: 'bob@acme.test' })
    expect(page).toContain('You signed in at Google as bob@acme.test, but this mailbox is alice@acme.test.')
    expect(await failing(flow)).toMatchObject({ trouble: 'wrong_account' })
    expect(kept).toBe(0)
  })
  test('without a refresh token', async () => {
    const short = await startOidc({ refreshTokens: false })
    const flow = await start(short)
    await signIn(flow.address, { as: alice })
    expect(await failing(flow)).toMatchObject({ trouble: 'no_refresh' })
    await short.stop()
  })
  test('nobody comes back in time', async () => {
    expect(await failing(await start(oidc, { patience: 30 }))).toMatchObject({ trouble: 'expired' })
  })
  test('cancelled', async () => {
    const flow = await start()
    flow.cancel()
    expect(await failing(flow)).toMatchObject({ trouble: 'cancelled' })
    await expect(signIn(flow.address, { as: alice })).rejects.toThrow()
  })
  test('a client that the provider does not know', async () => {
    const flow = await start(oidc, { client: { id: clientId, secret: 'another', tenant: null } })
    await signIn(flow.address, { as: alice })
    const failure = await failing(flow)
    expect(failure.trouble).toBe('client')
    expect(JSON.stringify(failure)).not.toContain('another')
  })
  test('no provider there, or one whose tokens come from elsewhere', async () => {
    const gone = { ...providers.google, issuer: 'http://127.0.0.1:9' }
    await expect(start(oidc, { provider: gone })).rejects.toMatchObject({ trouble: 'network' })
    const strange = { ...providers.google, issuer: oidc.issuer, tokens: ['https://oauth2.googleapis.com'] }
    await expect(start(oidc, { provider: strange })).rejects.toMatchObject({ trouble: 'provider' })
  })
})

describe('the loopback server', () => {
  const open = async (host: '127.0.0.1' | 'localhost' = '127.0.0.1') => {
    const arrived: URL[] = []
    const landing = await openLanding({
      host,
      path: '/',
      state: 'right-state',
      onArrival: async (address) => {
        arrived.push(address)
        return { ok: true, title: 'Done', text: '<b>' }
      },
    })
    return { landing, arrived }
  }
  test('a foreign state changes nothing, the right one counts once', async () => {
    const { landing, arrived } = await open()
    const status = async (query: string) => (await fetch(`${landing.redirectUri}?${query}`)).status
    expect(await status('state=wrong&code=stolen')).toBe(400)
    expect(await status('code=stolen')).toBe(400)
    expect(arrived).toEqual([])
    const answers = await Promise.all([status('state=right-state&code=a'), status('state=right-state&code=b')])
    expect(answers.sort()).toEqual([200, 410])
    expect(arrived).toHaveLength(1)
    await landing.close()
  })
  test('another name, method or path is refused; what it shows is escaped and runs nothing', async () => {
    const { landing, arrived } = await open()
    const to = new URL(landing.redirectUri)
    const rebound = await new Promise<number | undefined>((resolve) =>
      request({
        host: to.hostname,
        port: to.port,
        path: '/?state=right-state',
        headers: { host: `evil.example:${to.port}` },
      })
        .on('response', (res) => resolve(res.statusCode))
        .end(),
    )
    expect(rebound).toBe(421)
    expect((await fetch(`${landing.redirectUri}?state=right-state`, { method: 'POST' })).status).toBe(405)
    expect((await fetch(`${landing.redirectUri}other?state=right-state`)).status).toBe(404)
    expect(arrived).toEqual([])
    const shown = await fetch(`${landing.redirectUri}?state=right-state`)
    expect(await shown.text()).toContain('&lt;b&gt;')
    expect(shown.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(shown.headers.get('cache-control')).toBe('no-store')
    await landing.close()
  })
  test('where another program holds a port on the other family, it takes a port that is free on both', async () => {
    const { landing } = await open('localhost')
    const port = Number(new URL(landing.redirectUri).port)
    const intruder = createServer()
    const code = await new Promise<string | undefined>((resolve) => {
      intruder.once('error', (error: NodeJS.ErrnoException) => resolve(error.code))
      intruder.listen(port, '::1', () => resolve(undefined))
    })
    expect(code).toBe('EADDRINUSE')
    await landing.close()
    await new Promise<void>((resolve) => intruder.listen(0, '::1', resolve))
    const held = (intruder.address() as AddressInfo).port
    const many = await Promise.all(Array.from({ length: 20 }, () => open('localhost')))
    expect(many.map(({ landing: one }) => Number(new URL(one.redirectUri).port))).not.toContain(held)
    await Promise.all(many.map(({ landing: one }) => one.close()))
    intruder.close()
  })
})
