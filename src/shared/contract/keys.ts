import * as z from 'zod'
import { scopes } from '../domain/access.ts'
import { base, id, instant } from './base.ts'

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
        days: z.number().int().min(1).max(3650).default(90),
      }),
    )
    .output(Key.extend({ key: z.string().meta({ description: 'Shown once.' }) })),
  revoke: base
    .route({ method: 'POST', path: '/keys/{public_id}/revoke', tags: ['keys'] })
    .input(id)
    .output(Key),
}
