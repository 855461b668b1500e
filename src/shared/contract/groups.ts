import * as z from 'zod'
import { base, id, instant, publicId, version } from './base.ts'

const count = z.number().int()
const Member = z.object({
  public_id: z.string(),
  from_email: z.string(),
  name: z.string().meta({ description: 'What people call it in lists.' }),
  seat: z.string().nullable(),
  status: z.enum(['pending', 'active', 'inactive', 'error']),
  status_reason: z.string().nullable(),
  paused: z.boolean(),
  percentage: count,
})

export const DeliveryGroup = z
  .object({
    public_id: z.string(),
    name: z.string(),
    accounts: z.array(Member),
    active: count.meta({ description: 'How many of them send now.' }),
    objection: z.string().nullable().meta({ description: 'Why mail engaged by it waits; null: it does not.' }),
    sequences: z
      .array(z.object({ public_id: z.string(), name: z.string(), contacts: count, waiting: count }))
      .meta({ description: 'Engaged by it and still under way: contacts, and emails that wait for their account.' }),
    api_keys: z.array(z.object({ public_id: z.string(), name: z.string() })).meta({ description: 'Bound to it.' }),
    version: count,
    created_at: instant,
  })
  .meta({ id: 'DeliveryGroup' })

const name = z.string().trim().min(1).max(100)
const tags = ['groups']
const described = { ...id.shape, version }

export const groups = {
  list: base.route({ method: 'GET', path: '/groups', tags }).output(z.array(DeliveryGroup)),
  get: base.route({ method: 'GET', path: '/groups/{public_id}', tags }).input(id).output(DeliveryGroup),
  create: base
    .route({ method: 'POST', path: '/groups', successStatus: 201, tags })
    .input(z.strictObject({ name, accounts: z.array(publicId).max(1000).optional() }))
    .output(DeliveryGroup),
  update: base
    .route({
      method: 'PATCH',
      path: '/groups/{public_id}',
      tags,
      description: 'Another name; members are named whole.',
    })
    .input(
      z.strictObject({
        ...described,
        name: name.optional(),
        accounts: z.array(publicId).max(1000).optional().meta({ description: 'All its accounts from now on.' }),
      }),
    )
    .output(DeliveryGroup),
  consequence: base
    .route({
      method: 'GET',
      path: '/groups/{public_id}/consequence',
      tags,
      description: 'What removing it does; nothing is changed.',
    })
    .input(id)
    .output(z.object({ words: z.array(z.string()), depends: z.boolean() })),
  remove: base
    .route({ method: 'DELETE', path: '/groups/{public_id}', tags, description: 'Its accounts are in no group then.' })
    .input(z.strictObject(described))
    .output(z.object({ removed: z.literal(true), words: z.array(z.string()) })),
}
