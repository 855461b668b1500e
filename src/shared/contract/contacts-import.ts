import * as z from 'zod'

export const importSource = {
  /** A file on this computer; doors without a person at this computer use `upload`. */
  file: z.string().max(4096).optional(),
  upload: z.string().max(200).optional(),
}

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
    problem: z.string().nullable().meta({ description: 'Why it cannot be imported with this proposal.' }),
  })
  .meta({ id: 'ContactListInspection' })
