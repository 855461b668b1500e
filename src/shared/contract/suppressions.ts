import * as z from 'zod'
import { base, instant, page, paged } from './base.ts'

export const Suppression = z
  .object({
    public_id: z.string(),
    kind: z.enum(['address', 'domain']),
    value: z.string(),
    reason: z.string(),
    source: z.string().meta({ description: 'hand, or what asked for it: only entries made by hand can be removed.' }),
    removable: z.boolean().meta({ description: 'By whoever asks: made by hand, by them, or they are an admin.' }),
    contact: z.string().nullable().meta({ description: 'Public id of the contact with this address.' }),
    created_at: instant,
  })
  .meta({ id: 'Suppression' })

const tags = ['suppressions']
export const suppressions = {
  list: base
    .route({ method: 'GET', path: '/suppressions', tags })
    .input(
      page.extend({
        search: z.string().max(200).optional().meta({ description: 'Beginning of the address or domain.' }),
        kind: z.enum(['address', 'domain']).optional(),
      }),
    )
    .output(paged(Suppression)),
  add: base
    .route({
      method: 'POST',
      path: '/suppressions',
      successStatus: 201,
      tags,
      description: 'What is planned for it is withdrawn at once. dry_run: only says how much that is.',
    })
    .input(
      z.strictObject({
        value: z.string().min(1).max(320),
        reason: z.string().trim().min(1).max(300).default('added by hand'),
        dry_run: z.boolean().optional(),
      }),
    )
    .output(
      Suppression.extend({
        emails: z.number().int().meta({ description: 'Planned emails withdrawn.' }),
        contacts: z.number().int().meta({ description: 'Contacts taken out of a sequence.' }),
        sending: z.number().int().meta({ description: 'Being handed over just now: they cannot be called back.' }),
      }),
    ),
  remove: base
    .route({
      method: 'DELETE',
      path: '/suppressions/{public_id}',
      tags,
      description: 'Only what was added by hand. What was withdrawn stays withdrawn.',
    })
    .input(z.strictObject({ public_id: z.string().min(1).max(64) }))
    .output(Suppression),
}
