import * as z from 'zod'
import { base, id, instant, page, paged } from './base.ts'

export const taskStates = ['open', 'coming', 'done', 'skipped'] as const

export const Task = z
  .object({
    public_id: z.string(),
    state: z
      .enum(taskStates)
      .meta({ description: 'open: it can be done now. coming: its day, or a step before it, is still ahead.' }),
    title: z.string(),
    note: z.string().nullable(),
    sequence: z.string(),
    sequence_id: z.string(),
    step: z.number().int(),
    contact: z.string().meta({ description: 'Address.' }),
    contact_id: z.string().nullable(),
    contact_name: z.string().nullable(),
    company: z.string().nullable(),
    enrollment_id: z.string(),
    sender: z.string(),
    account_id: z.string(),
    due: instant,
    settled_at: instant.nullable().meta({ description: 'When it was done or skipped.' }),
    by: z.string().nullable().meta({ description: 'Who did or skipped it.' }),
    remark: z.string().nullable(),
    sandbox: z.boolean(),
    can: z.array(z.enum(['done', 'skip', 'undo'])),
  })
  .meta({ id: 'Task' })

const tags = ['tasks']
/** Manual steps. What follows one leaves so long after the moment in which it was said to be done. */
export const tasks = {
  list: base
    .route({ method: 'GET', path: '/tasks', tags })
    .input(
      page.extend({
        show: z
          .enum(['open', 'coming', 'over'])
          .default('open')
          .meta({ description: 'The oldest first; of those that are over the latest.' }),
        sequence: z.string().max(200).optional().meta({ description: 'Id or name.' }),
        mine: z
          .stringbool()
          .or(z.boolean())
          .default(false)
          .meta({ description: "Only those of the asker's mailboxes." }),
      }),
    )
    .output(paged(Task).extend({ open: z.number().int().meta({ description: 'How many can be done now.' }) })),
  done: base
    .route({ method: 'POST', path: '/tasks/{public_id}/done', tags })
    .input(id.extend({ remark: z.string().trim().max(500).optional() }))
    .output(Task),
  skip: base.route({ method: 'POST', path: '/tasks/{public_id}/skip', tags }).input(id).output(Task),
  undo: base
    .route({
      method: 'POST',
      path: '/tasks/{public_id}/undo',
      tags,
      description: 'Opens a task again that was done or skipped, while nothing after it has left.',
    })
    .input(id)
    .output(Task),
}
