/**
 * A sign-in that came to nothing gives its token back, and at Google that ends everything its person granted. It must
 * never end the sign-in of a mailbox that works.
 */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { clientId, clientSecret, mailScope, type Oidc, signIn, startOidc } from '../servers/oidc.ts'
import { type Story, story } from '../work/story.ts'

const alice = 'alice@acme.test'
let oidc: Oidc
let here: Story
beforeEach(async () => {
  oidc = await startOidc({ endsAll: true })
  here = await story('2026-11-09T08:00:00Z', {
    signIn: {
      packaged: { google: { client_id: clientId, client_secret: clientSecret } },
      providers: { google: oidc.provider },
    },
  })
})
afterEach(async () => {
  await here.stop()
  await oidc.stop()
})

/** Starts a sign-in, goes through it as `as`, and gives back what became of it. */
async function go(wish: Parameters<typeof here.client.sign_in.start>[0], as: string, without: string[] = []) {
  const { flow, address } = await here.client.sign_in.start(wish)
  await signIn(address, { as, without })
  return here.client.sign_in.get({ flow })
}

/** A new access token for the mailbox: there is none once its refresh token was ended. */
async function renewed(id: string): Promise<boolean> {
  const source = here.engine.room.signIn.tokens.of(id, 'google')
  const before = await source.token()
  return (await source.renew(before)) !== before
}

test('somebody else who is signed in here already stays signed in', async () => {
  const { account } = await go({ email: alice, provider: 'google' }, alice)
  expect(await go({ email: 'erin@acme.test', provider: 'google' }, alice)).toMatchObject({ trouble: 'wrong_account' })
  expect(await renewed(account ?? '')).toBe(true)
})

test('signing in again with a permission left out leaves the sign-in that works', async () => {
  const { account } = await go({ email: alice, provider: 'google' }, alice)
  expect(await go({ account: account ?? '' }, alice, [mailScope])).toMatchObject({ trouble: 'scope' })
  expect(await renewed(account ?? '')).toBe(true)
})

test('of a stranger nothing is left at the provider', async () => {
  const { account } = await go({ email: alice, provider: 'google' }, alice)
  const tokens = oidc.tokens()
  expect(await go({ email: 'erin@acme.test', provider: 'google' }, 'bob@acme.test')).toMatchObject({
    trouble: 'wrong_account',
  })
  expect(oidc.tokens()).toBe(tokens)
  expect(await renewed(account ?? '')).toBe(true)
})
