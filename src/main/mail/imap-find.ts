/** Finds emails of ours in the Sent folder by what we know them by, and where a server's SEARCH can't be relied on by looking. */
import type { ImapFlow, SearchObject } from 'imapflow'
import { DAY } from '../../shared/domain/time.ts'
import { openSent } from './imap-sent.ts'

/** The header lines an email of ours may be known by, as people write them. */
export const marks = [
  'Message-ID',
  'X-Microsoft-Original-Message-ID',
  'X-Google-Original-Message-ID',
  'X-Cadenza-Send-Id',
] as const
export type Mark = (typeof marks)[number]

export interface Wanted {
  /** Public id of the send. */
  sendId: string
  messageId: string
}

export interface FoundCopy {
  sendId: string
  uid: number
  /** Which line named it. */
  by: Mark
  /** The Message-ID that the copy bears; null: none. */
  messageId: string | null
}

export interface Found {
  folder: string
  /** At least one a copy; a server may hold several of the same. */
  copies: FoundCopy[]
  /** SEARCH was refused, or did not find what is there. */
  searchFailed: boolean
}

/** So many of the newest messages are looked through where SEARCH finds nothing, unless it is said otherwise. */
const newest = 200
const asked = { uid: true, headers: marks.map((mark) => mark.toLowerCase()) }

/**
 * @param folder as a person named it; null = the one that the server marks
 * @param since nothing wanted was sent before that instant (ms)
 * @throws MailboxTrouble when there is no such folder
 */
export async function findCopies(
  imap: ImapFlow,
  folder: string | null,
  wanted: readonly Wanted[],
  since: number,
  lookThrough = newest,
): Promise<Found> {
  const mailbox = await openSent(imap, folder)
  const path = mailbox.path
  if (mailbox.exists === 0) return { folder: path, copies: [], searchFailed: false }
  const uids = await searched(imap, wanted, since)
  const copies = uids.length > 0 ? await read(imap, uids.join(','), true, wanted) : []
  const isMissing = wanted.some(({ sendId }) => !copies.some((copy) => copy.sendId === sendId))
  if (!isMissing) return { folder: path, copies, searchFailed: false }
  // A SEARCH that is refused says no more than one that lies: what is newest is looked at itself.
  const seen = await read(imap, `${Math.max(1, mailbox.exists - lookThrough + 1)}:*`, false, wanted)
  const more = seen.filter(({ uid }) => !copies.some((copy) => copy.uid === uid))
  return { folder: path, copies: [...copies, ...more], searchFailed: more.length > 0 }
}

/** UIDs that the server says bear one of the marks; none where it refuses. A broken connection is the caller's. */
async function searched(imap: ImapFlow, wanted: readonly Wanted[], since: number): Promise<number[]> {
  const found: number[] = []
  for (const { sendId, messageId } of wanted) {
    const or: SearchObject[] = marks.map((mark) => ({
      header: { [mark]: mark === 'X-Cadenza-Send-Id' ? sendId : messageId },
    }))
    // SINCE knows only days, in the server's own zone.
    const uids = await imap.search({ since: new Date(since - DAY), or }, { uid: true }).catch((error: unknown) => {
      if (!imap.usable) throw error
      return false as const
    })
    found.push(...(uids || []))
  }
  return [...new Set(found)]
}

async function read(imap: ImapFlow, range: string, uid: boolean, wanted: readonly Wanted[]): Promise<FoundCopy[]> {
  const copies: FoundCopy[] = []
  for await (const each of imap.fetch(range, asked, { uid })) {
    const known = knownBy(linesOf(each.headers), wanted)
    if (known) copies.push({ ...known, uid: each.uid })
  }
  return copies
}

/** What a copy bears: SEARCH finds parts of words too, so every hit is read. */
function knownBy(lines: Map<string, string>, wanted: readonly Wanted[]): Omit<FoundCopy, 'uid'> | null {
  for (const mark of [...marks].reverse())
    for (const { sendId, messageId } of wanted)
      if (lines.get(mark.toLowerCase()) === (mark === 'X-Cadenza-Send-Id' ? sendId : messageId))
        return { sendId, by: mark, messageId: lines.get('message-id') ?? null }
  return null
}

function linesOf(headers: Buffer | undefined): Map<string, string> {
  const text = (headers?.toString('utf8') ?? '').replace(/\r?\n[ \t]+/g, ' ')
  const lines = text.split(/\r?\n/).map((line) => /^([^:\s]+): *(\S+)/.exec(line))
  return new Map(lines.flatMap((line) => (line ? [[(line[1] ?? '').toLowerCase(), line[2] ?? '']] : [])))
}
