import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { contactSorts } from '../domain/contact-query.ts'
import { zoneConfidences, zoneSources } from '../domain/contact-zone.ts'
import { base, id, instant, page, paged, sentFrom, tag, version } from './base.ts'
import { ContactFilter, ContactsMeant, contactFilter } from './contact-filter.ts'
import { files } from './contacts-files.ts'
import { ImportResult, Inspection, importSource, known, Progress, pastImports } from './contacts-import.ts'
import { merging } from './contacts-merge.ts'

const entry = z.object({
  kind: z.enum(['address', 'domain']),
  value: z.string(),
  reason: z.string(),
  source: z.string(),
})

export const Contact = z
  .object({
    public_id: z.string(),
    address: z.string(),
    first_name: z.string().nullable(),
    last_name: z.string().nullable(),
    company: z.string().nullable(),
    owner: z.string().nullable(),
    zone: z.string().nullable(),
    zone_guess: z
      .object({
        zone: z.string(),
        from: z.enum(zoneSources),
        confidence: z.enum(zoneConfidences),
        reason: z.string(),
      })
      .nullable()
      .meta({ description: 'Where it has none of its own: what the rest tells. It counts when it is sure or likely.' }),
    merged_from: z
      .array(z.string())
      .meta({ description: 'Other addresses of this person: of contacts merged into it.' }),
    fields: z.record(z.string(), z.string()),
    tags: z.array(z.string()),
    suppressed: entry.nullable().meta({ description: 'The entry of the suppression list that covers the address.' }),
    enrollment: z
      .object({
        public_id: z.string(),
        sequence: z.string(),
        sequence_id: z.string(),
        state: z.enum(['pending', 'active', 'paused']),
        next_at: instant.nullable(),
        ...sentFrom,
        sandbox: z.boolean(),
      })
      .nullable()
      .meta({ description: 'The sequence the contact is in now.' }),
    last_sent: instant.nullable().meta({ description: 'The last email that left; the sandbox does not count.' }),
    version: z.number().int(),
    created_at: instant,
  })
  .meta({ id: 'Contact' })

const several = {
  ids: z.array(z.string().max(64)).min(1).max(10_000).optional(),
  filter: ContactsMeant.optional().meta({ description: 'Instead of ids: everybody whom it fits. {} is all.' }),
}

const text = (most: number) => z.string().trim().max(most).nullable()

const details = {
  first_name: text(200).optional(),
  last_name: text(200).optional(),
  company: text(300).optional(),
  owner: text(320).optional().meta({ description: "A seat's address." }),
  zone: text(64).optional(),
  fields: z
    .record(z.string().max(64), z.string().max(10_000).nullable())
    .optional()
    .meta({ description: 'Own fields by variable name; null takes one away, one not named stays.' }),
}

/** What a change of many did. `undo` are the calls that take it back; null when they would be too many. */
const Undo = z.array(
  z.object({
    ids: z.array(z.string()),
    add: z.array(z.string()).optional(),
    remove: z.array(z.string()).optional(),
    owner: z.string().nullable().optional(),
  }),
)
export const BulkResult = z
  .object({
    changed: z.number().int(),
    unchanged: z.number().int(),
    undo: Undo.nullable(),
  })
  .meta({ id: 'BulkResult' })

export const SuppressResult = z
  .object({
    contacts: z.number().int().meta({ description: 'Put on the list.' }),
    already: z.number().int().meta({ description: 'On it before.' }),
    emails: z.number().int().meta({ description: 'Planned emails withdrawn.' }),
    sending: z.number().int().meta({ description: 'Being handed over just now: they cannot be called back.' }),
    sequences: z.array(z.object({ sequence: z.string(), contacts: z.number().int() })),
    added: z
      .array(z.string())
      .nullable()
      .meta({ description: 'Public ids of the new entries; null when they are many.' }),
  })
  .meta({ id: 'SuppressResult' })

export const HistoryEvent = z
  .object({
    at: instant,
    kind: z.enum(['added', 'suppressed', 'engaged', 'email']),
    state: z
      .string()
      .nullable()
      .meta({ description: 'Of the email, or of the contact in the sequence, as it is now.' }),
    title: z.string().nullable().meta({ description: 'Subject, list, or what the suppression list has.' }),
    by: z.string().nullable().meta({ description: 'Who brought the contact, where that is known.' }),
    reason: z.string().nullable(),
    why: z.array(z.string()),
    reply: z.string().nullable().meta({ description: "The server's own words." }),
    sequence: z.string().nullable(),
    sequence_id: z.string().nullable(),
    step: z.number().int().nullable(),
    sender: z.string().nullable(),
    public_id: z.string().nullable().meta({ description: 'Of the email or the enrollment.' }),
    held: z.boolean(),
    sandbox: z.boolean(),
    ...sentFrom,
    waits: z.boolean().meta({ description: 'Planned, and no computer sends it at present.' }),
  })
  .meta({ id: 'ContactEvent' })

