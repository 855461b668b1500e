/** Mail that another computer sends, as this one knows it: which one, when it was last heard of, and what it may not promise. */
import { presentHome } from '../../shared/domain/home.ts'
import { type Bar, barWords, type Names } from '../../shared/domain/sender.ts'
import { deviceByPublicId } from './devices.ts'
import { isPlain, leaseNow, mayLeaveHere, namesFor, whereaboutsOf } from './homes.ts'
import type { Reader } from './open.ts'
import { heardAt } from './shares.ts'

export interface Elsewhere {
  /** Name of the computer that sends it; null: none does at present. */
  computer: string | null
  /** When that computer was last heard of, ms since the epoch; null: never, or none sends it. */
  heardAt: number | null
  /** Why it doesn't leave from here, in a sentence. */
  words: string
}

/** Was the computer taken out of the team? Nobody hears of what it sends, and nobody is promised that it does. */
export const isRevoked = (reader: Reader, device: string): boolean =>
  reader.known(`revoked ${device}`, () => deviceByPublicId(reader, device)?.state === 'revoked')

/** Public id of the computer that a bar leaves an email (row id) to; null: to none. */
function deviceOf(reader: Reader, sendId: number, bar: Bar): string | null {
  if (bar !== 'elsewhere' && bar !== 'authorised') return null
  const row = reader.get<{ account: number; sender: string | null }>(
    `SELECT s.account_id AS account, e.sender_device AS sender FROM sends s
     LEFT JOIN enrollments e ON e.id = s.enrollment_id WHERE s.id = ?`,
    sendId,
  )
  const where = row && whereaboutsOf(reader, row.account)
  if (!row || !where) return null
  return bar === 'elsewhere' ? presentHome(where.homes).device : row.sender
}

const outWords = (bar: Bar, { home, sender }: Names): string =>
  bar === 'elsewhere'
    ? `It was to leave from ${home}, which is out of the team. Nothing leaves until another computer takes it over.`
    : `It was to leave from ${sender}, which is out of the team. It waits until nothing of that computer can be under way.`

/**
 * Why a planned email (row id) doesn't leave from this computer; null: it does, or a person has to look at it here first.
 * Judged by the newest time that was written down: what is shown and what is refused agree, however often either is asked.
 */
export function sentElsewhere(reader: Reader, sendId: number): Elsewhere | null {
  if (isPlain(reader)) return null
  const bar = mayLeaveHere(reader, sendId, leaseNow(reader, 0))
  if (bar === null || bar === 'review' || bar === 'lease') return null
  const names = namesFor(reader, sendId)
  const device = deviceOf(reader, sendId, bar)
  if (device === null) return { computer: null, heardAt: null, words: barWords(bar, names) }
  if (isRevoked(reader, device)) return { computer: null, heardAt: null, words: outWords(bar, names) }
  const computer = bar === 'elsewhere' ? names.home : names.sender
  return { computer, heardAt: heardAt(reader, device), words: barWords(bar, names) }
}
