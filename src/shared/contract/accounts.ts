import * as z from 'zod'
import { CaCertificate, caPem, read_ca } from './accounts-authority.ts'
import { Consequence } from './accounts-consequence.ts'
import { detect } from './accounts-detect.ts'
import { history, PausedFor } from './accounts-health.ts'
import { managed } from './accounts-managed.ts'
import { accountsRemoval } from './accounts-removal.ts'
import { address, base, id, instant, publicId, version, zone } from './base.ts'
import { accountDeliverability } from './deliverability.ts'
import { permits } from './requests.ts'
import { CopiesState, ReadingState, sentCopies } from './sent-copies.ts'
import { TeamLimit } from './team-limit.ts'
import { namedFolders, Unread, WatchedFolders, Way } from './watched-folders.ts'

const protocol = z.enum(['none', 'starttls', 'tls'])
const port = z.number().int().min(1).max(65535)

export const RampUp = z
  .strictObject({
    start: z.number().int().min(1).max(100_000),
    step: z.number().int().min(1).max(100_000),
  })
  .meta({ id: 'RampUp', description: 'At most `start` a day at first, and `step` more each day, up to the limit.' })

export const Alias = z
  .object({ public_id: z.string(), email: z.string(), name: z.string().nullable() })
  .meta({ id: 'Alias' })

const limit = z.string().max(40).meta({ description: 'Such as "50/hour" or "30-50/hour".' })

export const Account = z
  .object({
    public_id: z.string(),
    type: z.enum(['managed', 'smtp', 'gmail', 'outlook']),
    seat: z.string().nullable().meta({ description: "Its owner's address; null: a team account." }),
    name: z.string().meta({ description: 'What people call it in lists: its address where nothing else is given.' }),
    from_email: z.string(),
    from_name: z.string().nullable(),
    reply_to_email: z.string().nullable(),
    signature: z.string().nullable(),
    signature_html: z.string().nullable().meta({ description: 'With looks. Null: made from the plain one.' }),
    aliases: z.array(Alias),
    zone: z.string().nullable(),
    smtp_host: z.string().nullable(),
    smtp_port: z.number().int().nullable(),
    smtp_protocol: protocol.nullable(),
    username: z.string().nullable(),
    has_smtp_password: z.boolean(),
    imap_host: z.string().nullable(),
    imap_port: z.number().int().nullable(),
    imap_protocol: protocol.nullable(),
    imap_username: z.string().nullable(),
    imap_sent_folder: z.string().nullable().meta({ description: 'Where sent mail is kept; null: found by itself.' }),
    imap_folders: z.array(z.string()).meta({ description: 'Watched beside the inbox and the one for spam.' }),
    sent_copies: sentCopies,
    has_imap_password: z.boolean(),
    ca_certificates: z
      .array(CaCertificate)
      .meta({ description: "Authorities that vouch for its servers, beside the system's." }),
    signed_in: z
      .object({ provider: z.enum(['google', 'microsoft']), scopes: z.array(z.string()), at: instant })
      .nullable()
      .meta({ description: 'Who signed in through the browser instead of giving a password.' }),
    tracking_domain: z.string().nullable(),
    quotas: z.array(z.string()),
    ramp_up: RampUp.nullable(),
    per_utc_day: z.number().int().nullable(),
    min_gap_seconds: z.number(),
    percentage: z.number().int(),
    group: z.string().nullable().meta({ description: "The delivery group's public id." }),
    status: z.enum(['pending', 'active', 'inactive', 'error']),
    status_reason: z.string().nullable(),
    resume_at: instant.nullable(),
    paused: z.boolean(),
    hosts: z.enum(['on', 'ending']).nullable().meta({
      description: 'Sender hosts send for it; ending: they give back what they have. Null: this computer does.',
    }),
    sandbox: z.boolean(),
    version: z.number().int(),
    created_at: instant,
  })
  .meta({ id: 'SendingAccount' })

export const whose = z.enum(['own', 'team', 'managed', 'delegated', 'other']).meta({
  description: 'To whoever asks; other: of another seat, which has not given permission',
})
export const ListedAccount = Account.extend({ whose }).meta({ id: 'ListedAccount' })

