import * as z from 'zod'
import { incomingKinds } from '../domain/incoming-shape.ts'
import { base, id, instant, page, paged } from './base.ts'

const count = z.number().int()

export const Incoming = z
  .object({
    public_id: z.string(),
    at: instant.meta({ description: 'When the server took it in.' }),
    kind: z.enum(incomingKinds),
    hard: z.boolean().meta({ description: 'Of a bounce: nothing sent there can arrive.' }),
    from: z.string(),
    from_name: z.string().nullable(),
    subject: z.string(),
    text: z.string().nullable().meta({ description: 'What is new in it, without quote and signature.' }),
    return_date: z.iso.date().nullable().meta({ description: 'The day an absence ends on.' }),
    account_id: z.string().nullable().meta({ description: 'The mailbox it came to; null: through the opt-out page.' }),
    account: z.string().nullable(),
    contact: z.string().nullable(),
    contact_id: z.string().nullable(),
    contact_name: z.string().nullable(),
    sequence: z.string().nullable(),
    sequence_id: z.string().nullable(),
    enrollment_id: z.string().nullable(),
    send_id: z.string().nullable().meta({ description: 'The email of ours that it is about.' }),
    step: count.nullable(),
    state: z
      .enum(['done', 'undone', 'none'])
      .meta({ description: 'done: its consequences stand. undone: a person took them back. none: it had none.' }),
    consequence: z
      .array(z.string())
      .meta({ description: 'What followed from it, line by line; taken back where undone.' }),
    can_undo: z.boolean().meta({ description: 'By whoever asks, now.' }),
    undone_by: z.string().nullable(),
    undone_at: instant.nullable(),
    seen: z.boolean(),
  })
  .meta({ id: 'Incoming' })

export const IncomingWhy = Incoming.extend({
  body: z.string().nullable().meta({ description: 'The whole text, bounded.' }),
  recipients: z.array(
    z.object({ address: z.string(), status: z.string().nullable(), code: count.nullable(), hard: z.boolean() }),
  ),
  evidence: z
    .array(z.object({ rule: z.string(), found: z.string() }))
    .meta({ description: 'What the verdict rests on.' }),
}).meta({ id: 'IncomingWhy' })

const choices = {
  kind: z.enum(incomingKinds).optional(),
  account: z.string().max(320).optional().meta({ description: 'Address or id of the mailbox.' }),
  contact: z.string().max(320).optional().meta({ description: 'Address or id.' }),
  sequence: z.string().max(200).optional(),
  send: z.string().max(64).optional().meta({ description: 'The email of ours that it is about.' }),
  unseen: z.stringbool().or(z.boolean()).optional(),
}

const tags = ['incoming']
export const incoming = {
  list: base
    .route({ method: 'GET', path: '/incoming', tags, description: 'Newest first.' })
    .input(page.extend(choices))
    .output(paged(Incoming)),
  counts: base.route({ method: 'GET', path: '/incoming/counts', tags }).output(
    z.object({
      unseen: count,
      kinds: z.record(z.enum(incomingKinds), count),
      unseen_kinds: z.record(z.enum(incomingKinds), count),
    }),
  ),
  seen: base
    .route({ method: 'POST', path: '/incoming/seen', tags, description: 'Without ids: everything.' })
    .input(z.strictObject({ ids: z.array(z.string().min(1).max(64)).max(500).optional() }))
    .output(z.object({ seen: count })),
  get: base
    .route({ method: 'GET', path: '/incoming/{public_id}', tags, description: 'With what the verdict rests on.' })
    .input(id)
    .output(IncomingWhy),
  undo: base
    .route({
      method: 'POST',
      path: '/incoming/{public_id}/undo',
      tags,
      description:
        'Takes back what followed: the enrollment goes on where it was, its emails are planned again, the address comes off the suppression list. Opt-outs and complaints only by an admin.',
    })
    .input(id)
    .output(Incoming),
  correct: base
    .route({
      method: 'POST',
      path: '/incoming/{public_id}/correct',
      tags,
      description: 'Says what it really was: what followed is taken back, and what follows from that kind is done.',
    })
    .input(
      id.extend({
        kind: z.enum(incomingKinds),
        hard: z.boolean().optional().meta({ description: 'Of a bounce: nothing sent there can arrive.' }),
        return_date: z.iso.date().optional().meta({ description: 'The day an absence ends on.' }),
      }),
    )
    .output(Incoming),
}
