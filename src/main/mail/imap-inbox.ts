/** What is new in the folders of a mailbox. Everything is only read: nothing is marked, moved or deleted. */

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
] as const

/** A larger message is read only so far: its head and its first parts say what it is. */
export const bodyBound = 5_000_000
