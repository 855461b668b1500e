/** One look through a mailbox: which folders there are, what is new in them, and all of it taken in. */
import { DAY } from '../../../shared/domain/time.ts'
import { inbox, type WatchedFolder, watchedFolders } from '../../mail/imap-folders.ts'
import { hasNews, type Piece, type Progress, readPiece, together } from '../../mail/imap-inbox.ts'
import type { Lines } from '../../mail/imap-line.ts'
import type { ImapFailure } from '../../mail/imap-session.ts'
import type { AccountRow } from '../../store/accounts.ts'
import {
  firstAwaited,
  type InboxFolder,
  inboxFolders,
  keepFolders,
  renameFolder,
  saveFolderTrouble,
  touchFolders,
} from '../../store/inbox-folders.ts'
import { isCandidate, type TakeInTools, takeIn } from './take-in.ts'

export interface LookOptions extends TakeInTools {
  lines: Lines
}

/** What is remembered of a mailbox between two looks; nothing is lost with it. */
export interface Memory {
  folders: WatchedFolder[]
  /** When the folders were listed, ms. */
  listedAt: number
  /** UIDs still to be read, by folder. */
  pending: Map<string, { uidValidity: string; uids: number[] }>
  /** Heads a piece. */
  most: number
  /** Where reading broke: the message, and how many times in a row. */
  broke: { folder: string; uid: number; times: number } | null
  /** How many times in a row a folder could not even be opened. */
  shut: Map<string, number>
  /** Messages whose text breaks the connection every time, as `folder uid`. */
  headOnly: Set<string>
}

export const newMemory = (): Memory => ({
  folders: [],
  listedAt: Number.NEGATIVE_INFINITY,
  pending: new Map(),
  most: together,
  broke: null,
  shut: new Map(),
  headOnly: new Set(),
})

/** How old a list of folders may get. */
const listed = 30 * 60_000
/** Answers to older mail are not looked for in a mailbox that is new here. */
const farthest = 90 * DAY
/** A message that breaks the connection so many times in a row is what breaks it. */
const enough = 3

export type LookResult = { ok: true; news: boolean } | { ok: false; failure: ImapFailure }

/** Reads whatever is new, to its end. Never rejects, but for a database that can't be written. */
export async function lookThrough(
  options: LookOptions,
  account: AccountRow,
  memory: Memory,
  signal: AbortSignal,
): Promise<LookResult> {
  const { store, ports } = options
  const begun = ports.clock.now()
  const surveyed = await survey(options, account, memory, signal)
  if (!surveyed.ok) return surveyed
  const quiet: string[] = []
  let news = false
  for (const folder of memory.folders) {
    if (surveyed.quiet.has(folder.path)) {
      quiet.push(folder.path)
      continue
    }
    const read = await readFolder(options, account, memory, { folder: folder.path, begun, signal })
    if (!read.ok) return read
    if (read.news) news = true
    else if (read.read) quiet.push(folder.path)
  }
  if (quiet.length > 0) await store.writeSoon((tx) => touchFolders(tx, account.id, quiet, begun))
  return { ok: true, news }
}

type Failed = { ok: false; failure: ImapFailure }

/** Lists the folders now and then, and asks of each but the inbox whether there is anything new. */
async function survey(
  { store, ports, lines }: LookOptions,
  account: AccountRow,
  memory: Memory,
  signal: AbortSignal,
): Promise<{ ok: true; quiet: Set<string> } | Failed> {
  const now = ports.clock.now()
  const known = inboxFolders(store, account.id)
  const isOld = now > memory.listedAt + listed || now < memory.listedAt
  const found = await lines.use(
    account,
    async (imap) => {
      const wish = { named: account.imap?.folders ?? [], known: known.filter(({ uidValidity }) => uidValidity !== '') }
      const list = isOld ? await watchedFolders(imap, wish) : null
      const quiet = new Set<string>()
      for (const { path } of list?.folders ?? memory.folders) {
        const cursor = known.find(({ folder }) => folder === path)
        // the inbox is opened anyway
        if (path !== inbox && cursor?.readAt && !memory.pending.has(path) && !(await hasNews(imap, cursor)))
          quiet.add(path)
      }
      return { list, quiet }
    },
    { signal },
  )
  if (!found.ok) return found
  const { list, quiet } = found.value
  if (list) {
    memory.folders = list.folders
    memory.listedAt = now
    await store.writeSoon((tx) => {
      for (const { from, to } of list.renamed) renameFolder(tx, account.id, from, to)
      keepFolders(tx, account.id, [...list.folders.map(({ path }) => path), ...list.missing])
      for (const path of list.missing) {
        const wasRead = known.some(({ folder, uidValidity }) => folder === path && uidValidity !== '')
        saveFolderTrouble(tx, account.id, path, `There is no such folder${wasRead ? ' any more' : ''}.`)
      }
    })
  }
  return { ok: true, quiet }
}

interface FolderTask {
  folder: string
  begun: number
  signal: AbortSignal
}

