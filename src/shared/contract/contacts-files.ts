import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { base, id, instant } from './base.ts'
import { ContactsMeant } from './contact-filter.ts'

const tags = ['contacts']
const row = z.record(z.string(), z.unknown())

/** Everything that is held about one person. */
export const Dossier = z
  .object({
    made_at: instant,
    workspace: z.string(),
    contact: row,
    other_addresses: z.array(z.string()),
    fields: z.array(z.object({ name: z.string(), label: z.string(), value: z.string() })),
    tags: z.array(z.string()),
    origin: row,
    suppression: z.array(row),
    notes: z.array(row),
    sequences: z.array(row),
    drafts: z
      .array(row)
      .meta({ description: 'Emails that were written or approved before the contact is in their sequence.' }),
    emails: z.array(row),
    incoming: z.array(row),
    clicks: z.array(row),
  })
  .meta({ id: 'Dossier' })

export const files = {
  export: base
    .route({
      method: 'POST',
      path: '/contacts/export',
      tags,
      description:
        'Contacts as a file, in pieces: `csv` is text, `base64` the bytes of an XLSX file (100,000 rows at most).',
    })
    .input(
      z.strictObject({
        format: z.enum(['csv', 'xlsx']).default('csv'),
        ids: z.array(z.string().max(64)).min(1).max(10_000).optional(),
        filter: ContactsMeant.optional(),
      }),
    )
    .output(eventIterator(z.object({ csv: z.string().optional(), base64: z.string().optional() }))),
  dossier: base
    .route({
      method: 'GET',
      path: '/contacts/{public_id}/dossier',
      tags,
      description: 'All that is held about a person.',
    })
    .input(id)
    .output(Dossier),
  dossier_pdf: base
    .route({
      method: 'GET',
      path: '/contacts/{public_id}/dossier.pdf',
      tags,
      description: 'The same to be handed over: a PDF, as base64.',
    })
    .input(id)
    .output(z.object({ name: z.string(), base64: z.string() })),
}
