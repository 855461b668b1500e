import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { base, id, instant, page, paged } from './base.ts'

export const SandboxMessage = z
  .object({
    public_id: z.string(),
    send: z.string().nullable(),
    from: z.string(),
    to: z.array(z.string()),
    subject: z.string(),
    received_at: instant,
    size: z.number().int(),
  })
  .meta({ id: 'SandboxMessage' })

const search = z.string().trim().max(200).optional().meta({ description: 'Part of the subject or of an address.' })

export const sandbox = {
  list: base
    .route({ method: 'GET', path: '/sandbox', tags: ['sandbox'] })
    .input(page.extend({ search }))
    .output(paged(SandboxMessage)),
  count: base
    .route({ method: 'GET', path: '/sandbox/count', tags: ['sandbox'] })
    .input(z.strictObject({ search }))
    .output(z.object({ count: z.number().int() })),
  clear: base
    .route({
      method: 'POST',
      path: '/sandbox/clear',
      tags: ['sandbox'],
      description: 'Empties the inbox for good. What the ledger says about these sends stays.',
    })
    .output(z.object({ removed: z.number().int() })),
  get: base
    .route({ method: 'GET', path: '/sandbox/{public_id}', tags: ['sandbox'] })
    .input(id)
    .output(
      SandboxMessage.extend({
        headers: z.array(z.object({ name: z.string(), value: z.string() })),
        text: z.string().nullable(),
        html: z.string().nullable(),
        source: z.string(),
        attachments: z.array(z.object({ name: z.string().nullable(), type: z.string(), size: z.number().int() })),
      }),
    ),
}

export const tables = [
  'workspace',
  'seats',
  'accounts',
  'contacts',
  'sequences',
  'enrollments',
  'sends',
  'sandbox',
  'keys',
  'calendar_feeds',
  'webhooks',
  'domains',
  'views',
  'snippets',
  'requests',
  'incoming',
  'clicks',
  'delegations',
  'exchange',
  'devices',
  'backups',
  'handed_in',
] as const
export const events = {
  subscribe: base
    .route({ method: 'GET', path: '/events', tags: ['events'], description: '"Table X changed": no data, no orders.' })
    .output(eventIterator(z.object({ table: z.enum(tables) }))),
}
