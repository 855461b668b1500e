/**
 * Takes in what a folder has new: reads it, says what it is and whose email it is about, and writes what follows in one
 * transaction with how far the folder was read. So each message is taken in exactly once, whenever the computer stops.
 */
import { createHash } from 'node:crypto'
import { addressKey } from '../../../shared/domain/address.ts'
import { publicIdBytes, publicIdFrom } from '../../../shared/domain/ids.ts'
import { classify } from '../../../shared/domain/incoming.ts'
import { addressesIn, headerOf, messageIdsIn } from '../../../shared/domain/incoming-read.ts'
import type { Changes } from '../../changes.ts'
import type { Arrived, FolderCursor, Head } from '../../mail/imap-inbox.ts'
import { parseIncoming } from '../../mail/incoming-parse.ts'
import type { Ports } from '../../ports.ts'
import type { AccountRow } from '../../store/accounts.ts'
import { ownDevice } from '../../store/devices.ts'
import { isWrittenTo, ourAddresses, sendsByMessageId } from '../../store/incoming-lookup.ts'
import type { TakenIn } from '../../store/incoming-story.ts'
import { sameMessage, saveFolder } from '../../store/incoming-write.ts'
import type { Reader, Store, Tx } from '../../store/open.ts'
import { enter, type Read } from './enter.ts'
import { enterLetter } from './letter.ts'
import { tell, tellLetters } from './tell.ts'

export interface TakeInTools {
  store: Store
  ports: Ports
  changes: Changes
  /** Called at named points; tests stop the process there. */
  point?: (name: string) => void
}

/** What became of messages: what came back of our mail, and letters about permissions, by their titles. */
interface Entered {
  taken: TakenIn[]
  letters: string[]
}

function add(all: Entered, more: Entered): void {
  all.taken.push(...more.taken)
  all.letters.push(...more.letters)
}

/** So many messages a transaction: others want to write too. */
const together = 25

const of = (head: Head, name: string): string => head.headers.find((each) => each.name === name)?.value ?? ''

/** A notice of a machine, by its head: what it says may be in its text alone. */
function isNotice(head: Head): boolean {
  if (/^\s*(multipart\/report|message\/)/i.test(of(head, 'content-type'))) return true
  if (of(head, 'x-failed-recipients') !== '' || /^\s*<\s*>/.test(of(head, 'return-path'))) return true
  return /mailer-daemon|postmaster|mail delivery|abuse@|complaint|feedback/i.test(of(head, 'from'))
}

const worthReading =
  /undeliver|deliver|return|fail|bounce|delay|unzustell|rejected|unsubscribe|opt.?out|abmelden|d[eé]sinscri|complaint/i

/**
 * Is it worth reading whole? True for what answers or returns one of ours, for notices of machines, and for whatever
 * comes from somebody we wrote to. What bears our own mark is our own copy, but for a letter about a permission.
 */
export function isCandidate(reader: Reader, account: Pick<AccountRow, 'id'>, head: Head): boolean {
  if (of(head, 'x-cadenza-letter') !== '') return true
  if (of(head, 'x-cadenza-send-id') !== '') return false
  const writers = ['from', 'sender', 'reply-to'].flatMap((name) => addressesIn(of(head, name)).map(addressKey))
  const [from] = writers
  if (isNotice(head)) return true
  if (from !== undefined && ourAddresses(reader, account.id, [from]).own.has(from)) return false
  const ids = [...messageIdsIn(of(head, 'in-reply-to')), ...messageIdsIn(of(head, 'references'))]
  if (sendsByMessageId(reader, ids).length > 0) return true
  return worthReading.test(of(head, 'subject')) || isWrittenTo(reader, writers)
}

/** By what a message is known again: its Message-ID, or a hash of its head where it has none. */
function keyOf(arrived: Arrived): string {
  const [id] = messageIdsIn(of(arrived, 'message-id'))
  if (id !== undefined) return id
  const head = arrived.headers.map(({ name, value }) => `${name}:${value}`).join('\n')
  return `sha256:${createHash('sha256').update(`${head}\n${arrived.size}`).digest('hex')}`
}

