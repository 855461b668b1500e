/** One visit to a mailbox: every copy that is due is found there, written, or put off. */
import { DAY, HOUR, MINUTE } from '../../../shared/domain/time.ts'
import type { Changes } from '../../changes.ts'
import { type Appended, appendCopy, folderForCopies } from '../../mail/imap-append.ts'
import { type FoundCopy, findCopies } from '../../mail/imap-find.ts'
import type { Lines, Mailbox } from '../../mail/imap-line.ts'
import { readingFailure } from '../../mail/imap-probe.ts'
import { MailboxTrouble } from '../../mail/imap-session.ts'
import { readServer } from '../../mail/reading.ts'
import type { Ports } from '../../ports.ts'
import type { AccountRow } from '../../store/accounts.ts'
import { filingOf, learnFiling, saveFiled } from '../../store/filing.ts'
import { note } from '../../store/journal.ts'
import type { Store, Tx } from '../../store/open.ts'
import {
  beginCopy,
  copyBytes,
  dropCopy,
  dueCopies,
  lastFiled,
  learningWait,
  putOffCopy,
  type SentCopy,
} from '../../store/sent-copies.ts'

export interface FilingOptions {
  store: Store
  ports: Ports
  changes: Changes
  lines: Pick<Lines, 'use'>
  /** Called at named points; tests stop the process there. */
  point?: (name: string) => void
}

/** So many at once: others have something to do with the mailbox too. */
const together = 20
/** After a refusal, by how many there were; then it is given up. */
const waits = [5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR, DAY, DAY] as const
/** No copy is kept longer, however long a mailbox could not be reached. */
const longest = 14 * DAY

/** True: the mailbox could be reached, whatever became of each copy. Never rejects, but for a database that can't be written. */
export async function visit(options: FilingOptions, account: AccountRow, stopping: AbortSignal): Promise<boolean> {
  const { store, ports, changes, lines } = options
  const due = dueCopies(store, account.id, ports.clock.now(), together)
  if (due.length === 0) return true
  const result = await lines.use(account, (imap) => fileAll(options, account, due, imap), { signal: stopping })
  if (stopping.aborted) return true
  if (!result.ok) {
    const server = readServer(account)
    const told = server && readingFailure(result.failure, server)
    const trouble = told?.words ?? told?.trouble ?? 'It could not be reached.'
    const now = ports.clock.now()
    await store.writeSoon((tx) => {
      const old = due.filter(({ sentAt }) => sentAt < now - longest)
      for (const copy of old) giveUp(tx, account, copy, trouble, now)
      saveFiled(tx, account, { trouble, givenUp: old.length })
    })
    ports.log.warn('copies could not be filed', { account: account.publicId, error: trouble })
  }
  changes.tell('accounts')
  return result.ok
}

async function fileAll(options: FilingOptions, account: AccountRow, due: SentCopy[], imap: Mailbox): Promise<void> {
  const { store, ports } = options
  const { clock } = ports
  const folder = await folderForCopies(imap, account.imap?.sentFolder ?? null)
  const copies = await lookFirst(options, account, due, imap, folder)
  let full: string | null = null
  for (const copy of due) {
    const there = copies.some(({ sendId }) => sendId === copy.sendPublicId)
    if (there) await store.writeSoon((tx) => foundThere(tx, account, copy, folder))
    else if (full !== null) await store.writeSoon((tx) => putOffCopy(tx, copy.sendId, clock.now() + waits[0], full))
    else if (filingOf(store, account).files !== 'server') {
      const done = await append(options, copy, imap, folder)
      if (!done.ok && done.full) full = done.words
      await store.writeSoon((tx) => writeDown(tx, account, copy, { done, folder, now: clock.now() }))
    }
  }
}

async function append({ store, point }: FilingOptions, copy: SentCopy, imap: Mailbox, folder: string) {
  await store.writeSoon((tx) => beginCopy(tx, copy.sendId))
  point?.('append_begun')
  const done = await appendCopy(imap, folder, copyBytes(store, copy.sendId) ?? Buffer.alloc(0), copy.dateAt)
  point?.('appended')
  return done
}

/** What of it is there already. Two copies of one that we filed tell that the server files too, only late. */
async function lookFirst(
  { store, ports }: FilingOptions,
  account: AccountRow,
  due: readonly SentCopy[],
  imap: Mailbox,
  folder: string,
): Promise<FoundCopy[]> {
  const before = lastFiled(store, account.id, ports.clock.now() - learningWait)
  const wanted = [...due, ...(before ? [before] : [])].map(({ sendPublicId, messageId }) => ({
    sendId: sendPublicId,
    messageId,
  }))
  const mayBeThere = due.some(({ tries }) => tries > 0) || filingOf(store, account).files === 'unknown'
  const since = Math.min(...due.map(({ dateAt }) => dateAt))
  const { copies } = await findCopies(imap, folder, wanted, since, mayBeThere ? 200 : 20).catch((error: unknown) => {
    // a folder that a person named and that isn't there yet is made by the first copy
    if (error instanceof MailboxTrouble) return { copies: [] as FoundCopy[] }
    throw error
  })
  if (before && copies.filter(({ sendId }) => sendId === before.sendPublicId).length > 1)
    await store.writeSoon((tx) => learnFiling(tx, account, 'there'))
  return copies
}

/** It is there: by an earlier try of ours, or the server put it there. */
function foundThere(tx: Tx, account: AccountRow, copy: SentCopy, folder: string): void {
  if (copy.tries === 0) learnFiling(tx, account, 'there')
  saveFiled(tx, account, { folder })
  dropCopy(tx, copy.sendId)
}

function writeDown(
  tx: Tx,
  account: AccountRow,
  copy: SentCopy,
  { done, folder, now }: { done: Appended; folder: string; now: number },
): void {
  // that it wasn't there by itself tells only where it had time to come
  if (copy.tries === 0 && filingOf(tx, account).files === 'unknown') learnFiling(tx, account, 'missing')
  if (done.ok) {
    saveFiled(tx, account, { folder })
    dropCopy(tx, copy.sendId)
    return
  }
  const wait = waits[copy.tries]
  if (wait === undefined) giveUp(tx, account, copy, done.words, now)
  else putOffCopy(tx, copy.sendId, now + wait, done.words)
  saveFiled(tx, account, { trouble: done.words, givenUp: wait === undefined ? 1 : 0 })
}

function giveUp(tx: Tx, account: AccountRow, copy: SentCopy, words: string, now: number): void {
  dropCopy(tx, copy.sendId)
  note(tx, now, 'copy_given_up', `A copy of an email from ${account.address} is not in its Sent folder: ${words}`, {
    account: account.publicId,
    send: copy.sendPublicId,
  })
}
