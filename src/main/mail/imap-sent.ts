import type { ImapFlow, MailboxObject } from 'imapflow'
import { messageIdsIn } from '../../shared/domain/incoming-read.ts'
import { DAY } from '../../shared/domain/time.ts'
import { MailboxTrouble, searchRefused } from './imap-session.ts'
import { sentFolderOf } from './sent-folder.ts'

/** How far the Sent folder was read: the next UID that is new, as long as UIDVALIDITY is the same (RFC 9051 §2.3.1.1). */
export interface SentCursor {
  folder: string
  uidValidity: string
  uidNext: number
}

/** A message of the Sent folder: when the server took it in (INTERNALDATE, ms), and by what we know our own. */
export interface SentMail {
  uid: number
  at: number
  messageId: string | null
  /** Our own mark (`X-Cadenza-Send-Id`). */
  sendId: string | null
  /** Which copy of whose data it left from (`X-Cadenza-Origin`). */
  origin?: string
  /** Ids that a server put aside for its own. */
  originalIds: string[]
  /** What it answers, by the ids that its head names. */
  inReplyTo: string[]
  references: string[]
}

export interface SentLook extends SentCursor {
  /** True when everything was read anew: what was known of the folder before is void. */
  anew: boolean
  mails: SentMail[]
}

export interface SentWish {
  /** The folder a person named; null = the one that the server marks. */
  folder: string | null
  known: SentCursor | null
  /** Messages taken in before this instant (ms) needn't be read. */
  since: number
}

/** So many messages a command: a server answers in pieces that it can hold. */
const together = 500

/**
 * Reads what is new in the Sent folder, of each message its date and two header lines. Nothing is changed or marked.
 *
 * @throws MailboxTrouble when there is no such folder
 */
export async function readSent(imap: ImapFlow, wish: SentWish): Promise<SentLook> {
  const mailbox = await openSent(imap, wish.folder)
  const folder = mailbox.path
  const uidValidity = String(mailbox.uidValidity)
  const known = wish.known?.folder === folder && wish.known.uidValidity === uidValidity ? wish.known : null
  const isNew = known === null || mailbox.uidNext === undefined || mailbox.uidNext > known.uidNext
  const mails: SentMail[] = []
  if (mailbox.exists > 0 && isNew)
    for (const range of await rangesOf(imap, known, wish.since))
      for await (const each of imap.fetch(range, asked, { uid: true })) {
        // "9:*" means the last message too, even when its UID is 8.
        if (known !== null && each.uid < known.uidNext) continue
        const at = each.internalDate instanceof Date ? each.internalDate.getTime() : Date.parse(each.internalDate ?? '')
        if (Number.isFinite(at) && at >= wish.since) mails.push({ uid: each.uid, at, ...marksOf(each.headers) })
      }
  const uidNext = mails.reduce((next, { uid }) => Math.max(next, uid + 1), mailbox.uidNext ?? known?.uidNext ?? 1)
  return { folder, uidValidity, uidNext, anew: known === null, mails }
}

/**
 * Opens the Sent folder, to be read only.
 *
 * @param folder as a person named it; null = the one that the server marks
 * @throws MailboxTrouble when there is no such folder
 */
export async function openSent(imap: ImapFlow, folder: string | null): Promise<MailboxObject> {
  const path = folder ?? (await sentFolderOf(imap))
  return imap.mailboxOpen(path, { readOnly: true }).catch((error: { mailboxMissing?: boolean }) => {
    if (!error.mailboxMissing) throw error
    throw new MailboxTrouble(`There is no folder "${path}" in this mailbox. Name the one that sent mail is kept in.`)
  })
}

const originals = ['x-microsoft-original-message-id', 'x-google-original-message-id']
const asked = {
  uid: true,
  internalDate: true,
  headers: ['message-id', 'x-cadenza-send-id', 'x-cadenza-origin', 'in-reply-to', 'references', ...originals],
}

async function rangesOf(imap: ImapFlow, known: SentCursor | null, since: number): Promise<string[]> {
  if (known !== null) return [`${known.uidNext}:*`]
  // SINCE knows only days, in the server's own zone.
  const found = await imap.search({ since: new Date(since - DAY) }, { uid: true })
  if (!found) throw searchRefused()
  const ranges: string[] = []
  for (let from = 0; from < found.length; from += together) ranges.push(found.slice(from, from + together).join(','))
  return ranges
}

function marksOf(headers: Buffer | undefined): Omit<SentMail, 'uid' | 'at'> {
  const text = (headers?.toString('utf8') ?? '').replace(/\r?\n[ \t]+/g, ' ')
  const value = (name: string) => new RegExp(`^${name}: *(\\S+)`, 'im').exec(text)?.[1] ?? null
  const ids = (name: string) => messageIdsIn(new RegExp(`^${name}:(.*)$`, 'im').exec(text)?.[1] ?? '')
  const origin = value('x-cadenza-origin')
  return {
    messageId: value('message-id'),
    sendId: value('x-cadenza-send-id'),
    ...(origin === null ? {} : { origin }),
    originalIds: originals.map(value).filter((id) => id !== null),
    inReplyTo: ids('in-reply-to'),
    references: ids('references'),
  }
}
