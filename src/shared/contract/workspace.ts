import * as z from 'zod'
import type { Policy } from '../domain/policy.ts'
import { base, id, instant, version, zone } from './base.ts'
import { Diagnostics } from './diagnostics.ts'

export const WindowBlock = z.object({
  day: z.number().int().min(1).max(7),
  from: z.number().int().min(0).max(23),
  to: z.number().int().min(1).max(24),
})

const choice = z.boolean({ error: 'Give true or false, or null for the default.' }).nullable()
const atLeast1 = z
  .number({ error: 'Give a whole number from 1, or null for the default.' })
  .int()
  .min(1, { error: 'Give a whole number from 1, or null for the default.' })
  .nullable()

/** What an admin chose otherwise than the default; null goes back to it. What each means: `Policy` of the domain. */
export const PolicyChange = z
  .strictObject({
    new_contacts_first: choice,
    send_for_each_other: choice,
    stop_on_own_mail: choice,
    inbox_freshness: atLeast1,
    send_unread: choice,
    workspace_per_day: atLeast1,
    domain_per_day: atLeast1,
    recontact_days: atLeast1,
    account_limit: atLeast1,
    mailboxes_per_seat: atLeast1,
    max_per_second: atLeast1,
    max_per_minute: atLeast1,
    max_per_hour: atLeast1,
    max_per_day: atLeast1,
    max_per_week: atLeast1,
    opt_out_line: choice,
    opt_out_words: z.string().trim().min(1).max(300).nullable(),
    postal_address: z.string().trim().max(300).nullable(),
    keep_texts_days: atLeast1,
    track_links: choice,
    filter_clicks: choice,
    click_grace_seconds: atLeast1,
  } satisfies Record<keyof Policy, z.ZodType>)
  .partial()
  .meta({ id: 'PolicyChange' })

export const Workspace = z
  .object({
    public_id: z.string(),
    name: z.string(),
    zone,
    windows: z.array(WindowBlock),
    holidays: z.string().nullable(),
    days_off: z.array(z.iso.date()),
    paused: z.boolean(),
    stopped: z.boolean(),
    policy: PolicyChange,
    version: z.number().int(),
    created_at: instant,
  })
  .meta({ id: 'Workspace' })

/** What a change would do to mail that is planned already, worked out without changing anything. */
export const Moves = z
  .object({
    planned: z.number().int().meta({ description: 'Planned emails that it could touch.' }),
    moved: z
      .number()
      .int()
      .nullable()
      .meta({ description: 'Of these, how many get another hour; null: too many to work out beforehand.' }),
    waiting: z.number().int().nullable().meta({ description: 'Of these, how many have no time any more and wait.' }),
    last_before: instant.nullable().meta({ description: 'When the last of them leaves as things are.' }),
    last_after: instant.nullable().meta({ description: 'When the last of them leaves after the change.' }),
  })
  .meta({ id: 'Moves' })

const Status = z
  .object({
    workspace: z.string(),
    running: z.boolean().meta({ description: 'True when the scheduler loops run in this process.' }),
    paused: z.boolean(),
    stopped: z.boolean(),
    held_by: z.enum(['checking', 'unreadable', 'safe', 'taking_in']).nullable().meta({
      description:
        'Why else nothing leaves from this computer: see `GET /safety`; taking_in: until a workspace file has been taken in.',
    }),
    disk_trouble: z.string().nullable(),
    hosts_trouble: z
      .string()
      .nullable()
      .meta({ description: 'Why the queue of the sender hosts can’t be used: mail of their accounts waits.' }),
    sandbox: z.boolean().meta({ description: 'True when the managed account delivers to the built-in sandbox.' }),
    next_send: instant.nullable().meta({ description: 'When the next email leaves from this computer.' }),
    sent_today: z.number().int().meta({ description: 'Without what the built-in sandbox took.' }),
    sandbox_today: z.number().int(),
    planned: z.number().int(),
    elsewhere: z.number().int().meta({
      description: 'Of the planned, what other computers of the team send, without what is on hold or paused there.',
    }),
    unsure: z.number().int(),
    now: instant,
  })
  .meta({ id: 'Status' })

/** ISO 3166, with its part where it has one: "FR", "DE-BY". */
const country = z.string().trim().min(2).max(16)
const Place = z.object({ code: z.string(), name: z.string() }).meta({ id: 'Place' })

