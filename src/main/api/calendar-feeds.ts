/** Feeds of the plan for calendar programs. Each belongs to a seat; its secret is shown once and kept as a hash. */
import { createHash } from 'node:crypto'
import { Refusal } from '../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { accountByPublicId, accountEver, accountRows } from '../store/accounts.ts'
import { type FeedRow, feedByPublicId, feedRows, insertFeed, removeFeed, renameFeed } from '../store/calendar-feeds.ts'
import type { Reader, Tx } from '../store/open.ts'
import { type Asker, iso, isoOrNull, os } from './context.ts'

/** Nobody has more calendars; a program that makes them in a loop must come to an end. */
const mostFeeds = 50

const shown = (reader: Reader, row: FeedRow) => {
  const live = new Set(accountRows(reader).map(({ publicId }) => publicId))
  return {
    public_id: row.publicId,
    name: row.name,
    accounts:
      row.accounts?.flatMap((id) => {
        const account = accountEver(reader, id)
        return account ? [{ public_id: id, from_email: account.address, removed: !live.has(id) }] : []
      }) ?? null,
    created: iso(row.createdAt),
    used: isoOrNull(row.usedAt),
  }
}

/** Somebody else's is none for the asker. */
function found(reader: Reader, asker: Asker, publicId: string): FeedRow {
  const row = feedByPublicId(reader, publicId)
  if (!row || row.seatId !== asker.seatId) throw new Refusal('not_found', `There is no calendar feed "${publicId}".`)
  return row
}

function accountsOf(tx: Tx, wanted: readonly string[]): string[] {
  return [...new Set(wanted)].map((id) => {
    if (!accountByPublicId(tx, id)) throw new Refusal('not_found', `There is no sending account with the id ${id}.`)
    return id
  })
}

const list = os.calendar_feeds.list.handler(({ context: { room, asker } }) => ({
  feeds: feedRows(room.store, asker.seatId).map((row) => shown(room.store, row)),
  origin: room.origin ?? null,
}))

const create = os.calendar_feeds.create.handler(({ input, context: { room, asker } }) => {
  const secret = Buffer.from(room.ports.dice.bytes(32)).toString('base64url')
  const row = room.store.write((tx) => {
    if (feedRows(tx, asker.seatId).length >= mostFeeds)
      throw new Refusal('state', `There are ${mostFeeds} calendar feeds. Revoke one first.`)
    const publicId = publicIdFrom(room.ports.dice.bytes(publicIdBytes))
    insertFeed(tx, {
      publicId,
      seatId: asker.seatId,
      name: input.name,
      hash: createHash('sha256').update(secret).digest('hex'),
      accounts: input.accounts ? accountsOf(tx, input.accounts) : null,
      createdAt: room.ports.clock.now(),
    })
    return found(tx, asker, publicId)
  })
  room.changes.tell('calendar_feeds')
  const path = `/calendar/${secret}.ics`
  return { ...shown(room.store, row), path, url: room.origin === undefined ? null : `${room.origin}${path}` }
})

const rename = os.calendar_feeds.rename.handler(({ input, context: { room, asker } }) => {
  const row = room.store.write((tx) => {
    renameFeed(tx, found(tx, asker, input.public_id).id, input.name)
    return found(tx, asker, input.public_id)
  })
  room.changes.tell('calendar_feeds')
  return shown(room.store, row)
})

const revoke = os.calendar_feeds.revoke.handler(({ input, context: { room, asker } }) => {
  const row = room.store.write((tx) => {
    const before = found(tx, asker, input.public_id)
    removeFeed(tx, before.id)
    return before
  })
  room.changes.tell('calendar_feeds')
  return shown(room.store, row)
})

export const calendar_feeds = { list, create, rename, revoke }
