/** Puts copies of sent mail into the Sent folder of a mailbox whose server doesn't do that by itself. */
import type { ImapFlow } from 'imapflow'
import { MailboxTrouble } from './imap-session.ts'
import { sentFolderOf } from './sent-folder.ts'

/** What it is called where there is none and we make it. */
const made = 'Sent'

/** What became of one copy. `full`: the mailbox has no room, others needn't be tried now. `words`: the server's own. */
export type Appended = { ok: true } | { ok: false; full: boolean; words: string }

interface ServerError extends Error {
  responseText?: string
  serverResponseCode?: string
}

/** Where copies go: the folder a person named, the one the server marks, or one of a well-known name; else it is made. */
export async function folderForCopies(imap: ImapFlow, named: string | null): Promise<string> {
  if (named !== null) return named
  try {
    return await sentFolderOf(imap)
  } catch (error) {
    if (!(error instanceof MailboxTrouble)) throw error
    return makeFolder(imap, made)
  }
}

async function makeFolder(imap: ImapFlow, name: string): Promise<string> {
  try {
    const { path } = await imap.mailboxCreate(name)
    await imap.mailboxSubscribe(path).catch(() => {})
    return path
  } catch (error) {
    if (!imap.usable) throw error
    throw new MailboxTrouble(`The folder “${name}” could not be made: ${saidBy(error)}`)
  }
}

/**
 * APPENDs the exact bytes, marked as read, with the email's own date. Not repeated by itself where the connection
 * breaks: whoever calls this looks for the copy first.
 *
 * @param at its Date, ms since the epoch
 * @throws what imapflow throws when the connection is gone
 */
export async function appendCopy(imap: ImapFlow, folder: string, raw: Buffer, at: number): Promise<Appended> {
  // A folder opened for reading only permits no flag, and the copy would show as unread.
  if (imap.mailbox !== false && imap.mailbox.readOnly) await imap.mailboxClose()
  for (const isLast of [false, true])
    try {
      const done = await imap.append(folder, raw, ['\\Seen'], new Date(at))
      if (done) return { ok: true }
      return { ok: false, full: false, words: 'The server is not ready for a copy.' }
    } catch (error) {
      if (!imap.usable) throw error
      const code = (error as ServerError).serverResponseCode
      if (code !== 'TRYCREATE' || isLast)
        return { ok: false, full: code === 'OVERQUOTA' || /quota/i.test(saidBy(error)), words: saidBy(error) }
      await makeFolder(imap, folder)
    }
  throw new Error('unreachable')
}

const saidBy = (error: unknown): string => (error as ServerError).responseText ?? (error as Error).message
