import * as z from 'zod'
import { instant } from './base.ts'
import { Ends } from './schedule-choices.ts'

/** Contacts put into the sequence together, with one schedule. */
export const Engagement = z
  .object({
    public_id: z.string(),
    by: z.string().meta({ description: 'Who engaged them' }),
    created_at: instant,
    start: instant,
    zone: z.string(),
    sandbox: z.boolean(),
    contacts: z.number().int(),
    under_way: z.number().int(),
    ends: Ends.meta({ description: 'What ends it for a contact beside the rules for all' }),
    cut: z.number().int().meta({ description: 'Contacts cut short by the date on which it ends' }),
    joins: z.string().nullable().meta({ description: 'The engagement to which they were added; both keep one pace' }),
    can_change: z.boolean(),
  })
  .meta({ id: 'Engagement' })
