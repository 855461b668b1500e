import * as z from 'zod'
import { scopes } from '../domain/access.ts'
import { base, id, instant, publicId } from './base.ts'

/** read: everything but messages' secrets · write: contacts, sequences, sends · accounts: sending accounts · admin: keys, seats, workspace */

export const Key = z
  .object({
    id: z.string(),
    name: z.string(),
    seat: z.string(),
    scopes: z.array(z.enum(scopes)),
    created: instant,
    expires: instant,
    revoked: instant.nullable(),
    used: instant.nullable(),
    bound: z
      .object({
        accounts: z.array(z.object({ public_id: z.string(), from_email: z.string(), removed: z.boolean() })),
        groups: z.array(z.object({ public_id: z.string(), name: z.string(), removed: z.boolean() })),
        reach: z.number().int().meta({ description: 'Accounts it reaches now; 0: it can do nothing.' }),
      })
      .nullable()
      .meta({ description: 'What alone it can see, use and change; null: all that its seat may.' }),
  })
  .meta({ id: 'ApiKey' })

export const keys = {
  list: base.route({ method: 'GET', path: '/keys', tags: ['keys'] }).output(z.array(Key)),
  create: base
    .route({ method: 'POST', path: '/keys', successStatus: 201, tags: ['keys'] })
    .input(
      z.strictObject({
        name: z.string().trim().min(1).max(100).default('key'),
        seat: z.string().max(320).optional(),
        scopes: z.array(z.enum(scopes)).min(1).default(['read']),
        bound: z
          .strictObject({
            accounts: z.array(publicId).max(1000).default([]),
            groups: z.array(publicId).max(1000).default([]),
          })
          .optional()
          .meta({
            description: 'Only these accounts, and those of these groups, for good. Left out: all that the seat may.',
          }),
        days: z.number().int().min(1).max(3650).default(90),
      }),
    )
    .output(Key.extend({ key: z.string().meta({ description: 'Shown once.' }) })),
  revoke: base
    .route({ method: 'POST', path: '/keys/{public_id}/revoke', tags: ['keys'] })
    .input(id)
    .output(Key),
}
