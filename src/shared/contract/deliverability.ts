import * as z from 'zod'
import { rateWindows } from '../domain/deliverability.ts'
import { base, id, instant } from './base.ts'

const level = z.enum(['few', 'fine', 'warning', 'pause']).meta({
  description: 'few: too few emails left to tell; pause: from there on Cadenza pauses what sends.',
})
const rate = z.number().nullable().meta({ description: 'Of 0 to 1; null: too few emails left.' })

export const Deliverability = z
  .object({
    windows: z.array(
      z.object({
        window: z.enum(rateWindows),
        sends: z
          .number()
          .int()
          .meta({ description: 'Emails that left in it, and those whose address a server refused.' }),
        bounces: z.number().int().meta({ description: 'Of these: came back, or nobody there.' }),
        bounce_rate: rate,
        bounce_level: level,
        complaints: z.number().int().meta({ description: 'Of these: reported as spam.' }),
        complaint_rate: rate,
        complaint_level: level,
      }),
    ),
    least_sends: z.number().int(),
    bounce_warning: z.number(),
    bounce_pause: z.number(),
    complaint_warning: z.number(),
    complaint_pause: z.number(),
    since: instant.nullable().meta({
      description: 'Of an account that a person let go on in the last 7 days: emails before it do not count.',
    }),
  })
  .meta({ id: 'Deliverability' })

export const accountDeliverability = base
  .route({
    method: 'GET',
    path: '/providers/{public_id}/deliverability',
    tags: ['providers'],
    description: 'How many emails of an account came back or were reported as spam, over an hour, a day and a week.',
  })
  .input(id)
  .output(Deliverability)

export const domainDeliverability = base
  .route({
    method: 'GET',
    path: '/domains/{public_id}/deliverability',
    tags: ['domains'],
    description: 'The same of all emails written from a domain.',
  })
  .input(id)
  .output(Deliverability)
