/**
 * The clients that a packager brings for signing in through the browser: resources/sign-in.json, empty as it comes, or the
 * file that CADENZA_SIGN_IN names. The file may also name another issuer and other mail servers, for a provider's
 * national cloud.
 */
import { readFileSync } from 'node:fs'
import * as z from 'zod'
import packaged from '../../../resources/sign-in.json' with { type: 'json' }
import { Refusal } from '../../shared/domain/failure.ts'
import type { EngineOptions } from '../engine.ts'

type SignIn = NonNullable<EngineOptions['signIn']>

const place = z.strictObject({
  host: z.string().min(1),
  port: z.int().min(1).max(65_535),
  protocol: z.enum(['starttls', 'tls']),
})
/** Tokens go over TLS; a server of this very computer is the exception. */
const origin = z.string().regex(/^https:\/\/[^\s@]+$|^http:\/\/127\.0\.0\.1(:\d+)?(\/[^\s@]*)?$/)
const client = z.strictObject({
  client_id: z.string().max(400),
  client_secret: z.string().max(400).optional(),
  tenant: z.string().max(100).optional(),
  issuer: origin.optional(),
  tokens: z.array(origin).optional(),
  smtp: place.optional(),
  imap: place.optional(),
})
const file = z.strictObject({ google: client.optional(), microsoft: client.optional() })

/** @throws Refusal `bad_request` where the file that the environment names can't be read */
export function packagedSignIn(env: Record<string, string | undefined>): SignIn {
  const path = env.CADENZA_SIGN_IN
  if (!path) return optionsOf(file.parse(packaged))
  try {
    return optionsOf(file.parse(JSON.parse(readFileSync(path, 'utf8'))))
  } catch (error) {
    // What is wrong with it, and never what is in it: it holds a secret.
    const why = error instanceof z.ZodError ? error.issues.map((issue) => issue.path.join('.')).join(', ') : 'not JSON'
    throw new Refusal('bad_request', `CADENZA_SIGN_IN names ${path}, which is no list of sign-in clients: ${why}.`)
  }
}

function optionsOf(given: z.infer<typeof file>): SignIn {
  const options: Required<Pick<SignIn, 'packaged' | 'providers'>> = { packaged: {}, providers: {} }
  for (const name of ['google', 'microsoft'] as const) {
    const { client_id = '', client_secret, tenant, ...others } = given[name] ?? {}
    if (client_id) options.packaged[name] = { client_id, client_secret, tenant }
    const set = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined))
    if (Object.keys(set).length > 0) options.providers[name] = set
  }
  return options
}
