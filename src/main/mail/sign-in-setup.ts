/** With what people sign in here: the providers, the clients, and the tokens that came of it. */
import { type Provider, type ProviderName, providerNames, providers as table } from '../../shared/domain/providers.ts'
import { clientSecretName } from '../../shared/domain/secret-name.ts'
import type { Clock, Keychain } from '../ports.ts'
import { signInPatience } from './sign-in.ts'
import type { SignInClient } from './sign-in-client.ts'
import { createTokens, type Tokens } from './tokens.ts'

/** A client as a packager gives it. Its secret is none: whoever has the package can read it. */
export interface PackagedClient {
  client_id: string
  client_secret?: string | undefined
  tenant?: string | undefined
}

export interface SignInOptions {
  packaged?: Partial<Record<ProviderName, PackagedClient>>
  /** Other places than the usual ones: a national cloud, or a server of a test. */
  providers?: Partial<Record<ProviderName, Partial<Provider>>>
  /** ms a person gets to sign in. */
  patience?: number
}

/** A client and who gave it. */
export type FoundClient = SignInClient & { source: 'workspace' | 'package' }

export interface SignInSetup {
  providers: Record<ProviderName, Provider>
  tokens: Tokens
  patience: number
  /** The client to sign in with: the workspace's, else the package's. Rejects when the keychain can't be read. */
  clientOf(provider: ProviderName): Promise<FoundClient | null>
  /** What the package brings; null: nothing. */
  packaged(provider: ProviderName): PackagedClient | null
}

interface Lent {
  keychain: Keychain
  clock: Clock
  /** The workspace's own client. */
  own: (provider: ProviderName) => { client: string; hasSecret: boolean; tenant: string | null } | undefined
}

export function setUpSignIn({ keychain, clock, own }: Lent, options: SignInOptions = {}): SignInSetup {
  const providers = Object.fromEntries(
    providerNames.map((name) => [name, { ...table[name], ...options.providers?.[name] }]),
  ) as Record<ProviderName, Provider>
  const packaged = (provider: ProviderName) => {
    const client = options.packaged?.[provider]
    return client?.client_id ? client : null
  }
  const clientOf = async (provider: ProviderName): Promise<FoundClient | null> => {
    const row = own(provider)
    if (row) {
      const secret = row.hasSecret ? await keychain.get(clientSecretName(provider)) : null
      return { id: row.client, secret, tenant: row.tenant, source: 'workspace' }
    }
    const client = packaged(provider)
    if (!client) return null
    const { client_id, client_secret, tenant } = client
    return { id: client_id, secret: client_secret || null, tenant: tenant || null, source: 'package' }
  }
  const tokens = createTokens({ keychain, clock, providers, clientOf })
  return { providers, tokens, clientOf, packaged, patience: options.patience ?? signInPatience }
}