const secret = (what: string) =>
  z
    .string()
    .max(2000)
    .optional()
    .meta({ description: `${what} Goes in, never out.`, writeOnly: true })

const settings = {
  name: z.string().trim().max(200).nullable().optional(),
  from_name: z.string().max(200).nullable().optional(),
  reply_to_email: address.nullable().optional(),
  signature: z.string().max(20_000).nullable().optional(),
  signature_html: z.string().max(20_000).nullable().optional(),
  zone: zone.nullable().optional(),
  smtp_host: z.string().trim().min(1).max(253),
  smtp_port: port,
  smtp_protocol: protocol,
  username: z.string().max(320).nullable().optional(),
  password: secret('For sending, and for reading where no other is given.'),
  imap_host: z.string().trim().min(1).max(253).nullable().optional(),
  imap_port: port.nullable().optional(),
  imap_protocol: protocol.nullable().optional(),
  imap_username: z.string().max(320).nullable().optional(),
  imap_password: secret('Only where reading needs another.'),
  imap_sent_folder: z.string().trim().max(500).nullable().optional(),
  imap_folders: namedFolders.optional(),
  sent_copies: sentCopies.optional(),
  allow_plaintext_password: z.boolean().optional(),
  ca_pem: caPem
    .nullable()
    .optional()
    .meta({ description: "A company's own certificate authority (PEM), trusted for this account's servers alone." }),
  tracking_domain: z.string().trim().max(253).nullable().optional(),
  quotas: z.array(limit).max(10).optional(),
  ramp_up: RampUp.nullable().optional(),
  min_gap_seconds: z.number().min(0).max(86400).optional(),
  percentage: z.number().int().min(0).max(100).optional(),
  group: publicId.nullable().optional(),
  seat: z.string().max(320).nullable().optional().meta({ description: "A seat's address; null: a team account." }),
  permits: permits.optional(),
}

const change = z.strictObject({
  ...id.shape,
  version,
  from_email: address.optional().meta({ description: 'Only the present one: another address is a new mailbox.' }),
  ...z.object(settings).partial().shape,
})

export const Usage = z
  .object({
    public_id: z.string(),
    type: Account.shape.type,
    sandbox: z.boolean(),
    from_email: z.string(),
    windows: z.array(
      z.object({
        window: z.string().meta({ description: 'second, minute, hour, day, week, or utc_day.' }),
        used: z.number().int(),
        outside: z
          .number()
          .int()
          .meta({ description: 'Of these, mail that left through the mailbox without Cadenza.' }),
        allowed: z.number().int(),
        ratio: z.number(),
        near_limit: z.boolean(),
        can_request: z
          .boolean()
          .meta({ description: 'More can be asked for, with POST /providers/shared-amazon-ses-limit-request.' }),
      }),
    ),
    ramp_up: z
      .object({
        today: z.number().int().meta({ description: 'Emails it may send today.' }),
        full_on: z.iso.date().nullable().meta({ description: 'From when on its daily limit holds alone.' }),
      })
      .nullable()
      .meta({ description: 'Null: it is not ramping up, or no longer.' }),
    reading: ReadingState,
    way: Way,
    folders: WatchedFolders.nullable().meta({ description: 'Watched for what comes back. Null: it is not read.' }),
    unread: Unread,
    copies: CopiesState,
    planned: z.number().int().meta({ description: 'Emails planned through this account.' }),
    waiting: z.number().int().meta({ description: 'Of these, those that wait because the account sends nothing now.' }),
    next: instant.nullable().meta({ description: 'When its next email leaves; null while it sends nothing.' }),
    trouble: z
      .object({ kind: z.enum(['credentials', 'quota', 'connection']), since: instant.nullable() })
      .nullable()
      .meta({ description: 'What took it out, while it is in error.' }),
    paused_for: PausedFor,
  })
  .meta({ id: 'AccountUsage' })

const PartTest = z.object({
  ok: z.boolean(),
  latency_ms: z.number(),
  words: z.string().nullable().meta({ description: "The server's own words; null: it said nothing." }),
  trouble: z.string().nullable().meta({ description: 'What went wrong where no server said so.' }),
  next: z.string().nullable(),
})

