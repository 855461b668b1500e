import * as z from 'zod'
import { Account } from './accounts.ts'
import { PausedFor } from './accounts-health.ts'
import { base, instant } from './base.ts'
import { Send } from './sends.ts'

const count = z.number().int()

const Health = z.object({
  public_id: z.string(),
  address: z.string(),
  name: z.string().nullable(),
  type: Account.shape.type,
  sandbox: z.boolean(),
  state: Account.shape.status,
  state_reason: z.string().nullable(),
  resume_at: instant.nullable().meta({ description: 'When it comes back by itself; null: by hand, or it is not out.' }),
  paused: z.boolean(),
  paused_for: PausedFor,
  used: count.meta({ description: 'What counts in that limit now.' }),
  limit: count
    .nullable()
    .meta({ description: 'The longest limit up to a day, the one a person thinks of as "today".' }),
  unit: z.enum(['second', 'minute', 'hour', 'day', 'utc_day']).nullable(),
  waiting: count.meta({ description: 'Emails that wait because it sends nothing now.' }),
  next: instant.nullable(),
})

const Away = z
  .object({
    since: instant,
    sent: count,
    sandbox: count.meta({ description: 'Taken by the sandbox; not among `sent`.' }),
    moved: count,
    refused: count,
    unsure: count,
    replies: count.meta({ description: 'Came back since, as the next four; what was taken back doesn’t count.' }),
    bounces: count,
    complaints: count,
    opt_outs: count,
    absences: count,
    reasons: z
      .array(z.object({ reason: z.string(), count }))
      .meta({ description: 'Why emails that were moved go later, the most frequent first.' }),
    notes: z.array(z.object({ at: instant, kind: z.string(), text: z.string() })),
  })
  .meta({ id: 'Away' })

const Taken = z.object({
  public_id: z.string(),
  address: z.string(),
  by: z.string().meta({ description: 'Name of the computer that took it over.' }),
  seat: z.string().nullable().meta({ description: 'Name of whose computer that is, where it is known.' }),
  at: instant.meta({ description: 'When, by the clock of that computer.' }),
  epoch: count.meta({ description: 'Tells one take-over from another.' }),
})

export const Today = z
  .object({
    now: instant,
    zone: z.string(),
    paused: z.boolean(),
    stopped: z.boolean(),
    next: z
      .array(Send)
      .meta({ description: 'The next emails that leave from this computer and that nothing holds back.' }),
    last_at: instant.nullable().meta({ description: 'When the last email that nothing holds back leaves.' }),
    planned: count,
    elsewhere: count.meta({ description: 'Of these, what other computers of the team send.' }),
    aside_elsewhere: count.meta({ description: 'Of these, those that stand still: on hold or paused.' }),
    today: z.object({ sent: count, sandbox: count, left: count }),
    tomorrow: count,
    unsure: z.object({ count, emails: z.array(Send) }),
    accounts_out: z.array(Health).meta({ description: 'Accounts in error: their mail waits, it does not fail.' }),
    taken: z.array(Taken).meta({
      description: 'Accounts that another computer took over by force from this one, which is not their home again.',
    }),
    waiting: count,
    finished: z
      .array(z.object({ public_id: z.string(), name: z.string(), at: instant, contacts: count, sent: count }))
      .meta({ description: 'Sequences that came to their end in the last seven days.' }),
    away: Away.nullable().meta({ description: 'What happened since this seat last looked; null when it never did.' }),
    accounts: z.array(Health),
    contacts: count,
    sequences: count,
  })
  .meta({ id: 'Today' })

const tags = ['today']
export const today = {
  overview: base.route({ method: 'GET', path: '/today', tags }).output(Today),
  seen: base
    .route({ method: 'POST', path: '/today/seen', tags, description: 'This seat has looked: "away" begins here.' })
    .output(z.object({ at: instant })),
}
