/** Where a mailbox is watched for what comes back. */
import * as z from 'zod'
import { instant } from './base.ts'

export const WatchedFolders = z
  .array(
    z.object({
      folder: z.string(),
      read_at: instant.nullable().meta({ description: 'When all that was in it was known; null: never yet.' }),
      trouble: z.string().nullable().meta({ description: 'Why it could not be read since; null: it could.' }),
    }),
  )
  .meta({ description: 'Folders watched for what comes back, the inbox first.' })
