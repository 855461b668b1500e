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
const seat = z
  .string()
  .max(320)
  .optional()
  .meta({ description: 'Public id or address: only its mailboxes. "team": only those that are nobody\'s.' })
const stretch = { from: instant, to: instant.meta({ description: 'Before this instant.' }), zone: z.string() }

const { zone: _zone, ...stretchOfRow } = stretch

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
  opted_out: count.meta({ description: 'Of the sent ones, those after which somebody opted out.' }),
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

export const timeSteps = ['day', 'week'] as const
export const TimeReport = z
  .object({
    ...stretch,
    by: z.enum(timeSteps),
    sequence: z.string().nullable().meta({ description: 'Its name, where one was asked for.' }),
    sandbox: z.boolean().meta({ description: 'True where all of the sequence stayed on this computer.' }),
    rows: z
      .array(
        z.object({
          date: z.string().meta({ description: 'Its first day; a week begins on Monday.' }),
          ...stretchOfRow,
          ...figures,
        }),
      )
      .meta({ description: 'In order, with those in which nothing happens; of more than three years without them.' }),
    all: z.object(figures),
  })
  .meta({ id: 'TimeReport' })
export type TimeShown = z.input<typeof TimeReport>

export const tableKinds = ['step', 'sender', 'variant', 'day', 'week', 'team', 'domain', 'hour'] as const
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
export const over_time = base
  .route({
    method: 'GET',
    path: '/reports/over-time',
    tags,
    description:
      'By day or week; without days from the first email to the last. What came back stands where its email left, whenever it came: so each figure is of the emails of that day.',
  })
  .input(
    z.strictObject({
      by: z.enum(timeSteps).default('day'),
      sequence: z.string().max(200).optional(),
      seat,
      from: span.from.optional(),
      to: span.to.optional(),
      zone: span.zone,
    }),
  )
  .output(TimeReport)
export const table = at('/reports/table', 'A report as a table: its rows, and the same as a file.')
  .input(
    z.strictObject({
      by: z.enum(tableKinds).meta({
        description:
          'step, sender and variant are of a sequence; day and week of one, or of a time; the rest of a time.',
      }),
      format: z.enum(tableFormats).default('json'),
      sequence: z.string().max(200).optional(),
      from: span.from.optional(),
      to: span.to.optional(),
      zone: span.zone,
      seat,
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
