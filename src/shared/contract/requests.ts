import * as z from 'zod'
import { findingKinds } from '../domain/mailbox-check.ts'
import { mailboxRequestStates } from '../domain/mailbox-request.ts'
import { address, base, id, instant, page, paged, version } from './base.ts'

export const permits = z
  .array(z.enum(['role', 'more']))
  .max(2)
  .meta({
    description:
      'What an admin expressly permits: "role" a shared address such as info@, "more" a mailbox beyond the seat\'s limit.',
  })

export const Finding = z
  .object({
    kind: z.enum(findingKinds),
    remedy: z.enum(['refused', 'confirm', 'permit']).meta({
      description:
        'refused: nothing helps here; confirm: the person confirms it; permit: an admin expressly permits it.',
    }),
    message: z.string(),
  })
  .meta({ id: 'MailboxFinding' })

export const MailboxRequest = z
  .object({
    public_id: z.string(),
    address: z.string(),
    seat: z.string().meta({ description: 'Address of the seat it is for.' }),
    seat_name: z.string(),
    asked_by: z.string().meta({ description: 'Name of the seat that asked.' }),
    note: z.string().nullable(),
    state: z.enum(mailboxRequestStates),
    permits,
    decided_by: z.string().nullable(),
    decided_at: instant.nullable(),
    reason: z.string().nullable().meta({ description: 'Why it was declined.' }),
    account: z.string().nullable().meta({ description: 'The sending account it became, or whose alias.' }),
    findings: z.array(Finding).meta({ description: 'What stands against it now; only of one that is requested.' }),
    may_decide: z.boolean(),
    may_withdraw: z.boolean(),
    created_at: instant,
    version: z.number().int(),
  })
  .meta({ id: 'MailboxRequest' })

const asked = {
  address,
  seat: z.string().max(320).optional().meta({ description: "A seat's address; yours where it is left out." }),
}
const decided = { ...id.shape, version }
const reason = z.string().trim().min(3).max(500)
const note = z.string().trim().max(500).optional()
const tags = ['mailbox requests']
const one = (name: string) => ({
  method: 'POST' as const,
  path: `/mailbox-requests/{public_id}/${name}` as const,
  tags,
})

export const mailbox_requests = {
  list: base
    .route({ method: 'GET', path: '/mailbox-requests', tags })
    .input(page.extend({ open: z.stringbool().or(z.boolean()).optional() }))
    .output(paged(MailboxRequest)),
  check: base
    .route({ method: 'POST', path: '/mailbox-requests/check', tags, description: 'Every rule at once; keeps nothing.' })
    .input(z.strictObject({ ...asked, address: z.string().max(400) }))
    .output(z.object({ address: z.string().nullable(), problem: z.string().nullable(), findings: z.array(Finding) })),
  create: base
    .route({ method: 'POST', path: '/mailbox-requests', successStatus: 201, tags })
    .input(
      z.strictObject({
        ...asked,
        note,
        confirm_theirs: z
          .boolean()
          .optional()
          .meta({ description: 'It belongs to that person, and not to a colleague.' }),
        confirm_unlike: z.boolean().optional().meta({ description: "Though it doesn't look like their name." }),
      }),
    )
    .output(MailboxRequest),
  approve: base
    .route(one('approve'))
    .input(z.strictObject({ ...decided, permits: permits.optional() }))
    .output(MailboxRequest),
  decline: base
    .route(one('decline'))
    .input(z.strictObject({ ...decided, reason }))
    .output(MailboxRequest),
  withdraw: base.route(one('withdraw')).input(z.strictObject(decided)).output(MailboxRequest),
  release: base
    .route({
      method: 'POST',
      path: '/mailbox-requests/release',
      tags,
      description:
        'Takes an address off the seat, or the alias off the account, that has it now, if no contact is under way with it.',
    })
    .input(z.strictObject({ address }))
    .output(z.object({ address: z.string(), was: z.enum(['mailbox', 'alias']), seat: z.string().nullable() })),
}

export const LimitRequest = z
  .object({
    public_id: z.string(),
    kind: z.enum(['accounts', 'managed']),
    asked_by: z.string(),
    wanted: z.number().int(),
    note: z.string().nullable(),
    state: z.enum(['pending', 'approved', 'declined']),
    granted: z.number().int().nullable(),
    decided_by: z.string().nullable(),
    decided_at: instant.nullable(),
    reason: z.string().nullable(),
    present: z.number().int().meta({ description: 'The limit as it is now.' }),
    may_decide: z.boolean(),
    created_at: instant,
    version: z.number().int(),
  })
  .meta({ id: 'LimitRequest' })

const most = z.number().int().min(1).max(1_000_000)
const wish = z.strictObject({ wanted: most.optional(), note }).optional()
const limitTags = ['limit requests']

export const limit_requests = {
  list: base.route({ method: 'GET', path: '/limit-requests', tags: limitTags }).output(z.array(LimitRequest)),
  request_increase: base
    .route({
      method: 'POST',
      path: '/providers/limits/sending-accounts/request-increase',
      successStatus: 201,
      tags: ['providers'],
      description:
        'From 80 % of the sending accounts on, once while one is pending. Without "wanted": half as many again.',
    })
    .input(wish)
    .output(LimitRequest),
  request_review: base
    .route({
      method: 'POST',
      path: '/providers/shared-amazon-ses-limit-request',
      successStatus: 201,
      tags: ['providers'],
      description: 'Asks once for a review of the managed account\'s daily limit. Without "wanted": twice as many.',
    })
    .input(wish)
    .output(LimitRequest),
  approve: base
    .route({ method: 'POST', path: '/limit-requests/{public_id}/approve', tags: limitTags })
    .input(z.strictObject({ ...decided, granted: most.optional() }))
    .output(LimitRequest),
  decline: base
    .route({ method: 'POST', path: '/limit-requests/{public_id}/decline', tags: limitTags })
    .input(z.strictObject({ ...decided, reason }))
    .output(LimitRequest),
}
