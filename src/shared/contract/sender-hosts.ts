/** Other machines that send for accounts of this computer, and the queue through which they get their emails: docs/scale.md. */
import * as z from 'zod'
import { base, id, instant, publicId } from './base.ts'

const count = z.number().int()

const Queue = z.object({
  address: z.string().meta({ description: 'postgres://user@host:5432/database, without a password.' }),
  has_password: z.boolean(),
  since: instant,
  trouble: z.string().nullable().meta({
    description: 'Why it can’t be used now: mail of the accounts below waits. Null: it can, or nothing needs it.',
  }),
})

const Host = z.object({
  public_id: z.string(),
  name: z.string(),
  key: z.string().meta({ description: 'What emails are sealed to: age1…' }),
  added: instant,
  accounts: z
    .array(z.object({ public_id: z.string(), address: z.string(), given: instant }))
    .meta({ description: 'What it was given leave to send from: the passwords of these are there.' }),
  sent: count.meta({ description: 'Emails that hosts of that name have sent for this computer.' }),
  last: instant.nullable(),
})

const Served = z.object({
  public_id: z.string(),
  address: z.string(),
  name: z.string().nullable(),
  state: z.enum(['off', 'on', 'ending']).meta({
    description: 'on: hosts send. ending: what they have is brought back; then this computer sends. off: it does.',
  }),
  since: instant.nullable(),
  away: count.meta({ description: 'Emails that are with hosts now.' }),
  hosts: z.array(z.string()).meta({ description: 'Public ids of the hosts that were given leave.' }),
  unfit: z.string().nullable().meta({ description: 'Why hosts can’t send for it; null: they can.' }),
})

export const SenderHosts = z
  .object({ queue: Queue.nullable(), hosts: z.array(Host), accounts: z.array(Served) })
  .meta({ id: 'SenderHosts' })

const tags = ['sender_hosts']

export const sender_hosts = {
  get: base.route({ method: 'GET', path: '/sender-hosts', tags }).output(SenderHosts),
  set_queue: base
    .route({
      method: 'PUT',
      path: '/sender-hosts/queue',
      tags,
      description: 'Tried before it is kept; a password in it goes to the keychain.',
    })
    .input(
      z.strictObject({
        address: z
          .string()
          .trim()
          .min(1)
          .max(2000)
          .meta({ description: 'postgres://user:password@host:5432/database' }),
      }),
    )
    .output(SenderHosts),
  remove_queue: base
    .route({ method: 'DELETE', path: '/sender-hosts/queue', tags, description: 'No account may be on any more.' })
    .output(SenderHosts),
  add: base
    .route({ method: 'POST', path: '/sender-hosts', successStatus: 201, tags })
    .input(
      z.strictObject({
        name: z.string().trim().min(1).max(100),
        key: z.string().trim().max(200).meta({ description: 'As `cadenza sender key` prints it there: age1…' }),
      }),
    )
    .output(SenderHosts),
  remove: base
    .route({
      method: 'DELETE',
      path: '/sender-hosts/{public_id}',
      tags,
      description: 'Nothing more is sealed to it. The passwords that it was given stay there: change them.',
    })
    .input(id)
    .output(SenderHosts),
  grant: base
    .route({
      method: 'POST',
      path: '/sender-hosts/{public_id}/grant',
      tags,
      description: 'Leave to send from an account, with its password, sealed to that host alone.',
    })
    .input(z.strictObject({ ...id.shape, account: publicId }))
    .output(
      z.object({
        file_name: z.string(),
        sealed: z.string().meta({ description: 'The file, in base64; taken in there with `cadenza sender take`.' }),
      }),
    ),
  turn_on: base
    .route({ method: 'POST', path: '/sender-hosts/accounts/{public_id}/on', tags })
    .input(id)
    .output(SenderHosts),
  turn_off: base
    .route({
      method: 'POST',
      path: '/sender-hosts/accounts/{public_id}/off',
      tags,
      description:
        'What hosts have not begun is brought back, what they have begun is waited for; then this computer sends.',
    })
    .input(id)
    .output(SenderHosts),
}
