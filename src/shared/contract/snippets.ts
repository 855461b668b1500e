import * as z from 'zod'
import { base, id, instant } from './base.ts'

const name = z.string().trim().min(1).max(80)
const html = z
  .string()
  .min(1)
  .max(100_000)
  .meta({ description: 'HTML with Liquid, as it stands in an email. Inline styles only.' })
const everybody = z.boolean().meta({ description: "True: everybody's, which admins change; else the maker's own." })

export const Snippet = z
  .object({
    public_id: z.string(),
    name: z.string(),
    html: z.string(),
    everybody,
    may_change: z.boolean().meta({ description: 'Whether the asker may change and remove it.' }),
    version: z.number().int(),
    created_at: instant,
  })
  .meta({ id: 'Snippet' })

const tags = ['snippets']
/** Pieces of text to put into emails. What was put in is the email's own: changing a snippet changes no email. */
export const snippets = {
  list: base
    .route({ method: 'GET', path: '/snippets', tags, description: "One's own and everybody's, by name." })
    .output(z.array(Snippet)),
  create: base
    .route({ method: 'POST', path: '/snippets', successStatus: 201, tags })
    .input(z.strictObject({ name, html, everybody: everybody.default(false) }))
    .output(Snippet),
  update: base
    .route({ method: 'PATCH', path: '/snippets/{public_id}', tags })
    .input(
      id.extend({
        version: z.number().int().min(1),
        name: name.optional(),
        html: html.optional(),
        everybody: everybody.optional(),
      }),
    )
    .output(Snippet),
  remove: base.route({ method: 'DELETE', path: '/snippets/{public_id}', tags }).input(id).output(Snippet),
}
