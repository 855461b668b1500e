/** The computers of a team, and how another one joins it. */
import * as z from 'zod'
import { base, id, instant, publicId, version } from './base.ts'

const count = z.number().int()
const seatOf = z.object({ public_id: z.string(), name: z.string(), address: z.string() })
const words = z.array(z.string()).meta({
  description: 'Six words made of its two public keys: whoever hears the same ones has the same keys before them.',
})

export const Device = z
  .object({
    public_id: z.string(),
    name: z.string(),
    seat: seatOf,
    words,
    state: z.enum(['active', 'revoked']),
    this: z.boolean().meta({ description: 'It is the one that answers.' }),
    /** Public ids of the accounts whose mail leaves from it. */
    home_of: z.array(z.object({ public_id: z.string(), from_email: z.string() })),
    heard_at: instant
      .nullable()
      .meta({ description: 'When something of it last came here; null: never, or this one.' }),
    chunks: count.meta({ description: 'Up to which of its chunks this computer holds them.' }),
    created_at: instant,
    version: count,
  })
  .meta({ id: 'Device' })

const Consequence = z.object({ words: z.array(z.string()), depends: z.boolean() })
const deviceName = z.string().trim().min(1).max(100)
const tags = ['devices']
const described = { ...id.shape, version }

export const devices = {
  list: base
    .route({
      method: 'GET',
      path: '/devices',
      tags,
      description: 'Empty while the workspace is on one computer alone.',
    })
    .output(
      z.object({
        devices: z.array(Device),
        /** alone: nothing is shared. waiting: this computer joined and is not admitted yet. */
        standing: z.enum(['alone', 'waiting', 'member', 'revoked']),
        this: z.string().meta({ description: 'Public id of this computer.' }),
        name: z.string().meta({ description: 'What this computer would be called.' }),
      }),
    ),
  begin: base
    .route({
      method: 'POST',
      path: '/devices/begin',
      tags,
      description: 'Prepares the workspace for other computers: makes the keys of this one. Can be done once.',
    })
    .input(z.strictObject({ name: deviceName.optional() }))
    .output(Device),
  rename: base
    .route({ method: 'PATCH', path: '/devices/{public_id}', tags })
    .input(z.strictObject({ ...described, name: deviceName }))
    .output(Device),
  consequence: base
    .route({
      method: 'GET',
      path: '/devices/{public_id}/consequence',
      tags,
      description: 'What revoking it does; nothing is changed.',
    })
    .input(id)
    .output(Consequence),
  revoke: base
    .route({
      method: 'POST',
      path: '/devices/{public_id}/revoke',
      tags,
      description: 'Whatever it writes after what is held here is refused by everybody. It can only join anew.',
    })
    .input(z.strictObject(described))
    .output(Device),
}

export const Invitation = z
  .object({
    public_id: z.string(),
    seat: seatOf,
    state: z.enum(['open', 'expired', 'used', 'withdrawn']),
    used_by: z.object({ public_id: z.string(), name: z.string() }).nullable(),
    expires_at: instant,
    created_at: instant,
    version: count,
  })
  .meta({ id: 'Invitation' })

/** A link, the text of a file or a whole email: what is meant is found in it. */
const pasted = z.string().trim().min(1).max(65_536)
const letter = {
  link: z.string().meta({ description: 'Opens a page for review on a computer with Cadenza, and does nothing else.' }),
  file: z.string().meta({ description: 'The text of a file that says the same.' }),
  file_name: z.string(),
}

const Joining = z.object({
  ...letter,
  words: words.meta({ description: 'Of this computer: whoever admits it compares them.' }),
  workspace: z.string(),
  seat: seatOf,
  inviter: z.string(),
  joined_at: instant,
  admitted: z.boolean(),
})

const about = ['invitations']

export const invitations = {
  list: base.route({ method: 'GET', path: '/invitations', tags: about }).output(z.array(Invitation)),
  create: base
    .route({
      method: 'POST',
      path: '/invitations',
      successStatus: 201,
      tags: about,
      description: 'For one computer of a seat. Its key is in the link and in the file and kept nowhere: shown once.',
    })
    .input(z.strictObject({ seat: publicId, days: z.number().int().min(1).max(60).default(7) }))
    .output(
      z.object({
        invitation: Invitation,
        ...letter,
        email: z.object({ to: z.string(), subject: z.string(), body: z.string() }),
        words: words.meta({ description: 'Of the computer that invites: whoever joins compares them.' }),
      }),
    ),
  withdraw: base
    .route({ method: 'POST', path: '/invitations/{public_id}/withdraw', tags: about })
    .input(z.strictObject(described))
    .output(Invitation),
  review: base
    .route({
      method: 'POST',
      path: '/invitations/review',
      tags: about,
      description: 'What joining with it would do; nothing is changed.',
    })
    .input(z.strictObject({ text: pasted }))
    .output(
      z.object({
        workspace: z.object({ public_id: z.string(), name: z.string() }),
        seat: seatOf.extend({ role: z.enum(['admin', 'member']) }),
        inviter: z.object({ name: z.string(), address: z.string(), device: z.string(), words }),
        expires_at: instant,
        comes_along: z.array(z.string()).meta({ description: 'What of this computer comes along, in words.' }),
        changes: z.array(z.string()).meta({ description: 'What changes on this computer, in words.' }),
      }),
    ),
  join: base
    .route({
      method: 'POST',
      path: '/invitations/join',
      tags: about,
      description: 'Makes this computer one of the team: with its answer an admin admits it.',
    })
    .input(z.strictObject({ text: pasted, name: deviceName.optional() }))
    .output(Joining),
  joining: base
    .route({ method: 'GET', path: '/invitations/joining', tags: about, description: 'The answer of this computer.' })
    .output(Joining.nullable()),
  review_answer: base
    .route({
      method: 'POST',
      path: '/invitations/review-answer',
      tags: about,
      description: 'Which computer asks to be admitted; nothing is changed.',
    })
    .input(z.strictObject({ text: pasted }))
    .output(
      z.object({
        invitation: Invitation,
        device: z.object({ public_id: z.string(), name: z.string(), words }),
        answered_at: instant,
      }),
    ),
  admit: base
    .route({
      method: 'POST',
      path: '/invitations/admit',
      tags: about,
      description: 'Admits the computer whose answer it is. Compare its words with its owner before.',
    })
    .input(
      z.strictObject({
        text: pasted,
        words: z
          .string()
          .max(300)
          .optional()
          .meta({ description: 'The six words as the owner of the other computer read them out: checked if given.' }),
      }),
    )
    .output(Device),
}
