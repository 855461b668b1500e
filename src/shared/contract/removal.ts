import * as z from 'zod'
import { base } from './base.ts'

const tags = ['removal']

/** What a person is told before all data goes off this computer. */
export const Removal = z
  .object({
    possible: z.boolean().meta({ description: 'False where it can only be done in a terminal: cadenza remove-data.' }),
    folder: z.string(),
    workspace: z.string().meta({ description: 'Its name, which has to be given to begin.' }),
    backups: z.number().int(),
    secrets: z
      .number()
      .int()
      .nullable()
      .meta({ description: 'Entries of this database in the keychain; null: the keychain can’t be read.' }),
    left: z.array(z.string()).meta({ description: 'What lies in the folder and isn’t Cadenza’s: it stays.' }),
    planned: z.number().int().meta({ description: 'Emails that this computer would still send.' }),
    mailboxes: z.number().int().meta({ description: 'Mailboxes that only this computer sends from.' }),
    others: z.number().int().meta({ description: 'Other computers of the team.' }),
  })
  .meta({ id: 'Removal' })

export const removal = {
  look: base
    .route({ method: 'GET', path: '/removal', tags, description: 'For whoever’s computer it is.' })
    .output(Removal),
  begin: base
    .route({
      method: 'POST',
      path: '/removal',
      tags,
      description:
        'Database, backups, log, and the entries in the keychain go, and Cadenza ends. Nothing brings them back. For whoever’s computer it is, and for no key.',
    })
    .input(
      z.strictObject({
        workspace: z.string().max(200).meta({ description: 'The name of the workspace, letter by letter.' }),
        leave_keychain: z.boolean().default(false).meta({ description: 'Where the keychain can’t be read.' }),
      }),
    )
    .output(z.object({ ending: z.boolean() })),
}
