import * as z from 'zod'
import { base, instant, version, zone } from './base.ts'

export const WindowBlock = z.object({
  day: z.number().int().min(1).max(7),
  from: z.number().int().min(0).max(23),
  to: z.number().int().min(1).max(24),
})

export const Workspace = z
  .object({
    public_id: z.string(),
    name: z.string(),
    zone,
    windows: z.array(WindowBlock),
    holidays: z.string().nullable(),
    days_off: z.array(z.iso.date()),
    paused: z.boolean(),
    stopped: z.boolean(),
    policy: z.record(z.string(), z.unknown()),
    version: z.number().int(),
    created_at: instant,
  })
  .meta({ id: 'Workspace' })

const Status = z
  .object({
    workspace: z.string(),
    running: z.boolean().meta({ description: 'True when the scheduler loops run in this process.' }),
    paused: z.boolean(),
    stopped: z.boolean(),
    disk_trouble: z.string().nullable(),
    sandbox: z.boolean().meta({ description: 'True when the managed account delivers to the built-in sandbox.' }),
    next_send: instant.nullable(),
    sent_today: z.number().int(),
    planned: z.number().int(),
    unsure: z.number().int(),
    now: instant,
  })
  .meta({ id: 'Status' })

export const workspace = {
  get: base.route({ method: 'GET', path: '/workspace', tags: ['workspace'] }).output(Workspace),
  update: base
    .route({ method: 'PATCH', path: '/workspace', tags: ['workspace'] })
    .input(
      z.strictObject({
        version,
        name: z.string().trim().min(1).max(120).optional(),
        zone: zone.optional(),
        windows: z
          .array(z.string().max(200))
          .max(50)
          .optional()
          .meta({ description: 'Such as "mon-fri 09:00-18:00".' }),
        holidays: z.string().max(6).nullable().optional(),
        days_off: z.array(z.iso.date()).max(2000).optional(),
        policy: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .output(Workspace),
  status: base.route({ method: 'GET', path: '/status', tags: ['workspace'] }).output(Status),
  pause: base.route({ method: 'POST', path: '/pause', tags: ['workspace'] }).output(Status),
  resume: base
    .route({ method: 'POST', path: '/resume', tags: ['workspace'], description: 'Lifts a pause and the red stop.' })
    .output(Status),
  stop: base
    .route({ method: 'POST', path: '/stop', tags: ['workspace'], description: 'The red stop: within one message.' })
    .output(Status),
  doctor: base
    .route({ method: 'GET', path: '/doctor', tags: ['workspace'] })
    .output(z.array(z.object({ check: z.string(), ok: z.boolean(), words: z.string(), next: z.string().nullable() }))),
  journal: base
    .route({ method: 'GET', path: '/journal', tags: ['workspace'] })
    .output(z.array(z.object({ at: instant, kind: z.string(), text: z.string() }))),
}

export const Seat = z
  .object({
    public_id: z.string(),
    name: z.string(),
    address: z.string(),
    role: z.enum(['admin', 'member']),
    state: z.enum(['active', 'locked']),
    version: z.number().int(),
  })
  .meta({ id: 'Seat' })

export const seats = {
  list: base.route({ method: 'GET', path: '/seats', tags: ['seats'] }).output(z.array(Seat)),
  add: base
    .route({ method: 'POST', path: '/seats', successStatus: 201, tags: ['seats'] })
    .input(
      z.strictObject({
        name: z.string().trim().min(1).max(120),
        address: z.string().max(320),
        role: z.enum(['admin', 'member']).default('member'),
      }),
    )
    .output(Seat),
}
