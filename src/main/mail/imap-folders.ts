/** Which folders of a mailbox are read for what comes back. */
import type { ImapFlow, ListResponse } from 'imapflow'
import type { FolderCursor } from './imap-inbox.ts'
import { MailboxTrouble } from './imap-session.ts'

/** A folder that is read. `followed`: known by what is in it, its name has changed. */
export interface WatchedFolder {
  path: string
  role: 'inbox' | 'junk' | 'all' | 'named' | 'followed'
}

export interface FolderWish {
  /** Folders that a person named beside the inbox. */
  named: readonly string[]
  known: readonly FolderCursor[]
}

/**
 * What is read of a mailbox: the inbox, what the server takes for spam, with Gmail also "All mail" (filters take mail out
 * of the inbox), and what a person named. A folder that was renamed is found by its UIDVALIDITY.
 *
 * @returns the folders, and the cursors of those that have another name by now
 */
export async function watchedFolders(
  imap: ImapFlow,
  { named, known }: FolderWish,
): Promise<{ folders: WatchedFolder[]; renamed: { from: string; to: string }[]; missing: string[] }> {
  const all = await readableFolders(imap)
  const paths = new Set(all.map(({ path }) => path))
  const marked = (use: string) => {
    const rank = ({ specialUseSource }: ListResponse) => (specialUseSource === 'extension' ? 0 : 1)
    return all.filter(({ specialUse }) => specialUse === use).sort((a, b) => rank(a) - rank(b))[0]?.path
  }
  const folders: WatchedFolder[] = [{ path: inbox, role: 'inbox' }]
  const add = (path: string | undefined, role: WatchedFolder['role']) => {
    if (path !== undefined && !folders.some((each) => each.path === path)) folders.push({ path, role })
  }
  add(marked('\\Junk'), 'junk')
  if (imap.capabilities.has('X-GM-EXT-1')) add(marked('\\All'), 'all')
  for (const path of named) if (paths.has(path)) add(path, 'named')
  const missing = named.filter((path) => path !== inbox && !paths.has(path))
  const gone = known.filter(({ folder }) => folder !== inbox && !paths.has(folder))
  const renamed: { from: string; to: string }[] = []
  for (const { from, to } of await followed(imap, gone, paths, known)) {
    renamed.push({ from, to })
    if (named.includes(from)) add(to, 'followed')
  }
  // one that was found before under its new name
  if (missing.length > 0) for (const { folder } of known) if (paths.has(folder)) add(folder, 'followed')
  return { folders, renamed, missing }
}

export const inbox = 'INBOX'

const readableFolders = async (imap: ImapFlow): Promise<ListResponse[]> =>
  (await imap.list()).filter(({ flags }) => !flags.has('\\Noselect') && !flags.has('\\NonExistent'))

/** So many folders are told where one is looked for in vain. */
const mostTold = 12

/** @throws MailboxTrouble that names the first that isn't there, and the one that may be meant */
export async function checkNamed(imap: ImapFlow, named: readonly string[]): Promise<void> {
  const paths = (await readableFolders(imap)).map(({ path }) => path)
  const gone = named.find((each) => each !== inbox && !paths.includes(each))
  if (gone === undefined) return
  const meant = paths.find((path) => plain(path) === plain(gone))
  const told = paths.slice(0, mostTold).map((path) => `“${path}”`)
  const more = paths.length > mostTold ? ' and others' : ''
  const hint = meant === undefined ? `There are ${told.join(', ')}${more}.` : `Is “${meant}” meant?`
  throw new MailboxTrouble(`There is no folder “${gone}” in this mailbox. ${hint}`)
}

/** Case, and what stands between a folder and the one that it is in, are mistaken most. */
const plain = (path: string): string =>
  path
    .normalize('NFC')
    .toLowerCase()
    .replace(/[./\\]/g, '/')

/** So many folders are asked when one is looked for. */
const mostAsked = 200

async function followed(
  imap: ImapFlow,
  gone: readonly FolderCursor[],
  paths: ReadonlySet<string>,
  known: readonly FolderCursor[],
): Promise<{ from: string; to: string }[]> {
  if (gone.length === 0) return []
  const taken = new Set(known.map(({ folder }) => folder))
  const found: { from: string; to: string }[] = []
  for (const path of [...paths].filter((each) => each !== inbox && !taken.has(each)).slice(0, mostAsked)) {
    const status = await imap.status(path, { uidValidity: true, uidNext: true }).catch(() => false as const)
    if (!status) continue
    const same = gone.find(
      ({ uidValidity, uidNext }) => uidValidity === String(status.uidValidity) && uidNext <= (status.uidNext ?? 0),
    )
    // Some servers give all folders made in one second the same UIDVALIDITY: then nobody can tell.
    if (same && !found.some(({ from }) => from === same.folder)) found.push({ from: same.folder, to: path })
    else if (same) return []
  }
  return found
}
