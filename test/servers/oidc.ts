/**
 * A real authorization server (oidc-provider) with a sign-in page of its own, so that both a browser and `signIn` below
 * can go through it: who signs in, which permissions are left ticked, and whether all of it is turned down.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Provider } from 'oidc-provider'
import type { providers } from '../../src/shared/domain/providers.ts'

export const mailScope = 'https://mail.google.com/'
export const clientId = 'cadenza-desktop'
export const clientSecret = 'canary-client-secret-5c1d'

export interface OidcOptions {
  /** Seconds. */
  accessTokenLife?: number
  /** False: none is given, as Google does to somebody who agreed before. */
  refreshTokens?: boolean
  /** Characters of a refresh token; Microsoft's are longer than an entry of some keychains may be. */
  refreshTokenLength?: number
  /** The issuer as it calls itself, and the directory that its tokens name (`tid`), as Microsoft's do. */
  directory?: { issuer: string; tid: string }
  /** A token that is given back ends everything its person granted the client (RFC 7009 §2.1), as Google does. */
  endsAll?: boolean
}

export interface Oidc {
  issuer: string
  port: number
  /** The row of the table that stands for Google, at this server. `smtp` and `imap` are the test's own. */
  provider: Partial<(typeof providers)['google']>
  /** Everything that was asked of the token endpoint: its grant type and its answer's status. */
  grants: { grant: string; status: number }[]
  /** Ends every refresh and access token of a person at once, as removing the app does. */
  revoke(account: string): Promise<void>
  /** Ends access tokens alone, before their time. */
  endAccessTokens(): void
  /** Refresh and access tokens there are. */
  tokens(): number
  /** Ends one of them. */
  end(accessToken: string): void
  stop(): Promise<void>
}

/** Plays the person in a browser. Returns the page that the loopback server showed, and the address it came back with. */
export interface Browser {
  /** Who signs in. */
  as: string
  /** Scopes whose box is left empty. */
  without?: string[]
  /** Turns all of it down. */
  deny?: boolean
}

type Store = Map<string, { payload: Record<string, unknown>; until: number }>

/** oidc-provider's own memory, held here so that a test can take tokens back. */
function memory(stored: Store, endsAll: boolean) {
  return class Adapter {
    readonly name: string
    constructor(name: string) {
      this.name = name
    }
    key(id: string) {
      return `${this.name}:${id}`
    }
    async upsert(id: string, payload: Record<string, unknown>, expiresIn?: number) {
      stored.set(this.key(id), { payload, until: performance.now() + (expiresIn ?? 3600) * 1000 })
    }
    async find(id: string) {
      const found = stored.get(this.key(id))
      return found && found.until > performance.now() ? found.payload : undefined
    }
    async findByUid(uid: string) {
      return [...stored.values()].find(({ payload }) => payload.uid === uid)?.payload
    }
    async findByUserCode() {
      return undefined
    }
    async consume(id: string) {
      const found = stored.get(this.key(id))
      if (found) found.payload.consumed = Math.floor(performance.now() / 1000) + 1
    }
    async destroy(id: string) {
      stored.delete(this.key(id))
    }
    async revokeByGrantId(grantId: string) {
      const whose = stored.get(`Grant:${grantId}`)?.payload.accountId
      for (const [key, { payload }] of stored)
        if (payload.grantId === grantId || (endsAll && payload.grantId && payload.accountId === whose))
          stored.delete(key)
    }
  }
}

