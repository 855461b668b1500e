/** The names under which rows are told: some were given before the team had a say in them. */
import { hash } from 'node:crypto'
import { publicIdFrom } from '../../shared/domain/ids.ts'
import { accountNamed } from './account-named.ts'
import { isUnfit } from './engagement-name.ts'
import { fieldId } from './field-name.ts'
import { isAnothersGrant } from './grant-name.ts'
import { isAnothersName } from './maker-name.ts'
import type { Tx } from './open.ts'
import type { Codec, SharedRead } from './shared-codecs/index.ts'
import { sharedRow } from './shared-rows.ts'

/**
 * Nobody reads a chunk with a name in it that is none, nor any that follows it. Addresses that a server had refused were put on
 * the list of whom nobody writes to under such names once; nobody was told of them, so they get a right one.
 */
export function named(tx: Tx, codec: Codec, rowId: number, row: SharedRead | null): SharedRead | null {
  const { kind, table } = codec
  if (!row) return row
  if (kind === 'account') return accountNamed(tx, codec, rowId, row)
  // begun before its people had the names that the team gave them
  const isNot =
    isUnfit(tx, kind, row) ||
    isAnothersName(tx, kind, row.id) ||
    (kind === 'grant' && isAnothersGrant(row.id, row.fields))
  const unfit = isNot && !sharedRow(tx, kind, row.id)
  if (kind === 'contact_field') return fieldNamed(tx, rowId, row)
  if (/^[0-9a-z]+$/.test(row.id) && !unfit) return row
  const id = publicIdFrom(hash('sha256', row.id, 'buffer'))
  tx.run(`UPDATE ${table} SET public_id = ? WHERE id = ?`, id, rowId)
  return { ...row, id }
}

/** The one that had its name before was taken away, or it could not have been given again: this one goes on with that. */
function fieldNamed(tx: Tx, rowId: number, row: SharedRead): SharedRead {
  const id = fieldId(String(row.fields.name))
  if (row.id === id || row.gone) return row
  tx.run('DELETE FROM contact_fields WHERE public_id = ? AND id <> ?', id, rowId)
  tx.run('UPDATE contact_fields SET public_id = ? WHERE id = ?', id, rowId)
  return { ...row, id }
}
