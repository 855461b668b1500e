import type { WebhookEvent } from '../../shared/domain/webhook.ts'
import type { Reader, Tx } from './open.ts'

/** A receiver of news; its secret is in the keychain. Instants are ms since the epoch. */
export interface WebhookRow {
  id: number
  publicId: string
  seatId: number
  name: string
  url: string
  events: WebhookEvent[]
  allowPrivate: boolean
  paused: boolean
  /** Since when every delivery failed; null: the last one did not. */
  failingSince: number | null
  createdAt: number
  version: number
  /** When the last delivery was taken, a test too; null: none yet. */
  lastAt: number | null
  /** Tests apart. */
  waiting: number
  givenUp: number
}

type Raw = Omit<WebhookRow, 'events' | 'allowPrivate' | 'paused'> & {
  events: string
  allowPrivate: 0 | 1
  paused: 0 | 1
}

const count = (state: string) =>
  `(SELECT count(*) FROM webhook_deliveries d WHERE d.webhook_id = w.id AND d.state = '${state}' AND d.event <> 'test')`
const select = `SELECT w.id, w.public_id AS publicId, w.seat_id AS seatId, w.name, w.url, w.events,
  w.allow_private AS allowPrivate, w.paused, w.failing_since AS failingSince, w.created_at AS createdAt, w.version,
  (SELECT max(d.settled_at) FROM webhook_deliveries d
    WHERE d.webhook_id = w.id AND d.state = 'delivered') AS lastAt,
  ${count('waiting')} AS waiting, ${count('given_up')} AS givenUp FROM webhooks w`
const row = (raw: Raw): WebhookRow => ({
  ...raw,
  events: JSON.parse(raw.events) as WebhookEvent[],
  allowPrivate: raw.allowPrivate === 1,
  paused: raw.paused === 1,
})

/** Of one seat, newest first. */
export const webhookRows = (reader: Reader, seatId: number): WebhookRow[] =>
  reader.all<Raw>(`${select} WHERE w.seat_id = ? ORDER BY w.id DESC`, seatId).map(row)

/** Public ids of all, whosever they are. */
export const webhookIds = (reader: Reader): string[] =>
  reader.all<{ id: string }>('SELECT public_id AS id FROM webhooks').map(({ id }) => id)

export const webhookByPublicId = (reader: Reader, publicId: string): WebhookRow | undefined => {
  const raw = reader.get<Raw>(`${select} WHERE w.public_id = ?`, publicId)
  return raw && row(raw)
}

type Wish = Pick<WebhookRow, 'name' | 'url' | 'events' | 'allowPrivate' | 'paused'>

export const insertWebhook = (tx: Tx, hook: Wish & Pick<WebhookRow, 'publicId' | 'seatId' | 'createdAt'>): void =>
  void tx.run(
    `INSERT INTO webhooks (public_id, seat_id, name, url, events, allow_private, paused, created_at)
     VALUES (@publicId, @seatId, @name, @url, @events, @allowPrivate, @paused, @createdAt)`,
    {
      ...hook,
      events: JSON.stringify(hook.events),
      allowPrivate: hook.allowPrivate ? 1 : 0,
      paused: hook.paused ? 1 : 0,
    },
  )

export const changeWebhook = (tx: Tx, id: number, { name, url, events, allowPrivate, paused }: Wish): void =>
  void tx.run(
    `UPDATE webhooks SET name = @name, url = @url, events = @events, allow_private = @allowPrivate, paused = @paused,
       version = version + 1 WHERE id = @id`,
    { id, name, url, events: JSON.stringify(events), allowPrivate: allowPrivate ? 1 : 0, paused: paused ? 1 : 0 },
  )

/** With all that was and was to be told to it. */
export function removeWebhook(tx: Tx, id: number): void {
  tx.run('DELETE FROM webhook_deliveries WHERE webhook_id = ?', id)
  tx.run('DELETE FROM webhooks WHERE id = ?', id)
}

export interface DeliveryRow {
  id: number
  publicId: string
  webhookId: number
  eventId: string
  event: string
  body: string
  state: 'waiting' | 'delivered' | 'given_up'
  tries: number
  nextAt: number
  code: number | null
  trouble: string | null
  createdAt: number
  settledAt: number | null
}

const deliveries = `SELECT id, public_id AS publicId, webhook_id AS webhookId, event_id AS eventId, event, body, state, tries,
  next_at AS nextAt, code, trouble, created_at AS createdAt, settled_at AS settledAt FROM webhook_deliveries`

