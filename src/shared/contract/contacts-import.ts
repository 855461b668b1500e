import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { knownWishes } from '../domain/contact-news.ts'
import { base, id, instant, page, paged } from './base.ts'

export const importSource = {
  /** A file on this computer; doors without a person at this computer use `upload`. */
  file: z.string().max(4096).optional(),
  upload: z.string().max(200).optional(),
  sheet: z.string().max(200).optional().meta({ description: 'Of a workbook; the first unless said.' }),
}

/** What becomes of contacts known already. */
export const known = z.enum(knownWishes).optional().meta({
  description:
    'update (unless said): what the list says replaces what is known. fill: only what is empty. leave: nothing.',
})

export const Progress = z.object({ done: z.number(), total: z.number(), note: z.string().optional() })

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
    unchanged: z.number().int().meta({ description: 'Known already, and the list says nothing new about them.' }),
    refused: z.array(RefusedRow),
    refused_count: z.number().int(),
    refused_reasons: z.record(z.string(), z.number().int()).meta({ description: 'How many for each reason.' }),
    suppressed: z.number().int().meta({ description: 'On the suppression list; a dry run alone looks.' }),
    examples: z
      .array(
        z.object({
          address: z.string(),
          changes: z.array(z.object({ field: z.string(), before: z.string(), after: z.string() })),
        }),
      )
      .meta({ description: 'The first contacts whose values would change; a dry run alone tells.' }),
    columns: z.record(z.string(), z.string()).meta({ description: 'Column of the file → field.' }),
    import: z.string().nullable(),
  })
  .meta({ id: 'ImportResult' })

export const Inspection = z
  .object({
    encoding: z.string(),
    delimiter: z.string(),
    header: z.boolean().meta({ description: 'False: the first row is a contact already.' }),
    columns: z.array(
      z.object({
        key: z.string().meta({ description: 'What "map" calls this column.' }),
        title: z.string(),
        target: z.string().meta({ description: 'Proposed: a field, the name of an own field, or "-".' }),
      }),
    ),
    rows: z.array(z.array(z.string())).meta({ description: 'The first 20, without the heading, long cells cut.' }),
    count: z.number().int().nullable().meta({ description: 'Rows of the whole file; null for a large one.' }),
    bytes: z.number().int(),
    sheet: z.string().nullable().meta({ description: 'Of a workbook: the sheet that was looked at.' }),
    sheets: z.array(z.string()),
    remembered: z
      .object({ map: z.record(z.string(), z.string()), used_at: instant })
      .nullable()
      .meta({ description: 'How the last file with these headings was taken.' }),
    problem: z.string().nullable().meta({ description: 'Why it cannot be imported with this proposal.' }),
  })
  .meta({ id: 'ContactListInspection' })

export const PastImport = z
  .object({
    public_id: z.string(),
    file: z.string(),
    created_at: instant,
    by: z.string().nullable().meta({ description: 'Who imported it.' }),
    rows: z.number().int(),
    imported: z.number().int(),
    updated: z.number().int(),
    refused: z.number().int(),
    keeps_refused: z.boolean().meta({ description: 'The refused rows are there still.' }),
    undone_at: instant.nullable(),
    undo: z
      .string()
      .nullable()
      .meta({ description: 'Why it cannot be taken back; null: it can, until an email leaves.' }),
  })
  .meta({ id: 'PastImport' })

const tags = ['contacts']

export const pastImports = {
  imports: base
    .route({ method: 'GET', path: '/contacts/imports', tags, description: 'Newest first.' })
    .input(page)
    .output(paged(PastImport)),
  import_undo: base
    .route({
      method: 'POST',
      path: '/contacts/imports/{public_id}/undo',
      tags,
      description: 'Until an email left to one of its contacts. dry_run: says what it would take back.',
    })
    .input(id.extend({ dry_run: z.boolean().optional() }))
    .output(
      eventIterator(
        Progress,
        z.object({
          removed: z.number().int().meta({ description: 'Contacts it had made.' }),
          held: z
            .number()
            .int()
            .meta({ description: 'Contacts it made that stay: in a sequence, answered, with a note.' }),
          restored: z.number().int().meta({ description: 'Contacts whose values are as before.' }),
          kept: z
            .number()
            .int()
            .meta({ description: 'Of these, those of which a value was changed since, and stays.' }),
          done: z.boolean(),
        }),
      ),
    ),
}
