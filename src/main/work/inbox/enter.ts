/** One message into the database: whose email it is about, what follows, and the line of the journal. */
import { addressKey } from '../../../shared/domain/address.ts'
import { headerOf } from '../../../shared/domain/incoming-read.ts'
import type { Evidence, IncomingMessage, IncomingVerdict } from '../../../shared/domain/incoming-shape.ts'
import { type Clues, cluesOf, longestMemory, type Match, matchOf } from '../../../shared/domain/matching.ts'
import { DAY } from '../../../shared/domain/time.ts'
import type { Arrived } from '../../mail/imap-inbox.ts'
import type { AccountRow } from '../../store/accounts.ts'
import { decide } from '../../store/incoming-decide.ts'
import type { Deciding } from '../../store/incoming-effects.ts'
import { type Effects, noEffects } from '../../store/incoming-kept.ts'
import {
  contactAt,
  type FoundSend,
  isWrittenTo,
  ourAddresses,
  sendsByMark,
  sendsByMessageId,
  sendsToAddress,
} from '../../store/incoming-lookup.ts'
import { keepStory, type TakenIn } from '../../store/incoming-story.ts'
import { insertIncoming } from '../../store/incoming-write.ts'
import { nameMadeHere } from '../../store/maker-name.ts'
import type { Reader, Tx } from '../../store/open.ts'
import { proveSent } from '../../store/unsure-proof.ts'

/** A message read and judged, before it is known whose email it is about. */
export interface Read {
  arrived: Arrived
  message: IncomingMessage
  verdict: IncomingVerdict
  /** Who wrote it, in comparable form; null: nobody can be told. */
  from: string | null
  key: string
}

/** Who wrote it matters; a notice comes from a machine. */
const writtenBySomebody = new Set(['reply', 'absence', 'opt_out', 'other'])
/** Of the whole text so much is kept. */
const longestBody = 20_000
const longestLine = 500

/** Null: it says nothing about our mail, and is not kept. */
export function enter(tx: Tx, account: AccountRow, each: Read, deciding: Deciding): TakenIn | null {
  const { verdict, message, arrived, from } = each
  const clues = cluesOf(message, verdict, from, arrived.at)
  const found = find(tx, account, clues)
  const match = matchOf(clues, found)
  const contactId = match ? match.send.contactId : unmatched(tx, each)
  if (!match && contactId === null) return null
  if (isOwn(tx, account, each, match)) return null
  if (verdict.kind === 'other' && !match?.proof) return null
  const settled = settle(tx, clues, [...found.byId, ...found.byMark], deciding.now)
  const send = match?.send ?? null
  const judged = { ...verdict, at: arrived.at, accountId: account.id, send, contactId }
  const effects: Effects = { ...(contactId === null ? noEffects : decide(tx, judged, deciding)), settled }
  const publicId = nameMadeHere(tx, deciding.newId())
  const fromName = nameOf(headerOf(message, 'from'))
  insertIncoming(tx, {
    publicId,
    accountId: account.id,
    messageKey: each.key,
    place: arrived,
    at: arrived.at,
    fromAddress: from ?? '',
    fromName,
    subject: headerOf(message, 'subject').slice(0, longestLine),
    verdict: {
      ...verdict,
      evidence: [...verdict.evidence, ...whose(match, writtenBySomebody.has(verdict.kind) ? from : null)],
    },
    body: message.text.slice(0, longestBody) || null,
    sendId: send?.id ?? null,
    enrollmentId: send?.enrollmentId ?? null,
    contactId,
    effects,
    decidedAt: deciding.now,
  })
  return keepStory(tx, publicId, deciding.now)
}

function find(reader: Reader, account: AccountRow, clues: Clues) {
  const { ids, marks, addresses, at } = clues
  const byId = sendsByMessageId(reader, ids)
  const byMark = sendsByMark(reader, marks)
  const isNamed = byId.length + byMark.length > 0
  // a day more, for clocks that differ
  const byAddress = isNamed ? [] : sendsToAddress(reader, account.id, addresses, at - longestMemory - DAY, at + DAY)
  return { byId, byMark, byAddress }
}

/** An opt-out or a complaint counts for whoever was ever written to, however long ago. */
function unmatched(reader: Reader, { verdict, from }: Read): number | null {
  if (verdict.kind !== 'complaint' && verdict.kind !== 'opt_out') return null
  const named = verdict.kind === 'complaint' ? verdict.recipients.map(({ address }) => addressKey(address)) : []
  const address = (verdict.kind === 'opt_out' && from !== null ? [from] : named).find((one) =>
    isWrittenTo(reader, [one]),
  )
  return address === undefined ? null : contactAt(reader, address)
}

/** Mail of our own is never a reply; whoever engaged a mailbox of the team as a contact does get its answers. */
function isOwn(reader: Reader, account: AccountRow, { verdict, from }: Read, match: Match<FoundSend> | null): boolean {
  if (from === null || !writtenBySomebody.has(verdict.kind)) return false
  const { own, ours } = ourAddresses(reader, account.id, [from])
  return own.has(from) || (ours.has(from) && (!match || addressKey(match.send.address) !== from))
}

/** What names an unsure email proves that it left. Row id of the one it settled; null: none. */
function settle(tx: Tx, clues: Clues, named: readonly FoundSend[], now: number): number | null {
  let settled: number | null = null
  for (const send of named) {
    if (send.state !== 'unsure') continue
    const id = clues.ids.find((each) => each === send.messageId || each === send.serverMessageId)
    const found = id ?? `X-Cadenza-Send-Id: ${send.publicId}`
    if (proveSent(tx, send.id, { rule: 'A message that came back names it', found }, now)) settled = send.id
  }
  return settled
}

/** Who answers for whom: an answer from elsewhere counts, and says so. */
function whose(match: Match<FoundSend> | null, from: string | null): Evidence[] {
  if (!match) return []
  const isOther = match.proof && from !== null && addressKey(match.send.address) !== from
  const other = { rule: 'Written from another address', found: `${from}, about our email to ${match.send.address}` }
  return [...match.evidence, ...(isOther ? [other] : [])]
}

/** The name beside the address; null: none. */
function nameOf(from: string): string | null {
  const end = from.lastIndexOf('<')
  const name = (end > 0 ? from.slice(0, end) : '')
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .trim()
  return name === '' ? null : name.slice(0, 200)
}
