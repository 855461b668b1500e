import * as z from 'zod'
import { address, base, id, instant, version, zone } from './base.ts'
import { Moves } from './workspace.ts'

const limit = z.string().max(40).meta({ description: 'Such as "50/hour" or "30-50/hour".' })

export const Account = z
  .object({
    public_id: z.string(),
    kind: z.enum(['managed', 'smtp', 'gmail', 'outlook']),
    seat: z.string().nullable(),
    address: z.string(),
    name: z.string().nullable(),
    reply_to: z.string().nullable(),
    zone: z.string().nullable(),
    host: z.string().nullable(),
    port: z.number().int().nullable(),
    protocol: z.enum(['none', 'starttls', 'tls']).nullable(),
    user: z.string().nullable(),
    has_smtp_password: z.boolean(),
    limits: z.array(z.string()),
    per_utc_day: z.number().int().nullable(),
    min_gap_seconds: z.number(),
    weight: z.number().int(),
    state: z.enum(['pending', 'active', 'inactive', 'error']),
    state_reason: z.string().nullable(),
    resume_at: instant.nullable(),
    paused: z.boolean(),
    sandbox: z.boolean(),
    version: z.number().int(),
    created_at: instant,
  })
  .meta({ id: 'SendingAccount' })

const smtp = {
  name: z.string().max(200).nullable().optional(),
  reply_to: address.nullable().optional(),
  zone: zone.nullable().optional(),
  host: z.string().trim().min(1).max(253),
  port: z.number().int().min(1).max(65535),
  protocol: z.enum(['none', 'starttls', 'tls']),
  user: z.string().max(320).nullable().optional(),
  password: z.string().max(2000).optional().meta({ description: 'Goes in, never out.', writeOnly: true }),
  allow_plaintext_password: z.boolean().optional(),
  limits: z.array(limit).max(10).optional(),
  min_gap_seconds: z.number().min(0).max(86400).optional(),
  weight: z.number().int().min(0).max(1000).optional(),
  seat: z.string().max(320).nullable().optional().meta({ description: "A seat's address; null: a team account." }),
}

const change = z.strictObject({
  ...id.shape,
  version,
  address: address.optional().meta({ description: 'Only the present one: another address is a new mailbox.' }),
  ...z.object(smtp).partial().shape,
})

export const Consequence = Moves.extend({ erases_password: z.boolean() }).meta({ id: 'Consequence' })

export const Usage = z
  .object({
    public_id: z.string(),
    kind: Account.shape.kind,
    sandbox: z.boolean(),
    address: z.string(),
    windows: z.array(z.object({ unit: z.string(), used: z.number().int(), limit: z.number().int() })),
    planned: z.number().int().meta({ description: 'Emails planned through this account.' }),
    waiting: z.number().int().meta({ description: 'Of these, those that wait because the account sends nothing now.' }),
    next: instant.nullable().meta({ description: 'When its next email leaves; null while it sends nothing.' }),
    trouble: z
      .object({ kind: z.enum(['credentials', 'quota', 'connection']), since: instant.nullable() })
      .nullable()
      .meta({ description: 'What took it out, while it is in error.' }),
  })
  .meta({ id: 'AccountUsage' })

export const TestResult = z.object({
  ok: z.boolean(),
  latency_ms: z.number(),
  words: z.string().nullable().meta({ description: "The server's own words; null: it said nothing." }),
  trouble: z.string().nullable().meta({ description: 'What went wrong where no server said so.' }),
  next: z.string().nullable(),
})

const tags = ['providers']
export const accounts = {
  list: base.route({ method: 'GET', path: '/providers', tags }).output(z.array(Account)),
  get: base.route({ method: 'GET', path: '/providers/{public_id}', tags }).input(id).output(Account),
  create: base
    .route({ method: 'POST', path: '/providers', successStatus: 201, tags })
    .input(z.strictObject({ address, ...smtp }))
    .output(Account),
  update: base.route({ method: 'PATCH', path: '/providers/{public_id}', tags }).input(change).output(Account),
  consequence: base
    .route({
      method: 'POST',
      path: '/providers/{public_id}/consequence',
      tags,
      description: 'The same input as a change; nothing is changed.',
    })
    .input(change)
    .output(Consequence),
  activate: base.route({ method: 'POST', path: '/providers/{public_id}/activate', tags }).input(id).output(Account),
  deactivate: base.route({ method: 'POST', path: '/providers/{public_id}/deactivate', tags }).input(id).output(Account),
  pause: base.route({ method: 'POST', path: '/providers/{public_id}/pause', tags }).input(id).output(Account),
  resume: base.route({ method: 'POST', path: '/providers/{public_id}/resume', tags }).input(id).output(Account),
  test: base.route({ method: 'POST', path: '/providers/{public_id}/test', tags }).input(id).output(TestResult),
  probe: base
    .route({ method: 'POST', path: '/providers/probe', tags, description: 'Tests settings before they are kept.' })
    .input(
      z.strictObject({
        host: smtp.host,
        port: smtp.port,
        protocol: smtp.protocol,
        user: smtp.user,
        password: smtp.password,
        allow_plaintext_password: smtp.allow_plaintext_password,
      }),
    )
    .output(TestResult),
  usage: base.route({ method: 'GET', path: '/providers/usage', tags }).output(z.array(Usage)),
  limits: base
    .route({ method: 'GET', path: '/providers/limits', tags })
    .output(z.object({ accounts: z.number().int(), limit: z.number().int(), request_increase: z.boolean() })),
}
