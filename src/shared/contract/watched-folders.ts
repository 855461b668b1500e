/** Where a mailbox is watched for what comes back. */
import * as z from 'zod'
import { instant } from './base.ts'

export const namedFolders = z.array(z.string().trim().min(1).max(500)).max(20).meta({
  description:
    "Further folders to watch, as the server calls them, in place of those there are. A test says which of them isn't there.",
})

export const Way = z.enum(['idle', 'poll']).nullable().meta({
  description:
    'How it is watched at present. idle: its server tells what comes; poll: it is asked. Null: it is not connected.',
})

export const Unread = z
  .object({
    since: instant.nullable().meta({ description: 'Until when it is known what came back; null: it was never read.' }),
    trouble: z.string().meta({ description: "Why it can't be read, in the server's words where it said something." }),
    waiting: z.number().int().meta({ description: 'Emails that wait because of it.' }),
  })
  .nullable()
  .meta({
    description: "The mailbox can't be read, and the policy doesn't let emails leave all the same. Null: not so.",
  })

export const WatchedFolders = z
  .array(
    z.object({
      folder: z.string(),
      read_at: instant.nullable().meta({ description: 'When all that was in it was known; null: never yet.' }),
      trouble: z.string().nullable().meta({ description: 'Why it could not be read since; null: it could.' }),
    }),
  )
  .meta({ description: 'Folders watched for what comes back, the inbox first.' })
