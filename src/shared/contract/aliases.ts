import * as z from 'zod'
import { Alias } from './accounts.ts'
import { address, base, publicId } from './base.ts'

const tags = ['providers']
const path = '/providers/{public_id}/aliases'
const account = { public_id: publicId.meta({ description: "The account's." }) }
const which = { ...account, alias: publicId.meta({ description: "The alias's public id." }) }
const name = z.string().trim().max(200).nullable().optional()

/** Other addresses a mailbox writes from: the From line alone is another, server, limits and password are the mailbox's. */
export const aliases = {
  list: base.route({ method: 'GET', path, tags }).input(z.strictObject(account)).output(z.array(Alias)),
  add: base
    .route({ method: 'POST', path, successStatus: 201, tags })
    .input(
      z.strictObject({
        ...account,
        email: address,
        name: name.meta({ description: 'What readers see; left out: as for the account.' }),
        theirs: z
          .boolean()
          .default(false)
          .meta({ description: "It belongs to the account's owner personally. Needed for a seat's account." }),
        unlike: z
          .boolean()
          .default(false)
          .meta({ description: "It belongs to them though it doesn't resemble their name." }),
        permits: z
          .array(z.enum(['role', 'more']))
          .default([])
          .meta({
            description: 'What an admin expressly permits: a shared address, more mailboxes than the seat may have.',
          }),
      }),
    )
    .output(Alias),
  update: base
    .route({ method: 'PATCH', path: `${path}/{alias}`, tags })
    .input(z.strictObject({ ...which, name }))
    .output(Alias),
  remove: base
    .route({
      method: 'DELETE',
      path: `${path}/{alias}`,
      tags,
      description: 'Refused while contacts are written to from it, unless they are to go on from the own address.',
    })
    .input(z.strictObject({ ...which, go_on: z.boolean().default(false) }))
    .output(Alias.extend({ contacts: z.number().int().meta({ description: 'How many go on from the own address.' }) })),
}
