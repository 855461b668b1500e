import * as z from 'zod'
import { base, id, instant } from './base.ts'

const screen = z
  .string()
  .regex(/^[a-z][a-z-]{0,39}$/, 'Name the screen in small letters, such as "contacts".')
  .meta({ description: 'The screen it belongs to, such as "contacts".' })
const query = z.record(z.string().max(100), z.unknown()).meta({ description: 'At most 10 kB as JSON.' })

export const View = z
  .object({
    public_id: z.string(),
    screen: z.string(),
    name: z.string(),
    query: z.record(z.string(), z.unknown()).meta({ description: "The screen's own: search, filters, sort, columns." }),
    created_at: instant,
  })
  .meta({ id: 'View' })

const tags = ['views']
/** Saved views: each seat has its own. */
export const views = {
  list: base.route({ method: 'GET', path: '/views', tags }).input(z.strictObject({ screen })).output(z.array(View)),
  save: base
    .route({ method: 'PUT', path: '/views', tags, description: 'Under a name that is there already: in its place.' })
    .input(z.strictObject({ screen, name: z.string().trim().min(1).max(80), query }))
    .output(View),
  remove: base.route({ method: 'DELETE', path: '/views/{public_id}', tags }).input(id).output(View),
}