const count = z.number().int()
export const Erasure = z
  .object({
    address: z.string(),
    enrollments: count.meta({ description: 'They stay, without saying whose they were: counts stay right.' }),
    emails: count,
    planned: count.meta({ description: 'Withdrawn.' }),
    open: count.meta({ description: 'Being sent or unsure: erasing waits until they are decided.' }),
    incoming: count.meta({ description: 'Their texts go.' }),
    clicks: count.meta({ description: 'They go.' }),
    letters: count.meta({ description: 'Whole emails that are kept; they go.' }),
    computers: z.array(z.string()).meta({
      description: 'Names of the other computers of the team: each may still send to them until it has heard of it.',
    }),
  })
  .meta({ id: 'Erasure' })

const tags = ['contacts']
const Counted = z.object({ contacts: z.number().int(), more: z.boolean() })
export const contacts = {
  list: base
    .route({
      method: 'GET',
      path: '/contacts',
      tags,
      description: 'A page may be short, even empty: go on with `next`.',
    })
    .input(
      page.extend({
        ...contactFilter,
        sort: z.enum(contactSorts).default('added'),
        order: z.enum(['asc', 'desc']).default('asc'),
      }),
    )
    .output(paged(Contact)),
  get: base.route({ method: 'GET', path: '/contacts/{public_id}', tags }).input(id).output(Contact),
  history: base
    .route({ method: 'GET', path: '/contacts/{public_id}/history', tags })
    .input(id)
    .output(z.object({ rows: z.array(HistoryEvent), more: z.boolean() })),
  count: base
    .route({ method: 'GET', path: '/contacts/count', tags, description: 'more: there are at least so many.' })
    .input(
      ContactFilter.extend({
        exact: z
          .stringbool()
          .or(z.boolean())
          .optional()
          .meta({ description: 'Counts to the end, which takes moments in a long list.' }),
      }).optional(),
    )
    .output(Counted),
  tags: base
    .route({ method: 'GET', path: '/contacts/tags', tags })
    .output(z.array(z.object({ tag: z.string() }).extend(Counted.shape))),
  owners: base
    .route({ method: 'GET', path: '/contacts/owners', tags })
    .output(z.array(z.object({ owner: z.string() }).extend(Counted.shape))),
  create: base
    .route({ method: 'POST', path: '/contacts', successStatus: 201, tags })
    .input(z.strictObject({ address: z.string().max(320), ...details, tags: z.array(tag).max(50).optional() }))
    .output(Contact),
  update: base
    .route({ method: 'PATCH', path: '/contacts/{public_id}', tags })
    .input(id.extend({ version, address: z.string().max(320).optional(), ...details }))
    .output(Contact),
  tag: base
    .route({ method: 'POST', path: '/contacts/tag', tags })
    .input(
      z.strictObject({ ...several, add: z.array(tag).max(50).default([]), remove: z.array(tag).max(50).default([]) }),
    )
    .output(eventIterator(Progress, BulkResult)),
  assign: base
    .route({
      method: 'POST',
      path: '/contacts/assign',
      tags,
      description: 'Gives contacts to an owner; null: to nobody.',
    })
    .input(z.strictObject({ ...several, owner: z.string().max(320).nullable() }))
    .output(eventIterator(Progress, BulkResult)),
  suppress: base
    .route({ method: 'POST', path: '/contacts/suppress', tags, description: 'dry_run: says what it would withdraw.' })
    .input(
      z.strictObject({
        ...several,
        reason: z.string().trim().min(1).max(300).default('added by hand'),
        dry_run: z.boolean().optional(),
      }),
    )
    .output(eventIterator(Progress, SuppressResult)),
  erasure: base
    .route({ method: 'GET', path: '/contacts/{public_id}/erasure', tags, description: 'Nothing is changed.' })
    .input(id)
    .output(Erasure),
  erase: base
    .route({
      method: 'DELETE',
      path: '/contacts/{public_id}',
      tags,
      description:
        'For good: name, fields, texts of answers and of emails. Counts stay. A hash of the address stays too, so that nobody writes there again.',
    })
    .input(
      id.extend({
        erase: z.literal('everything').meta({ description: 'Said in so many words: it can never be taken back.' }),
      }),
    )
    .output(Erasure),
  inspect: base
    .route({ method: 'POST', path: '/contacts/inspect', tags, description: 'What a list looks like, nothing written.' })
    .input(z.strictObject(importSource))
    .output(Inspection),
  import: base
    .route({ method: 'POST', path: '/contacts/import', tags })
    .input(
      z.strictObject({
        ...importSource,
        name: z.string().max(300).optional(),
        map: z.record(z.string(), z.string()).optional(),
        known,
        dry_run: z.boolean().optional(),
        refused_limit: z.number().int().min(0).max(1_000_000).optional().meta({
          description:
            'How many refused rows the result names; all unless said. The file of import_errors has them all.',
        }),
      }),
    )
    .output(eventIterator(Progress, ImportResult)),
  ...merging,
  ...files,
  ...pastImports,
  import_errors: base
    .route({
      method: 'GET',
      path: '/contacts/imports/{public_id}/errors',
      tags,
      description:
        'The refused rows as the list had them, with line and problem beside them. CSV comes in pieces of text, XLSX (at most 100,000 rows) in pieces of base64 that are put together before they are decoded.',
    })
    .input(id.extend({ format: z.enum(['csv', 'xlsx']).optional().meta({ description: 'csv unless said.' }) }))
    .output(eventIterator(z.object({ csv: z.string().optional(), base64: z.string().optional() }))),
}
