import * as z from 'zod'
import { webhookEvents } from '../domain/webhook.ts'
import { base, id, instant, page, paged } from './base.ts'

const events = z.array(z.enum(webhookEvents)).min(1).max(webhookEvents.length)
const name = z.string().trim().min(1).max(100)
const url = z
  .string()
  .trim()
  .min(1)
  .max(2000)
  .meta({ description: 'https://…, or http:// on this computer (127.0.0.1, localhost).' })
const allow_private = z.boolean().meta({
  description: 'It may lead into a private network (10.…, 192.168.…); asked at each delivery, by number.',
})

export const Webhook = z
  .object({
    public_id: z.string(),
    name: z.string(),
    url: z.string(),
    events,
    allow_private,
    paused: z.boolean().meta({ description: 'What happens meanwhile waits, and is told when it goes on.' }),
    failing_since: instant.nullable().meta({ description: 'Null: the last delivery was taken, or there was none.' }),
    last_delivered: instant.nullable(),
    waiting: z.number().int(),
    given_up: z.number().int(),
    version: z.number().int(),
    created: instant,
  })
  .meta({ id: 'Webhook' })

export const Delivery = z
  .object({
    public_id: z.string(),
    event_id: z.string().meta({ description: 'Names what happened: the same for every receiver and every try.' }),
    event: z.enum([...webhookEvents, 'test']),
    body: z.string().meta({ description: 'Exactly what is posted.' }),
    state: z.enum(['waiting', 'delivered', 'given_up']),
    tries: z.number().int(),
    next_try: instant.nullable(),
    code: z.number().int().nullable().meta({ description: 'HTTP status of the last answer; null: none came.' }),
    trouble: z.string().nullable(),
    created: instant,
    settled: instant.nullable(),
  })
  .meta({ id: 'WebhookDelivery' })

const tags = ['webhooks']
/** News posted to other programs, signed and tried again until they are taken. One's own only; see docs/webhooks.md. */
export const webhooks = {
  list: base.route({ method: 'GET', path: '/webhooks', tags }).output(z.array(Webhook)),
  create: base
    .route({ method: 'POST', path: '/webhooks', successStatus: 201, tags })
    .input(
      z.strictObject({
        name,
        url,
        events: events.default([...webhookEvents]),
        allow_private: allow_private.default(false),
      }),
    )
    .output(Webhook.extend({ secret: z.string().meta({ description: 'What signatures are made with; shown once.' }) })),
  update: base
    .route({ method: 'PATCH', path: '/webhooks/{public_id}', tags })
    .input(
      id.extend({
        version: z.number().int().min(1),
        name: name.optional(),
        url: url.optional(),
        events: events.optional(),
        allow_private: allow_private.optional(),
        paused: z.boolean().optional(),
      }),
    )
    .output(Webhook),
  remove: base
    .route({
      method: 'DELETE',
      path: '/webhooks/{public_id}',
      tags,
      description: 'With its secret, and all that was still to be told to it.',
    })
    .input(id)
    .output(Webhook),
  test: base
    .route({
      method: 'POST',
      path: '/webhooks/{public_id}/test',
      tags,
      description: 'Posts a test now; it is not tried again.',
    })
    .input(id)
    .output(Delivery),
  deliveries: base
    .route({ method: 'GET', path: '/webhooks/{public_id}/deliveries', tags, description: 'Newest first.' })
    .input(id.extend(page.shape))
    .output(paged(Delivery)),
  redeliver: base
    .route({ method: 'POST', path: '/webhooks/deliveries/{public_id}/redeliver', tags })
    .input(z.strictObject({ public_id: z.string().min(1).max(300) }))
    .output(Delivery),
}
