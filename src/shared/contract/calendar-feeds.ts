import * as z from 'zod'
import { base, id, instant, publicId } from './base.ts'

export const CalendarFeed = z
  .object({
    public_id: z.string(),
    name: z.string(),
    accounts: z
      .array(z.object({ public_id: z.string(), from_email: z.string(), removed: z.boolean() }))
      .nullable()
      .meta({ description: 'Whose emails it shows; null: those of all mailboxes.' }),
    created: instant,
    used: instant.nullable().meta({ description: 'When a program last read it, to the minute.' }),
  })
  .meta({ id: 'CalendarFeed' })

const name = z.string().trim().min(1).max(100)
const origin = z
  .string()
  .nullable()
  .meta({ description: 'Where feeds are read from now, such as http://127.0.0.1:4280; null: nowhere, see "serve".' })

const tags = ['calendar_feeds']
/** Addresses under which calendar programs on this computer read what is planned, hour by hour. One's own only. */
export const calendar_feeds = {
  list: base
    .route({ method: 'GET', path: '/calendar-feeds', tags })
    .output(z.object({ feeds: z.array(CalendarFeed), origin })),
  create: base
    .route({ method: 'POST', path: '/calendar-feeds', successStatus: 201, tags })
    .input(
      z.strictObject({
        name,
        accounts: z
          .array(publicId)
          .min(1)
          .max(1000)
          .optional()
          .meta({ description: 'Only emails of these mailboxes; left out: of all, also of those added later.' }),
      }),
    )
    .output(
      CalendarFeed.extend({
        path: z.string().meta({ description: 'The secret part of the address, shown once.' }),
        url: z
          .string()
          .nullable()
          .meta({ description: 'The whole address, shown once; null while nothing serves it.' }),
      }),
    ),
  rename: base
    .route({ method: 'PATCH', path: '/calendar-feeds/{public_id}', tags })
    .input(id.extend({ name }))
    .output(CalendarFeed),
  revoke: base
    .route({
      method: 'DELETE',
      path: '/calendar-feeds/{public_id}',
      tags,
      description: 'Its address leads nowhere from then on.',
    })
    .input(id)
    .output(CalendarFeed),
}
