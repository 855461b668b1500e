import * as z from 'zod'
import { enrollmentStates } from '../domain/enrollment.ts'
import { sendStates } from '../domain/send.ts'
import { base, id, instant } from './base.ts'
import { Engagement } from './engagements.ts'
import { Ends } from './schedule-choices.ts'

import { check, DraftStep, StepProblem } from './sequences-check.ts'
import { Consequence, ownTexts } from './sequences-consequence.ts'
import { keptFile, newFile } from './sequences-files.ts'
import { gallery } from './sequences-gallery.ts'
import { test_send } from './sequences-test.ts'

const counts = <T extends string>(names: readonly T[]) =>
  z.object(Object.fromEntries(names.map((name) => [name, z.number().int()])) as Record<T, z.ZodNumber>)

const body = z.string().max(500_000)
const at = z.string().max(5).optional()
const delay = z
  .union([
    z.strictObject({ days: z.number().int().min(0).max(365), at }),
    z.strictObject({ on: z.iso.date().meta({ description: 'On this date, in the zone that counts.' }), at }),
  ])
  .meta({ description: 'Working days after the step before, or a date; at an hour such as 14:00 or at the same hour.' })
const weight = z.number().int().min(1).max(100).optional()
const variantKey = z.string().regex(/^[A-E]$/)
const written = { subject: z.string().max(998), html: body.optional(), text: body.optional() }
const variantOf = <T extends z.ZodType>(file: T) =>
  z.strictObject({ key: variantKey, weight, ...written, attachments: z.array(file).max(20).optional() })

const stepOf = <T extends z.ZodType>(file: T) =>
  z.strictObject({
    kind: z.enum(['email', 'task']).optional().meta({ description: 'task: a person does something by hand.' }),
    ...written,
    delay: delay.optional(),
    thread: z.enum(['reply', 'new']).optional(),
    note: z.string().max(2000).optional().meta({ description: 'What is to be done, of a task.' }),
    weight,
    variants: z
      .array(variantOf(file))
      .max(4)
      .optional()
      .meta({ description: "Other ways to write it, B to E; A is the step's own text." }),
    winner: variantKey.optional().meta({ description: 'The variant that all get from now on.' }),
    attachments: z.array(file).max(20).optional(),
  })

export const Step = stepOf(newFile)

/** A step as it is being edited: it may say which step it continues, and keep files that are here already. */
export const EditedStep = stepOf(z.union([newFile, keptFile])).extend({
  from: z
    .number()
    .int()
    .min(1)
    .optional()
    .meta({ description: 'Number of the step in the version given; a step without it is taken by its place.' }),
})

const Progress = z
  .object({
    sandbox: z.boolean().meta({ description: 'True when all of it stayed on this computer.' }),
    engaged: z.number().int(),
    contacts: counts(enrollmentStates),
    emails: counts(sendStates),
    first: instant.nullable(),
    last: instant.nullable(),
    next: instant.nullable(),
    finish: instant.nullable(),
  })
  .meta({ id: 'SequenceProgress' })

export const sequenceStates = ['draft', 'running', 'paused', 'finished'] as const
const facts = {
  public_id: z.string(),
  name: z.string(),
  state: z.enum(sequenceStates).meta({ description: 'draft: nobody has been engaged yet.' }),
  paused: z.boolean(),
  archived: z.boolean(),
  version: z.number().int(),
  enrolled: z.number().int(),
  active: z.number().int(),
  sandbox_contacts: z.number().int().meta({ description: 'Engaged in the sandbox; progress counts only one of both.' }),
  progress: Progress,
  created_at: instant,
}
const variables = z.array(z.string()).meta({ description: 'Needed from every contact: used without a fallback.' })

