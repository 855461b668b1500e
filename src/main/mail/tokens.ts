/**
 * Access tokens of the accounts that signed in. They live here, in memory, and nowhere else; what renews them is in the
 * keychain. One renewal an account at a time, whoever asks: a provider that rotates takes the second use of a refresh
 * token for theft and ends the sign-in. A rotated one is stored before its access token is used, or a crash in between
 * would leave an account that works today and never again.
 */
import { refreshTokenGrant } from 'openid-client'
import type { Provider, ProviderName } from '../../shared/domain/providers.ts'
import { signedOutWords } from '../../shared/domain/sign-in.ts'
import type { Clock, Keychain } from '../ports.ts'
import { asTrouble, type Configuration, configurationOf, isSignedOut, type SignInClient } from './sign-in-client.ts'
import { eraseTokens, type KeptTokens, keepTokens, readTokens } from './tokens-kept.ts'

/**
 * Why there is no access token. `signed_out`: somebody must sign in again. `client`: the sign-in client is gone or was
 * refused. `keychain` and `network` pass by themselves.
 */
export type NoToken = 'signed_out' | 'client' | 'keychain' | 'network'

export class TokenTrouble extends Error {
  readonly kind: NoToken
  constructor(kind: NoToken, words: string) {
    super(words)
    this.name = 'TokenTrouble'
    this.kind = kind
  }
}

/** One account's access tokens, as a mail connection asks for them. Both reject with a TokenTrouble and nothing else. */
export interface TokenSource {
  /** One that is good for a while yet; renewed first where it isn't. */
  token(): Promise<string>
  /** The server refused `refused` (334, 535, 401): another one. Asked at the provider only if nobody did meanwhile. */
  renew(refused: string): Promise<string>
  /** The ones it gave out, to be cut out of whatever a server says. */
  given(): readonly string[]
}

export interface Tokens {
  of(publicId: string, provider: ProviderName): TokenSource
  /** After a sign-in: keeps what came, then uses it. @throws what the keychain throws */
  keep(publicId: string, kept: KeptTokens, access: { token: string; expiresIn: number | null }): Promise<void>
  /**
   * Takes all of an account's tokens out of memory and out of the keychain, after a renewal under way: it would put a new
   * one back. @throws what the keychain throws; then nothing is left in memory, and it can be tried again
   */
  erase(publicId: string): Promise<void>
}

export interface TokensOptions {
  keychain: Keychain
  clock: Clock
  providers: Record<ProviderName, Provider>
  /** The client of this installation; null: there is none. */
  clientOf: (provider: ProviderName) => Promise<SignInClient | null>
}

interface Unsaved {
  kept: KeptTokens
  token: string
  expiresIn: number | null
}

interface Held {
  token: string | null
  /** When it is renewed, ms since the epoch. */
  until: number
  renewing: Promise<string> | null
  /** A rotated refresh token that the keychain did not take yet, with its access token: nothing is sent before it did. */
  unsaved: Unsaved | null
  /** A refresh token that the provider took back, and its words: it isn't asked about again. */
  refused: { refreshToken: string; trouble: TokenTrouble } | null
  given: string[]
}

/** Renewed this long before its end: a message on its way must not outlive it. */
const early = 60_000
/** A token without a length of life is believed for this long; a refusal renews it before. */
const unsaid = 30 * 60_000

interface Keeper extends TokensOptions {
  held: Map<string, Held>
  configurations: Map<string, Promise<Configuration>>
}

export function createTokens(options: TokensOptions): Tokens {
  const me: Keeper = { ...options, held: new Map(), configurations: new Map() }
  const { clock } = options
  return {
    of: (publicId, name) => ({
      async token() {
        const { token, until, renewing } = holdOf(me, publicId)
        return token !== null && renewing === null && clock.now() < until ? token : once(me, publicId, name)
      },
      async renew(refused) {
        const { token, until } = holdOf(me, publicId)
        const isNews = token !== null && token !== refused && clock.now() < until
        return isNews ? token : once(me, publicId, name)
      },
      given: () => holdOf(me, publicId).given,
    }),
    async keep(publicId, kept, { token, expiresIn }) {
      await alone(me, publicId, async (hold) => {
        await keepTokens(me.keychain, publicId, kept)
        hold.unsaved = null
        return use(me, hold, token, expiresIn)
      })
    },
    async erase(publicId) {
      const gone = new TokenTrouble('signed_out', 'This mailbox no longer signs in through the browser.')
      const work = async (hold: Held) => {
        Object.assign(hold, blank())
        await eraseTokens(me.keychain, publicId)
        throw gone
      }
      await alone(me, publicId, work).catch((error: unknown) => {
        if (error !== gone) throw error
      })
      me.held.delete(publicId)
    },
  }
}