async function read(arrived: Arrived): Promise<Read> {
  const message = await parseIncoming(arrived.raw, arrived.at)
  const from = addressesIn(headerOf(message, 'from'))[0]
  return {
    arrived,
    message,
    verdict: classify(message),
    from: from === undefined ? null : addressKey(from),
    key: keyOf(arrived),
  }
}

/**
 * Takes messages of one folder in, each once, whatever comes between; `cursor` is how far the folder is read when all of
 * them are in. Resolves when everything is on disk. Rejects only where the database can't be written.
 */
export async function takeIn(
  tools: TakeInTools,
  account: AccountRow,
  arrived: readonly Arrived[],
  cursor: FolderCursor,
): Promise<void> {
  const sorted = arrived.toSorted((a, b) => a.uid - b.uid)
  const entered: Entered = { taken: [], letters: [] }
  try {
    for (let from = 0; from < sorted.length; from += together) {
      const piece = sorted.slice(from, from + together)
      const isLast = from + together >= sorted.length
      const reached = isLast ? cursor : { ...cursor, uidNext: (piece.at(-1)?.uid ?? 0) + 1, readAt: null }
      const messages = await Promise.all(
        piece.map((each) => read(each).catch((error: unknown) => leftAside(tools, account, each, error))),
      )
      const readable = messages.filter((each) => each !== null)
      if (readable.length > 0) tools.point?.('message_read')
      add(entered, await write(tools, account, readable, reached))
      if (readable.length > 0) tools.point?.('message_taken')
    }
    if (sorted.length === 0) await tools.store.writeSoon((tx) => saveFolder(tx, account.id, cursor))
  } finally {
    tell(tools, entered.taken)
    tellLetters(tools, entered.letters)
  }
}

/** The database can't take anything at present. What it says of a row alone (a constraint, a size) is that row's trouble. */
const isDatabase = (error: unknown): boolean =>
  /^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|NOMEM|CORRUPT|NOTADB|PROTOCOL|INTERRUPT)/.test(
    (error as { code?: string }).code ?? '',
  )

/** One bad message must not keep all the others out: it is left aside, and the log says so. */
function leftAside({ ports }: TakeInTools, account: AccountRow, { folder, uid }: Arrived, error: unknown): null {
  ports.log.error('a message could not be taken in and is left aside', {
    account: account.publicId,
    folder,
    uid,
    error: (error as Error).stack ?? String(error),
  })
  return null
}

async function write(
  tools: TakeInTools,
  account: AccountRow,
  messages: Read[],
  cursor: FolderCursor,
): Promise<Entered> {
  try {
    return await tools.store.writeSoon((tx) => enterAll(tx, tools, account, messages, cursor))
  } catch (error) {
    if (isDatabase(error)) throw error
    if (messages.length > 1) {
      const all: Entered = { taken: [], letters: [] }
      for (const each of messages) {
        const isLast = each === messages.at(-1)
        const reached = isLast ? cursor : { ...cursor, uidNext: each.arrived.uid + 1, readAt: null }
        add(all, await write(tools, account, [each], reached))
      }
      return all
    }
    const [only] = messages
    // without any message it is the account that is wrong
    if (!only) throw error
    leftAside(tools, account, only.arrived, error)
    return tools.store.writeSoon((tx) => enterAll(tx, tools, account, [], cursor))
  }
}

function enterAll(
  tx: Tx,
  { ports, point }: TakeInTools,
  account: AccountRow,
  messages: readonly Read[],
  cursor: FolderCursor,
): Entered {
  const deciding = { now: ports.clock.now(), newId: () => publicIdFrom(ports.dice.bytes(publicIdBytes)) }
  const taken: TakenIn[] = []
  const letters: string[] = []
  // letters about permissions are for whoever the mailbox belongs to: its home takes them in
  const isHome = account.homeDevice === ownDevice(tx)
  for (const each of messages) {
    if (sameMessage(tx, account.id, each.key)) continue
    const letter = isHome ? enterLetter(tx, each.message, deciding) : undefined
    if (letter !== undefined) {
      if (letter) letters.push(letter.title)
      continue
    }
    const entered = enter(tx, account, each, deciding)
    if (entered) taken.push(entered)
    point?.('message_entered')
  }
  saveFolder(tx, account.id, cursor)
  return { taken, letters }
}
