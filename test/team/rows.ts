/** Rows of one computer, changed as by a person, and as others would be told of them. */
import { stamp } from '../../src/main/store/clockwork.ts'
import { codecs } from '../../src/main/store/shared-codecs/index.ts'
import type { SharedKind } from '../../src/shared/domain/shared-change.ts'
import { type Device, newId } from './devices.ts'

/** Writes these columns as a person does on that computer. */
export const change = ({ store }: Device, table: string, id: string, columns: Record<string, unknown>, at: number) =>
  store.write((tx) => {
    const { author, device, hlc } = stamp(tx, at)
    const all = { ...columns, author, device, hlc }
    const sets = Object.keys(all).map((name) => `${name} = @${name}`)
    tx.run(`UPDATE ${table} SET ${sets.join(', ')} WHERE public_id = @id`, { ...all, id })
  })

export const add = ({ store }: Device, table: string, columns: Record<string, unknown>, at: number): string =>
  store.write((tx) => {
    const { author, device, hlc } = stamp(tx, at)
    const all: Record<string, unknown> = { public_id: newId(), created_at: at, ...columns, author, device, hlc }
    const names = Object.keys(all)
    tx.run(`INSERT INTO ${table} (${names}) VALUES (${names.map((name) => `@${name}`)})`, all)
    return all.public_id as string
  })

/** What a computer has of a row; null: it has gone. */
export function of({ store }: Device, kind: SharedKind, id: string): Record<string, unknown> | null {
  const codec = codecs[kind]
  const rowId = codec?.rowOf(store, id)
  const row = rowId === undefined ? null : codec?.read(store, rowId)
  return row && !row.gone ? row.fields : null
}
