/** A mailbox that is to go, one that can take over, and what their servers got. */
import type { MailServer } from '../work/mail-server.ts'
import { type Story, story } from '../work/story.ts'
import type { memoryKeychain } from '../work/world.ts'

const first = { zone: 'Africa/Lagos', seatName: 'Me', seatAddress: 'me@example.com' }
const HOUR = 3_600_000
const DAY = 24 * HOUR
const monday = Date.parse('2026-11-23T00:00:00Z')
/** An instant of that Monday in Lagos, which is an hour ahead of UTC all year. The windows are 09:00–18:00. */
export const lagos = (hour: number, days = 0) => monday + (hour - 1) * HOUR + days * DAY

export async function begun(at = monday) {
  const s = await story(at, { first })
  const old = await s.account('old@example.com', { password: 'secret one' })
  const heir = await s.account('new@example.org')
  return { s, old, heir }
}

export const header = (raw: string, name: string): string | null =>
  raw
    .split('\r\n\r\n')[0]
    ?.replace(/\r\n[ \t]+/g, ' ')
    .match(new RegExp(`^${name}: (.*)$`, 'im'))?.[1] ?? null

export const keychainOf = (s: Story) => s.engine.room.ports.keychain as ReturnType<typeof memoryKeychain>
export const plannedThrough = (s: Story, publicId: string): number =>
  s.engine.room.store.get<{ n: number }>(
    `SELECT count(*) AS n FROM sends WHERE state = 'planned'
     AND account_id = (SELECT id FROM accounts WHERE public_id = ?)`,
    publicId,
  )?.n ?? -1
/** Who got what: a first email of a thread, or a later one. */
export function got(...servers: MailServer[]): string[] {
  const all = servers.flatMap((server) =>
    server.arrivals.map((arrival) => `${arrival.to} ${header(arrival.raw, 'In-Reply-To') ? 'later' : 'first'}`),
  )
  return all.sort()
}
