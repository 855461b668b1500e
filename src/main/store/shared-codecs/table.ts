/** Codecs from a description of columns: reading, writing and checking follow from it alike for every kind. */
import { checkAddress } from '../../../shared/domain/address.ts'
import type { SharedKind } from '../../../shared/domain/shared-change.ts'
import { isInstant } from '../../../shared/domain/time.ts'
import type { Reader, Tx } from '../open.ts'
import type { Codec, Fault, SharedRead, SharedWrite } from './codec.ts'
import type { Inside } from './inside.ts'

/** What may stand in a field. `ref` is a row of another table, by its public id; `map` travels key by key. */
type Shape = 'text' | 'address' | 'int' | 'flag' | 'object' | 'list' | 'words' | 'ref' | 'map'

export interface Field {
  shape: Shape
  /** Its column; without it its own name in snake case. */
  column?: string
  /** May be empty. */
  empty?: true
  /** The only texts it may be. */
  of?: readonly string[]
  /** Of a list and a map: what each of it has to be; of an object: what it has to be. Without it a map holds no objects. */
  inside?: Inside
  /** What keys of a map look like; any, without it. */
  keys?: RegExp
  /** Of a ref: the table it leads to. */
  table?: string
}

export const text = (...of: string[]): Field => (of.length > 0 ? { shape: 'text', of } : { shape: 'text' })
/** An email address that can be written to: anything else could reach into a command or a header. */
export const address: Field = { shape: 'address' }
/** A list of texts. */
export const words: Field = { shape: 'words' }
/** Also a moment: none of them may be one that no date can be made of. */
export const int: Field = { shape: 'int' }
export const flag: Field = { shape: 'flag' }
export const list = (inside: Inside): Field => ({ shape: 'list', inside })
export const object = (inside: Inside): Field => ({ shape: 'object', inside })
export const map: Field = { shape: 'map' }
export const mapOf = (keys: RegExp, inside: Inside): Field => ({ shape: 'map', keys, inside })
/** `column` names the row id: `seat_id` for "seat" of table "seats". */
export const ref = (table: string, column: string): Field => ({ shape: 'ref', table, column })
export const orNone = (field: Field): Field => ({ ...field, empty: true })

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)
const publicName = /^[0-9a-z]{1,40}$/

function fits(field: Field, value: unknown): boolean {
  if (value === null) return field.empty === true
  switch (field.shape) {
    case 'text':
      return typeof value === 'string' && (field.of === undefined || field.of.includes(value))
    case 'address':
      return typeof value === 'string' && checkAddress(value).ok
    case 'words':
      return Array.isArray(value) && value.every((one) => typeof one === 'string')
    case 'int':
      return isInstant(value)
    case 'flag':
      return typeof value === 'boolean'
    case 'list':
      return Array.isArray(value) && value.every((one) => field.inside?.(one) ?? true)
    case 'ref':
      return typeof value === 'string' && publicName.test(value)
    default:
      return isObject(value) && (field.inside?.(value) ?? true)
  }
}

/** A key of a map: what stands before the first point is the field. */
const splitKey = (key: string): [field: string, key: string | null] => {
  const at = key.indexOf('.')
  return at < 0 ? [key, null] : [key.slice(0, at), key.slice(at + 1)]
}

/** Null: the key was removed. */
const fitsIn = ({ keys, inside }: Field, key: string, value: unknown): boolean =>
  (keys?.test(key) ?? true) && (value === null || (inside ? inside(value) : typeof value !== 'object'))

/** What is wrong with what somebody told about such a row; null: nothing. */
export function faultIn(fields: Record<string, Field>, told: Readonly<Record<string, unknown>>): Fault | null {
  for (const [key, value] of Object.entries(told)) {
    const [name, inner] = splitKey(key)
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (!field || (field.shape === 'map') !== (inner !== null)) return { trouble: 'newer', field: key }
    if (inner === null ? !fits(field, value) : !fitsIn(field, inner, value)) return { trouble: 'wrong', field: key }
  }
  return null
}

const snake = new Map<string, string>()

/** Asked for every field of every row: worked out once a name. */
function inSnake(name: string): string {
  const made = snake.get(name) ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  snake.set(name, made)
  return made
}

export const columnOf = (name: string, field: Field): string => field.column ?? inSnake(name)

const isJson = ({ shape }: Field): boolean => shape === 'object' || shape === 'list' || shape === 'words'

/** From a column's value to what travels. */
export function told(field: Field, value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (field.shape === 'flag') return value === 1
  if (isJson(field)) return JSON.parse(value as string)
  return value
}

/** From what travels to a column's value; refs are looked up by whoever asks. */
export function kept(field: Field, value: unknown): unknown {
  if (value === null) return null
  if (field.shape === 'flag') return Number(value)
  if (isJson(field)) return JSON.stringify(value)
  return value
}

/** By its name, or by the other name of something that two computers made. */
export const rowNamed = (reader: Reader, table: string, publicId: string): number | undefined =>
  reader.get<{ id: number }>(`SELECT id FROM ${table} WHERE public_id = ?`, publicId)?.id ??
  reader.get<{ id: number }>(
    `SELECT r.id FROM twins w JOIN ${table} r ON r.public_id = w.stays WHERE w.public_id = ?`,
    publicId,
  )?.id

