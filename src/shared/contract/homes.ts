/** Which computer sends from an account, how that passes to another, and what others may send of it. */
import * as z from 'zod'
import { reviews } from '../domain/home.ts'
import { base, id, instant, page, paged, publicId, version } from './base.ts'

const count = z.number().int()

const Computer = z.object({
  public_id: z.string(),
  name: z.string().meta({ description: 'What it is called; where it is not known here, its public id.' }),
  seat: z.string().nullable().meta({ description: 'Whose it is, by name.' }),
  this: z.boolean().meta({ description: 'It is the one that answers.' }),
})

const Authorisation = z.object({
  device: Computer,
  share: count.meta({ description: 'Thousandths of every limit.' }),
  state: z.enum(['granted', 'revoked']),
  lease_until: instant.meta({ description: 'Until then it may send without another exchange.' }),
  back_at: instant.meta({ description: 'Then its part is back at the latest, without a word from it.' }),
  waiting: count.meta({ description: 'Emails that are its to send.' }),
})

/** Where one account's mail leaves from. */
export const AccountHome = z
  .object({
    public_id: z.string(),
    from_email: z.string(),
    version: count,
    standing: z.enum(['home', 'released', 'offered', 'elsewhere']).meta({
      description:
        'How this computer stands to it. home: it sends. released: it has handed it over. offered: it was handed to this one.',
    }),
    home: Computer,
    handing_to: Computer.nullable().meta({ description: 'Nobody sends until that one takes it up.' }),
    words: z.string().meta({ description: 'Where its mail leaves from, in a sentence.' }),
    part: count
      .nullable()
      .meta({ description: 'What this computer may send of it, in thousandths; null: nothing leaves from here.' }),
    reserved_until: instant
      .nullable()
      .meta({ description: 'Until then most of it stays unused: the home before may have given it to others.' }),
    authorised: z.array(Authorisation),
    room: count.meta({ description: 'What can be given to other computers, in thousandths.' }),
    stranded: count.meta({
      description:
        'Emails that were to leave from this computer, which may not send them any more; the home does once it has heard.',
    }),
    review: count.meta({ description: 'Emails that wait for a look whether they have left.' }),
    may_have_left: count.meta({
      description: 'Of those, the ones that another computer can have sent: they were due.',
    }),
    computers: z
      .array(Computer.extend({ may_be_home: z.boolean() }))
      .meta({ description: 'Others of the team; empty while the workspace is on one computer alone.' }),
    trouble: z
      .string()
      .nullable()
      .meta({ description: 'Why this computer could not send from it if it became its home; null: it could.' }),
  })
  .meta({ id: 'AccountHome' })

const deeds = ['release', 'acquire', 'take_over', 'authorise', 'withdraw_authorisation'] as const
const wish = { ...id.shape, version }
const share = count.min(1).max(900)
const tags = ['homes']

const Reviewed = z.object({
  public_id: z.string(),
  to: z.string(),
  contact: z.string().nullable(),
  sequence: z.string().nullable(),
  step: count,
  subject: z.string().nullable(),
  at: instant.meta({ description: 'When it was planned to leave.' }),
  why: z.enum(reviews),
  may_have_left: z
    .boolean()
    .meta({ description: 'Its time had come before that: the other computer can have sent it.' }),
  looked: z
    .object({ at: instant, words: z.string() })
    .nullable()
    .meta({ description: 'What the last look in the Sent folder came to; null: none was made.' }),
})

export const homes = {
  list: base.route({ method: 'GET', path: '/homes', tags }).output(z.array(AccountHome)),
  get: base.route({ method: 'GET', path: '/homes/{public_id}', tags }).input(id).output(AccountHome),
  consequence: base
    .route({
      method: 'POST',
      path: '/homes/{public_id}/consequence',
      tags,
      description: 'Nothing is changed by asking.',
    })
    .input(z.strictObject({ ...id.shape, deed: z.enum(deeds), device: publicId.optional(), share: share.optional() }))
    .output(z.object({ words: z.array(z.string()), ask: z.string().meta({ description: 'The question to answer.' }) })),
  release: base
    .route({
      method: 'POST',
      path: '/homes/{public_id}/release',
      tags,
      description: 'Hands it to another computer. Nobody sends until that one takes it up.',
    })
    .input(z.strictObject({ ...wish, to: publicId }))
    .output(AccountHome),
  acquire: base
    .route({ method: 'POST', path: '/homes/{public_id}/acquire', tags, description: 'Takes up what was handed over.' })
    .input(z.strictObject(wish))
    .output(AccountHome),
  take_over: base
    .route({
      method: 'POST',
      path: '/homes/{public_id}/take-over',
      tags,
      description:
        'Makes this computer its home without a hand-over: for one that is lost. Its unsent mail waits for a look.',
    })
    .input(
      z.strictObject({
        ...wish,
        closed: z
          .literal(true)
          .meta({ description: 'Cadenza is closed on the other computer and stays so until it has heard of this.' }),
      }),
    )
    .output(AccountHome),
  review: base
    .route({
      method: 'GET',
      path: '/homes/{public_id}/review',
      tags,
      description: 'Emails that another computer may have sent: they wait until somebody has looked.',
    })
    .input(page.extend(id.shape))
    .output(paged(Reviewed)),
  settle_review: base
    .route({ method: 'POST', path: '/homes/{public_id}/settle-review', tags })
    .input(
      z.strictObject({
        ...id.shape,
        way: z.enum(['sent', 'send', 'skip']).meta({
          description: 'sent: it has left already. send: it has not, and is to. skip: it has not, and is not to.',
        }),
        sends: z
          .array(publicId)
          .min(1)
          .max(500)
          .optional()
          .meta({ description: 'Which; left out: all whose time had not come when it was taken over.' }),
      }),
    )
    .output(z.object({ settled: count, left: count })),
  authorise: base
    .route({
      method: 'POST',
      path: '/homes/{public_id}/authorise',
      tags,
      description: "Lets another computer send a part of its mail: the account's secrets go to it, sealed to its key.",
    })
    .input(z.strictObject({ ...wish, device: publicId, share }))
    .output(AccountHome),
  withdraw_authorisation: base
    .route({ method: 'POST', path: '/homes/{public_id}/withdraw-authorisation', tags })
    .input(z.strictObject({ ...wish, device: publicId }))
    .output(AccountHome),
}