/** Reads one folder to its end, piece by piece; others have their turn in between. */
async function readFolder(
  options: LookOptions,
  account: AccountRow,
  memory: Memory,
  task: FolderTask,
): Promise<{ ok: true; news: boolean; read: boolean } | Failed> {
  const { store } = options
  let news = false
  for (;;) {
    const progress: Progress = { body: null, first: null }
    const known = inboxFolders(store, account.id).find((each) => each.folder === task.folder) ?? null
    const piece = await readOne(options, account, memory, { ...task, known, progress })
    if (!piece.ok) {
      if (!isItsOwn(memory, task.folder, piece.failure, progress))
        return broke(options, account, memory, { ...task, known, progress }, piece.failure)
      // a folder that its server keeps to itself doesn't keep the others from being read
      const { failure } = piece
      const words = failure.kind === 'refused' ? failure.words : failure.error
      await store.writeSoon((tx) => saveFolderTrouble(tx, account.id, task.folder, words))
      memory.listedAt = Number.NEGATIVE_INFINITY
      return { ok: true, news, read: false }
    }
    const { arrived, cursor, pending } = piece.value
    memory.broke = null
    memory.shut.delete(task.folder)
    memory.most = Math.min(together, memory.most * 8)
    const isSame = known !== null && known.uidValidity === cursor.uidValidity && known.uidNext === cursor.uidNext
    if (isSame && arrived.length === 0 && pending.length === 0 && known.readAt !== null)
      return { ok: true, news, read: true }
    await takeIn(options, account, arrived, cursor)
    if (arrived.length > 0) news = true
    if (pending.length === 0) {
      memory.pending.delete(task.folder)
      return { ok: true, news, read: true }
    }
    memory.pending.set(task.folder, { uidValidity: cursor.uidValidity, uids: pending })
  }
}

/** Is it this folder's trouble, and not the mailbox's? So it is where opening it broke the connection time and again. */
function isItsOwn(memory: Memory, folder: string, failure: ImapFailure, { first }: Progress): boolean {
  if (folder === inbox) return false
  if (failure.kind === 'refused') return !failure.auth
  if (failure.kind !== 'break' || first !== null) return false
  const times = (memory.shut.get(folder) ?? 0) + 1
  memory.shut.set(folder, times)
  return times > enough
}

interface PieceTask extends FolderTask {
  known: InboxFolder | null
  progress: Progress
}

async function readOne(
  { store, lines }: LookOptions,
  account: AccountRow,
  memory: Memory,
  { folder, begun, signal, known, progress }: PieceTask,
): Promise<{ ok: true; value: Piece } | Failed> {
  const opened = known?.uidValidity ? known : null
  const pending = memory.pending.get(folder)
  const mine = [...memory.headOnly].filter((each) => each.startsWith(`${folder} `))
  return lines.use(
    account,
    (imap) =>
      readPiece(
        imap,
        {
          folder,
          known: opened,
          since: sinceOf(store, account.id, opened, begun),
          pending: pending && pending.uidValidity === opened?.uidValidity ? pending.uids : null,
          most: memory.most,
          headOnly: new Set(mine.map((each) => Number(each.slice(folder.length + 1)))),
          isCandidate: (head) => isCandidate(store, account, head),
          now: begun,
        },
        progress,
      ),
    { signal },
  )
}

/** From when on messages are read where UIDs tell nothing: numbered anew, since it was last read; else since our first email. */
function sinceOf(
  store: LookOptions['store'],
  accountId: number,
  known: InboxFolder | null,
  now: number,
): number | null {
  // a clock that was ahead for a while has left looks in what is now the future
  const since = known?.readAt ? Math.min(known.readAt, now) - DAY : firstAwaited(store, accountId)
  return since === null ? null : Math.max(since, now - farthest)
}

/** Reading broke. Next time less is asked for at once, and in the end a message that can't be had is passed over. */
async function broke(
  options: LookOptions,
  account: AccountRow,
  memory: Memory,
  { folder, known, progress, signal }: PieceTask,
  failure: ImapFailure,
): Promise<Failed> {
  const failed: Failed = { ok: false, failure }
  const uid = progress.body ?? progress.first
  if (failure.kind !== 'break' || uid === null || signal.aborted) return failed
  const isSame = memory.broke?.folder === folder && memory.broke.uid === uid
  memory.broke = { folder, uid, times: isSame ? (memory.broke?.times ?? 0) + 1 : 1 }
  if (progress.body === null && memory.most > 1) {
    memory.most = Math.max(1, Math.floor(memory.most / 8))
    memory.broke = null
    return failed
  }
  if (memory.broke.times < enough) return failed
  memory.broke = null
  if (progress.body !== null) memory.headOnly.add(`${folder} ${uid}`)
  else if (known?.uidValidity) {
    options.ports.log.error('a message could not be read and is passed over', {
      account: account.publicId,
      folder,
      uid,
    })
    await takeIn(options, account, [], { ...known, uidNext: uid + 1, readAt: null })
    memory.pending.delete(folder)
  }
  return failed
}