const change = z.strictObject({
  version,
  name: z.string().trim().min(1).max(120).optional(),
  zone: zone.optional(),
  windows: z.array(z.string().max(200)).max(50).optional().meta({ description: 'Such as "mon-fri 09:00-18:00".' }),
  holidays: country.nullable().optional(),
  days_off: z.array(z.iso.date()).max(2000).optional(),
  policy: PolicyChange.optional(),
})

export const workspace = {
  get: base.route({ method: 'GET', path: '/workspace', tags: ['workspace'] }).output(Workspace),
  update: base
    .route({ method: 'PATCH', path: '/workspace', tags: ['workspace'] })
    .input(change)
    .output(Workspace),
  consequence: base
    .route({
      method: 'POST',
      path: '/workspace/consequence',
      tags: ['workspace'],
      description: 'The same input as a change; nothing is changed.',
    })
    .input(change)
    .output(Moves),
  countries: base
    .route({ method: 'GET', path: '/holidays', tags: ['workspace'], description: 'Whose public holidays are known.' })
    .output(z.array(Place)),
  holidays: base
    .route({ method: 'GET', path: '/holidays/{country}', tags: ['workspace'] })
    .input(z.strictObject({ country, year: z.coerce.number().int().min(1970).max(2200) }))
    .output(
      z.object({
        parts: z.array(Place).meta({ description: 'Parts of the country with holidays of their own, such as DE-BY.' }),
        days: z.array(z.object({ date: z.iso.date(), name: z.string() })),
      }),
    ),
  status: base.route({ method: 'GET', path: '/status', tags: ['workspace'] }).output(Status),
  pause: base.route({ method: 'POST', path: '/pause', tags: ['workspace'] }).output(Status),
  resume: base
    .route({ method: 'POST', path: '/resume', tags: ['workspace'], description: 'Lifts a pause and the red stop.' })
    .output(Status),
  stop: base
    .route({ method: 'POST', path: '/stop', tags: ['workspace'], description: 'The red stop: within one message.' })
    .output(Status),
  doctor: base
    .route({ method: 'GET', path: '/doctor', tags: ['workspace'] })
    .output(z.array(z.object({ check: z.string(), ok: z.boolean(), words: z.string(), next: z.string().nullable() }))),
  diagnostics: base
    .route({
      method: 'GET',
      path: '/diagnostics',
      tags: ['workspace'],
      description:
        'How this Cadenza is, for whoever helps: no contact, no text of an email, no password and no key is in it, and addresses of mailboxes are masked. For whoever’s computer it is, and for admins.',
    })
    .output(Diagnostics),
  journal: base
    .route({ method: 'GET', path: '/journal', tags: ['workspace'] })
    .output(z.array(z.object({ at: instant, kind: z.string(), text: z.string() }))),
}

export const Seat = z
  .object({
    public_id: z.string(),
    name: z.string(),
    address: z.string(),
    role: z.enum(['admin', 'member']),
    state: z.enum(['active', 'locked']),
    mailbox_limit: z.number().int().nullable().meta({
      description: 'How many mailboxes and aliases this seat may have; null: as many as the policy says.',
    }),
    delegates: z.boolean().meta({ description: 'It may give and take permissions to send for others.' }),
    version: z.number().int(),
  })
  .meta({ id: 'Seat' })

export const seats = {
  list: base.route({ method: 'GET', path: '/seats', tags: ['seats'] }).output(z.array(Seat)),
  add: base
    .route({ method: 'POST', path: '/seats', successStatus: 201, tags: ['seats'] })
    .input(
      z.strictObject({
        name: z.string().trim().min(1).max(120),
        address: z.string().max(320),
        role: z.enum(['admin', 'member']).default('member'),
        delegates: z.boolean().default(false),
      }),
    )
    .output(Seat),
  update: base
    .route({ method: 'PATCH', path: '/seats/{public_id}', tags: ['seats'] })
    .input(
      z.strictObject({
        ...id.shape,
        version,
        name: z.string().trim().min(1).max(120).optional(),
        address: z.string().max(320).optional().meta({
          description: 'Only while the workspace is on one computer alone: a team knows a seat by its address.',
        }),
        role: z.enum(['admin', 'member']).optional(),
        state: z.enum(['active', 'locked']).optional(),
        mailbox_limit: z.number().int().min(1).max(1000).nullable().optional(),
        delegates: z.boolean().optional(),
      }),
    )
    .output(Seat),
}
