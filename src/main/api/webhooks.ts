/** Receivers of news: each belongs to a seat, and has a secret that is shown once and kept in the keychain. */
import { Refusal } from '../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { webhookSecretName } from '../../shared/domain/secret-name.ts'
import { MINUTE } from '../../shared/domain/time.ts'
import { urlTrouble, type WebhookEvent } from '../../shared/domain/webhook.ts'
import { postSigned } from '../mail/signed-post.ts'
import type { Reader } from '../store/open.ts'
import { enqueueTest } from '../store/webhook-queue.ts'
import {
  changeWebhook,
  type DeliveryRow,
  deliverAgain,
  deliveryByPublicId,
  deliveryPage,
  insertWebhook,
  removeWebhook,
  settleDelivery,
  type WebhookRow,
  webhookByPublicId,
  webhookRows,
} from '../store/webhooks.ts'
import { eraseSecret, keepSecret } from './accounts-secret.ts'
import { type Asker, iso, isoOrNull, os, type Room } from './context.ts'

/** Each costs a row for each piece of news; a program that makes them in a loop must come to an end. */
const mostHooks = 20
/** A test that was cut off is given up by the loop after this. */
const testLasts = 10 * MINUTE

/** Many receivers are known by a token in their address: who may not change a webhook sees the server alone. */
const urlFor = ({ scopes }: Asker, url: string): string =>
  scopes.includes('accounts') ? url : `${URL.parse(url)?.origin ?? ''}/…`

const shown = (row: WebhookRow, asker: Asker) => ({
  public_id: row.publicId,
  name: row.name,
  url: urlFor(asker, row.url),
  events: row.events,
  allow_private: row.allowPrivate,
  paused: row.paused,
  failing_since: isoOrNull(row.failingSince),
  last_delivered: isoOrNull(row.lastAt),
  waiting: row.waiting,
  given_up: row.givenUp,
  version: row.version,
  created: iso(row.createdAt),
})

const shownDelivery = (row: DeliveryRow) => ({
  public_id: row.publicId,
  event_id: row.eventId,
  event: row.event as WebhookEvent | 'test',
  body: row.body,
  state: row.state,
  tries: row.tries,
  next_try: row.state === 'waiting' ? iso(row.nextAt) : null,
  code: row.code,
  trouble: row.trouble,
  created: iso(row.createdAt),
  settled: isoOrNull(row.settledAt),
})

/** Somebody else's is none for the asker. */
function found(reader: Reader, asker: Asker, publicId: string): WebhookRow {
  const row = webhookByPublicId(reader, publicId)
  if (!row || row.seatId !== asker.seatId) throw new Refusal('not_found', `There is no webhook "${publicId}".`)
  return row
}

/** Into the network that this computer stands in, a webhook reaches what nobody outside can. @throws Refusal `forbidden` */
function checkPrivate({ role }: Asker, allowPrivate: boolean): boolean {
  if (allowPrivate && role !== 'admin')
    throw new Refusal('forbidden', 'Only an admin can let a webhook reach addresses in a private network.')
  return allowPrivate
}

/** As `URL` writes it. @throws Refusal `bad_request` */
function checkUrl(text: string): string {
  const parts = URL.parse(text)
  const trouble = urlTrouble(parts)
  if (trouble !== null || !parts) throw new Refusal('bad_request', trouble ?? 'This is no web address.')
  return parts.href
}

const list = os.webhooks.list.handler(({ context: { room, asker } }) =>
  webhookRows(room.store, asker.seatId).map((row) => shown(row, asker)),
)

const create = os.webhooks.create.handler(async ({ input, context: { room, asker } }) => {
  const { dice, keychain, clock } = room.ports
  const url = checkUrl(input.url)
  const allowPrivate = checkPrivate(asker, input.allow_private)
  if (webhookRows(room.store, asker.seatId).length >= mostHooks)
    throw new Refusal('state', `There are ${mostHooks} webhooks. Remove one first.`)
  const trouble = await keychain.trouble()
  if (trouble !== null)
    throw new Refusal('keychain_unavailable', `The secret of a webhook can't be kept safely: ${trouble}`)
  const publicId = publicIdFrom(dice.bytes(publicIdBytes))
  const secret = `whsec_${Buffer.from(dice.bytes(32)).toString('base64url')}`
  // first the secret: a receiver without one could never be told anything
  await keepSecret(keychain, webhookSecretName(publicId), secret)
  const { name } = input
  const events = [...new Set(input.events)]
  const row = room.store.write((tx) => {
    const createdAt = clock.now()
    insertWebhook(tx, { publicId, seatId: asker.seatId, name, url, events, allowPrivate, paused: false, createdAt })
    return found(tx, asker, publicId)
  })
  room.changes.tell('webhooks')
  return { ...shown(row, asker), secret }
})

