import * as z from 'zod'
import { base, id, instant, page, paged } from './base.ts'

export const sendStates = ['planned', 'sending', 'sent', 'refused', 'unsure', 'withdrawn'] as const

export const Send = z
  .object({
    public_id: z.string(),
    contact: z.string(),
    sender: z.string(),
    sequence: z.string().nullable(),
    step: z.number().int(),
    state: z.enum(sendStates),
    at: instant,
    slot: instant,
    sent_at: instant.nullable(),
    held: z.boolean(),
    tries: z.number().int(),
    subject: z.string().nullable(),
    message_id: z.string().nullable(),
    reason: z.string().nullable(),
    reply: z.string().nullable(),
    why: z.array(z.string()),
    sandbox: z.boolean(),
  })
  .meta({ id: 'Send' })

const tags = ['sends']
export const sends = {
  list: base
    .route({ method: 'GET', path: '/sends', tags })
    .input(
      page.extend({
        state: z.enum(sendStates).optional(),
        sequence: z.string().max(200).optional(),
        sender: z.string().max(320).optional(),
        contact: z.string().max(320).optional(),
      }),
    )
    .output(paged(Send)),
  get: base.route({ method: 'GET', path: '/sends/{public_id}', tags }).input(id).output(Send),
  cancel: base.route({ method: 'POST', path: '/sends/{public_id}/cancel', tags }).input(id).output(Send),
  hold: base.route({ method: 'POST', path: '/sends/{public_id}/hold', tags }).input(id).output(Send),
  release: base.route({ method: 'POST', path: '/sends/{public_id}/release', tags }).input(id).output(Send),
  reschedule: base
    .route({ method: 'POST', path: '/sends/{public_id}/reschedule', tags })
    .input(id.extend({ slot: z.string().max(40).meta({ description: 'An open slot, local: 2026-11-23T10:00' }) }))
    .output(Send),
}

export const Unsure = Send.extend({
  evidence: z.array(z.string()).meta({ description: 'What is known, for the person who decides.' }),
}).meta({ id: 'UnsureSend' })
export const unsure = {
  list: base.route({ method: 'GET', path: '/unsure', tags: ['unsure'] }).output(z.array(Unsure)),
  settle: base
    .route({ method: 'POST', path: '/unsure/{public_id}', tags: ['unsure'] })
    .input(id.extend({ decision: z.enum(['sent', 'again', 'skip']) }))
    .output(Send),
}

export const Enrollment = z
  .object({
    public_id: z.string(),
    contact: z.string(),
    sequence: z.string(),
    sender: z.string(),
    state: z.string(),
    reason: z.string().nullable(),
    step: z.number().int().meta({ description: 'Steps sent so far' }),
    next_at: instant.nullable(),
    enrolled_at: instant,
  })
  .meta({ id: 'Enrollment' })
export const enrollments = {
  list: base
    .route({ method: 'GET', path: '/enrollments', tags: ['enrollments'] })
    .input(page.extend({ sequence: z.string().max(200).optional(), state: z.string().max(20).optional() }))
    .output(paged(Enrollment)),
  pause: base
    .route({ method: 'POST', path: '/enrollments/{public_id}/pause', tags: ['enrollments'] })
    .input(id)
    .output(Enrollment),
  resume: base
    .route({ method: 'POST', path: '/enrollments/{public_id}/resume', tags: ['enrollments'] })
    .input(id)
    .output(Enrollment),
  stop: base
    .route({ method: 'POST', path: '/enrollments/{public_id}/stop', tags: ['enrollments'] })
    .input(id)
    .output(Enrollment),
}
