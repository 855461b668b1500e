import { oc } from '@orpc/contract'
import * as z from 'zod'
import { mostExcept } from '../domain/except.ts'
import { type FailureCode, failures } from '../domain/failure.ts'

/** Every refusal on the wire: its code in the failure table, the sentence, and what it is about. */
const data = z.record(z.string(), z.unknown()).optional()
const errors = Object.fromEntries(
  Object.entries(failures).map(([code, { status, next }]) => [code, { status, message: next, data }]),
) as { [K in FailureCode]: { status: number; message: string; data: typeof data } }

export const base = oc.errors(errors)
export const instant = z.iso.datetime({ offset: true }).meta({ description: 'ISO 8601 with offset' })
export const publicId = z.string().min(1).max(64)
/** Of a filter of many. */
export const except = z
  .array(publicId)
  .max(mostExcept, `At most ${mostExcept} can be left out by hand: narrow the filter instead.`)
  .optional()
  .meta({ description: 'Public ids of those that fit and are left out all the same.' })
export const id = z.strictObject({ public_id: publicId })
/** Keyset page: ask again with `next` until it is null. */
export const page = z.strictObject({
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})
export const paged = <T extends z.ZodType>(row: T) => z.object({ rows: z.array(row), next: z.string().nullable() })
/** Which version the change was made from; another one now is refused as `stale_version`. */
export const version = z.coerce.number().int().min(1).optional()
export const address = z.string().trim().min(3).max(320)
export const zone = z.string().min(1).max(64)
export const tag = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^,;|\n]*$/, 'A tag holds no comma, semicolon, bar or line break: lists are divided there.')

/** Of a planned email: what is known of the computer that sends it. */
export const sentFrom = {
  computer: z.string().nullable().meta({
    description:
      'Name of the other computer that sends a planned email: its time is then an estimate. Null: this one does, or none.',
  }),
  heard_at: instant.nullable().meta({
    description: 'When that computer was last heard of. Null: never, or none sends it.',
  }),
}
