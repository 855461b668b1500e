/** What an estimate is made from, as it travels to a page that answers its sliders itself. */
import * as z from 'zod'
import { limitUnits } from '../domain/quota.ts'
import type { Numbers } from '../domain/what-if-numbers.ts'

const count = z.number().int()
const most = count.nullable()
const place = count.meta({ description: 'A place in one of the lists' })
const instant = count.meta({ description: 'ms since the epoch' })
const windows = z.array(z.object({ day: count, from: count, to: count }))
const unit = z.enum(limitUnits)
const ceilings = z.object({
  max_per_second: most,
  max_per_minute: most,
  max_per_hour: most,
  max_per_day: most,
  max_per_week: most,
})

const Account = z.object({
  id: z.string(),
  address: z.string(),
  zone: z.string().nullable(),
  active: z.boolean(),
  limits: z.array(z.object({ unit, min: z.number(), max: z.number() })),
  ramp: z.object({ start: count, step: count, from: instant }).nullable(),
  perUtcDay: most,
  minGap: count,
  weight: z.number(),
  sandbox: z.boolean(),
})

const Batch = z.object({
  id: z.string().meta({ description: 'Of the engagement' }),
  sequence: place,
  windows,
  closings: place,
  start: instant,
  perDay: most,
  perHour: most,
  zone: z.string(),
  useContactZone: z.boolean(),
  steps: z.array(z.object({ days: count, hour: most })),
  follows: z.boolean().meta({ description: 'It keeps the sending hours of the workspace' }),
  shared: z.boolean().meta({ description: 'Its contacts may be shared anew' }),
})

export const CalendarNumbers = z
  .object({
    now: instant,
    seed: count,
    zone: z.string(),
    newContactsFirst: z.boolean(),
    workspacePerDay: most,
    ceilings,
    windows,
    closings: place,
    daysOff: z.array(z.array(count)).meta({ description: 'Days since 1970-01-01' }),
    finish: instant.nullable(),
    sequences: z.array(z.object({ id: z.string(), name: z.string() })),
    accounts: z.array(Account),
    batches: z.array(Batch),
    zones: z.array(z.string()),
    groups: z.array(z.tuple([place, place, place, count, instant, z.boolean(), count])).meta({
      description: 'Contacts at one place of an engagement: batch, account, zone, step, since, set by hand, how many',
    }),
    history: z.array(z.tuple([place, instant, count])).meta({ description: 'Account, hour, emails that have left' }),
    firsts: z.array(z.tuple([place, instant, count])).meta({ description: 'Batch, hour, first emails that have left' }),
    sent: z.array(z.tuple([count, count])).meta({ description: 'Days since 1970-01-01, emails that have left' }),
  })
  .meta({ id: 'CalendarNumbers' }) satisfies z.ZodType<Numbers>