const update = os.webhooks.update.handler(({ input, context: { room, asker } }) => {
  const row = room.store.write((tx) => {
    const before = found(tx, asker, input.public_id)
    if (before.version !== input.version)
      throw new Refusal('stale_version', `"${before.name}" was changed meanwhile. Look at it again.`, {
        version: before.version,
      })
    const url = input.url === undefined ? before.url : checkUrl(input.url)
    const wished = input.allow_private ?? before.allowPrivate
    // what an admin had let through was that address, and no other
    const isAsked = url !== before.url || !before.allowPrivate
    const allowPrivate = isAsked ? checkPrivate(asker, wished) : wished
    changeWebhook(tx, before.id, {
      name: input.name ?? before.name,
      url,
      events: input.events ? [...new Set(input.events)] : before.events,
      allowPrivate,
      paused: input.paused ?? before.paused,
    })
    return found(tx, asker, input.public_id)
  })
  room.changes.tell('webhooks')
  return shown(row, asker)
})

const remove = os.webhooks.remove.handler(async ({ input, context: { room, asker } }) => {
  const row = found(room.store, asker, input.public_id)
  await eraseSecret(room.ports.keychain, webhookSecretName(row.publicId))
  room.store.write((tx) => removeWebhook(tx, row.id))
  room.changes.tell('webhooks')
  return shown(row, asker)
})

/** The row of a delivery that is still there. */
function present(room: Room, publicId: string): DeliveryRow {
  const row = deliveryByPublicId(room.store, publicId)
  if (!row) throw new Refusal('not_found', `There is no delivery "${publicId}" any more.`)
  return row
}

const test = os.webhooks.test.handler(async ({ input, context: { room, asker } }) => {
  const { clock, dice } = room.ports
  const hook = found(room.store, asker, input.public_id)
  const now = clock.now()
  const nonce = publicIdFrom(dice.bytes(publicIdBytes))
  const id = room.store.write((tx) => enqueueTest(tx, hook, { nonce, now, nextAt: now + testLasts }))
  const row = present(room, id)
  const { publicId: webhook, url, allowPrivate } = hook
  const { eventId, event, body } = row
  const posted = await clock.working(postSigned(room.ports, { webhook, url, allowPrivate, eventId, event, body }))
  const { code, trouble } = 'waits' in posted ? { code: null, trouble: posted.waits } : posted
  room.store.write((tx) => settleDelivery(tx, row, { code, trouble, nextAt: null }, clock.now()))
  room.changes.tell('webhooks')
  return shownDelivery(present(room, id))
})

const deliveries = os.webhooks.deliveries.handler(({ input, context: { room, asker } }) => {
  const { limit, after } = input
  const hook = found(room.store, asker, input.public_id)
  const before = after === undefined ? Number.MAX_SAFE_INTEGER : Number(after)
  if (!Number.isSafeInteger(before)) throw new Refusal('bad_request', `"${after}" is no place in this list.`)
  const rows = deliveryPage(room.store, hook.id, before, limit)
  const last = rows.at(-1)
  return { rows: rows.map(shownDelivery), next: rows.length === limit && last ? String(last.id) : null }
})

const redeliver = os.webhooks.redeliver.handler(({ input, context: { room, asker } }) => {
  const row = room.store.write((tx) => {
    const row = deliveryByPublicId(tx, input.public_id)
    const isOwn = row && webhookRows(tx, asker.seatId).some(({ id }) => id === row.webhookId)
    if (!row || !isOwn) throw new Refusal('not_found', `There is no delivery "${input.public_id}".`)
    if (row.event === 'test') throw new Refusal('state', 'A test is not told again: send another.')
    deliverAgain(tx, row.id, room.ports.clock.now())
    return row
  })
  room.changes.tell('webhooks')
  return shownDelivery(present(room, row.publicId))
})

export const webhooks = { list, create, update, remove, test, deliveries, redeliver }
