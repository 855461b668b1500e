/** What is known of a mailbox's Sent folder, and who files copies of sent mail there. */
import * as z from 'zod'
import { instant } from './base.ts'

export const sentCopies = z.enum(['auto', 'always', 'never']).meta({
  description:
    'Who puts copies of sent mail into the Sent folder. auto: Cadenza where the server does not, which it learns by looking. always: Cadenza. never: not Cadenza.',
})

export const ReadingState = z
  .object({ folder: z.string().nullable(), read_at: instant.nullable(), trouble: z.string().nullable() })
  .nullable()
  .meta({ description: 'Its Sent folder: when it was last counted, and why not since. Null: it is not read.' })

export const CopiesState = z
  .object({
    files: z
      .enum(['server', 'client', 'unknown'])
      .meta({ description: 'Who files copies of sent mail: the server, Cadenza, or it is not learned yet.' }),
    waiting: z.number().int().meta({ description: 'Copies still to be filed.' }),
    trouble: z.string().nullable().meta({ description: "Why they can't be, in the server's words." }),
    given_up: z.number().int().meta({ description: 'Given up since the last that could be filed.' }),
  })
  .nullable()
  .meta({ description: 'Copies in its Sent folder. Null: it is not read.' })
