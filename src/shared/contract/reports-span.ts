/** Reports of a stretch of time, and every report as a table in a file. */
import * as z from 'zod'
import { base, instant, zone } from './base.ts'

const count = z.number().int()
const tags = ['reports']
const span = {
  from: z.iso.date().meta({ description: 'First day.' }),
  to: z.iso.date().meta({ description: 'Last day, a year later at most.' }),
  zone: zone.optional().meta({ description: "Of these days; without it the workspace's." }),
}
const stretch = { from: instant, to: instant.meta({ description: 'Before this instant.' }), zone: z.string() }

const Share = z.object({
  part: count,
  whole: count,
  rate: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  enough: z.boolean(),
})
const figures = {
  planned: count.meta({ description: 'Being sent counts as planned.' }),
  sent: count,
  refused: count,
  unsure: count,
  answered: count.meta({ description: 'Of the sent ones, those that a reply came to, whenever it came.' }),
  hard: count.meta({ description: 'Of the sent ones, those that came back because nobody is there.' }),
  soft: count.meta({ description: 'Of the sent ones, those that came back for the moment.' }),
}

export const TeamReport = z
  .object({
    ...stretch,
    seats: z.array(
      z.object({
        seat: z.string().nullable().meta({ description: 'Null: mailboxes of the whole team.' }),
        name: z.string().nullable(),
        ...figures,
        reply_rate: Share,
        mailboxes: z.array(
          z.object({ account: z.string(), address: z.string(), removed: z.boolean(), ...figures, reply_rate: Share }),
        ),
      }),
    ),
    all: z.object({ ...figures, reply_rate: Share }),
  })
  .meta({ id: 'TeamReport' })
export type TeamShown = z.input<typeof TeamReport>

const { planned: _, ...gone } = figures
export const DomainReport = z
  .object({
    ...stretch,
    domains: count.meta({ description: 'How many there are.' }),
    rows: z
      .array(z.object({ domain: z.string(), ...gone, reply_rate: Share, bounce_rate: Share }))
      .meta({ description: 'Those that got most, five hundred at most.' }),
    all: z.object({ ...gone, reply_rate: Share, bounce_rate: Share }),
  })
  .meta({ id: 'DomainReport' })
export type DomainsShown = z.input<typeof DomainReport>

export const HourReport = z
  .object({
    ...stretch,
    hours: z.array(
      z.object({
        from: instant,
        to: instant,
        date: z.string(),
        day: count.meta({ description: '1 to 7, from Monday on.' }),
        hour: count,
        planned: count,
        sent: count,
      }),
    ),
  })
  .meta({ id: 'HourReport' })
export type HoursShown = z.input<typeof HourReport>

export const tableKinds = ['step', 'sender', 'variant', 'day', 'team', 'domain', 'hour'] as const
export const tableFormats = ['json', 'csv', 'xlsx'] as const

const spanned = z.strictObject(span)
const at = (path: `/${string}`, description: string) => base.route({ method: 'GET', path, tags, description })

export const team = at('/reports/team', 'Without the sandbox, and without what is done by hand.')
  .input(spanned)
  .output(TeamReport)
export const deliverability = at('/reports/deliverability', 'Of emails that were to leave in that time.')
  .input(spanned)
  .output(DomainReport)
export const hours = at('/reports/hours', 'Hours in which nothing leaves are left out.')
  .input(spanned)
  .output(HourReport)
export const table = at('/reports/table', 'A report as a table: its rows, and the same as a file.')
  .input(
    z.strictObject({
      by: z
        .enum(tableKinds)
        .meta({ description: 'step, sender, variant and day are of a sequence; the rest of a time.' }),
      format: z.enum(tableFormats).default('json'),
      sequence: z.string().max(200).optional(),
      from: span.from.optional(),
      to: span.to.optional(),
      zone: span.zone,
    }),
  )
  .output(
    z.object({
      name: z.string().meta({ description: 'Of the file.' }),
      heads: z.array(z.string()),
      rows: z.array(z.array(z.string().or(z.number()).nullable())),
      csv: z.string().nullable(),
      xlsx: z.base64().nullable(),
    }),
  )
