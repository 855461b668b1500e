import * as z from 'zod'
import { base, id, instant, version } from './base.ts'

export const ContactNote = z
  .object({
    public_id: z.string(),
    text: z.string(),
    by: z.object({ name: z.string(), address: z.string() }),
    mine: z.boolean().meta({ description: 'Only one’s own can be changed or removed.' }),
    created_at: instant,
    changed_at: instant,
    version: z.number().int(),
  })
  .meta({ id: 'ContactNote' })

const text = z.string().trim().min(1, 'Write something first.').max(20_000)
const tags = ['contacts']

export const contact_notes = {
  list: base
    .route({ method: 'GET', path: '/contacts/{contact}/notes', tags, description: 'Newest first, 500 at most.' })
    .input(z.strictObject({ contact: z.string().min(1).max(64) }))
    .output(z.array(ContactNote)),
  add: base
    .route({ method: 'POST', path: '/contacts/{contact}/notes', successStatus: 201, tags })
    .input(z.strictObject({ contact: z.string().min(1).max(64), text }))
    .output(ContactNote),
  change: base
    .route({ method: 'PATCH', path: '/contact-notes/{public_id}', tags })
    .input(id.extend({ version, text }))
    .output(ContactNote),
  remove: base.route({ method: 'DELETE', path: '/contact-notes/{public_id}', tags }).input(id).output(z.object({})),
}
