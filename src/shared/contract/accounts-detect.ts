import * as z from 'zod'
import { address, base } from './base.ts'

const server = z
  .object({ host: z.string(), port: z.number().int(), protocol: z.enum(['none', 'starttls', 'tls']) })
  .nullable()

/** How a mailbox is probably reached, and how that was found out. */
export const Detected = z
  .object({
    from: z.enum(['domain', 'mx', 'srv', 'guess', 'nothing']).meta({
      description:
        "domain: a provider's own domain; mx: the domain's mail is taken in by that provider; srv: the domain says so itself (RFC 6186); guess: a usual name that exists, not to be trusted with a password unseen.",
    }),
    provider: z
      .object({
        id: z.string(),
        name: z.string(),
        type: z.enum(['smtp', 'gmail', 'outlook']),
        sign_in: z.enum(['password', 'app_password', 'oauth', 'bridge']),
        note: z.string().nullable(),
        help: z.string().nullable(),
        source: z.string().meta({ description: "The provider's own page." }),
      })
      .nullable(),
    smtp: server,
    imap: server,
    username: z.string().nullable(),
    imap_username: z.string().nullable(),
    evidence: z.array(z.string()).meta({ description: 'Sentences: what was found, and where.' }),
    asked: z
      .array(z.string())
      .meta({ description: 'Every question that left this computer, all to name servers; empty: none did.' }),
  })
  .meta({ id: 'DetectedMailbox' })

export const detect = base
  .route({
    method: 'POST',
    path: '/providers/detect',
    tags: ['providers'],
    description: 'Finds out how a mailbox is reached, from known providers and from DNS. No mail server is asked.',
  })
  .input(z.strictObject({ email: address }))
  .output(Detected)
