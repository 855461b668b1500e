/**
 * News for other programs, written down in the transaction of what happened: what is known is told, and what was rolled
 * back never happened. Told once: an event has one name, and a receiver takes each name once.
 */
import { formatIso } from '../../shared/domain/time-text.ts'
import type { WebhookEvent } from '../../shared/domain/webhook.ts'
import type { Reader, Tx } from './open.ts'

export interface News {
  event: WebhookEvent
  /** Public id of what it is about: a message, email, sequence or account. */
  subject: string
  /** When it happened, ms since the epoch. */
  at: number
  /** Asked for only where somebody is to be told. No text of a message, and no secret. */
  data: () => Record<string, unknown>
}

/** The words that a receiver gets; `id` is the same for every receiver and every try. */
const bodyOf = (id: string, event: string, at: number, data: Record<string, unknown>): string =>
  JSON.stringify({ id, event, at: formatIso(at, 'UTC'), data })

/** Leaves a delivery for each receiver that wants it. */
export function announce(tx: Tx, { event, subject, at, data }: News): void {
  const hooks = tx
    .all<{ id: number; publicId: string; events: string }>('SELECT id, public_id AS publicId, events FROM webhooks')
    .filter((hook) => (JSON.parse(hook.events) as string[]).includes(event))
  if (hooks.length === 0) return
  const eventId = `${event}.${subject}.${at}`
  const body = bodyOf(eventId, event, at, data())
  for (const hook of hooks) enqueue(tx, { hook, eventId, event, body, at, nextAt: at })
}

interface Queued {
  hook: { id: number; publicId: string }
  eventId: string
  event: string
  body: string
  at: number
  nextAt: number
}

/** Its public id, made of names that are there once. */
function enqueue(tx: Tx, { hook, eventId, event, body, at, nextAt }: Queued): string {
  const publicId = `${hook.publicId}.${eventId}`
  tx.run(
    `INSERT INTO webhook_deliveries (public_id, webhook_id, event_id, event, body, state, tries, next_at, created_at)
     VALUES (?, ?, ?, ?, ?, 'waiting', 0, ?, ?) ON CONFLICT DO NOTHING`,
    publicId,
    hook.id,
    eventId,
    event,
    body,
    nextAt,
    at,
  )
  return publicId
}

/** A test is tried at once by whoever asks for it; should that be cut off, it is due at `nextAt`. */
export function enqueueTest(
  tx: Tx,
  hook: { id: number; publicId: string },
  { nonce, now, nextAt }: { nonce: string; now: number; nextAt: number },
): string {
  const eventId = `test.${nonce}.${now}`
  const data = { text: 'A test. Nothing happened.' }
  return enqueue(tx, { hook, eventId, event: 'test', body: bodyOf(eventId, 'test', now, data), at: now, nextAt })
}

/** Whom and what an email is about; null where the sandbox took it, which is no mail, or it is a test. */
function sendData(reader: Reader, send: string): Record<string, unknown> | null {
  const row = reader.get<{
    address: string
    step: number
    kind: string
    sandbox: 0 | 1
    account: string
    fromEmail: string
    sequence: string | null
    name: string | null
  }>(
    `SELECT s.address, s.step, s.kind, s.sandbox, a.public_id AS account, a.address AS fromEmail,
       q.public_id AS sequence, q.name FROM sends s JOIN accounts a ON a.id = s.account_id
       LEFT JOIN batches b ON b.id = s.batch_id LEFT JOIN sequences q ON q.id = b.sequence_id WHERE s.public_id = ?`,
    send,
  )
  if (!row || row.sandbox || row.kind === 'test') return null
  return {
    send: { public_id: send, to: row.address, step: row.kind === 'sequence' ? row.step : null },
    sequence: row.sequence === null ? null : { public_id: row.sequence, name: row.name },
    account: { public_id: row.account, from_email: row.fromEmail },
  }
}

/** An email of which nobody can tell whether it arrived. */
export function announceUnsure(tx: Tx, send: string, at: number): void {
  const data = sendData(tx, send)
  if (data) announce(tx, { event: 'unsure', subject: send, at, data: () => data })
}

/** Kinds of messages that are news for others. */
const incomingEvents: Partial<Record<string, WebhookEvent>> = {
  reply: 'reply',
  bounce: 'bounce',
  opt_out: 'opt_out',
  complaint: 'complaint',
}

interface Came {
  publicId: string
  kind: string
  hard: boolean
  from: string
  sendId: number | null
  accountId: number | null
  decidedAt: number
}

/** A message that came back. */
export function announceIncoming(tx: Tx, came: Came): void {
  const event = incomingEvents[came.kind]
  if (!event) return
  const data = () => {
    const send = tx.get<{ id: string }>('SELECT public_id AS id FROM sends WHERE id = ?', came.sendId)
    const account = tx.get<{ public_id: string; from_email: string }>(
      'SELECT public_id, address AS from_email FROM accounts WHERE id = ?',
      came.accountId,
    )
    return {
      incoming: {
        public_id: came.publicId,
        from: came.from,
        ...(event === 'bounce' ? { permanent: came.hard } : {}),
      },
      send: null,
      sequence: null,
      account: account ?? null,
      ...(send ? sendData(tx, send.id) : {}),
    }
  }
  announce(tx, { event, subject: came.publicId, at: came.decidedAt, data })
}

/** Kinds of the journal that are news for others. */
const journalEvents: Partial<Record<string, WebhookEvent>> = {
  account_error: 'account_error',
  rate_pause: 'account_error',
  account_back: 'account_back',
  finished: 'finished',
}

/** What the journal writes down of accounts and sequences. */
export function announceNoted(tx: Tx, at: number, kind: string, words: string, about: Record<string, unknown>): void {
  const event = journalEvents[kind]
  if (kind === 'unsure' && typeof about.send === 'string') announceUnsure(tx, about.send, at)
  else if (event === 'finished') announceFinished(tx, at, String(about.sequence), words)
  // a domain that is paused as a whole tells of each of its accounts besides
  else if (event && typeof about.account === 'string') announceAccount(tx, at, event, about.account, words)
}

function announceFinished(tx: Tx, at: number, sequence: string, text: string): void {
  const data = () => ({
    sequence: tx.get('SELECT public_id, name FROM sequences WHERE public_id = ?', sequence) ?? null,
    text,
  })
  announce(tx, { event: 'finished', subject: sequence, at, data })
}

function announceAccount(tx: Tx, at: number, event: WebhookEvent, account: string, text: string): void {
  const data = () => ({
    account: tx.get('SELECT public_id, address AS from_email FROM accounts WHERE public_id = ?', account) ?? null,
    text,
  })
  announce(tx, { event, subject: account, at, data })
}
