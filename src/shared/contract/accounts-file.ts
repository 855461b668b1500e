import * as z from 'zod'
import { base } from './base.ts'

const count = z.number().int()
const tags = ['providers']

/** Sending accounts as a CSV file; its rules are in docs/api.md. */
export const accountFiles = {
  export: base
    .route({ method: 'GET', path: '/providers/export', tags })
    .output(z.object({ csv: z.string().meta({ description: 'RFC 4180; without any secret.' }), accounts: count })),
  import: base
    .route({
      method: 'POST',
      path: '/providers/import',
      tags,
      description: 'Tried first: nothing is written unless dry_run is false.',
    })
    .input(
      z.strictObject({
        csv: z.string().min(1).max(900_000),
        dry_run: z.boolean().default(true),
        lines: z
          .array(z.number().int().min(2))
          .max(100_000)
          .optional()
          .meta({ description: 'Only the rows on these lines, as a try named them.' }),
      }),
    )
    .output(
      z.object({
        dry_run: z.boolean(),
        rows: count,
        created: count,
        updated: count,
        unchanged: count,
        refused: count,
        results: z.array(
          z.object({
            line: count,
            from_email: z.string(),
            deed: z.enum(['created', 'updated', 'unchanged', 'refused']),
            changes: z.array(z.string()).meta({ description: 'Fields that are, or would be, another.' }),
            message: z.string().nullable().meta({ description: 'Why the row is refused.' }),
          }),
        ),
      }),
    ),
}
