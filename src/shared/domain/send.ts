/**
 * The life of one email in the ledger.
 *
 * The planner writes it down as *planned*. When its hour comes, the dispatcher claims it: *sending* is on disk before
 * the first byte leaves. The server asks for the text, `data_started` is on disk before the text leaves, the server
 * says 250, and it is *sent*.
 *
 * A server that says "later", or a line that broke before the text was asked for, makes it *planned* again, with the
 * reason. A server that says "never" makes it *refused*. A line that broke, or a computer that stopped, after the text
 * had started and before a reply was written down, makes it *unsure*: email itself cannot tell any more (RFC 1047), and
 * sending again by ourselves could reach somebody twice. From *unsure* only evidence or a person leads out. What is
 * still *planned* can be *withdrawn*; what is *sending* can't be called back, so a withdrawal waits until it has come
 * back to *planned* (the dispatcher asks again before each claim). A person who withdrew it can take that back, unless
 * its text had started in its last try: a doubt that was let be is not sent after all by an undo.
 *
 * A *task* is no email: a person does it by hand. It is planned like one and never claimed; `confirm` makes it *done*,
 * and who skips it withdraws it. `confirm` means nothing for an email: whoever applies it has looked at its kind.
 *
 * | state     | claim   | data_started | accepted | deferred | refused | broke, recovered | withdraw  | restore  | reschedule | settle_sent | settle_again | settle_skip |
 * |-----------|---------|--------------|----------|----------|---------|------------------|-----------|----------|------------|-------------|--------------|-------------|
 * | planned   | sending | –            | –        | –        | refused | –                | withdrawn | –        | planned    | –           | –            | –           |
 * | sending   | –       | sending      | sent     | planned  | refused | unsure / planned | –         | –        | –          | –           | –            | –           |
 * | unsure    | –       | –            | –        | –        | –       | –                | –         | –        | –          | sent        | planned      | withdrawn   |
 * | sent      | –       | –            | –        | –        | –       | –                | –         | –        | –          | –           | –            | –           |
 * | refused   | –       | –            | –        | –        | –       | –                | –         | –        | –          | –           | –            | –           |
 * | withdrawn | –       | –            | –        | –        | –       | –                | –         | planned¹ | –          | –           | –            | –           |
 *
 * ¹ where no text had started
 *
 * A planned task: confirm → done, withdraw → withdrawn. A done one: reopen → planned, as long as nothing has followed.
 *
 * What is planned on a computer that took an account over may have left from the one before: a person who has looked
 * makes it *sent* (`left_elsewhere`).
 */

export const sendStates = ['planned', 'sending', 'sent', 'refused', 'unsure', 'withdrawn'] as const
export type SendState = (typeof sendStates)[number]
/** What a row of the ledger can be in: an email never is done, and a task is planned, done or withdrawn. */
export const rowStates = [...sendStates, 'done'] as const
export type RowState = (typeof rowStates)[number]

/** The status columns of a send. Nothing but `reduceSend` may change them. */
export interface SendStatus {
  readonly state: RowState
  /** When the server asked for the text in the attempt under way (or the last one); null before that. */
  readonly dataStartedAt: number | null
  /** Attempts that count towards `retryDelay`: claimed, and not given back. */
  readonly attempts: number
  /** Why it is where it is, in words for people; null when there is nothing to say. */
  readonly reason: string | null
}

