/** Inputs made from a procedure's own schema, its texts taken from what the workspace really holds. */
import fc from 'fast-check'
import type * as z from 'zod'

interface Def {
  type: string
  shape?: Record<string, z.ZodType>
  element?: z.ZodType
  innerType?: z.ZodType
  in?: z.ZodType
  options?: z.ZodType[]
  entries?: Record<string, string>
  values?: unknown[]
  format?: string
}
const defOf = (schema: z.ZodType) => (schema as unknown as { _zod: { def: Def } })._zod.def

const made: Record<string, (def: Def, texts: readonly string[], depth: number) => fc.Arbitrary<unknown>> = {
  object: ({ shape = {} }, texts, depth) => {
    const fields = Object.entries(shape).map(([name, field]) => [name, inputOf(field, texts, depth + 1)] as const)
    return fc
      .record(Object.fromEntries(fields))
      .map((value) => Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)))
  },
  // what may be left out mostly is: inputs with everything in them are mostly refused for something else
  optional: ({ innerType }, texts, depth) =>
    fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: inputOf(innerType, texts, depth) },
    ),
  array: ({ element }, texts, depth) => fc.array(inputOf(element, texts, depth + 1), { minLength: 1, maxLength: 2 }),
  nullable: ({ innerType }, texts, depth) => fc.oneof(fc.constant(null), inputOf(innerType, texts, depth)),
  union: ({ options = [] }, texts, depth) => fc.oneof(...options.map((each) => inputOf(each, texts, depth))),
  enum: ({ entries = {} }) => fc.constantFrom(...Object.values(entries)),
  literal: ({ values = [] }) => fc.constantFrom(...values),
  boolean: () => fc.boolean(),
  number: () => fc.integer({ min: 0, max: 30 }),
  pipe: (def, texts, depth) => inputOf(def.in, texts, depth),
  record: (_, texts) => fc.dictionary(fc.constantFrom(...texts), fc.constantFrom(...texts), { maxKeys: 2 }),
  string: ({ format }, texts) =>
    format === 'datetime'
      ? fc.constantFrom('2026-11-24T10:00:00Z', '2026-11-23T10:00:00+01:00')
      : format === 'date'
        ? fc.constant('2026-11-24')
        : fc.constantFrom(...texts),
}
made.default = made.optional as NonNullable<typeof made.optional>
made.prefault = made.default

/** @param texts addresses, ids and names; @throws where a kind of schema is not known here, so that none is skipped */
export function inputOf(schema: z.ZodType | undefined, texts: readonly string[], depth = 0): fc.Arbitrary<unknown> {
  if (schema === undefined || depth > 6) return fc.constant(undefined)
  const def = defOf(schema)
  if (def.type === 'unknown' || def.type === 'undefined') return fc.constant(undefined)
  const make = made[def.type]
  if (!make) throw new Error(`no inputs for a schema of the kind "${def.type}"`)
  return make(def, texts, depth)
}
