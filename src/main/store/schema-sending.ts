/** The sending half of the database: sequences, engagements, enrollments and the ledger. */
import { sql } from 'drizzle-orm'
import { type AnySQLiteColumn, blob, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { EngagementState } from '../../shared/domain/engagement.ts'
import type { EngagementEnds } from '../../shared/domain/engagement-ends.ts'
import type { EnrollmentState } from '../../shared/domain/enrollment.ts'
import type { WindowBlock } from '../../shared/domain/plan-shape.ts'
import type { SendState } from '../../shared/domain/send.ts'
import { flag, id, instant, json, publicId, shared } from './columns.ts'
import { accounts, contacts, groups, seats } from './schema.ts'
import { aliases } from './schema-accounts.ts'
import type { Hold, OwnText, StoredStep } from './stored-step.ts'

export const sequences = sqliteTable('sequences', {
  id: id(),
  publicId: publicId(),
  name: text('name').notNull(),
  paused: flag('paused'),
  /** Public id of the seat that paused it; null: it isn't paused, or was before this was kept. */
  pausedBy: text('paused_by'),
  /** Out of the lists, with nothing planned. */
  archived: flag('archived'),
  version: integer('version').notNull().default(1),
  createdAt: instant('created_at').notNull(),
  ...shared(),
})

/** A used version never changes: editing makes the next one. */
export const sequenceVersions = sqliteTable(
  'sequence_versions',
  {
    id: id(),
    sequenceId: integer('sequence_id')
      .notNull()
      .references(() => sequences.id),
    version: integer('version').notNull(),
    /** Its name outside; given by a trigger where nobody gave one. */
    publicId: text('public_id').unique(),
    steps: json<StoredStep[]>('steps').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [uniqueIndex('sequence_versions_version').on(t.sequenceId, t.version)],
)

export const attachments = sqliteTable('attachments', {
  hash: text('hash').primaryKey(),
  content: blob('content', { mode: 'buffer' }).notNull(),
})

/** One engagement: contacts put into a sequence together, with one schedule. */
export const batches = sqliteTable(
  'batches',
  {
    id: id(),
    publicId: publicId(),
    sequenceId: integer('sequence_id')
      .notNull()
      .references(() => sequences.id),
    versionId: integer('version_id')
      .notNull()
      .references(() => sequenceVersions.id),
    seatId: integer('seat_id')
      .notNull()
      .references(() => seats.id),
    assign: text('assign').$type<'mine' | 'owners' | 'selected' | 'group'>().notNull(),
    /** The delivery group that was chosen: its active accounts stand in for each other until a contact was reached. */
    groupId: integer('group_id').references(() => groups.id),
    start: instant('start').notNull(),
    perDay: integer('per_day'),
    perHour: integer('per_hour'),
    zone: text('zone').notNull(),
    windows: json<WindowBlock[]>('windows').notNull(),
    holidays: text('holidays'),
    daysOff: json<string[]>('days_off').notNull(),
    useContactZone: flag('use_contact_zone'),
    seed: integer('seed').notNull(),
    /** Sandbox engagements never count as history or exclusion. */
    sandbox: flag('sandbox'),
    paused: flag('paused'),
    /** Until it is live, nothing of it may leave, and nobody plans it. See `engagement.ts`. */
    state: text('state').$type<EngagementState>().notNull().default('live'),
    /** What ends it for a contact beside the rules for all; null: nothing. */
    ends: json<EngagementEnds>('ends'),
    /** The engagement whose choices it took over, the first of them: together they keep its pace. Null: it stands by itself. */
    joins: integer('joins').references((): AnySQLiteColumn => batches.id),
    createdAt: instant('created_at').notNull(),
    ...shared(),
  },
  // the one that is being written or taken back, among all that were ever made
  (t) => [index('batches_unfinished').on(t.state).where(sql`state <> 'live'`)],
)

export const enrollments = sqliteTable(
  'enrollments',
  {
    id: id(),
    publicId: publicId(),
    batchId: integer('batch_id')
      .notNull()
      .references(() => batches.id),
    sequenceId: integer('sequence_id')
      .notNull()
      .references(() => sequences.id),
    contactId: integer('contact_id')
      .notNull()
      .references(() => contacts.id),
    /** Chosen at engagement, serves all steps. */
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    /** The account's alias that writes; null: its own address. Serves all steps too. */
    aliasId: integer('alias_id').references(() => aliases.id),
    position: integer('position').notNull(),
    /** How many emails are owed: so many rows must be in the ledger. It grows with steps added while it goes on. */
    emails: integer('emails').notNull().default(0),
    state: text('state').$type<EnrollmentState>().notNull(),
    reason: text('reason'),
    sandbox: flag('sandbox'),
    enrolledAt: instant('enrolled_at').notNull(),
    /** Public id of the authorised device that engaged it and sends it; null: the account's home does. */
    senderDevice: text('sender_device'),
    /** Which home of its account it was engaged for, as domain/home.ts writes it; null: the first. */
    home: text('home'),
    /** The contact is away: no step before this day, by its number where the contact is; null: not that we know. */
    awayUntil: integer('away_until'),
    /** By step number: texts that are this contact's own; null: none. */
    texts: json<Record<string, OwnText>>('texts'),
    /** By step number: emails that a person holds back; null: none. */
    holds: json<Record<string, Hold>>('holds'),
    ...shared(),
  },
  (t) => [
    // "already active in another sequence" is hard, so the database holds it too
    uniqueIndex('enrollments_active')
      .on(t.contactId)
      .where(sql`state in ('pending', 'active', 'paused') and sandbox = 0`),
    index('enrollments_batch').on(t.batchId, t.position),
    index('enrollments_contact').on(t.contactId),
    // whose sequences stop with a mailbox, and who can go on from another
    index('enrollments_account').on(t.accountId, t.state),
    // which other computers send of a mailbox: none of those, mostly, among very many
    index('enrollments_elsewhere').on(t.accountId, t.senderDevice).where(sql`sender_device is not null`),
    index('enrollments_sequence').on(t.sequenceId, t.state, t.sandbox),
    // pages of a report, with and without one sender
    index('enrollments_report').on(t.sequenceId, t.sandbox, t.id),
    index('enrollments_sender').on(t.sequenceId, t.sandbox, t.accountId),
    // everybody in some state, of all sequences; an expression, so that no query that looks for a few takes it
    index('enrollments_state').on(sql`(state || '')`),
  ],
)

/**
 * The ledger: one row per email, unique per enrollment and step. Beside it, kept in step by triggers (migration
 * "tallies"): `send_tally`, `planned_tally` and `enrollment_tally`, so that no screen counts a million rows.
 */
export const sends = sqliteTable(
  'sends',
  {
    id: id(),
    publicId: publicId(),
    /** `task`: no email. A person does it by hand; it takes its time in the plan, no room in a limit, and is never claimed. */
    kind: text('kind').$type<'sequence' | 'letter' | 'test' | 'task'>().notNull(),
    enrollmentId: integer('enrollment_id').references(() => enrollments.id),
    step: integer('step').notNull(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    /** The alias it left from; before it leaves, its enrollment's counts. */
    aliasId: integer('alias_id').references(() => aliases.id),
    batchId: integer('batch_id').references(() => batches.id),
    contactId: integer('contact_id').references(() => contacts.id),
    address: text('address').notNull(),
    domain: text('domain').notNull(),
    state: text('state').$type<SendState>().notNull(),
    /** Before anything stood in the way; then the slot it got; then the instant inside it. */
    due: instant('due').notNull(),
    slot: instant('slot').notNull(),
    at: instant('at').notNull(),
    /** Slot start a person asked for, or null. */
    byHand: instant('by_hand'),
    /** A person holds this one back. */
    held: flag('held'),
    /** Why it is held for a person to look whether it has left already: as domain/home.ts names it; null: it isn't. */
    review: text('review'),
    /** Its enrollment, engagement or sequence is paused; written in the same transaction as that pause. */
    paused: flag('paused'),
    /**
     * Its time has gone by, or something before it moved: the planner is to find it another. 2: it has looked and found
     * none yet (a step before is held or unsure, the account is out); what changes that sets it to 1 again.
     */
    replan: flag('replan'),
    /** Not before: a retry after a temporary refusal. */
    retryAt: instant('retry_at'),
    tries: integer('tries').notNull().default(0),
    reason: text('reason'),
    why: json<string[]>('why'),
    messageId: text('message_id'),
    /** The id the server says it used, where it says so. */
    serverMessageId: text('server_message_id'),
    subject: text('subject'),
    /** The account's epoch when it was last taken to be sent; null: its first. */
    epoch: integer('epoch'),
    claimedAt: instant('claimed_at'),
    dataStartedAt: instant('data_started_at'),
    /** The Date header: fixed at the first claim, so that sending again is byte-identical. */
    dateAt: instant('date_at'),
    settledAt: instant('settled_at'),
    reply: text('reply'),
    sandbox: flag('sandbox'),
    /** Which way of writing its step it has; null: there is one way only. */
    variant: text('variant'),
    ...shared(),
  },
  (t) => [
    // letters and tests have no enrollment, and NULLs are distinct
    uniqueIndex('sends_step').on(t.enrollmentId, t.step),
    index('sends_due').on(t.accountId, t.at).where(sql`state = 'planned' and held = 0 and paused = 0 and replan = 0`),
    index('sends_replan').on(t.id).where(sql`state = 'planned' and replan = 1`),
    index('sends_counted').on(t.accountId, t.claimedAt).where(sql`state in ('sending', 'sent', 'unsure')`),
    index('sends_open').on(t.state).where(sql`state in ('sending', 'unsure')`),
    // holds all that the figures of a list of sequences are counted from
    index('sends_batch').on(t.batchId, t.state, t.sandbox, t.at, t.claimedAt, t.kind),
    // when the first and the last email of an engagement left, and to how many contacts
    index('sends_left').on(t.batchId, t.sandbox, t.claimedAt, t.enrollmentId).where(sql`state = 'sent'`),
    index('sends_at').on(t.at, t.kind),
    // Whose email of a step is in a state, in the order of a report's pages. Without what is being sent, which "sends_open"
    // has: an email is written down twice on its way, and is moved here once. No other query takes it.
    index('sends_progress').on(t.batchId, t.step, t.state, t.variant, t.enrollmentId).where(sql`state <> 'sending'`),
    // holds all that a calendar is counted from
    index('sends_calendar').on(t.at, t.state, t.accountId, t.batchId, t.step, t.sandbox, t.kind),
    // Pages of the outbox by state, sender and contact, in order of time. Written as expressions, so that no other query takes
    // one: whoever looks for what is due, or for one enrollment's planned emails, would read a million rows for it.
    index('sends_state').on(sql`(state || '')`, t.at),
    index('sends_account').on(sql`(account_id + 0)`, sql`(state || '')`, t.at),
    index('sends_contact').on(t.contactId, t.at),
    // the few that stand aside or were moved, among a million that don't
    index('sends_aside').on(t.at).where(sql`state = 'planned' and (held = 1 or paused = 1 or replan = 2)`),
    index('sends_moved').on(t.at).where(sql`state = 'planned' and (reason is not null or by_hand is not null)`),
    // what an answer or a returned message names
    index('sends_message').on(t.messageId).where(sql`message_id is not null`),
    index('sends_server_message').on(t.serverMessageId).where(sql`server_message_id is not null`),
    // holds all that rates of what came back are counted from
    index('sends_rates').on(t.accountId, t.claimedAt, t.aliasId, t.sandbox, t.kind).where(sql`state = 'sent'`),
    // what became of emails since an instant
    index('sends_settled').on(t.state, t.settledAt, t.sandbox).where(sql`settled_at is not null`),
    // holds all that is reported of where mail went
    index('sends_domain')
      .on(t.domain, t.at, t.state, t.sandbox, t.kind)
      .where(sql`state in ('sent', 'refused', 'unsure')`),
    // what people do by hand, so that reports of emails can leave it out
    index('sends_tasks').on(t.batchId, t.state, t.at, t.accountId).where(sql`kind = 'task'`),
    // the same as people go through it: what is to be done by its time, what is over by when that was
    index('sends_todo').on(t.at).where(sql`kind = 'task' and state = 'planned'`),
    index('sends_done')
      .on(sql`(CASE WHEN settled_at IS NULL THEN at ELSE settled_at END)`)
      .where(sql`kind = 'task' and state in ('done', 'withdrawn')`),
    // what a person is to look at before it leaves, by its mailbox
    index('sends_review').on(t.accountId).where(sql`state = 'planned' and review is not null`),
    // the few that people send to themselves: those without a time, and so that figures can leave them out
    index('sends_tests').on(t.state, t.settledAt, t.sandbox).where(sql`kind = 'test'`),
  ],
)

/**
 * What a test says, made when it was asked for: a draft is saved nowhere else. The contact whose data is in it is named here
 * alone, so that nothing that asks about contacts finds it. It goes when newer ones come, or its contact is erased.
 */
export const testEmails = sqliteTable(
  'test_emails',
  {
    sendId: integer('send_id')
      .primaryKey()
      .references(() => sends.id),
    /** Null: somebody made up. */
    contactId: integer('contact_id').references(() => contacts.id),
    messageId: text('message_id').notNull(),
    /** Unsigned; null: not kept any more. */
    raw: blob('raw', { mode: 'buffer' }),
  },
  (t) => [index('test_emails_contact').on(t.contactId)],
)
