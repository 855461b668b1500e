import { crossingWords } from '../../shared/domain/deliverability.ts'
import { pausedFor } from '../store/account-health.ts'
import type { AccountRow } from '../store/accounts.ts'
import type { Reader } from '../store/open.ts'
import { iso } from './context.ts'

/** Why Cadenza paused an account by itself; null: it did not. */
export function pausedShown(reader: Reader, row: Pick<AccountRow, 'id' | 'paused'>) {
  const found = pausedFor(reader, row)
  if (!found) return null
  const { at, crossing, domain } = found
  return { at: iso(at), measure: crossing.measure, words: `${crossingWords(crossing)}.`, domain }
}
