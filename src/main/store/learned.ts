/** What our own emails in a Sent folder tell: the ids a server really used, who files, and what had left after all. */
import { isMessageId } from '../../shared/domain/message.ts'
import { DAY } from '../../shared/domain/time.ts'
import { accountById } from './accounts.ts'
import { filingOf, learnFiling } from './filing.ts'
import type { Tx } from './open.ts'
import { dropCopies } from './sent-copies.ts'
import { proveSent } from './unsure-proof.ts'

/** A message of a Sent folder, by what we know our own. */
export interface SentMark {
  messageId: string | null
  /** Our own mark (`X-Cadenza-Send-Id`). */
  sendId: string | null
  /** Ids that a server put aside for its own (`X-Microsoft-Original-Message-ID`, `X-Google-Original-Message-ID`). */
  originalIds?: readonly string[]
}

interface OwnSend {
  id: number
  publicId: string
  state: string
  messageId: string | null
  serverMessageId: string | null
  /** APPENDs begun of its copy; null: no copy of it waits to be filed. */
  tries: number | null
}

/**
 * Learns from what was seen in an account's Sent folder. Returns whether anything is another than before: then sends
 * and accounts are to be told.
 *
 * @param now ms since the epoch
 */
export function learnFromSent(tx: Tx, accountId: number, mails: readonly SentMark[], now: number): boolean {
  const account = accountById(tx, accountId)
  if (!account) return false
  const own = ownSends(tx, accountId, mails, now)
  let changed = false
  for (const mail of mails) {
    const send = own(mail)
    if (!send) continue
    if (keepUsedId(tx, send, mail.messageId)) changed = true
    if (send.state === 'unsure' && filingOf(tx, account).files !== 'client') {
      const found = mail.messageId ?? mail.sendId ?? ''
      proveSent(tx, send.id, { rule: inSentFolder, found }, now)
      changed = true
    }
    // one that was being filed may be ours
    const isServers = send.state === 'unsure' || send.tries === 0
    if (!isServers || filingOf(tx, account).files !== 'unknown') continue
    learnFiling(tx, account, 'there')
    dropCopies(tx, accountId)
    changed = true
  }
  return changed
}

/** The rule that a copy proves. */
export const inSentFolder = 'Its copy is in the Sent folder'

/** A folder is read as far back as the longest limit; whoever left before that is in no look. */
const farthest = 9 * DAY

/** Which of our sends a message is; read in one go, as most of a folder is not ours. */
function ownSends(
  tx: Tx,
  accountId: number,
  mails: readonly SentMark[],
  now: number,
): (mail: SentMark) => OwnSend | undefined {
  const select = `SELECT s.id, s.public_id AS publicId, s.state, s.message_id AS messageId,
      s.server_message_id AS serverMessageId,
      (SELECT c.tries FROM sent_copies c WHERE c.send_id = s.id) AS tries FROM sends s`
  const marks = mails.map(({ sendId }) => sendId).filter((id) => id !== null)
  const ids = mails.filter(({ sendId }) => sendId === null).flatMap(idsOf)
  const rows = [
    ...tx.all<OwnSend>(
      `${select} WHERE s.public_id IN (SELECT value FROM json_each(?)) AND s.account_id = ?
         AND s.state IN ('sent', 'unsure')`,
      JSON.stringify(marks),
      accountId,
    ),
    ...(ids.length === 0
      ? []
      : tx.all<OwnSend>(
          `${select} INDEXED BY sends_counted WHERE s.account_id = ? AND s.claimed_at >= ?
             AND s.state IN ('sending', 'sent', 'unsure') AND s.state <> 'sending'
             AND s.message_id IN (SELECT value FROM json_each(?))`,
          accountId,
          now - farthest,
          JSON.stringify(ids),
        )),
  ]
  const byMark = new Map(rows.map((row) => [row.publicId, row]))
  const byId = new Map(rows.map((row) => [row.messageId, row]))
  return (mail) => {
    if (mail.sendId !== null) return byMark.get(mail.sendId)
    return idsOf(mail).reduce<OwnSend | undefined>((found, id) => found ?? byId.get(id), undefined)
  }
}

const idsOf = ({ messageId, originalIds = [] }: SentMark): string[] =>
  [messageId, ...originalIds].filter((id) => id !== null)

/** Answers name the id that the recipient got, so the next step of the thread must name it too. */
function keepUsedId(tx: Tx, send: OwnSend, used: string | null): boolean {
  if (used === null || used === send.messageId || send.serverMessageId !== null || !isMessageId(used)) return false
  tx.run('UPDATE sends SET server_message_id = ? WHERE id = ?', used, send.id)
  return true
}
