import * as z from 'zod'
import { base } from './base.ts'

const passphrase = z.string().max(1000).meta({ description: 'Goes in, never out.', writeOnly: true })

/** Where passwords and keys are kept on this computer. */
export const SecretsStatus = z
  .object({
    place: z.enum(['keychain', 'vault']),
    locked: z.boolean().meta({ description: 'The vault wants its passphrase.' }),
    trouble: z
      .string()
      .nullable()
      .meta({ description: "Why nothing can be kept or read now, in the keychain's words." }),
    can_move: z.boolean().meta({ description: 'False where only one place is offered.' }),
    waiting: z.number().int().meta({ description: 'Accounts out because their secret could not be read.' }),
  })
  .meta({ id: 'Secrets' })

const tags = ['secrets']
export const secrets = {
  status: base.route({ method: 'GET', path: '/secrets', tags }).output(SecretsStatus),
  unlock: base
    .route({ method: 'POST', path: '/secrets/unlock', tags })
    .input(z.strictObject({ passphrase }))
    .output(SecretsStatus),
  lock: base.route({ method: 'POST', path: '/secrets/lock', tags }).output(SecretsStatus),
  use: base
    .route({
      method: 'POST',
      path: '/secrets/use',
      tags,
      description: 'Moves all secrets. Into the vault with a new passphrase; back into the keychain without.',
    })
    .input(z.strictObject({ place: z.enum(['keychain', 'vault']), passphrase: passphrase.optional() }))
    .output(SecretsStatus.extend({ moved: z.number().int() })),
  passphrase: base
    .route({ method: 'POST', path: '/secrets/passphrase', tags })
    .input(z.strictObject({ present: passphrase, next: passphrase }))
    .output(SecretsStatus),
}
