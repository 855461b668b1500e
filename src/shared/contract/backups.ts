import * as z from 'zod'
import { backupKinds } from '../domain/backup.ts'
import { base, instant } from './base.ts'

export const Backup = z
  .object({
    name: z.string().meta({ description: 'The name of its file in the folder.' }),
    kind: z.enum(backupKinds),
    at: instant,
    bytes: z.number().int(),
  })
  .meta({ id: 'Backup' })

const Backups = z
  .object({
    folder: z.string(),
    rows: z.array(Backup).meta({ description: 'The newest first.' }),
    can_restore: z
      .boolean()
      .meta({ description: 'False where whoever runs Cadenza can only do it while it is closed.' }),
  })
  .meta({ id: 'Backups' })

const tags = ['backups']
export const backups = {
  list: base.route({ method: 'GET', path: '/backups', tags }).output(Backups),
  create: base
    .route({
      method: 'POST',
      path: '/backups',
      successStatus: 201,
      tags,
      description: 'Opened and checked before it counts.',
    })
    .output(Backup),
  restore: base
    .route({
      method: 'POST',
      path: '/backups/restore',
      tags,
      description:
        'Checks the backup, then Cadenza starts anew with it, in safe mode. What is there now is kept as a backup too.',
    })
    .input(z.strictObject({ name: z.string().min(1).max(200) }))
    .output(z.object({ restarting: z.boolean() })),
}
