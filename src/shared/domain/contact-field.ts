/** Fields of contacts that have a type: what fits one, as it is kept. */
import { parseDay } from './time-text.ts'

export const fieldTypes = ['text', 'number', 'date', 'url', 'choice'] as const
export type FieldType = (typeof fieldTypes)[number]

export interface TypedField {
  name: string
  label: string
  type: FieldType
  options: readonly string[]
}

export type FieldValue = { ok: true; value: string } | { ok: false; message: string }

const refused = (message: string): FieldValue => ({ ok: false, message })

function asNumber({ label }: TypedField, text: string): FieldValue {
  if (/^-?(\d+(\.\d+)?|\.\d+)$/.test(text)) return { ok: true, value: text }
  return refused(`${label}: "${text}" is no number. Write it as 1200 or 12.5, without separators or a unit.`)
}

function asDate({ label }: TypedField, text: string): FieldValue {
  if (parseDay(text) !== null) return { ok: true, value: text }
  return refused(`${label}: "${text}" is no date. Write it as 2026-12-31.`)
}

const web = /^https?:\/\/[^\s/?#]+\.[^\s]+$/i

function asUrl({ label }: TypedField, text: string): FieldValue {
  if (web.test(text)) return { ok: true, value: text }
  return refused(`${label}: "${text}" is no web address. Write it whole, as https://example.com/page.`)
}

function asChoice({ label, options }: TypedField, text: string): FieldValue {
  const found = options.find((option) => option.toLowerCase() === text.toLowerCase())
  if (found !== undefined) return { ok: true, value: found }
  return refused(`${label}: "${text}" is not one of its choices: ${options.join(', ')}.`)
}

const checks: Record<FieldType, (field: TypedField, text: string) => FieldValue> = {
  text: (_, text) => ({ ok: true, value: text }),
  number: asNumber,
  date: asDate,
  url: asUrl,
  choice: asChoice,
}

/** A value as a field keeps it, or why it doesn't fit. Nothing at all always fits: the field is empty then. */
export function fieldValue(field: TypedField, text: string): FieldValue {
  const trimmed = text.trim()
  return trimmed === '' ? { ok: true, value: '' } : checks[field.type](field, trimmed)
}

/** A value as a spreadsheet takes it: a number, or days since 1970-01-01; text where it doesn't fit the field's type. */
export function typedCell(field: TypedField, text: string): string | number | { day: number } {
  if (!fieldValue(field, text).ok) return text
  if (field.type === 'number') return Number(text)
  if (field.type !== 'date') return text
  const day = parseDay(text)
  return day === null ? text : { day }
}
