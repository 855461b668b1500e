import * as z from 'zod'
import { reviews } from '../domain/home.ts'
import { sendStates } from '../domain/send.ts'
import { shownStates } from '../domain/send-shown.ts'
import { base, except, id, instant, page, paged, publicId, sentFrom } from './base.ts'
import { clicks } from './sends-clicks.ts'
import { send_drafts } from './sends-drafts.ts'
import { exact, Own, text } from './sends-text.ts'

export const sendTabs = ['next', 'today', 'needs_you', 'waiting', 'refused', 'sent', 'all'] as const
export const sendSorts = ['leaves', '-leaves'] as const
export const bulkActions = ['cancel', 'hold', 'release', 'restore', 'move'] as const

/** Emails whose consequence is worked out at once, before anything is written. */
export const mostTried = 5000

const count = z.number().int()

export const Send = z
  .object({
    public_id: z.string(),
    kind: z.enum(['sequence', 'letter', 'test']).meta({ description: 'test: one that a person sent to themselves.' }),
    contact: z.string(),
    contact_id: z.string().nullable(),
    contact_name: z.string().nullable(),
    company: z.string().nullable(),
    sender: z.string(),
    sender_name: z.string().nullable(),
    account_id: z.string(),
    sequence: z.string().nullable(),
    sequence_id: z.string().nullable(),
    enrollment_id: z.string().nullable(),
    step: count,
    steps: count.meta({ description: 'Steps of its sequence; 1 for an email that belongs to none.' }),
    state: z.enum(sendStates),
    shown_state: z.enum(shownStates).meta({ description: 'The state, and whether something stands in its way.' }),
    ...sentFrom,
    host: z
      .string()
      .nullable()
      .meta({ description: 'Name of the sender host that had it last; null: none had, or it is not known yet.' }),
    with_hosts: z.boolean().meta({ description: 'Sender hosts have it now.' }),
    review: z.enum(reviews).nullable().meta({ description: 'Why a person has to look whether it has left already.' }),
    at: instant,
    slot: instant,
    sent_at: instant.nullable(),
    held: z.boolean(),
    hold: z
      .object({ by: z.string().nullable(), at: instant })
      .nullable()
      .meta({ description: 'The name of who holds it back, and since when. Null: no person does.' }),
    tries: count,
    subject: z.string().nullable().meta({ description: 'As it left; null before that.' }),
    title: z.string().meta({ description: 'The subject as it left or would leave now.' }),
    message_id: z.string().nullable(),
    reason: z.string().nullable(),
    reply: z.string().nullable(),
    why: z.array(z.string()),
    why_short: z.string().meta({ description: 'The same in one line.' }),
    sandbox: z.boolean(),
    engaged_by: z
      .string()
      .nullable()
      .meta({ description: "Name of who engaged it in the name of the mailbox's owner. Null: the owner did." }),
    own: Own.nullable().meta({ description: "Its text is this contact's alone. Null: its step's." }),
    can: z
      .array(z.enum(['cancel', 'hold', 'release', 'move', 'send_now', 'rewrite', 'restore', 'settle']))
      .meta({ description: 'What may be asked for it in its state; a refusal is still possible.' }),
  })
  .meta({ id: 'Send' })

const choices = {
  tab: z.enum(sendTabs).optional(),
  state: z.enum(sendStates).optional(),
  states: z.array(z.enum(shownStates)).max(shownStates.length).optional(),
  search: z.string().trim().max(200).optional().meta({ description: 'In contact name, company, address and subject.' }),
  sequence: z.string().max(200).optional(),
  sender: z.string().max(320).optional(),
  seat: z.string().max(320).optional().meta({
    description: 'Public id or address of a seat: of all its mailboxes. "team": of those that are nobody\'s.',
  }),
  contact: z.string().max(320).optional().meta({ description: 'Address or id.' }),
  step: z.coerce.number().int().min(1).max(1000).optional(),
  sandbox: z.stringbool().or(z.boolean()).optional(),
  from: instant.optional().meta({ description: 'Leaves at this instant or later.' }),
  to: instant.optional().meta({ description: 'Leaves before this instant.' }),
  domain: z.string().trim().max(255).optional().meta({ description: 'Of the address it goes to.' }),
  came: z
    .enum(['reply', 'hard', 'soft', 'opt_out'])
    .optional()
    .meta({ description: 'Answered; came back, for good or not; or opted out after it.' }),
}
/** For a deed: those taken out by hand are not meant. */
export const SendFilter = z.strictObject({ ...choices, except })

const Counts = z.object({
  next: count.meta({ description: 'With a time, and nothing in their way.' }),
  today: count,
  needs_you: count,
  waiting: count,
  refused: count,
  sent: count,
  all: count,
  unsure: count,
})

export const Letter = z
  .object({
    from: z.enum(['outgoing', 'sandbox', 'template']).meta({
      description:
        'outgoing: the very bytes, kept while their fate is open; sandbox: as the sandbox took it; template: made from its step and contact as they are now',
    }),
    subject: z.string(),
    headers: z.array(z.object({ name: z.string(), value: z.string() })),
    text: z.string().nullable(),
    html: z.string().nullable(),
    attachments: z.array(z.object({ name: z.string(), size: count })),
    trouble: z.string().nullable().meta({ description: 'Why it could not be made, where that is so.' }),
  })
  .meta({ id: 'Letter' })

const Attempt = z.object({
  at: instant,
  data_started_at: instant.nullable(),
  ended_at: instant.nullable(),
  outcome: z.string().nullable(),
  code: count.nullable(),
  reply: z.string().nullable(),
  by_host: z.boolean().meta({ description: 'Sender hosts were given it.' }),
  host: z
    .string()
    .nullable()
    .meta({ description: 'Name of the sender host that had it; null: none, or not known yet.' }),
})

