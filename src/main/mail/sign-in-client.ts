/** The provider's side of a sign-in, spoken to through openid-client: what it knows, and what its errors mean. */
import * as openid from 'openid-client'
import { issuerOf, type Provider } from '../../shared/domain/providers.ts'
import type { SignInTrouble } from '../../shared/domain/sign-in.ts'

/** With what this installation signs people in. `secret` null: the client has none. */
export interface SignInClient {
  id: string
  secret: string | null
  /** The directory, where the provider has them; null: the usual one. */
  tenant: string | null
}

/** What went wrong between us and the provider. `said` is its own sentence, without anything secret. */
export class ProviderTrouble extends Error {
  readonly trouble: SignInTrouble
  readonly said: string | null
  constructor(trouble: SignInTrouble, said: string | null) {
    super(said ? `${trouble}: ${said}` : trouble)
    this.name = 'ProviderTrouble'
    this.trouble = trouble
    this.said = said
  }
}

export type Configuration = openid.Configuration

/** Seconds a provider may take to answer. */
const patience = 20

/** Only a server of this very computer may be asked without TLS: there are those in tests alone. */
const isNear = (address: URL): boolean =>
  address.protocol === 'http:' && (address.hostname === '127.0.0.1' || address.hostname === '[::1]')

/**
 * Reads the provider's metadata. Codes and refresh tokens go to no origin but those of our own table, so that an answer
 * that was tampered with can't lead them elsewhere.
 *
 * @throws ProviderTrouble
 */
export async function configurationOf(provider: Provider, client: SignInClient): Promise<Configuration> {
  const issuer = new URL(issuerOf(provider, client.tenant))
  try {
    const secret = client.secret ?? undefined
    const authentication = secret === undefined ? openid.None() : openid.ClientSecretPost(secret)
    const configuration = await openid.discovery(issuer, client.id, {}, authentication, {
      timeout: patience,
      ...(isNear(issuer) ? { execute: [openid.allowInsecureRequests] } : {}),
    })
    const { token_endpoint } = configuration.serverMetadata()
    if (!token_endpoint || !provider.tokens.includes(new URL(token_endpoint).origin))
      throw new ProviderTrouble('provider', `its tokens would come from ${token_endpoint}, which is not known here`)
    return configuration
  } catch (error) {
    throw asTrouble(error)
  }
}

/** What the token endpoint's own codes mean (RFC 6749 §5.2 and §4.1.2.1). */
const meanings: Record<string, SignInTrouble> = {
  access_denied: 'denied',
  consent_required: 'denied',
  invalid_scope: 'scope',
  invalid_client: 'client',
  unauthorized_client: 'client',
  unsupported_response_type: 'client',
  temporarily_unavailable: 'network',
  server_error: 'network',
}

const clip = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 300)

/** Sorts what openid-client throws. The provider's description is for people; the request is never repeated. */
export function asTrouble(error: unknown): ProviderTrouble {
  if (error instanceof ProviderTrouble) return error
  if (error instanceof openid.AuthorizationResponseError || error instanceof openid.ResponseBodyError) {
    const said = clip(error.error_description ?? error.error)
    return new ProviderTrouble(meanings[error.error] ?? 'provider', said)
  }
  const { code, cause, message } = error as {
    code?: string
    cause?: { code?: string; message?: string }
    message: string
  }
  const system = cause?.code ?? ''
  if (message === 'fetch failed' || /^(E[A-Z]+|UND_|CERT_|UNABLE_|SELF_|DEPTH_)/.test(system))
    return new ProviderTrouble('network', clip(cause?.message || system || message))
  if (code === 'OAUTH_TIMEOUT') return new ProviderTrouble('network', 'no answer in time')
  return new ProviderTrouble('provider', clip(message))
}

/** True when the provider says that this refresh token is good for nothing any more. */
export const isSignedOut = (error: unknown): boolean =>
  error instanceof openid.ResponseBodyError && /^(invalid_grant|interaction_required|login_required)$/.test(error.error)
