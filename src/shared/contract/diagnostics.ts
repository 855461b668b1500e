import * as z from 'zod'
import { instant } from './base.ts'

const ms = z.number().int().meta({ description: 'Milliseconds.' })

/** One mailbox, told apart by its number and a masked address. */
const Mailbox = z.object({
  number: z.number().int(),
  address: z.string().meta({ description: 'Such as "a…@e….com".' }),
  kind: z.string(),
  state: z.string(),
  reason: z.string().nullable(),
  paused: z.boolean(),
  sending: z.string().nullable().meta({ description: 'Protocol and port; never the host.' }),
  reading: z.string().nullable(),
  watched: z
    .string()
    .nullable()
    .meta({ description: 'How its mailbox is watched at present; null: it isn’t connected.' }),
  signs_in: z.enum(['password', 'browser', 'none']),
  aliases: z.number().int(),
  limits: z.array(z.string()),
})

export const Diagnostics = z
  .object({
    about: z.string().meta({ description: 'What is in it and what isn’t, for whoever reads it before sending it.' }),
    written_at: instant,
    program: z.object({
      version: z.string(),
      runs_in: z.string(),
      sqlite: z.string(),
      zone_data: z.string(),
      system: z.string(),
      processors: z.number().int(),
      memory_mb: z.number().int(),
      running_for_seconds: z.number().int(),
      memory_used_mb: z.number().int(),
    }),
    checks: z.array(
      z.object({ check: z.string(), ok: z.boolean(), words: z.string(), next: z.string().nullable(), took: ms }),
    ),
    sending: z.object({
      scheduler: z.boolean(),
      paused: z.boolean(),
      stopped: z.boolean(),
      held_by: z.string().nullable(),
    }),
    settings: z.record(z.string(), z.unknown()),
    mailboxes: z.array(Mailbox),
    database: z.object({
      bytes: z.number().int(),
      log_bytes: z.number().int().meta({ description: 'Of SQLite’s log beside it.' }),
      pages: z.number().int(),
      free_pages: z.number().int(),
      page_bytes: z.number().int(),
      journal_mode: z.string(),
      migrations: z.number().int(),
    }),
    tables: z.array(
      z.object({
        table: z.string(),
        rows: z.number().int(),
        states: z.record(z.string(), z.number().int()).optional(),
      }),
    ),
    backups: z.array(z.object({ kind: z.string(), at: instant, bytes: z.number().int() })),
    timings: z.object({
      counting: ms,
      lateness: z
        .object({ emails: z.number().int(), median: ms, most: ms })
        .nullable()
        .meta({ description: 'How late the last emails began to leave; null: none has left.' }),
    }),
    journal: z.array(z.object({ kind: z.string(), times: z.number().int(), last: instant })),
    log: z.array(z.record(z.string(), z.unknown())),
  })
  .meta({ id: 'Diagnostics' })
