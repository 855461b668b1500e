import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { base, instant, page, paged } from './base.ts'
import { importSource, Progress } from './contacts-import.ts'

export const Suppression = z
  .object({
    public_id: z.string(),
    kind: z.enum(['address', 'domain', 'hash']),
    value: z.string().meta({
      description: 'hash: of the address of a contact that was erased. Only a search for that address finds it.',
    }),
    reason: z.string(),
    source: z
      .string()
      .meta({ description: 'hand, import, or what asked for it: only what people brought can be removed.' }),
    removable: z.boolean().meta({
      description: 'By whoever asks: made by hand, by them, or they are an admin; of an imported list, by admins.',
    }),
    contact: z.string().nullable().meta({ description: 'Public id of the contact with this address.' }),
    created_at: instant,
  })
  .meta({ id: 'Suppression' })

export const SuppressionImport = z
  .object({
    rows: z.number().int(),
    added: z.number().int().meta({ description: 'New on the list.' }),
    known: z.number().int().meta({ description: 'There before, or twice in the file.' }),
    refused: z.array(z.object({ line: z.number().int(), value: z.string(), message: z.string() })),
    refused_count: z.number().int(),
    emails: z.number().int().meta({ description: 'Planned emails withdrawn.' }),
    contacts: z.number().int().meta({ description: 'Contacts taken out of a sequence.' }),
    sending: z.number().int().meta({ description: 'Being handed over just now: they cannot be called back.' }),
    sequences: z.array(z.object({ sequence: z.string(), contacts: z.number().int() })),
  })
  .meta({ id: 'SuppressionImport' })

const tags = ['suppressions']
export const suppressions = {
  list: base
    .route({ method: 'GET', path: '/suppressions', tags })
    .input(
      page.extend({
        search: z.string().max(200).optional().meta({ description: 'Beginning of the address or domain.' }),
        kind: z.enum(['address', 'domain', 'hash']).optional(),
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
  import: base
    .route({
      method: 'POST',
      path: '/suppressions/import',
      tags,
      description:
        'A CSV file with an address or a domain in each row, and a reason if it has that column. dry_run: says what it would do.',
    })
    .input(
      z.strictObject({
        ...importSource,
        reason: z.string().trim().min(1).max(300).default('imported').meta({ description: 'For rows that say none.' }),
        dry_run: z.boolean().optional(),
        refused_limit: z.number().int().min(0).max(100_000).default(10_000),
      }),
    )
    .output(eventIterator(Progress, SuppressionImport)),
  export: base
    .route({
      method: 'GET',
      path: '/suppressions/export',
      tags,
      description: 'The whole list as CSV, in pieces of text. It can be imported again.',
    })
    .output(eventIterator(z.object({ csv: z.string() }))),
  remove: base
    .route({
      method: 'DELETE',
      path: '/suppressions/{public_id}',
      tags,
      description: 'Only what was added by hand or, by an admin, with a list. What was withdrawn stays withdrawn.',
    })
    .input(z.strictObject({ public_id: z.string().min(1).max(64) }))
    .output(Suppression),
}
