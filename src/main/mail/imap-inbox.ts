/** What is new in the folders of a mailbox. Everything is only read: nothing is marked, moved or deleted. */

import type { ImapFlow } from 'imapflow'
import { DAY } from '../../shared/domain/time.ts'

import { searchRefused } from './imap-session.ts'

/** A header line; its name in lower case, its value unfolded and not decoded. */
export interface HeadLine {
  name: string
  value: string
}

/** What is read of every new message before anything else. */
export interface Head {
  uid: number
  /** When the server took it in (INTERNALDATE), ms. */
  at: number
  /** Bytes of the whole message (RFC822.SIZE). */
  size: number
  /** Those of `askedHeaders` that it has, in their order. */
  headers: HeadLine[]
}

/** A message whose whole text was read. */
export interface Arrived extends Head {
  folder: string
  uidValidity: string
  /** The message as it is on the server; of one larger than `bodyBound` only so many bytes. */
  raw: Buffer
}

/** How far a folder was read: the next UID that is new, as long as UIDVALIDITY is the same (RFC 9051 §2.3.1.1). */
export interface FolderCursor {
  folder: string
  uidValidity: string
  uidNext: number
  /** When all that was in it was known; null: there is more to read. Instants are ms since the epoch. */
  readAt: number | null
}

/** The header lines that are read of every new message. */
export const askedHeaders = [
  'from',
  'to',
  'cc',
  'delivered-to',
  'x-original-to',
  'reply-to',
  'sender',
  'subject',
  'date',
  'message-id',
  'in-reply-to',
  'references',
  'return-path',
  'auto-submitted',
  'precedence',
  'x-failed-recipients',
  'x-autoreply',
  'x-autorespond',
  'x-auto-response-suppress',
  'list-id',
  'content-type',
  'x-cadenza-send-id',
  'x-cadenza-letter',
] as const

/** A larger message is read only so far: its head and its first parts say what it is. */
export const bodyBound = 5_000_000

/** So many messages a command: a server answers in pieces that it can hold. */
export const together = 500
/** So many bytes of texts are held at once. */
const holdable = 20_000_000
/** A header line may be that long: References of a thread that never ends, or nonsense. */
const longestValue = 20_000

/** True when there is something in a folder that was not read yet, or nobody can tell. Doesn't open it. */
export async function hasNews(imap: ImapFlow, known: FolderCursor): Promise<boolean> {
  const status = await imap.status(known.folder, { uidNext: true, uidValidity: true }).catch((error: unknown) => {
    // A folder that is gone says so again when it is opened, and doesn't keep the others from being read.
    if (!imap.usable) throw error
    return false as const
  })
  if (!status || status.uidNext === undefined) return true
  return String(status.uidValidity) !== known.uidValidity || status.uidNext > known.uidNext
}

export interface PieceWish {
  folder: string
  known: FolderCursor | null
  /** Of a folder that is new, or numbered anew, messages from then on are read (ms); null: none of what is there. */
  since: number | null
  /** UIDs still to be read, as the piece before found them; null: look for what is new. */
  pending: readonly number[] | null
  /** Most messages to read. */
  most: number
  /** Messages whose text can't be read: only their head is taken. */
  headOnly: ReadonlySet<number>
  isCandidate(head: Head): boolean
  now: number
}

/** One piece of what is new in a folder. */
export interface Piece {
  arrived: Arrived[]
  /** With `readAt`, where nothing is left to read. */
  cursor: FolderCursor
  /** Heads that were read. */
  read: number
  /** UIDs still to be read, ascending. */
  pending: number[]
}

/** What a piece was doing when it broke, so that one message that can't be read doesn't stand before all others. */
export interface Progress {
  /** The message whose text was being read. */
  body: number | null
  /** The first that was to be read. */
  first: number | null
}

/**
 * Reads the next piece of what is new in a folder: heads of all, texts of candidates. The folder is opened to be read
 * only.
 */
export async function readPiece(imap: ImapFlow, wish: PieceWish, progress: Progress): Promise<Piece> {
  const mailbox = await imap.mailboxOpen(wish.folder, { readOnly: true })
  const uidValidity = String(mailbox.uidValidity)
  const known = wish.known?.uidValidity === uidValidity ? wish.known : null
  const begin = mailbox.uidNext ?? known?.uidNext ?? 1
  const uids = known && wish.pending ? wish.pending : await newUids(imap, known, begin, wish.since)
  const asked = uids.slice(0, wish.most)
  progress.first = asked[0] ?? null
  const heads = await readHeads(imap, asked, wish.now)
  const place = { folder: wish.folder, uidValidity }
  const arrived: Arrived[] = []
  let held = 0
  let last = asked.at(-1) ?? null
  for (const head of heads) {
    if (!wish.isCandidate(head)) continue
    const size = Math.min(head.size, bodyBound)
    if (held > 0 && held + size > holdable) {
      // the rest is the next piece's
      last = head.uid - 1
      break
    }
    held += size
    progress.body = head.uid
    const raw = wish.headOnly.has(head.uid) ? headOf(head) : await readBody(imap, head)
    progress.body = null
    if (raw !== null) arrived.push({ ...head, ...place, raw })
  }
  const pending = last === null ? [] : uids.filter((uid) => uid > last)
  const uidNext = pending[0] ?? Math.max(begin, (uids.at(-1) ?? 0) + 1, known?.uidNext ?? 0)
  return {
    arrived,
    read: heads.length,
    pending,
    cursor: { ...place, uidNext, readAt: pending.length === 0 ? wish.now : (known?.readAt ?? null) },
  }
}