const MovedSend = z.object({
  public_id: z.string(),
  contact: z.string(),
  step: count,
  sender: z.string(),
  from: instant,
  to: instant.nullable().meta({ description: 'Null: it has no time any more and waits.' }),
  own: z.boolean().meta({ description: 'It is one of those asked about, or a later step to the same contact.' }),
})

export const SendConsequence = z
  .object({
    words: z.array(z.string()).meta({ description: 'What happens, a sentence each.' }),
    zone: z.string(),
    moves: z.array(MovedSend).max(50),
    moved: count.nullable().meta({ description: 'Emails that get another slot, of all; null: too many to work out.' }),
    displaced: count.nullable().meta({ description: 'Of these, emails to other contacts.' }),
    ends: count.meta({ description: 'Contacts whose sequence is over by it.' }),
  })
  .meta({ id: 'SendConsequence' })

const tags = ['sends']
const one = (verb: string) => base.route({ method: 'POST', path: `/sends/{public_id}/${verb}`, tags }).input(id)
const Changed = z.object({ send: Send, consequence: SendConsequence })
const slot = z
  .string()
  .max(40)
  .meta({ description: 'An open slot: local to the workspace as 2026-11-23T10:00, or an instant with its offset.' })
const dryRun = z.boolean().default(false).meta({ description: 'Only tell what would happen.' })

export const sends = {
  list: base
    .route({ method: 'GET', path: '/sends', tags })
    .input(page.extend({ ...choices, sort: z.enum(sendSorts).default('leaves') }))
    .output(
      paged(Send).meta({
        description: 'A page may be short, even empty, and still have a next: it then looked at as much as one may.',
      }),
    ),
  counts: base.route({ method: 'GET', path: '/sends/counts', tags }).output(Counts),
  get: base.route({ method: 'GET', path: '/sends/{public_id}', tags }).input(id).output(Send),
  letter: base.route({ method: 'GET', path: '/sends/{public_id}/letter', tags }).input(id).output(Letter),
  attempts: base.route({ method: 'GET', path: '/sends/{public_id}/attempts', tags }).input(id).output(z.array(Attempt)),
  clicks,
  text,
  rewrite: base
    .route({ method: 'POST', path: '/sends/{public_id}/rewrite', tags })
    .input(id.extend(exact))
    .output(Send),
  unwrite: one('unwrite').output(Send),
  cancel: one('cancel').output(Send),
  restore: one('restore').output(Send),
  hold: one('hold').output(Send),
  release: one('release').output(Send),
  reschedule: base
    .route({ method: 'POST', path: '/sends/{public_id}/reschedule', tags })
    .input(id.extend({ slot }))
    .output(Send),
  move: base
    .route({ method: 'POST', path: '/sends/{public_id}/move', tags })
    .input(id.extend({ slot, dry_run: dryRun }))
    .output(Changed),
  send_now: base
    .route({ method: 'POST', path: '/sends/{public_id}/send-now', tags })
    .input(id.extend({ dry_run: dryRun }))
    .output(Changed),
  send_drafts,
  bulk: base
    .route({ method: 'POST', path: '/sends/bulk', tags })
    .input(
      z.strictObject({
        ids: z
          .array(publicId)
          .min(1)
          .max(mostTried)
          .optional()
          .meta({ description: 'At most 500 are changed in one go; with dry_run all of a longer list are tried.' }),
        filter: SendFilter.optional().meta({
          description: `Instead of ids. Ask again with \`next\` until it is null: 500 are changed in one go, ${mostTried} tried.`,
        }),
        after: z.string().max(200).optional(),
        action: z.enum(bulkActions),
        slot: slot.optional(),
        dry_run: dryRun,
      }),
    )
    .output(
      z.object({
        done: count,
        done_ids: z.array(z.string()),
        refused: z.array(z.object({ public_id: z.string(), contact: z.string(), why: z.string() })),
        next: z.string().nullable(),
        consequence: SendConsequence.nullable().meta({
          description: 'With dry_run: of all that were asked about, and where there is a `next` of so many of them.',
        }),
      }),
    ),
}

export const Unsure = Send.extend({
  evidence: z.array(z.string()).meta({ description: 'What is known, for the person who decides.' }),
  headline: z.string().meta({ description: 'What happened, in a sentence.' }),
  timeline: z.array(
    z.object({
      at: instant.nullable(),
      text: z.string(),
      words: z.string().nullable().meta({ description: "The server's or the system's own words." }),
    }),
  ),
  settling: z
    .object({
      files: z
        .enum(['server', 'client', 'unknown'])
        .meta({ description: 'Who files copies of sent mail there: the server, Cadenza, or it is not learned yet.' }),
      next_at: instant.nullable().meta({ description: 'When it is looked for next; null: a person decides.' }),
      looks: count.meta({ description: 'Looks made or made up for, of four.' }),
      searched: z.array(z.string()).meta({ description: 'By what it is looked for in the Sent folder.' }),
      verdict: z.string().meta({ description: 'What that says so far, in a sentence.' }),
    })
    .nullable()
    .meta({ description: 'How it settles by itself. Null: it went to the sandbox.' }),
  decisions: z
    .object({ sent: z.string(), again: z.string(), skip: z.string() })
    .meta({ description: 'What each decision leads to.' }),
}).meta({ id: 'UnsureSend' })
export const unsure = {
  list: base.route({ method: 'GET', path: '/unsure', tags: ['unsure'] }).output(z.array(Unsure)),
  settle: base
    .route({ method: 'POST', path: '/unsure/{public_id}', tags: ['unsure'] })
    .input(id.extend({ decision: z.enum(['sent', 'again', 'skip']) }))
    .output(Send),
}