export const TestResult = PartTest.extend({
  parts: z
    .object({
      smtp: PartTest,
      imap: PartTest.extend({ folder: z.string().nullable().meta({ description: 'The Sent folder that was found.' }) })
        .nullable()
        .meta({ description: 'Null: it is not read.' }),
    })
    .meta({ description: 'What is said beside `parts` is about sending.' }),
})

const tags = ['providers']
export const accounts = {
  ...accountsRemoval,
  list: base.route({ method: 'GET', path: '/providers', tags }).output(z.array(ListedAccount)),
  get: base.route({ method: 'GET', path: '/providers/{public_id}', tags }).input(id).output(Account),
  create: base
    .route({ method: 'POST', path: '/providers', successStatus: 201, tags })
    .input(
      z.strictObject({
        from_email: address,
        type: z
          .enum(['smtp', 'gmail', 'outlook', 'managed', 'http'])
          .default('smtp')
          .meta({ description: 'Only smtp is added here; the refusal of another says how that one is had.' }),
        ...settings,
      }),
    )
    .output(Account),
  update: base.route({ method: 'PATCH', path: '/providers/{public_id}', tags }).input(change).output(Account),
  consequence: base
    .route({
      method: 'POST',
      path: '/providers/{public_id}/consequence',
      tags,
      description: 'The same input as a change; nothing is changed.',
    })
    .input(change)
    .output(Consequence),
  activate: base.route({ method: 'POST', path: '/providers/{public_id}/activate', tags }).input(id).output(Account),
  deactivate: base.route({ method: 'POST', path: '/providers/{public_id}/deactivate', tags }).input(id).output(Account),
  pause: base.route({ method: 'POST', path: '/providers/{public_id}/pause', tags }).input(id).output(Account),
  resume: base.route({ method: 'POST', path: '/providers/{public_id}/resume', tags }).input(id).output(Account),
  test: base.route({ method: 'POST', path: '/providers/{public_id}/test', tags }).input(id).output(TestResult),
  probe: base
    .route({ method: 'POST', path: '/providers/probe', tags, description: 'Tests settings before they are kept.' })
    .input(
      z.strictObject({
        smtp_host: settings.smtp_host,
        smtp_port: settings.smtp_port,
        smtp_protocol: settings.smtp_protocol,
        username: settings.username,
        password: settings.password,
        imap_host: settings.imap_host,
        imap_port: settings.imap_port,
        imap_protocol: settings.imap_protocol,
        imap_username: settings.imap_username,
        imap_password: settings.imap_password,
        imap_sent_folder: settings.imap_sent_folder,
        imap_folders: settings.imap_folders,
        sent_copies: settings.sent_copies,
        allow_plaintext_password: settings.allow_plaintext_password,
        ca_pem: settings.ca_pem,
        ca_of: publicId.optional().meta({ description: 'Trust whom the servers of this account are vouched for by.' }),
      }),
    )
    .output(TestResult),
  read_ca,
  detect,
  history,
  deliverability: accountDeliverability,
  usage: base.route({ method: 'GET', path: '/providers/usage', tags }).output(z.array(Usage)),
  managed,
  set_managed: base
    .route({
      method: 'PUT',
      path: '/providers/managed',
      tags,
      description: 'Gives the managed account a real server. What was engaged in the sandbox is never sent by it.',
    })
    .input(
      z.strictObject({
        packaged: z.literal(true).optional().meta({
          description: "The package's server: only its address, where it brings none, and its password are given.",
        }),
        from_email: address.optional(),
        from_name: settings.from_name,
        smtp_host: settings.smtp_host.optional(),
        smtp_port: settings.smtp_port.optional(),
        smtp_protocol: settings.smtp_protocol.optional(),
        username: settings.username,
        password: settings.password,
        allow_plaintext_password: settings.allow_plaintext_password,
        ca_pem: settings.ca_pem,
        version,
      }),
    )
    .output(Account),
  clear_managed: base
    .route({
      method: 'DELETE',
      path: '/providers/managed',
      tags,
      description: 'Back to the sandbox. What is planned for people through it is held, and never goes to the sandbox.',
    })
    .output(Account),
  limits: base
    .route({ method: 'GET', path: '/providers/limits', tags })
    .output(z.object({ sending_accounts: TeamLimit, managed: TeamLimit })),
}
