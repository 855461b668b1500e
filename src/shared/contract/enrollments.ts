/** Contacts in sequences: one by one, and all of them, whatever sequence they are in. */
import * as z from 'zod'
import { enrollmentStates } from '../domain/enrollment.ts'
import { base, except, id, instant, page, paged, publicId, sentFrom, tag } from './base.ts'
import { reassign } from './enrollments-reassign.ts'

export const enrollmentSorts = ['engaged', '-engaged', 'next'] as const
export const enrollmentWaits = ['sender', 'sequence', 'held', 'time', 'unsure'] as const
export const enrollmentActions = ['pause', 'resume', 'stop', 'move', 'tag'] as const

/** Enrollments changed in one go, and those whose consequence is worked out before anything is written. */
export const mostChanged = 500
export const mostForetold = 5000

const count = z.number().int()

export const Enrollment = z
  .object({
    public_id: z.string(),
    contact: z.string(),
    contact_id: z.string().nullable().meta({ description: 'Null: the contact was erased.' }),
    contact_name: z.string().nullable(),
    company: z.string().nullable(),
    tags: z.array(z.string()).meta({ description: "The contact's." }),
    sequence: z.string(),
    sequence_id: z.string(),
    sender: z.string(),
    account_id: z.string(),
    engaged_by: z.string().meta({ description: 'Name of the seat that engaged the contact.' }),
    state: z.enum(enrollmentStates),
    reason: z.string().nullable(),
    waits: z.enum(enrollmentWaits).nullable().meta({
      description:
        'Why its next email does not leave by itself. sender: the mailbox can’t send; sequence: that is paused; held: a person holds the email; time: none is found yet; unsure: nobody knows whether an email left. Null: nothing is in its way.',
    }),
    step: count.meta({ description: 'Steps sent so far.' }),
    next_step: count.nullable().meta({ description: 'The step that comes next; null: none is planned.' }),
    by_hand: z.boolean().meta({ description: 'The next step is done by a person.' }),
    steps: count.meta({ description: 'Steps of all.' }),
    next_at: instant.nullable(),
    ...sentFrom,
    last_at: instant.nullable().meta({ description: 'When the last email left.' }),
    enrolled_at: instant,
    sandbox: z.boolean(),
  })
  .meta({ id: 'Enrollment' })

const choices = {
  state: z.enum(enrollmentStates).optional(),
  states: z.array(z.enum(enrollmentStates)).max(enrollmentStates.length).optional(),
  sequence: z.string().max(200).optional().meta({ description: 'Public id or name.' }),
  sender: z
    .string()
    .max(320)
    .optional()
    .meta({ description: 'Address or public id of a sending account, or of an alias.' }),
  seat: z
    .string()
    .max(320)
    .optional()
    .meta({ description: 'Who engaged the contact: "me", or address or public id of a seat.' }),
  tag: z.string().trim().min(1).max(100).optional().meta({ description: 'That the contact has.' }),
  search: z.string().trim().max(200).optional().meta({ description: 'In name, company, address and tags.' }),
  waits: z.enum(enrollmentWaits).optional(),
  sandbox: z.stringbool().or(z.boolean()).optional(),
}
/** For a deed: those taken out by hand are not meant. */
export const EnrollmentFilter = z.strictObject({ ...choices, except })
const { state: _, states: __, ...stateless } = choices

export const EnrollmentCounts = z
  .object({
    states: z.record(z.enum(enrollmentStates), count),
    all: count,
    more: z.boolean().meta({ description: 'There are more: so many were looked at.' }),
  })
  .meta({ id: 'EnrollmentCounts' })

const Refused = z.object({ enrollment: z.string(), contact: z.string(), sequence: z.string(), why: z.string() })

export const EnrollmentsChanged = z
  .object({
    done: count,
    done_ids: z.array(z.string()),
    emails: count.meta({ description: 'Planned emails that it reaches.' }),
    refused: z.array(Refused).meta({ description: 'Those who stay as they are, and why.' }),
    next: z.string().nullable(),
    words: z.array(z.string()).meta({
      description: 'What happens, a sentence each. With dry_run and a `next`: to those looked at so far.',
    }),
  })
  .meta({ id: 'EnrollmentsChanged' })

const tags = ['enrollments']
const one = (verb: string) =>
  base
    .route({ method: 'POST', path: `/enrollments/{public_id}/${verb}`, tags })
    .input(id)
    .output(Enrollment)

export const enrollments = {
  reassign,
  list: base
    .route({ method: 'GET', path: '/enrollments', tags })
    .input(page.extend({ ...choices, sort: z.enum(enrollmentSorts).default('engaged') }))
    .output(
      paged(Enrollment).meta({
        description: 'A page may be short, even empty, and still have a next: it then looked at as much as one may.',
      }),
    ),
  counts: base
    .route({ method: 'GET', path: '/enrollments/counts', tags })
    .input(
      z.strictObject({
        ...stateless,
        exact: z
          .stringbool()
          .or(z.boolean())
          .optional()
          .meta({ description: 'Counts to the end, which takes moments in a long list.' }),
      }),
    )
    .output(EnrollmentCounts),
  bulk: base
    .route({
      method: 'POST',
      path: '/enrollments/bulk',
      tags,
      description:
        'One deed for many. Those that refuse it are told with their reason, the others go ahead. Ask again with `next` until it is null.',
    })
    .input(
      z.strictObject({
        ids: z
          .array(publicId)
          .min(1)
          .max(mostForetold)
          .optional()
          .meta({ description: `At most ${mostChanged} are changed in one go; with dry_run all of a longer list.` }),
        filter: EnrollmentFilter.optional().meta({
          description: `Instead of ids: ${mostChanged} are changed in one go, ${mostForetold} told of.`,
        }),
        after: z.string().max(200).optional(),
        action: z.enum(enrollmentActions),
        account: publicId.optional().meta({ description: 'With "move": the mailbox that goes on writing.' }),
        add: z.array(tag).max(50).default([]).meta({ description: 'With "tag": for their contacts.' }),
        remove: z.array(tag).max(50).default([]),
        dry_run: z.boolean().default(false).meta({ description: 'Only tell what would happen.' }),
      }),
    )
    .output(EnrollmentsChanged),
  pause: one('pause'),
  resume: one('resume'),
  stop: one('stop'),
}
