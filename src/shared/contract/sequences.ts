import * as z from 'zod'
import { base, id, instant } from './base.ts'

export const Step = z.strictObject({
  subject: z.string().max(998),
  html: z.string().max(500_000).optional(),
  text: z.string().max(500_000).optional(),
  delay: z.strictObject({ days: z.number().int().min(0).max(365), at: z.string().max(5).optional() }).optional(),
  attachments: z
    .array(z.strictObject({ name: z.string().min(1).max(255), content: z.string().meta({ description: 'Base64' }) }))
    .max(20)
    .optional(),
})

export const Sequence = z
  .object({
    public_id: z.string(),
    name: z.string(),
    paused: z.boolean(),
    version: z.number().int(),
    steps: z.array(
      z.object({
        subject: z.string(),
        days: z.number().int(),
        hour: z.number().int().nullable(),
        variables: z.array(z.string()).meta({ description: 'Needed from every contact: used without a fallback.' }),
        attachments: z.array(z.string()),
      }),
    ),
    enrolled: z.number().int(),
    active: z.number().int(),
    created_at: instant,
  })
  .meta({ id: 'Sequence' })

const tags = ['sequences']
export const sequences = {
  list: base.route({ method: 'GET', path: '/sequences', tags }).output(z.array(Sequence)),
  get: base.route({ method: 'GET', path: '/sequences/{public_id}', tags }).input(id).output(Sequence),
  create: base
    .route({ method: 'POST', path: '/sequences', successStatus: 201, tags })
    .input(z.strictObject({ name: z.string().trim().min(1).max(200), steps: z.array(Step).min(1).max(50) }))
    .output(Sequence),
  pause: base.route({ method: 'POST', path: '/sequences/{public_id}/pause', tags }).input(id).output(Sequence),
  resume: base.route({ method: 'POST', path: '/sequences/{public_id}/resume', tags }).input(id).output(Sequence),
}
