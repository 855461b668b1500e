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

export const sandbox = {
  list: base
    .route({ method: 'GET', path: '/sandbox', tags: ['sandbox'] })
    .input(page)
    .output(paged(SandboxMessage)),
  get: base
    .route({ method: 'GET', path: '/sandbox/{public_id}', tags: ['sandbox'] })
    .input(id)
    .output(
      SandboxMessage.extend({
        headers: z.array(z.object({ name: z.string(), value: z.string() })),
        text: z.string().nullable(),
        html: z.string().nullable(),
        source: z.string(),
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
  'views',
] as const
export const events = {
  subscribe: base
    .route({ method: 'GET', path: '/events', tags: ['events'], description: '"Table X changed": no data, no orders.' })
    .output(eventIterator(z.object({ table: z.enum(tables) }))),
}
