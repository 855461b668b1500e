/** What the whole team may use, and ask for. */
import * as z from 'zod'

/** One limit of the whole team: how much of it is used, and whether more can be asked for. */
export const TeamLimit = z
  .object({
    window: z.string().meta({ description: 'total, or utc_day for the managed account.' }),
    used: z.number().int(),
    allowed: z.number().int(),
    ratio: z.number(),
    near_limit: z.boolean().meta({ description: 'From 80 % on.' }),
    can_request: z.boolean().meta({ description: 'An increase can be asked for now.' }),
    request: z.enum(['pending', 'approved', 'declined']).nullable().meta({ description: 'The last request.' }),
  })
  .meta({ id: 'TeamLimit' })
