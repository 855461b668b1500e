/** When an account is taken out, and for how long. Pure. */
import { DAY, HOUR, MINUTE } from '../../../shared/domain/time.ts'
import type { AccountTrouble } from '../../../shared/domain/verdict.ts'

const window = 5 * MINUTE

/** Enters a failure at `now`; how many there were in the last five minutes, this one included. */
export function failures(list: number[], now: number): number {
  list.push(now)
  while (list.length > 0 && (list[0] as number) <= now - window) list.shift()
  return list.length
}

/** When an account that was taken out comes back by itself: an hour, a day, or (null) by hand. */
export function outFor(trouble: AccountTrouble, now: number): number | null {
  if (trouble === 'credentials') return null
  return now + (trouble === 'quota' ? DAY : HOUR)
}