export async function startOidc({
  accessTokenLife = 3600,
  refreshTokens = true,
  refreshTokenLength = 43,
  directory,
  endsAll = false,
}: OidcOptions = {}): Promise<Oidc> {
  const stored: Store = new Map()
  const grants: Oidc['grants'] = []
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const issuer = `http://127.0.0.1:${port}`
  const provider = new Provider(directory?.issuer ?? issuer, {
    adapter: memory(stored, endsAll) as never,
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        token_endpoint_auth_method: 'client_secret_post',
        application_type: 'native',
        redirect_uris: ['http://127.0.0.1/', 'http://localhost/'],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
      { client_id: 'dovecot', client_secret: 'dovecot-secret', redirect_uris: [], grant_types: [], response_types: [] },
    ],
    scopes: ['openid', 'offline_access', mailScope],
    claims: { openid: ['sub', 'tid'], email: ['email'] },
    conformIdTokenClaims: false,
    findAccount: (_: unknown, id: string) => ({
      accountId: id,
      claims: async () => ({ sub: id, email: id, tid: directory?.tid }),
    }),
    features: { devInteractions: { enabled: false }, introspection: { enabled: true }, revocation: { enabled: true } },
    pkce: { required: () => true },
    ttl: { AccessToken: accessTokenLife, RefreshToken: 86_400, AuthorizationCode: 60, Grant: 86_400, IdToken: 3600 },
    issueRefreshToken: async () => refreshTokens,
    formats: {
      bitsOfOpaqueRandomness: (_: unknown, { kind }: { kind: string }) =>
        kind === 'RefreshToken' ? refreshTokenLength * 6 : 256,
    },
    rotateRefreshToken: true,
    cookies: { keys: ['for tests alone'] },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
  })
  provider.on('grant.success', (ctx) => grants.push({ grant: String(ctx.oidc.params?.grant_type), status: 200 }))
  provider.on('grant.error', (ctx, error) =>
    grants.push({ grant: String(ctx.oidc.params?.grant_type), status: error.statusCode ?? 400 }),
  )
  const answer = provider.callback()
  server.on('request', (req, res) => {
    if (req.url?.startsWith('/interaction/')) void interact(provider, req, res)
    else answer(req, res)
  })
  return {
    issuer,
    port,
    provider: { issuer, tokens: [issuer], scopes: ['openid', 'email', mailScope], ask: { prompt: 'login consent' } },
    grants,
    async revoke(account) {
      for (const [key, { payload }] of stored)
        if (payload.accountId === account && /^(AccessToken|RefreshToken|Grant):/.test(key)) stored.delete(key)
    },
    endAccessTokens() {
      for (const key of stored.keys()) if (key.startsWith('AccessToken:')) stored.delete(key)
    },
    tokens: () => [...stored.keys()].filter((key) => /^(AccessToken|RefreshToken):/.test(key)).length,
    end: (accessToken) => void stored.delete(`AccessToken:${accessToken}`),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** One page: who it is, and what they allow. */
async function interact(provider: Provider, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const details = await provider.interactionDetails(req, res)
  const { params, prompt } = details
  const asked = String(params.scope).split(' ')
  if (req.method === 'GET') {
    const boxes = asked.map(
      (scope) => `<label><input type="checkbox" name="scope" value="${scope}" checked> ${scope}</label>`,
    )
    res
      .setHeader('content-type', 'text/html')
      .end(
        `<!doctype html><html lang="en"><title>Sign in</title><h1>Sign in</h1><form method="post" action="${req.url}">` +
          `<label>Account <input name="account" value="${String(params.login_hint ?? '')}"></label>${boxes.join('')}` +
          '<button name="act" value="allow">Allow</button> <button name="act" value="deny">Deny</button></form></html>',
      )
    return
  }
  const form = new URLSearchParams(await text(req))
  const accountId = form.get('account') ?? ''
  if (form.get('act') === 'deny')
    return provider.interactionFinished(req, res, { error: 'access_denied', error_description: 'The person said no.' })
  const grant = new provider.Grant({
    accountId: (prompt.name === 'login' ? null : details.session?.accountId) ?? accountId,
    clientId: String(params.client_id),
  })
  const given = form.getAll('scope')
  grant.addOIDCScope(given.join(' '))
  for (const scope of asked) if (!given.includes(scope)) grant.rejectOIDCScope(scope)
  const consent = { grantId: await grant.save() }
  const result = prompt.name === 'login' ? { login: { accountId }, consent } : { consent }
  await provider.interactionFinished(req, res, result, { mergeWithLastSubmission: true })
}

/** Goes through the sign-in as a browser does, up to where the loopback server answers. */
export async function signIn(address: string, { as, without = [], deny = false }: Browser) {
  const jar = new Map<string, string>()
  let url = new URL(address)
  let body: URLSearchParams | null = null
  for (let step = 0; step < 20; step++) {
    const response: Response = await fetch(url, {
      redirect: 'manual',
      method: body ? 'POST' : 'GET',
      body,
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      jar.set(name, value)
    }
    body = null
    const next = response.headers.get('location')
    if (next) {
      url = new URL(next, url)
      continue
    }
    const page = await response.text()
    const scopes = [...page.matchAll(/name="scope" value="([^"]+)"/g)].map(([, scope = '']) => scope)
    if (!page.includes('<form')) return { status: response.status, page, address: url }
    body = new URLSearchParams([
      ['account', as],
      ['act', deny ? 'deny' : 'allow'],
      ...scopes.filter((scope) => !without.includes(scope)).map((scope) => ['scope', scope] as [string, string]),
    ])
  }
  throw new Error(`the sign-in never came to an end; last at ${url.origin}${url.pathname}`)
}
