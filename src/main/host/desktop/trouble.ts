/** Why Cadenza can't start, as a person is told in a dialog: what is wrong, and what to do. */
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { nextOf, Refusal } from '../../../shared/domain/failure.ts'
import { syncedBy } from '../../../shared/domain/synced-folder.ts'
import { redactText } from '../log.ts'
import { words } from './words.ts'

export const says = {
  name: words.name,
  quit: words.trouble.quit,
  crashed: words.trouble.crashed,
  whole: words.trouble.whole,
}

export interface Said {
  message: string
  detail: string
}

/** A refusal has words for people; anything else is a fault of ours, whose first line is shown. */
export function whatToSay(error: unknown): Said {
  const message = words.trouble.title
  if (error instanceof Refusal) return { message, detail: `${error.message}\n\n${nextOf(error.code, error.data)}` }
  const first = redactText(String((error as Error)?.message ?? error)).split('\n')[0]
  return { message, detail: `${words.trouble.bug}\n\n${first}` }
}

/** @throws Refusal `conflict` for a folder that another program copies to other computers */
export function checkNotSynced(folder: string): void {
  const by = syncedBy(folder, { home: homedir(), exists: existsSync })
  if (by === null) return
  throw new Refusal('conflict', words.trouble.synced(folder, by), { folder, by, next: words.trouble.syncedNext })
}
