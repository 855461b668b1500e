/** What the door asks when a calendar program comes with the secret of a feed. */
import { createHash } from 'node:crypto'
import { MINUTE } from '../../shared/domain/time.ts'
import { feedByHash, touchFeed } from '../store/calendar-feeds.ts'
import { icsApart } from './calendar/ics-apart.ts'
import type { Room } from './context.ts'

/** A feed's last use is written at most this often: it is for people, and each write waits for the disk. */
const touchEvery = MINUTE

export interface Feed {
  /** Names it where requests are counted. */
  name: string
  /** The calendar as it is now. */
  text(): Promise<string>
}

/** The feed with that secret; null where there is none, or whose seat is locked. */
export function feedBySecret(room: Room, secret: string): Feed | null {
  const { store, ports } = room
  const row = feedByHash(store, createHash('sha256').update(secret).digest('hex'))
  if (!row || row.seatState === 'locked') return null
  return {
    name: String(row.id),
    async text() {
      const now = ports.clock.now()
      if (row.usedAt === null || now - row.usedAt >= touchEvery) {
        store.write((tx) => touchFeed(tx, row.id, now))
        room.changes.tell('calendar_feeds')
      }
      const { name, accounts } = row
      return (await icsApart(room, { name, accounts }, now)).text
    },
  }
}
