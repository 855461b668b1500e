import * as z from 'zod'
import { base } from './base.ts'

const count = z.number().int()

/** A mail server that a packager brings for the managed account. It never holds a password. */
export const PackagedServer = z
  .object({
    from_email: z.string().nullable().meta({ description: 'Null: whoever takes it names an address.' }),
    from_name: z.string().nullable(),
    smtp_host: z.string(),
    smtp_port: count,
    smtp_protocol: z.enum(['none', 'starttls', 'tls']),
    username: z.string().nullable(),
    has_password: z.boolean().meta({ description: 'The keychain has one for it: none need be given.' }),
  })
  .meta({ id: 'PackagedServer' })

export const Managed = z
  .object({
    public_id: z.string(),
    sends_through: z.enum(['sandbox', 'package', 'own']),
    from_email: z.string(),
    from_name: z.string().nullable(),
    smtp_host: z.string().nullable(),
    smtp_port: count.nullable(),
    smtp_protocol: z.enum(['none', 'starttls', 'tls']).nullable(),
    username: z.string().nullable(),
    has_smtp_password: z.boolean(),
    packaged: PackagedServer.nullable().meta({ description: 'What the package offers; null: nothing.' }),
    untouched: z.boolean().meta({ description: 'Nobody ever chose what it sends through, and it sent nothing yet.' }),
    planned: z.object({
      sandbox: count.meta({ description: 'Emails engaged in the sandbox: a real server ends them unsent.' }),
      people: count.meta({ description: 'Emails for people: the sandbox would hold them back.' }),
    }),
    version: count,
  })
  .meta({ id: 'ManagedAccount' })

export const managed = base
  .route({
    method: 'GET',
    path: '/providers/managed',
    tags: ['providers'],
    description: 'What the managed account sends through, and what changing that would do. For admins.',
  })
  .output(Managed)
