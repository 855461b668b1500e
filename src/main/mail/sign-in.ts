/**
 * Somebody signs in at their provider: authorization code with PKCE (RFC 7636) and a loopback redirect (RFC 8252), in
 * the system's own browser. The engine gives back the address to open and waits, for a bounded time; whatever door the
 * wish came through, the browser comes back to the engine.
 */
import * as openid from 'openid-client'
import { missingScopes, type Provider } from '../../shared/domain/providers.ts'
import { type SignInFailure, type SignInTrouble, signInFailure } from '../../shared/domain/sign-in.ts'
import type { Dice } from '../ports.ts'
import { startDeadline } from './deadline.ts'
import { asTrouble, type Configuration, configurationOf, type SignInClient } from './sign-in-client.ts'
import { openLanding } from './sign-in-landing.ts'
import type { LandingPage } from './sign-in-page.ts'

/** What a sign-in brought. The tokens are for the keychain and for memory; nothing else may hold them. */
export interface SignedInNow {
  refreshToken: string
  accessToken: string
  /** Seconds the access token lives, as far as the provider said so. */
  expiresIn: number | null
  scopes: string[]
  subject: string
  /** A private account, not one of an organisation. */
  personal: boolean
}

export interface SignInFlow {
  /** What the browser is to open. */
  address: string
  /** Never rejects. */
  done: Promise<{ ok: SignedInNow } | { failed: SignInFailure }>
  cancel(): void
}

export interface SignInWish {
  provider: Provider
  client: SignInClient
  /** Whom to expect: the mailbox's address, and the user name where the provider knows it by another. */
  address: string
  username?: string | null
  dice: Dice
  /** ms until it is given up. */
  patience: number
  /** Takes what came, before the browser is told; rejects with a SignInFailure's kind where it can't. */
  keep: (got: SignedInNow) => Promise<SignInFailure | null>
  /**
   * True for somebody (the provider's `sub`) who is signed in here already. Giving back one token may end everything that
   * person granted (RFC 7009 §2.1; Google does that), and with it a mailbox that works.
   */
  isHere?: (subject: string) => boolean
}

/** ms a person gets: they may have to look for a phone first. */
export const signInPatience = 10 * 60_000

/** @throws ProviderTrouble where the provider or the client isn't there, so that no browser need be opened */
export async function startSignIn(wish: SignInWish): Promise<SignInFlow> {
  const { provider, client, dice } = wish
  const configuration = await configurationOf(provider, client)
  const random = () => Buffer.from(dice.bytes(32)).toString('base64url')
  const [state, verifier, nonce] = [random(), random(), random()]
  const failure = (trouble: SignInTrouble, said?: string | null) =>
    signInFailure(trouble, { provider: provider.label, wanted: wish.address, ...(said ? { said } : {}) })

  const settled = Promise.withResolvers<Awaited<SignInFlow['done']>>()
  let busy = false
  const exchange = async (arrived: URL): Promise<Awaited<SignInFlow['done']>> => {
    const tokens = await openid.authorizationCodeGrant(configuration, arrived, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    })
    const read = readTokens(tokens, wish, failure)
    if ('failed' in read) {
      if (!wish.isHere?.(tokens.claims()?.sub ?? ''))
        await giveBack(configuration, tokens.refresh_token ?? tokens.access_token)
      return read
    }
    const refused = await wish.keep(read.ok)
    return refused ? { failed: refused } : read
  }
  const landing = await openLanding({
    ...provider.landing,
    state,
    onArrival: async (arrived) => {
      busy = true
      const outcome = await exchange(arrived).catch((error: unknown) => {
        const { trouble, said } = asTrouble(error)
        return { failed: failure(trouble, said) }
      })
      settled.resolve(outcome)
      return pageOf(outcome, wish.address)
    },
  })
  // A sign-in that has arrived is brought to its end; only waiting for the person is bounded.
  const giveUp = (trouble: 'expired' | 'cancelled') => {
    if (!busy) settled.resolve({ failed: failure(trouble) })
  }
  const deadline = startDeadline(() => giveUp('expired'))
  deadline.set(wish.patience)
  void settled.promise.then(() => {
    deadline.clear()
    return landing.close()
  })
  const address = openid.buildAuthorizationUrl(configuration, {
    redirect_uri: landing.redirectUri,
    scope: provider.scopes.join(' '),
    state,
    nonce,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    login_hint: wish.username ?? wish.address,
    ...provider.ask,
  })
  return { address: address.href, done: settled.promise, cancel: () => giveUp('cancelled') }
}

type Tokens = Awaited<ReturnType<typeof openid.authorizationCodeGrant>>
type Fail = (trouble: SignInTrouble, said?: string | null) => SignInFailure

/** What is in the answer, if it is what was wanted: the right person, every permission, and for longer than an hour. */
function readTokens(tokens: Tokens, wish: SignInWish, failure: Fail): { ok: SignedInNow } | { failed: SignInFailure } {
  const { provider } = wish
  const claims = tokens.claims()
  if (!claims) return { failed: failure('provider', 'it does not say who signed in') }
  const said = [claims.email, claims.preferred_username].filter((name) => typeof name === 'string')
  const wanted = [wish.address, wish.username].map((name) => name?.toLowerCase())
  if (!said.some((name) => wanted.includes(name.toLowerCase())))
    return { failed: failure('wrong_account', said[0] ?? 'somebody without an address') }
  // RFC 6749 §5.1: without the parameter everything that was asked for was granted.
  const scopes = tokens.scope?.split(' ') ?? provider.scopes
  const missing = missingScopes(provider, scopes)
  if (missing.length > 0) return { failed: failure('scope', missing.join(', ')) }
  if (!tokens.refresh_token) return { failed: failure('no_refresh') }
  return {
    ok: {
      refreshToken: tokens.refresh_token,
      accessToken: tokens.access_token,
      expiresIn: tokens.expires_in ?? null,
      scopes,
      subject: claims.sub,
      personal: provider.personal !== null && claims.tid === provider.personal.tenant,
    },
  }
}

/** What must not be kept is given back, where the provider takes it; the failure is told either way. */
async function giveBack(configuration: Configuration, token: string): Promise<void> {
  if (!configuration.serverMetadata().revocation_endpoint) return
  await openid.tokenRevocation(configuration, token).catch(() => {})
}

function pageOf(outcome: Awaited<SignInFlow['done']>, address: string): LandingPage {
  if ('failed' in outcome) return { ok: false, title: outcome.failed.words, text: outcome.failed.next }
  return { ok: true, title: `${address} is signed in`, text: 'You can close this window and go back to Cadenza.' }
}
