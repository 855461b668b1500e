/**
 * The hybrid logical clock that orders changes of several devices: wall time where it can, a counter where the wall
 * clock stood still or went back (Kulkarni et al., "Logical Physical Clocks", 2014). `millis-counter-device`, padded,
 * so that text order is time order.
 */
import type { Tx } from './open.ts'

export interface Mark {
  /** Public id of the seat that made the change. */
  author: string | null
  device: string
  hlc: string
}

const millisDigits = 15
const counterDigits = 8

/** The next value after `last` (or '' for none) when the wall clock says `now`; always greater than `last`. */
export function tick(last: string, now: number, device: string): string {
  const [lastMillis = '0', lastCounter = '0'] = last.split('-')
  const known = Number(lastMillis)
  const millis = Math.max(known, Math.trunc(now))
  const counter = last !== '' && millis === known ? Number(lastCounter) + 1 : 0
  return `${String(millis).padStart(millisDigits, '0')}-${String(counter).padStart(counterDigits, '0')}-${device}`
}

/** Wall clock part of a value, ms since the epoch; 0 for ''. */
export const millisOf = (hlc: string): number => Number(hlc.split('-')[0] ?? 0)

/**
 * What a row that can travel carries when it is written. Give the seat that asked; work that nobody asked for just now
 * (dispatching, recovery) is signed by the first seat, whose computer this is. Bulk writers stamp once a transaction.
 */
export function stamp(tx: Tx, now: number, seatId?: number): Mark {
  const last = tx.get<{ device: string; hlc: string }>('SELECT device, hlc FROM workspace')
  if (!last) throw new Error('stamp: the workspace row is missing')
  const author = tx.get<{ author: string }>(
    'SELECT public_id AS author FROM seats WHERE @seat IS NULL OR id = @seat ORDER BY id LIMIT 1',
    { seat: seatId ?? null },
  )
  const hlc = tick(last.hlc, now, last.device)
  tx.run('UPDATE workspace SET hlc = ?', hlc)
  return { author: author?.author ?? null, device: last.device, hlc }
}
