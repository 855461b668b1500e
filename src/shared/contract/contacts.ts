import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { base, id, instant, page, paged } from './base.ts'

export const Contact = z
  .object({
    public_id: z.string(),
    address: z.string(),
    first_name: z.string().nullable(),
    last_name: z.string().nullable(),
    company: z.string().nullable(),
    owner: z.string().nullable(),
    zone: z.string().nullable(),
    fields: z.record(z.string(), z.string()),
    tags: z.array(z.string()),
    version: z.number().int(),
    created_at: instant,
  })
  .meta({ id: 'Contact' })

export const RefusedRow = z.object({
  line: z.number().int(),
  column: z.string().nullable(),
  value: z.string(),
  reason: z.string(),
  message: z.string(),
})
export const ImportResult = z
  .object({
    rows: z.number().int(),
    imported: z.number().int(),
    updated: z.number().int(),
    refused: z.array(RefusedRow),
    refused_count: z.number().int(),
    columns: z.record(z.string(), z.string()).meta({ description: 'Column of the file → field.' }),
    import: z.string().nullable(),
  })
  .meta({ id: 'ImportResult' })
export const Progress = z.object({ done: z.number(), total: z.number(), note: z.string().optional() })

const tags = ['contacts']
export const contacts = {
  list: base
    .route({ method: 'GET', path: '/contacts', tags })
    .input(page.extend({ search: z.string().max(200).optional() }))
    .output(paged(Contact)),
  get: base.route({ method: 'GET', path: '/contacts/{public_id}', tags }).input(id).output(Contact),
  count: base.route({ method: 'GET', path: '/contacts/count', tags }).output(z.object({ contacts: z.number().int() })),
  import: base
    .route({ method: 'POST', path: '/contacts/import', tags })
    .input(
      z.strictObject({
        /** A file on this computer; doors without a person at this computer use `upload`. */
        file: z.string().max(4096).optional(),
        upload: z.string().max(200).optional(),
        name: z.string().max(300).optional(),
        map: z.record(z.string(), z.string()).optional(),
        dry_run: z.boolean().optional(),
      }),
    )
    .output(eventIterator(Progress, ImportResult)),
}

export const Suppression = z
  .object({
    kind: z.enum(['address', 'domain']),
    value: z.string(),
    reason: z.string(),
    source: z.string(),
    created_at: instant,
  })
  .meta({ id: 'Suppression' })
export const suppressions = {
  list: base
    .route({ method: 'GET', path: '/suppressions', tags: ['suppressions'] })
    .input(page)
    .output(paged(Suppression)),
  add: base
    .route({ method: 'POST', path: '/suppressions', successStatus: 201, tags: ['suppressions'] })
    .input(z.strictObject({ value: z.string().min(1).max(320), reason: z.string().max(300).default('added by hand') }))
    .output(Suppression),
}
