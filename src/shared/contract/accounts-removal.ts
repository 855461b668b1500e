import * as z from 'zod'
import { base, id, instant, page, paged, publicId, version } from './base.ts'

const count = z.number().int()

/** What to do about what a mailbox still has to send. */
export const removalWays = ['save', 'tag', 'move', 'go_ahead'] as const

/** What goes with a mailbox. Nothing is changed by asking. */
export const RemovalImpact = z
  .object({
    public_id: z.string(),
    from_email: z.string(),
    version: count,
    drafts: count.meta({ description: 'Letters and tests that are written and have not left: they are deleted.' }),
    scheduled: count.meta({ description: 'Emails of sequences that are deleted.' }),
    contacts: count.meta({ description: 'Contacts under way whose sequence fails and stops.' }),
    reached: count.meta({ description: 'Of these, contacts who have an email already.' }),
    sequences: z.array(
      z.object({
        public_id: z.string(),
        name: z.string(),
        contacts: count,
        reached: count,
        scheduled: count,
        last: instant.nullable().meta({ description: 'When the last of them would leave.' }),
      }),
    ),
    last: instant.nullable().meta({ description: 'By then everything planned would have left by itself.' }),
    sending: count.meta({ description: 'Being handed over just now: it can be removed when they are through.' }),
    unsure: count.meta({ description: 'In doubt: to be decided on before it can be removed.' }),
    aliases: z.array(z.string()),
    group: z
      .object({ public_id: z.string(), name: z.string(), left: count })
      .nullable()
      .meta({ description: 'Its delivery group, and how many accounts are left in it.' }),
    keys: z
      .array(z.object({ public_id: z.string(), name: z.string(), others: count }))
      .meta({ description: 'API keys bound to it; with no `others` they may send through nothing afterwards.' }),
    requests: z
      .array(z.object({ public_id: z.string(), seat: z.string(), state: z.string() }))
      .meta({ description: 'Open requests for its address.' }),
    heirs: z
      .array(z.object({ public_id: z.string(), from_email: z.string(), from_name: z.string().nullable() }))
      .meta({ description: 'Where what it has to send could move.' }),
    tag: z.string().meta({ description: 'The usual tag for its contacts.' }),
    seen: z.string().meta({ description: 'Names what is planned through it now; another email changes it.' }),
  })
  .meta({ id: 'RemovalImpact' })

const tag = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^,;|\n]*$/, 'A tag holds no comma, semicolon, bar or line break: lists are divided there.')

const wish = z.strictObject({
  ...id.shape,
  version,
  way: z.enum(removalWays).meta({
    description:
      'save: its unsent emails were fetched (`drafts`) and may be deleted; tag: its contacts are tagged first; move: another mailbox goes on; go_ahead: none of these',
  }),
  tag: tag.optional().meta({ description: 'With way tag; the usual one where it is left out.' }),
  to: publicId.optional().meta({ description: 'With way move: the mailbox that goes on.' }),
  seen: z
    .string()
    .max(64)
    .optional()
    .meta({ description: 'From the impact or the drafts; refused where other emails are planned by now.' }),
  dry_run: z.boolean().default(false).meta({ description: 'Only tell what would happen.' }),
})

export const Removed = z
  .object({
    public_id: z.string(),
    from_email: z.string(),
    way: z.enum(removalWays),
    removed: z.boolean().meta({ description: 'False after a dry run.' }),
    contacts: count.meta({ description: 'Contacts whose sequence failed and stopped.' }),
    emails: count.meta({ description: 'Emails that were deleted.' }),
    tagged: count.meta({ description: 'Contacts that have the tag now and had not.' }),
    moved: count.meta({ description: 'Contacts that another mailbox goes on with.' }),
    moved_emails: count,
    last_before: instant.nullable(),
    last_after: instant.nullable().meta({ description: 'When the last email that moved leaves.' }),
    displaced: count
      .nullable()
      .meta({ description: 'Emails to others that get another slot; null: too many to tell.' }),
    words: z.array(z.string()).meta({ description: 'What happens, a sentence each.' }),
    secrets: z.string().nullable().meta({ description: 'Why its secrets are still in the keychain; null: none is.' }),
  })
  .meta({ id: 'RemovedAccount' })

const Draft = z.object({
  name: z.string().meta({ description: 'A file name, unlike all others of the list.' }),
  contact: z.string(),
  step: count,
  eml: z.string().nullable().meta({ description: 'The message as it would leave, marked as unsent (X-Unsent).' }),
  trouble: z.string().nullable().meta({ description: 'Why it could not be made, where that is so.' }),
})

const tags = ['providers']
export const accountsRemoval = {
  removal: base
    .route({
      method: 'POST',
      path: '/providers/{public_id}/removal',
      tags,
      description: 'What removing it would do; nothing is changed.',
    })
    .input(id)
    .output(RemovalImpact),
  drafts: base
    .route({
      method: 'GET',
      path: '/providers/{public_id}/drafts',
      tags,
      description: 'Every email that is planned through it and has not left, each a file that mail programs open.',
    })
    .input(page.extend(id.shape))
    .output(paged(Draft).extend({ seen: z.string() })),
  remove: base
    .route({ method: 'DELETE', path: '/providers/{public_id}', tags, description: 'It can not be taken back.' })
    .input(wish)
    .output(Removed),
}
