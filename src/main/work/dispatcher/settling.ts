/** Writes down what became of a try, with its consequences, in one transaction. */
import { hash } from 'node:crypto'
import { addressKey } from '../../../shared/domain/address.ts'
import { publicIdFrom } from '../../../shared/domain/ids.ts'
import type { SendOutcome } from '../../../shared/domain/outcome.ts'
import { retryDelay, type SendState } from '../../../shared/domain/send.ts'
import { HOUR, MINUTE } from '../../../shared/domain/time.ts'
import { type AccountTrouble, type Verdict, verdictOf } from '../../../shared/domain/verdict.ts'
import { keepPutOff } from '../../store/account-health.ts'
import { stamp } from '../../store/clockwork.ts'
import { note } from '../../store/journal.ts'
import { type Due, type Settlement, settle } from '../../store/ledger.ts'
import type { Tx } from '../../store/open.ts'
import { askReplanOfEnrollment } from '../../store/replanning.ts'
import {
  applyToEnrollment,
  setServerMessageId,
  stepOver,
  withdrawIfOver,
  withdrawPlanned,
} from '../../store/sending.ts'
import { queueCopy } from '../../store/sent-copies.ts'
import { suppress } from '../../store/suppressions.ts'

/**
 * An email that waits for its account is looked at again after this; the account's own time out comes on top. Short
 * enough that one email alone makes three failures in five minutes, or a full quota would be asked for ever.
 */
const accountWait = 2 * MINUTE
/** After trouble of this computer's own. */
const localWait = MINUTE

export interface Settled {
  state: SendState
  verdict: Verdict
  /** What happened to the account, null = nothing. */
  trouble: AccountTrouble | null
  words: string
}

/** The server's own words, or what the connection died of. */
export function wordsOf(outcome: SendOutcome): { code: number | null; words: string } {
  if ('reply' in outcome) return { code: outcome.reply.code, words: outcome.reply.text }
  return { code: null, words: outcome.error }
}

/**
 * @param due the send; `attemptId` its live attempt
 * @param now when the outcome came
 */
export function settleOutcome(tx: Tx, due: Due, attemptId: number, outcome: SendOutcome, now: number): Settled {
  const verdict = verdictOf(outcome)
  const { code, words } = wordsOf(outcome)
  const settlement = settlementOf(verdict, due, words, now)
  // before its bytes are forgotten
  if (verdict.next === 'sent') queueCopy(tx, due.id, now)
  const state = settle(tx, {
    ...settlement,
    sendId: due.id,
    attemptId,
    at: now,
    outcome: outcome.kind,
    code,
    reply: words,
  })
  if (outcome.kind === 'accepted' && outcome.serverMessageId) setServerMessageId(tx, due.id, outcome.serverMessageId)
  afterwards(tx, due, state, verdict, words, now)
  return { state, verdict, trouble: troubleOf(verdict), words }
}

function troubleOf(verdict: Verdict): AccountTrouble | null {
  if (verdict.next === 'account') return verdict.trouble
  // A server that vanishes again and again would otherwise leave a whole list in doubt.
  if (verdict.next === 'unsure') return 'connection'
  return verdict.next === 'later' && verdict.cause === 'connection' ? 'connection' : null
}

function settlementOf(verdict: Verdict, due: Due, words: string, now: number): Pick<Settlement, 'event' | 'retry'> {
  const reason = words ? `${verdict.because}: ${words}` : verdict.because
  const back = (wait: number, counts: boolean): Pick<Settlement, 'event' | 'retry'> => ({
    event: { type: 'deferred', reason, counts },
    retry: { at: now + wait, inSlot: now + wait < due.slot + HOUR },
  })
  switch (verdict.next) {
    case 'sent':
      return { event: { type: 'accepted' } }
    case 'unsure':
      return { event: { type: 'broke', reason } }
    case 'never':
      return { event: { type: 'refused', reason } }
    case 'account':
      return back(accountWait, false)
    case 'later': {
      if (verdict.cause === 'local') return back(localWait, false)
      const delay = retryDelay(due.tries + 1)
      if (delay === null)
        return { event: { type: 'refused', reason: `given up after ${due.tries + 1} tries. ${reason}` } }
      return back(delay, true)
    }
  }
}

function afterwards(tx: Tx, due: Due, state: SendState, verdict: Verdict, words: string, now: number): void {
  if (verdict.next === 'later' && verdict.cause === 'server') keepPutOff(tx, due.accountId, words, now)
  const id = due.enrollmentId
  if (id === null) return
  if (state === 'sent') {
    stepOver(tx, id, due.step, true)
    // A late step moves everything after it.
    if (now >= due.slot + HOUR) askReplanOfEnrollment(tx, id)
  } else if (state === 'refused') {
    const gone = verdict.next === 'never' && verdict.suppress
    const reason = `step ${due.step} was refused: ${words}`
    applyToEnrollment(tx, id, { type: gone ? 'bounced' : 'failed', reason })
    withdrawPlanned(tx, id, reason, now)
    if (gone && !due.sandbox) suppressAddress(tx, due, words, now)
  } else if (state === 'planned') {
    // It was in flight when its sequence ended: only now can it be called back.
    withdrawIfOver(tx, id, now)
  } else if (state === 'unsure') {
    note(tx, now, 'unsure', `Not sure whether step ${due.step} reached ${due.address}.`, { send: due.publicId })
  }
}

/** The server says that the address doesn't exist: nothing may be sent there again, from any sequence. */
function suppressAddress(tx: Tx, due: Due, words: string, now: number): void {
  const publicId = publicIdFrom(hash('sha256', `${due.publicId} suppressed`, 'buffer'))
  const row = { publicId, kind: 'address' as const, value: addressKey(due.address) }
  suppress(tx, { ...row, reason: words, source: 'server', createdAt: now }, stamp(tx, now))
}
