/** What is known of an unsure send: how it came to it, each look in the Sent folder, and what that says. */
import { type FilesSent, looksAfter, settleStep } from '../../shared/domain/settle.ts'
import { marks } from '../mail/imap-find.ts'
import { accountEver } from '../store/accounts.ts'
import { filingOf } from '../store/filing.ts'
import type { Reader } from '../store/open.ts'
import { isLookedInHere } from '../store/read-here.ts'
import { inSandbox } from '../store/sending.ts'
import { attemptsOf, type SendRow } from '../store/sends.ts'
import { looksOf } from '../store/unsure-looks.ts'
import { iso, isoOrNull } from './context.ts'

/** How it settles by itself. */
export interface Settling {
  files: FilesSent
  next_at: string | null
  looks: number
  searched: string[]
  verdict: string
}

const last = Math.round((looksAfter.at(-1) ?? 0) / 60_000)

const verdicts = {
  look: 'It is looked for in the Sent folder: if a copy turns up there, it was sent, and this settles by itself.',
  ours: 'This server leaves it to mail programs to file sent mail, so its Sent folder can not tell. You decide.',
  absent: `Not in Sent after ${last} minutes: probably it did not leave. That is no proof, so you decide.`,
  silent: `Not in Sent after ${last} minutes. It is not known whether this server files what it sends, so that says nothing. You decide.`,
  unread: 'This mailbox is not read on this computer, so nothing can be looked up in it. You decide.',
} as const

/** Null: it went to the sandbox, which knows what it took. */
export function settlingOf(reader: Reader, row: SendRow): Settling | null {
  if (row.sandbox === 1) return null
  const account = accountEver(reader, row.accountId)
  const readable = account !== undefined && isLookedInHere(reader, account) && row.messageId !== null
  const files = account ? filingOf(reader, account).files : 'unknown'
  const known = looksOf(reader, row.id)
  const looks = known?.looks ?? 0
  const step = settleStep({ files, readable, found: null, looks })
  const searched = readable && files !== 'client' ? [...marks] : []
  const isLooked = step.do === 'look'
  return {
    files,
    next_at: isLooked ? isoOrNull(known?.nextAt ?? null) : null,
    looks,
    searched,
    verdict: step.do === 'ask' ? verdicts[step.because] : verdicts.look,
  }
}

/** One line each, for a terminal. */
export function evidence(reader: Reader, row: SendRow, settling: Settling | null): string[] {
  const found: string[] = []
  const try_ = attemptsOf(reader, row.id).at(-1)
  if (try_) {
    found.push(`It was handed to the server of ${row.account} from ${iso(try_.startedAt)}.`)
    if (try_.dataStartedAt !== null) found.push(`The server asked for the text at ${iso(try_.dataStartedAt)}.`)
    found.push(
      try_.outcome === 'interrupted'
        ? 'Cadenza or the computer stopped before an answer was written down.'
        : `The connection ended without an answer: ${try_.reply ?? 'no reason given'}.`,
    )
  }
  if (settling) {
    for (const { at, rule, found: words } of looksOf(reader, row.id)?.lines ?? [])
      found.push(`${iso(at)}: ${words ? `${rule}: ${words}` : rule}.`)
    found.push(settling.next_at ? `${settling.verdict} Next look: ${settling.next_at}.` : settling.verdict)
    if (row.messageId)
      found.push(
        `Look for the Message-ID ${row.messageId} in the Sent folder of ${row.account}, or ask ${row.contact}.`,
      )
  } else found.push(inSandbox(reader, row.publicId) ? 'The sandbox holds it.' : 'The sandbox does not hold it.')
  return found
}

/** What is known as lines of a story: when, what, and in whose words. */
export function timeline(reader: Reader, row: SendRow, settling: Settling | null) {
  const lines: { at: string | null; text: string; words: string | null }[] = []
  const add = (at: number | null, text: string, words: string | null = null) =>
    void lines.push({ at: isoOrNull(at), text, words })
  const try_ = attemptsOf(reader, row.id).at(-1)
  if (try_) {
    add(try_.startedAt, `Handed to the server of ${row.account}.`)
    if (try_.dataStartedAt !== null) add(try_.dataStartedAt, 'The server asked for the text, and it began to leave.')
    if (try_.outcome === 'interrupted')
      add(try_.endedAt, 'Found like this at the start: Cadenza or the computer had stopped before an answer came.')
    else add(try_.endedAt, 'The line ended without an answer.', try_.reply)
  }
  if (!settling) {
    add(null, inSandbox(reader, row.publicId) ? 'The sandbox holds it.' : 'The sandbox does not hold it.')
    return { lines, stopped: try_?.outcome === 'interrupted' }
  }
  for (const { at, rule, found } of looksOf(reader, row.id)?.lines ?? []) add(at, `${rule}.`, found || null)
  if (row.messageId)
    add(null, `Look for this in the Sent folder of ${row.account}, or ask ${row.contact}:`, row.messageId)
  return { lines, stopped: try_?.outcome === 'interrupted' }
}