/** Newest first, older than row id `before`. */
export const deliveryPage = (reader: Reader, webhookId: number, before: number, limit: number): DeliveryRow[] =>
  reader.all(`${deliveries} WHERE webhook_id = ? AND id < ? ORDER BY id DESC LIMIT ?`, webhookId, before, limit)

export const deliveryByPublicId = (reader: Reader, publicId: string): DeliveryRow | undefined =>
  reader.get(`${deliveries} WHERE public_id = ?`, publicId)

export interface Due {
  delivery: DeliveryRow
  hook: Pick<WebhookRow, 'id' | 'publicId' | 'url' | 'allowPrivate'>
}

/** The first that are to be told now to each receiver that isn't paused, `most` of each; oldest first. */
export function dueDeliveries(reader: Reader, now: number, most: number): Due[] {
  return reader
    .all<DeliveryRow & { hook: string; url: string; allowPrivate: 0 | 1 }>(
      `SELECT d.id, d.public_id AS publicId, d.webhook_id AS webhookId, d.event_id AS eventId, d.event, d.body, d.state,
         d.tries, d.next_at AS nextAt, d.code, d.trouble, d.created_at AS createdAt, d.settled_at AS settledAt,
         w.public_id AS hook, w.url, w.allow_private AS allowPrivate
       FROM webhooks w JOIN seats s ON s.id = w.seat_id
       -- of each by itself: what one receiver doesn't take must not stand before what others wait for
       CROSS JOIN webhook_deliveries d ON d.id IN (
         SELECT o.id FROM webhook_deliveries o INDEXED BY webhook_deliveries_due
         WHERE o.state = 'waiting' AND o.next_at <= @now AND o.webhook_id = w.id ORDER BY o.next_at, o.id LIMIT @most)
       WHERE w.paused = 0 AND s.state = 'active' ORDER BY d.next_at, d.id`,
      { now, most },
    )
    .map(({ hook, url, allowPrivate, ...delivery }) => ({
      delivery,
      hook: { id: delivery.webhookId, publicId: hook, url, allowPrivate: allowPrivate === 1 },
    }))
}

/** When the next delivery after `now` is due; null: none waits for a time. */
export const nextDueAt = (reader: Reader, now: number): number | null =>
  reader.get<{ at: number | null }>(
    `SELECT min(d.next_at) AS at FROM webhook_deliveries d INDEXED BY webhook_deliveries_due
       JOIN webhooks w ON w.id = d.webhook_id WHERE d.state = 'waiting' AND d.next_at > ? AND w.paused = 0`,
    now,
  )?.at ?? null

export interface Settled {
  /** Of the answer; null: none came. */
  code: number | null
  /** Null: it was taken. */
  trouble: string | null
  /** Null: it is over. */
  nextAt: number | null
}

/** What came of a try. A receiver fails from its first failure on until something is taken. */
export function settleDelivery(
  tx: Tx,
  { id, webhookId }: Pick<DeliveryRow, 'id' | 'webhookId'>,
  s: Settled,
  now: number,
) {
  const state = s.trouble === null ? 'delivered' : s.nextAt === null ? 'given_up' : 'waiting'
  tx.run(
    `UPDATE webhook_deliveries SET state = @state, tries = tries + 1, code = @code, trouble = @trouble,
       next_at = coalesce(@nextAt, next_at), settled_at = @settledAt WHERE id = @id`,
    { id, state, code: s.code, trouble: s.trouble, nextAt: s.nextAt, settledAt: state === 'waiting' ? null : now },
  )
  if (s.trouble === null) tx.run('UPDATE webhooks SET failing_since = NULL WHERE id = ?', webhookId)
  else tx.run('UPDATE webhooks SET failing_since = coalesce(failing_since, ?) WHERE id = ?', now, webhookId)
}

/** Puts it off without a try: what is needed for it can't be read. */
export const putOff = (tx: Tx, id: number, nextAt: number, trouble: string): void =>
  void tx.run('UPDATE webhook_deliveries SET next_at = ?, trouble = ? WHERE id = ?', nextAt, trouble, id)

/** To be told once more, under the same name. */
export const deliverAgain = (tx: Tx, id: number, now: number): void =>
  void tx.run(
    `UPDATE webhook_deliveries SET state = 'waiting', tries = 0, next_at = ?, settled_at = NULL WHERE id = ?`,
    now,
    id,
  )

/** Forgets what was settled before an instant. */
export const forgetDeliveries = (tx: Tx, before: number): void =>
  void tx.run(`DELETE FROM webhook_deliveries WHERE state <> 'waiting' AND settled_at < ?`, before)

export const anyDelivery = (reader: Reader): boolean =>
  reader.get('SELECT 1 FROM webhook_deliveries LIMIT 1') !== undefined