export const Sequence = z
  .object({
    ...facts,
    steps: z.array(
      z.object({
        subject: z.string(),
        days: z.number().int(),
        hour: z.number().int().nullable(),
        variables,
        attachments: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'Sequence' })

const shownFile = z.object({ name: z.string(), hash: z.string(), size: z.number().int(), cid: z.string().nullable() })
const shownText = {
  subject: z.string(),
  html: z.string().nullable(),
  text: z.string().nullable(),
  attachments: z.array(shownFile),
}
const ShownVariant = z.object({ key: z.string(), weight: z.number().int(), ...shownText })

export const WholeSequence = z
  .object({
    ...facts,
    steps: z.array(
      z.object({
        kind: z.enum(['email', 'task']),
        ...shownText,
        days: z.number().int(),
        hour: z.number().int().nullable(),
        on: z.string().nullable(),
        thread: z.enum(['reply', 'new']),
        note: z.string().nullable(),
        weight: z.number().int(),
        variants: z.array(ShownVariant),
        winner: z.string().nullable(),
        variables,
        used: z.boolean().meta({ description: 'Somebody was engaged in it: it can be changed, not removed or moved.' }),
        planned: z.number().int().meta({ description: 'Emails of it that have not left yet.' }),
      }),
    ),
  })
  .meta({ id: 'WholeSequence' })

const Variable = z.object({
  name: z.string(),
  label: z.string(),
  kind: z.enum(['built-in', 'own', 'sender']),
  contacts: z.number().int().meta({ description: 'How many of those looked at have it.' }),
  sample: z.string().nullable(),
})

const steps = z.array(EditedStep).min(1).max(50)
const drafts = z.array(DraftStep).min(1).max(50)
const tags = ['sequences']
const verb = (name: string) =>
  base
    .route({ method: 'POST', path: `/sequences/{public_id}/${name}`, tags })
    .input(id)
    .output(Sequence)

export const sequences = {
  list: base
    .route({ method: 'GET', path: '/sequences', tags })
    .input(
      z
        .strictObject({
          search: z.string().trim().max(200).optional(),
          state: z.enum(sequenceStates).optional(),
          show: z.enum(['current', 'archived']).optional(),
          sort: z.enum(['newest', 'name', 'next', 'finish', 'engaged']).optional(),
        })
        .optional(),
    )
    .output(z.array(Sequence)),
  get: base.route({ method: 'GET', path: '/sequences/{public_id}', tags }).input(id).output(WholeSequence),
  create: base
    .route({ method: 'POST', path: '/sequences', successStatus: 201, tags })
    .input(z.strictObject({ name: z.string().trim().min(1).max(200), steps: z.array(Step).min(1).max(50) }))
    .output(Sequence),
  update: base
    .route({ method: 'PATCH', path: '/sequences/{public_id}', tags })
    .input(
      id.extend({
        version: z.number().int().min(1),
        name: z.string().trim().min(1).max(200).optional(),
        steps: steps.optional(),
        ...ownTexts,
        dry_run: z.boolean().default(false).meta({ description: 'Says what would change, and changes nothing.' }),
      }),
    )
    .output(WholeSequence.extend({ consequence: Consequence })),
  choose_winner: base
    .route({
      method: 'POST',
      path: '/sequences/{public_id}/winner',
      tags,
      description:
        'The variant of a step that all get from now on, unsent emails too; null takes the choice back. The consequence of a dry run names the texts that were written or approved for one contact: they stay, unless `own_texts` says otherwise.',
    })
    .input(
      id.extend({
        version: z.number().int().min(1),
        step: z.number().int().min(1).max(50),
        variant: variantKey.nullable(),
        ...ownTexts,
        dry_run: z.boolean().default(false).meta({ description: 'Says what would change, and changes nothing.' }),
      }),
    )
    .output(WholeSequence.extend({ consequence: Consequence })),
  export: base
    .route({ method: 'GET', path: '/sequences/{public_id}/file', tags })
    .input(id.extend({ format: z.enum(['yaml', 'json']).default('yaml') }))
    .output(
      z.object({
        name: z.string().meta({ description: 'A name for the file.' }),
        text: z.string().meta({ description: 'What "create" and the command line take again, files and all.' }),
      }),
    ),
  attachment: base
    .route({ method: 'GET', path: '/sequences/{public_id}/attachments/{hash}', tags })
    .input(id.extend({ hash: z.string().length(64).meta({ description: 'As the sequence names it.' }) }))
    .output(z.object({ content: z.string().meta({ description: 'Base64' }) })),
  import: base
    .route({ method: 'POST', path: '/sequences/file', successStatus: 201, tags })
    .input(
      z.strictObject({
        text: z.string().min(1).max(40_000_000).meta({ description: 'A sequence as YAML or JSON.' }),
        name: z.string().trim().min(1).max(200).optional().meta({ description: 'Instead of the name in it.' }),
      }),
    )
    .output(Sequence),
  duplicate: base
    .route({ method: 'POST', path: '/sequences/{public_id}/duplicate', successStatus: 201, tags })
    .input(id.extend({ name: z.string().trim().min(1).max(200).optional() }))
    .output(Sequence),
  archive: verb('archive'),
  unarchive: verb('unarchive'),
  pause: verb('pause'),
  resume: verb('resume'),
  check,
  render: base
    .route({ method: 'POST', path: '/sequences/render', tags })
    .input(
      z.strictObject({
        sequence: z.string().max(200).optional().meta({ description: 'Name or id; else give steps.' }),
        steps: drafts.optional(),
        step: z.number().int().min(1).max(50),
        contact: z.string().max(320).optional().meta({ description: 'Address or id; else the newest contact.' }),
        variant: variantKey.optional().meta({ description: 'Of a saved sequence: A, or one of its variants.' }),
        account: z.string().max(64).optional(),
      }),
    )
    .output(
      z.object({
        contact: z.object({ public_id: z.string().nullable(), address: z.string(), name: z.string().nullable() }),
        from: z.object({ name: z.string().nullable(), address: z.string() }),
        reply_to: z.string().nullable(),
        headers: z
          .array(z.object({ name: z.string(), value: z.string() }))
          .meta({ description: 'Of the message as it would be made now; ids and links in it are of this look alone.' }),
        subject: z.string(),
        html: z.string().nullable(),
        text: z.string(),
        missing: z.array(z.string()).meta({ description: 'Shown in the text as ⟦name⟧.' }),
        problem: StepProblem.nullable().meta({ description: 'Why nothing could be rendered.' }),
      }),
    ),
  test_send,
  gallery,
  engagements: base
    .route({ method: 'GET', path: '/sequences/{public_id}/engagements', tags, description: 'The newest 100' })
    .input(id)
    .output(z.array(Engagement)),
  change_ends: base
    .route({ method: 'POST', path: '/sequences/engagements/{public_id}/ends', tags })
    .input(id.extend({ ends: Ends }))
    .output(Engagement),
  variables: base
    .route({ method: 'GET', path: '/sequences/variables', tags })
    .output(z.object({ variables: z.array(Variable), looked_at: z.number().int() })),
}
