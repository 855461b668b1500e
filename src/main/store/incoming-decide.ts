/** Gathers how things stand, asks what follows from a message, and writes it. */
import { addressKey } from '../../shared/domain/address.ts'
import { consequenceOf } from '../../shared/domain/consequence.ts'
import { isEnrollmentOver } from '../../shared/domain/enrollment.ts'
import type { IncomingKind, IncomingRecipient } from '../../shared/domain/incoming-shape.ts'
import { dayNumber } from '../../shared/domain/time.ts'
import { type Deciding, follow } from './incoming-effects.ts'
import type { Effects } from './incoming-kept.ts'
import { aboutContact, enrollmentState, type FoundSend, softBouncesBefore, underWay } from './incoming-lookup.ts'
import type { Tx } from './open.ts'

/** A message and whom it is about, as far as it was found. */
export interface Judged {
  kind: IncomingKind
  hard: boolean
  /** Of a feedback report: its type; null: none. */
  feedback: string | null
  recipients: readonly IncomingRecipient[]
  returnDate: string | null
  /** When it came, ms. */
  at: number
  /** The mailbox it came to. */
  accountId: number
  send: FoundSend | null
  contactId: number | null
}

/** More of them in a row change nothing. */
const enough = 10

/** Writes what follows. The caller keeps the effects with the message, in the same transaction. */
export function decide(tx: Tx, judged: Judged, deciding: Deciding): Effects {
  const { send, contactId, kind } = judged
  const about = contactId === null ? undefined : aboutContact(tx, contactId, send?.accountId ?? judged.accountId)
  const address = send?.address ?? about?.address ?? null
  // an absence is about the person, whatever sequence it answered; everything else about its email
  const enrollmentId = kind === 'absence' && contactId !== null ? underWay(tx, contactId) : (send?.enrollmentId ?? null)
  const state = enrollmentId === null ? null : enrollmentState(tx, enrollmentId)
  const consequence = consequenceOf({
    kind,
    ...ofAddress(judged, address),
    feedback: judged.feedback,
    returnDate: judged.returnDate,
    today: about ? dayNumber(judged.at, about.zone) : 0,
    softBefore: kind === 'bounce' && send && contactId !== null ? softBouncesBefore(tx, contactId, send.id, enough) : 0,
    known: contactId !== null,
    isOver: state === null || isEnrollmentOver(state),
  })
  return follow(tx, { enrollmentId, contactId, address }, consequence, deciding)
}

/** A notice may speak of several addresses, and of one that ours was forwarded to: what it says of ours counts first. */
function ofAddress({ hard, recipients }: Judged, address: string | null): { hard: boolean; words: string | null } {
  const own = recipients.find((each) => address !== null && addressKey(each.address) === addressKey(address))
  const said = own ?? recipients.find((each) => each.hard === hard) ?? recipients[0]
  const words = [said?.code, said?.status].filter((each) => each !== null && each !== undefined).join(' ')
  return { hard: own?.hard ?? hard, words: words || null }
}
