import * as z from 'zod'
import {
  type ContactTree,
  conditionsOf,
  contactedOps,
  contactStates,
  importOps,
  mostConditions,
  ownOps,
  sequenceOps,
  suppressedOps,
  tagOps,
  textFields,
  textOps,
  timeOps,
  valueFault,
} from '../domain/contact-query.ts'
import { except } from './base.ts'

const value = z.string().trim().min(1).max(300).optional()
const of = <F extends string, const Ops extends readonly [string, ...string[]]>(field: F, ops: Ops) =>
  z.strictObject({ field: z.literal(field), op: z.enum(ops), value })

const name = z
  .string()
  .max(64)
  .regex(/^[\p{L}\p{N}_]+$/u, 'Name the own field as templates do: letters, digits and _.')

const Condition = z
  .discriminatedUnion('field', [
    z.strictObject({ field: z.enum(textFields), op: z.enum(textOps), value }),
    of('own', ownOps).extend({ name }),
    of('tag', tagOps),
    of('sequence', sequenceOps).extend({ value: value.meta({ description: 'Public id; left out: any sequence.' }) }),
    of('contacted', contactedOps).extend({
      value: value.meta({ description: 'before, after: a day as YYYY-MM-DD. within, beyond: so many days.' }),
    }),
    of('added', timeOps),
    of('import', importOps).extend({ value: value.meta({ description: 'Public id of an import.' }) }),
    of('suppressed', suppressedOps).omit({ value: true }),
  ])
  .superRefine((condition, context) => {
    const fault = valueFault(condition as Parameters<typeof valueFault>[0])
    if (fault) context.addIssue({ code: 'custom', path: ['value'], message: fault })
  })
  .meta({ id: 'ContactCondition' })

/** Groups of what stands one level deeper. */
const groupsOf = <T extends z.ZodType>(node: T) => {
  const nodes = z.array(node).min(1, 'A group needs at least one condition.').max(mostConditions)
  return [z.strictObject({ all: nodes }), z.strictObject({ any: nodes })] as const
}

const Inner = z.union([Condition, ...groupsOf(Condition)]).meta({ id: 'ContactInnerGroup' })
const Middle = z.union([Condition, ...groupsOf(Inner)]).meta({ id: 'ContactGroup' })

/** Conditions joined by and (`all`) and or (`any`), groups in groups, three deep. */
export const ContactTreeShape: z.ZodType<ContactTree, ContactTree> = z
  .union(groupsOf(Middle))
  .superRefine((tree, context) => {
    const n = conditionsOf(tree as ContactTree).length
    if (n > mostConditions)
      context.addIssue({
        code: 'custom',
        message: `A filter holds ${mostConditions} conditions at most; this has ${n}.`,
      })
  })
  .meta({ id: 'ContactTree' })

/** Where only text can be given, as in the address of a request, the same as JSON. */
const asJson: z.ZodType<ContactTree, string> = z
  .string()
  .max(20_000)
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text)
    } catch {
      context.addIssue({ code: 'custom', message: 'This is no JSON.' })
      return z.NEVER
    }
  })
  .pipe(ContactTreeShape)

export const contactFilter = {
  search: z.string().max(200).optional().meta({
    description: 'Beginnings of words of name, company, address and tags; with an @ in it the beginning of an address.',
  }),
  tag: z.string().max(100).optional(),
  owner: z.string().max(320).optional().meta({ description: 'Address of the owner; "-" for contacts of nobody.' }),
  state: z
    .enum(contactStates)
    .optional()
    .meta({ description: 'active: in a sequence now. suppressed. never: never written to.' }),
  sequence: z.string().max(200).optional().meta({
    description: 'Public id. In this sequence, ever; together with the state "active": now.',
  }),
  where: z
    .union([ContactTreeShape, asJson])
    .optional()
    .meta({ description: 'Conditions joined by all (and) or any (or), three deep; where only text fits, as JSON.' }),
}

/** Everybody whom it fits; {} is all. */
export const ContactFilter = z.strictObject(contactFilter)
/** The same for a deed: those taken out by hand are not meant. */
export const ContactsMeant = ContactFilter.extend({ except })
