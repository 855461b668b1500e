/**
 * Microsoft's directories, against a real authorization server in its place: asked through "common", the metadata name
 * no directory, and each sign-in must come from the one that its own token names. Only the way to the server is
 * another: the name login.microsoftonline.com leads to this computer.
 */
import { afterEach, expect, test, vi } from 'vitest'
import { systemDice } from '../../src/main/host/clock.ts'
import { startSignIn } from '../../src/main/mail/sign-in.ts'
import { providers } from '../../src/shared/domain/providers.ts'
import { clientId, clientSecret, mailScope, type Oidc, signIn, startOidc } from '../servers/oidc.ts'

const alice = 'alice@acme.test'
const microsoft = 'https://login.microsoftonline.com'
const acme = '11111111-2222-3333-4444-555555555555'
const other = '99999999-2222-3333-4444-555555555555'
const issuerOf = (directory: string) => `${microsoft}/${directory}/v2.0`
const tidOfPrivate = providers.microsoft.personal?.tenant ?? ''

const running: Oidc[] = []
afterEach(async () => {
  vi.unstubAllGlobals()
  await Promise.all(running.splice(0).map((server) => server.stop()))
})

/** Its metadata as Microsoft gives them: at the directory that was asked, or with a blank for "common". */
function metadataOf(found: Record<string, unknown>, oidc: Oidc, asked: string) {
  const { authorization_response_iss_parameter_supported: _, ...rest } = found
  const text = JSON.stringify(rest).replaceAll(`${oidc.issuer}/`, `${microsoft}/${asked}/oauth2/`)
  return { ...JSON.parse(text), issuer: issuerOf(asked === 'common' ? '{tenantid}' : asked) }
}

/** A server whose tokens come from `tid`, reached under Microsoft's name. */
async function microsoftAt(tid: string): Promise<string[]> {
  const oidc = await startOidc({ directory: { issuer: issuerOf(tid), tid } })
  running.push(oidc)
  const asked: string[] = []
  const real = fetch
  vi.stubGlobal('fetch', async (input: string | URL, init?: RequestInit) => {
    const url = new URL(input)
    // Microsoft sends no issuer along with its codes
    if (url.searchParams.has('code')) url.searchParams.delete('iss')
    if (url.origin !== microsoft) return real(url, init)
    asked.push(url.pathname)
    const path = url.pathname.replace(/^\/[^/]+\/(?:v2\.0|oauth2)(?=\/)/, '')
    const answer = await real(`${oidc.issuer}${path}${url.search}`, init)
    if (!url.pathname.includes('/.well-known/')) return answer
    return Response.json(
      metadataOf((await answer.json()) as Record<string, unknown>, oidc, url.pathname.split('/')[1] ?? ''),
    )
  })
  return asked
}

async function through(tenant: string | null) {
  const scopes = ['openid', 'email', mailScope]
  const flow = await startSignIn({
    provider: { ...providers.microsoft, scopes, needed: [mailScope], ask: { prompt: 'login consent' } },
    client: { id: clientId, secret: clientSecret, tenant },
    address: alice,
    dice: systemDice,
    patience: 30_000,
    keep: async () => null,
  })
  await signIn(flow.address, { as: alice })
  return flow.done
}

test('through "common" each sign-in is checked against the directory that it names', async () => {
  const asked = await microsoftAt(acme)
  expect(await through(null)).toMatchObject({ ok: { subject: alice, personal: false } })
  expect(asked[0]).toBe('/common/v2.0/.well-known/openid-configuration')
})

test('a private account is known by its directory', async () => {
  await microsoftAt(tidOfPrivate)
  expect(await through(null)).toMatchObject({ ok: { personal: true } })
})

test('with a directory of one’s own only that one is asked, and only its tokens count', async () => {
  const asked = await microsoftAt(acme)
  expect(await through(acme)).toMatchObject({ ok: { subject: alice } })
  expect(asked[0]).toBe(`/${acme}/v2.0/.well-known/openid-configuration`)
  expect(await through(other)).toMatchObject({ failed: { trouble: 'provider' } })
})
