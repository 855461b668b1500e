import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { address, base, publicId } from './base.ts'
import { permits } from './requests.ts'

export const Provider = z.enum(['google', 'microsoft'])

export const SignInStarted = z
  .object({
    flow: z.string(),
    provider: Provider,
    address: z.string().meta({ description: 'Open it in a browser on this computer.' }),
    scopes: z.array(z.string()).meta({ description: 'What is asked for.' }),
  })
  .meta({ id: 'SignInStarted' })

export const SignInState = z
  .object({
    state: z.enum(['waiting', 'done', 'failed']),
    account: z.string().nullable().meta({ description: 'Public id of the account that came of it, once it is done.' }),
    trouble: z
      .enum([
        ...['denied', 'scope', 'no_refresh', 'wrong_account', 'expired', 'cancelled', 'client', 'provider'],
        ...['network', 'keychain', 'refused'],
      ] as const)
      .nullable(),
    words: z.string().nullable().meta({ description: 'Why it failed.' }),
    next: z.string().nullable().meta({ description: 'What to do then.' }),
  })
  .meta({ id: 'SignInState' })

export const SignInClient = z
  .object({
    provider: Provider,
    label: z.string(),
    client_id: z.string().nullable().meta({ description: 'Null: nobody can sign in there yet.' }),
    has_client_secret: z.boolean(),
    tenant: z.string().nullable().meta({ description: 'Microsoft: the directory; null: any.' }),
    source: z.enum(['workspace', 'package']).nullable().meta({ description: 'Who gave the client.' }),
    redirect: z.string().meta({ description: 'The redirect address to register, without its port.' }),
    scopes: z.array(z.string()),
    app_passwords: z.boolean().meta({ description: 'A password made for one program works as well.' }),
    domains: z.array(z.string()).meta({ description: 'Mail domains that belong to it for certain.' }),
  })
  .meta({ id: 'SignInClient' })

const tags = ['sign-in']
const flow = z.strictObject({ flow: z.string().min(1).max(64) })

export const sign_in = {
  start: base
    .route({ method: 'POST', path: '/sign-in', successStatus: 201, tags })
    .input(
      z.strictObject({
        account: publicId.optional().meta({
          description:
            'Sign in for an account that is there: again, or from now on in place of its password. Its address, name and seat stay.',
        }),
        email: address.optional(),
        provider: Provider.optional().meta({ description: 'Not needed where the domain says so, as gmail.com does.' }),
        username: z.string().trim().min(1).max(320).optional().meta({
          description: 'Where one signs in with another name than the address.',
        }),
        from_name: z.string().max(200).nullable().optional(),
        seat: z.string().max(320).nullable().optional(),
        permits: permits.optional(),
      }),
    )
    .output(SignInStarted),
  get: base
    .route({
      method: 'GET',
      path: '/sign-in/{flow}',
      tags,
      description: 'Ask every few seconds while it waits, or wait for it. Its end is remembered for a while.',
    })
    .input(flow)
    .output(SignInState),
  wait: base
    .route({
      method: 'GET',
      path: '/sign-in/{flow}/wait',
      tags,
      description: 'A stream of its states, which ends with the last one.',
    })
    .input(flow)
    .output(eventIterator(SignInState, SignInState)),
  cancel: base.route({ method: 'DELETE', path: '/sign-in/{flow}', tags }).input(flow).output(SignInState),
  clients: base.route({ method: 'GET', path: '/sign-in-clients', tags }).output(z.array(SignInClient)),
  set_client: base
    .route({ method: 'PUT', path: '/sign-in-clients/{provider}', tags })
    .input(
      z.strictObject({
        provider: Provider,
        client_id: z.string().trim().min(1).max(400).nullable().meta({ description: "Null: back to the package's." }),
        client_secret: z.string().max(400).nullable().optional().meta({
          description: 'Goes in, never out. Left out: the present one stays, unless the client is another; null: none.',
          writeOnly: true,
        }),
        tenant: z.string().trim().max(100).nullable().optional(),
      }),
    )
    .output(SignInClient),
}