/** Its own turn between renewals: whoever wants a token meanwhile waits for what comes of it. */
async function alone(me: Keeper, publicId: string, work: (hold: Held) => Promise<string>): Promise<string> {
  const hold = holdOf(me, publicId)
  while (hold.renewing) await hold.renewing.catch(() => {})
  hold.renewing = me.clock.working(work(hold)).finally(() => {
    hold.renewing = null
  })
  return hold.renewing
}

const blank = (): Omit<Held, 'renewing'> => ({ token: null, until: 0, unsaved: null, refused: null, given: [] })

function holdOf({ held }: Keeper, publicId: string): Held {
  const found = held.get(publicId) ?? { ...blank(), renewing: null }
  held.set(publicId, found)
  return found
}

function use({ clock }: Keeper, hold: Held, token: string, expiresIn: number | null): string {
  const life = expiresIn === null ? unsaid : expiresIn * 1000
  hold.token = token
  // a short-lived one is used for half of its life
  hold.until = clock.now() + Math.max(life / 2, life - early)
  hold.given = [...hold.given.slice(-3), token]
  return token
}

function once(me: Keeper, publicId: string, name: ProviderName): Promise<string> {
  const hold = holdOf(me, publicId)
  hold.renewing ??= me.clock.working(renewNow(me, publicId, name, hold)).finally(() => {
    hold.renewing = null
  })
  return hold.renewing
}

async function renewNow(me: Keeper, publicId: string, name: ProviderName, hold: Held): Promise<string> {
  if (hold.unsaved) return save(me, publicId, hold, hold.unsaved)
  const provider = me.providers[name]
  const kept = await readTokens(me.keychain, publicId).catch(notKept)
  if (!kept)
    throw new TokenTrouble('signed_out', 'The tokens of this sign-in are missing from the keychain. Sign in again.')
  if (hold.refused?.refreshToken === kept.refresh_token) throw hold.refused.trouble
  const client = await me.clientOf(name).catch(notKept)
  checkClient(provider, kept, client)
  const configuration = await configurationFor(me, provider, client).catch(notReached(provider))
  const got = await grant(provider, kept, configuration).catch((trouble: TokenTrouble) => {
    if (trouble.kind === 'signed_out') {
      hold.refused = { refreshToken: kept.refresh_token, trouble }
      // the access that came of it is taken back with it
      hold.token = null
    }
    throw trouble
  })
  if (got.refresh === kept.refresh_token) return use(me, hold, got.access, got.expiresIn)
  hold.token = null
  hold.unsaved = { kept: { ...kept, refresh_token: got.refresh }, token: got.access, expiresIn: got.expiresIn }
  return save(me, publicId, hold, hold.unsaved)
}

/** The rotated refresh token first; only then is its access token used. */
async function save(me: Keeper, publicId: string, hold: Held, unsaved: Unsaved): Promise<string> {
  await keepTokens(me.keychain, publicId, unsaved.kept).catch(notKept)
  hold.unsaved = null
  return use(me, hold, unsaved.token, unsaved.expiresIn)
}

function configurationFor(me: Keeper, provider: Provider, client: SignInClient): Promise<Configuration> {
  const key = JSON.stringify([provider.name, client])
  const found = me.configurations.get(key) ?? configurationOf(provider, client)
  me.configurations.set(key, found)
  found.catch(() => me.configurations.delete(key))
  return found
}

function checkClient(
  { label }: Provider,
  kept: KeptTokens,
  client: SignInClient | null,
): asserts client is SignInClient {
  if (!client) throw new TokenTrouble('client', `There is no sign-in client for ${label} here. An admin sets one.`)
  if (client.id !== kept.client)
    throw new TokenTrouble('signed_out', signedOutWords(label, 'it was made with another sign-in client'))
}

async function grant(provider: Provider, kept: KeptTokens, configuration: Configuration) {
  try {
    const got = await refreshTokenGrant(configuration, kept.refresh_token)
    // RFC 6749 §6: without a new one the old one stays
    const refresh = got.refresh_token ?? kept.refresh_token
    return { access: got.access_token, refresh, expiresIn: got.expires_in ?? null }
  } catch (error) {
    const { said } = asTrouble(error)
    if (isSignedOut(error)) throw new TokenTrouble('signed_out', signedOutWords(provider.label, said))
    throw notReached(provider)(error)
  }
}

function notReached({ label }: Provider): (error: unknown) => never {
  return (error) => {
    if (error instanceof TokenTrouble) throw error
    const { trouble, said } = asTrouble(error)
    const words = `${label} gave no new access${said ? `: ${said}` : '.'}`
    throw new TokenTrouble(trouble === 'client' ? 'client' : 'network', words)
  }
}

function notKept(error: unknown): never {
  throw new TokenTrouble('keychain', error instanceof Error ? error.message : String(error))
}