export type SendEvent =
  /** The dispatcher takes it; to be committed before the connection is used for it. */
  | { type: 'claim' }
  /** The server answered 354 and the text is asked for; to be committed before the first byte of it leaves. */
  | { type: 'data_started'; at: number }
  /** The server's final 2xx. */
  | { type: 'accepted' }
  /** The server said "later" (4xx), or we hold it back. `counts` false: no fault of this email (its account is down,
   *  its limit is full), so the attempt is given back. The caller moves the due time. */
  | { type: 'deferred'; reason: string; counts: boolean }
  /** The server said "never" (5xx), or it cannot be sent at all. */
  | { type: 'refused'; reason: string }
  /** The connection failed without a reply to what was under way. */
  | { type: 'broke'; reason: string }
  /** Found in `sending` when the engine started: the process or the computer had stopped. */
  | { type: 'recovered'; reason: string }
  | { type: 'withdraw'; reason: string }
  /** A person takes a withdrawal of theirs back. Whether what it belongs to still goes on is the caller's to know. */
  | { type: 'restore' }
  /** Its time was changed by a person or the planner. The caller moves the due time. */
  | { type: 'reschedule'; reason: string }
  /** A person says that another computer had sent it before it became this one's to send. */
  | { type: 'left_elsewhere'; reason: string }
  /** A person says that it arrived, or a copy in the Sent folder, a bounce or a reply proves it. */
  | { type: 'settle_sent'; reason: string }
  /** A person wants it sent again, knowing that it may arrive twice. */
  | { type: 'settle_again'; reason: string }
  /** A person lets it be. */
  | { type: 'settle_skip'; reason: string }
  /** A person has done a task. */
  | { type: 'confirm'; reason: string | null }
  /** A person takes that back. Whether what follows is still to leave is the caller's to know. */
  | { type: 'reopen' }

/** How a send begins. */
export const plannedSend: SendStatus = { state: 'planned', dataStartedAt: null, attempts: 0, reason: null }

/** The next status; the very same object when the event means nothing in this state (ask with `===`). */
export function reduceSend(send: SendStatus, event: SendEvent): SendStatus {
  switch (send.state) {
    case 'planned':
      return fromPlanned(send, event)
    case 'sending':
      return fromSending(send, event)
    case 'unsure':
      return fromUnsure(send, event)
    case 'withdrawn':
      return event.type === 'restore' && send.dataStartedAt === null
        ? { ...send, state: 'planned', reason: null }
        : send
    case 'done':
      return event.type === 'reopen' && send.dataStartedAt === null ? { ...send, state: 'planned', reason: null } : send
    case 'sent':
    case 'refused':
      return send
  }
}

function fromPlanned(send: SendStatus, event: SendEvent): SendStatus {
  switch (event.type) {
    case 'claim':
      return { state: 'sending', dataStartedAt: null, attempts: send.attempts + 1, reason: null }
    case 'refused':
      return { ...send, state: 'refused', reason: event.reason }
    case 'withdraw':
      return { ...send, state: 'withdrawn', reason: event.reason }
    case 'left_elsewhere':
      return { ...send, state: 'sent', reason: event.reason }
    case 'confirm':
      return { ...send, state: 'done', reason: event.reason }
    case 'reschedule':
      return send.reason === event.reason ? send : { ...send, reason: event.reason }
    default:
      return send
  }
}

function fromSending(send: SendStatus, event: SendEvent): SendStatus {
  switch (event.type) {
    case 'data_started':
      return send.dataStartedAt === null ? { ...send, dataStartedAt: event.at } : send
    case 'accepted':
      return { ...send, state: 'sent', reason: null }
    case 'deferred':
      return backToPlanned(send, event.reason, event.counts)
    case 'refused':
      return { ...send, state: 'refused', reason: event.reason }
    case 'broke':
    case 'recovered':
      if (send.dataStartedAt !== null) return { ...send, state: 'unsure', reason: event.reason }
      // A stop of our own must not use up one of the server's retries.
      return backToPlanned(send, event.reason, event.type === 'broke')
    default:
      return send
  }
}

function fromUnsure(send: SendStatus, event: SendEvent): SendStatus {
  switch (event.type) {
    case 'settle_sent':
      return { ...send, state: 'sent', reason: event.reason }
    case 'settle_again':
      return { ...plannedSend, reason: event.reason }
    case 'settle_skip':
      return { ...send, state: 'withdrawn', reason: event.reason }
    default:
      return send
  }
}

function backToPlanned(send: SendStatus, reason: string, counts: boolean): SendStatus {
  return { state: 'planned', dataStartedAt: null, attempts: counts ? send.attempts : send.attempts - 1, reason }
}

const minute = 60_000

/**
 * How long to wait after failed attempt number `attempts` (1 = the first), in ms: 5 minutes, 2 hours, 12 hours; null
 * means give up and refuse. RFC 5321 §4.5.4.1 asks for patience; these are the product's figures.
 */
export function retryDelay(attempts: number): number | null {
  return [5 * minute, 120 * minute, 720 * minute][Math.max(attempts, 1) - 1] ?? null
}