async function newUids(
  imap: ImapFlow,
  known: FolderCursor | null,
  begin: number,
  since: number | null,
): Promise<number[]> {
  if (imap.mailbox === false || imap.mailbox.exists === 0) return []
  if (known ? begin <= known.uidNext && imap.mailbox.uidNext !== undefined : since === null) return []
  // SINCE knows only days, in the server's own zone.
  const query = known ? { uid: `${known.uidNext}:*` } : { since: new Date((since as number) - DAY) }
  const found = await imap.search(query, { uid: true })
  if (!found) throw searchRefused()
  // "9:*" means the last message too, even when its UID is 8.
  const from = known?.uidNext ?? 1
  return [...new Set(found)].filter((uid) => uid >= from).sort((a, b) => a - b)
}

const headQuery = { uid: true, internalDate: true, size: true, headers: [...askedHeaders] }

async function readHeads(imap: ImapFlow, uids: readonly number[], now: number): Promise<Head[]> {
  if (uids.length === 0) return []
  const wanted = new Set(uids)
  const heads: Head[] = []
  for await (const each of imap.fetch(rangeOf(uids), headQuery, { uid: true })) {
    // A server also tells of other messages meanwhile, and some say everything twice.
    if (!wanted.delete(each.uid)) continue
    const headers = headLines(each.headers)
    heads.push({ uid: each.uid, at: takenIn(each.internalDate, headers) ?? now, size: each.size ?? 0, headers })
  }
  if (wanted.size > 0 && (await isThere(imap, [...wanted]))) throw leftOut
  return heads.sort((a, b) => a.uid - b.uid)
}

const leftOut = Object.assign(new Error('The server left messages out of its answer.'), { code: 'InvalidResponse' })

/** Whoever is missing was deleted meanwhile, or kept back. */
async function isThere(imap: ImapFlow, uids: readonly number[]): Promise<boolean> {
  const found = await imap.search({ uid: rangeOf(uids) }, { uid: true })
  return !found || found.some((uid) => uids.includes(uid))
}

async function readBody(imap: ImapFlow, head: Head): Promise<Buffer | null> {
  const found = await imap.fetchOne(`${head.uid}`, { uid: true, source: { maxLength: bodyBound } }, { uid: true })
  const raw = found ? found.source : undefined
  if (raw && raw.length > 0) return raw.subarray(0, bodyBound)
  if (await isThere(imap, [head.uid])) throw leftOut
  return null
}

/** A message of which no more can be had than what was read first. */
const headOf = ({ headers }: Head): Buffer =>
  Buffer.from(`${headers.map(({ name, value }) => `${name}: ${value}\r\n`).join('')}\r\n`, 'utf8')

function takenIn(internalDate: Date | string | undefined, headers: readonly HeadLine[]): number | null {
  const at = internalDate instanceof Date ? internalDate.getTime() : Date.parse(internalDate ?? '')
  if (Number.isFinite(at)) return at
  const written = Date.parse(headers.find(({ name }) => name === 'date')?.value ?? '')
  return Number.isFinite(written) ? written : null
}

const isAsked = new Set<string>(askedHeaders)

function headLines(raw: Buffer | undefined): HeadLine[] {
  const text = (raw?.toString('utf8') ?? '').replace(/\r\n?|\n/g, '\n').replace(/\n(?=[ \t])/g, '')
  return text.split('\n').flatMap((line) => {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase()
    return isAsked.has(name)
      ? [
          {
            name,
            value: line
              .slice(colon + 1)
              .trim()
              .slice(0, longestValue),
          },
        ]
      : []
  })
}

/** UIDs as a set (RFC 9051 §9), neighbours joined: a command line must not grow with the mailbox. */
function rangeOf(uids: readonly number[]): string {
  const ranges: [number, number][] = []
  for (const uid of uids) {
    const last = ranges.at(-1)
    if (last && uid === last[1] + 1) last[1] = uid
    else ranges.push([uid, uid])
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}:${to}`)).join(',')
}
