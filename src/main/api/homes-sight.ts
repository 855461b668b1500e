import { Refusal } from '../../shared/domain/failure.ts'
import { type AccountRow, accountByPublicId } from '../store/accounts.ts'
import type { Reader } from '../store/open.ts'

/** @throws Refusal `not_found` */
export function accountInSight(reader: Reader, publicId: string): AccountRow {
  const row = accountByPublicId(reader, publicId)
  if (!row) throw new Refusal('not_found', `There is no sending account with the id ${publicId}.`)
  return row
}
