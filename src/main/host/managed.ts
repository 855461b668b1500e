/**
 * The mail server that a packager brings for the managed account: resources/managed.json, `null` as it comes, or the file
 * that CADENZA_MANAGED names. Everybody who has the package can read it, so it never holds a password: that is asked for,
 * or it lies in the keychain under "managed/package".
 */
import { readFileSync } from 'node:fs'
import * as z from 'zod'
import packaged from '../../../resources/managed.json' with { type: 'json' }
import { checkAddress } from '../../shared/domain/address.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import type { Engine, EngineOptions } from '../engine.ts'

type Packaged = NonNullable<EngineOptions['managed']>

const near = /^(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/i
const file = z
  .strictObject({
    from_email: z
      .string()
      .refine((text) => checkAddress(text).ok)
      .optional(),
    from_name: z.string().max(200).optional(),
    smtp_host: z
      .string()
      .min(1)
      .max(253)
      .regex(/^[^\s/@?#]+$/),
    smtp_port: z.int().min(1).max(65_535),
    smtp_protocol: z.enum(['none', 'starttls', 'tls']),
    username: z.string().min(1).max(320).optional(),
  })
  .refine(({ smtp_protocol, smtp_host, username }) => smtp_protocol !== 'none' || !username || near.test(smtp_host), {
    path: ['smtp_protocol'],
  })
  .nullable()

/** @throws Refusal `bad_request` where the file is no such server: mail must not leave through one that was misread */
export function packagedManaged(env: Record<string, string | undefined>): Packaged | null {
  const path = env.CADENZA_MANAGED
  const name = path ? `CADENZA_MANAGED names ${path}, which` : 'resources/managed.json'
  try {
    return checked(path ? JSON.parse(readFileSync(path, 'utf8')) : packaged)
  } catch (error) {
    throw new Refusal('bad_request', `${name} describes no mail server: ${fault(error)}.`)
  }
}

function checked(given: unknown): Packaged | null {
  if (typeof given === 'object' && given !== null && 'password' in given)
    throw new Error('it holds a password, which everybody with the package could read')
  return file.parse(given)
}

/** What is wrong with it, and never what is in it. */
function fault(error: unknown): string {
  if (error instanceof z.ZodError)
    return error.issues
      .flatMap(({ path, ...issue }) => (path.length > 0 ? [path.join('.')] : 'keys' in issue ? issue.keys : []))
      .join(', ')
  if (error instanceof SyntaxError) return 'it is not JSON'
  const { code, message } = error as NodeJS.ErrnoException
  return code === undefined ? message : `it can't be read (${code})`
}

/**
 * A workspace nobody has touched begins with the package's server where that needs nothing more; later it is only offered,
 * or a new package would turn a sandbox into real mail behind everybody's back.
 */
export async function beginWithPackaged(engine: Engine): Promise<void> {
  const client = engine.client()
  const { packaged: server, untouched } = await client.accounts.managed()
  if (!untouched || !server?.from_email || (server.username !== null && !server.has_password)) return
  await client.accounts.set_managed({ packaged: true })
}