/** What belonged to a contact that was merged into another belongs to that one. Row ids. */
export function keptContact(reader: Reader, row: number): number {
  const seen = new Set([row])
  for (let last = row; ; ) {
    const next = reader.get<{ id: number }>(
      `SELECT k.id FROM contacts m JOIN contacts k ON k.public_id = m.merged_into
       WHERE m.id = ? AND m.merged_into IS NOT NULL`,
      last,
    )?.id
    if (next === undefined || seen.has(next)) return last
    seen.add(next)
    last = next
  }
}

export interface Description {
  kind: SharedKind
  table: string
  fields: Record<string, Field>
  /** Rows that don't travel: an SQL condition on `t` that holds for those that do. */
  where?: string
  /** Columns that follow from the fields that were told, beside them. */
  also?: (fields: Readonly<Record<string, unknown>>, row: SharedWrite) => Record<string, unknown>
  /** Columns of a new row, which only this computer knows. */
  fresh?: Record<string, unknown>
  /** False: the table counts no versions. */
  versioned?: boolean
}

interface RawRow extends Record<string, unknown> {
  id: string
  by: string | null
  hlc: string
  gone: number
}

/** The statement that reads one row: columns under their fields' names, refs as public ids. */
export function selection({ table, fields, where }: Pick<Description, 'table' | 'fields' | 'where'>): string {
  const columns = Object.entries(fields).map(([name, field]) => {
    const column = `t.${columnOf(name, field)}`
    const value = field.shape === 'ref' ? `(SELECT r.public_id FROM ${field.table} r WHERE r.id = ${column})` : column
    return `${value} AS "f.${name}"`
  })
  return `SELECT t.public_id AS id, t.author AS "by", t.hlc, t.deleted AS gone, ${columns.join(', ')}
    FROM ${table} t WHERE t.id = ? ${where ? `AND ${where}` : ''}`
}

/** Fields as they travel, maps key by key. */
export function flat(fields: Record<string, Field>, raw: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const all: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(fields)) {
    const value = raw[`f.${name}`]
    if (field.shape !== 'map') all[name] = told(field, value)
    else
      for (const [key, one] of Object.entries(JSON.parse((value as string | null) ?? '{}') as object))
        all[`${name}.${key}`] = one
  }
  return all
}

/** Column values for what was told; null: something it refers to isn't here. */
export function columnsFor(
  reader: Reader,
  fields: Record<string, Field>,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> | null {
  const columns: Record<string, unknown> = {}
  const maps: Record<string, Record<string, unknown>> = {}
  for (const [key, value] of Object.entries(given)) {
    const [name, inner] = splitKey(key)
    const field = fields[name]
    if (!field) continue
    if (inner !== null) {
      maps[name] = { ...maps[name], ...(value === null ? {} : { [inner]: value }) }
      continue
    }
    if (field.shape === 'ref' && value !== null) {
      const row = rowNamed(reader, field.table as string, value as string)
      if (row === undefined) return null
      columns[columnOf(name, field)] = field.table === 'contacts' ? keptContact(reader, row) : row
    } else columns[columnOf(name, field)] = kept(field, value)
  }
  for (const [name, field] of Object.entries(fields)) {
    if (field.shape === 'map')
      columns[columnOf(name, field)] = field.empty && !maps[name] ? null : JSON.stringify(maps[name] ?? {})
    // what is empty isn't told: what the table had there must not outlast the word that put it there
    else if (field.empty && given[name] === undefined) columns[columnOf(name, field)] = null
  }
  return columns
}

/** Inserts or updates one row by its public id. */
export function putRow(tx: Tx, table: string, rowId: number | undefined, columns: Record<string, unknown>): number {
  const names = Object.keys(columns)
  if (rowId === undefined)
    return tx.run(
      `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`,
      columns,
    ).id
  const sets = names.map((name) => `${name} = @${name}`).join(', ')
  tx.run(`UPDATE ${table} SET ${sets} WHERE id = @row_id`, { ...columns, row_id: rowId })
  return rowId
}

/** What every row that travels carries. */
export const stampOf = (row: SharedWrite): Record<string, unknown> => ({
  author: row.by,
  device: row.clock.split('-')[2] ?? '',
  hlc: row.clock,
  deleted: Number(row.gone),
})

export function tableCodec(about: Description): Codec {
  const { kind, table, fields } = about
  const query = selection(about)
  const rowOf = (reader: Reader, publicId: string) => rowNamed(reader, table, publicId)
  const needed = Object.entries(fields).filter(([, field]) => !field.empty && field.shape !== 'map')
  return {
    kind,
    table,
    maps: Object.keys(fields).filter((name) => fields[name]?.shape === 'map'),
    fault: (given) => faultIn(fields, given),
    read(reader, rowId): SharedRead | null {
      const raw = reader.get<RawRow>(query, rowId)
      return raw ? { id: raw.id, by: raw.by, hlc: raw.hlc, gone: raw.gone === 1, fields: flat(fields, raw) } : null
    },
    rowOf,
    write(tx, row) {
      const columns = columnsFor(tx, fields, row.fields)
      if (columns === null) return 'waits'
      const rowId = rowOf(tx, row.id)
      // what was erased says too little to make a row of it, and nothing can refer to it
      if (rowId === undefined && needed.some(([name]) => row.fields[name] === undefined)) return 'done'
      const more = { ...about.also?.(row.fields, row), ...(rowId === undefined ? about.fresh : {}), ...stampOf(row) }
      const id = putRow(tx, table, rowId, { public_id: row.id, ...columns, ...more })
      if (rowId !== undefined && about.versioned !== false)
        tx.run(`UPDATE ${table} SET version = version + 1 WHERE id = ?`, id)
      return 'done'
    },
  }
}
