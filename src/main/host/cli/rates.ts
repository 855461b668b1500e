/** `cadenza accounts health` and `cadenza domains health`: how much came back, over an hour, a day and a week. */
import type { Command } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { percent } from '../../../shared/domain/deliverability.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { type Io, print } from './io.ts'
import { table } from './table.ts'
import { whenSaid } from './when.ts'
import { printJson } from './write.ts'

type Rates = Awaited<ReturnType<Client['accounts']['deliverability']>>

const spans: Record<Rates['windows'][number]['window'], string> = { '1h': '1 hour', '24h': '24 hours', '7d': '7 days' }
const marks = { few: '', fine: '', warning: ' (high)', pause: ' (too high)' }

function printRates(io: Io, rates: Rates): void {
  const rows = rates.windows.map((row) => {
    const share = (rate: number | null, level: keyof typeof marks) =>
      rate === null ? `needs ${rates.least_sends}` : `${percent(rate)}${marks[level]}`
    return [
      spans[row.window],
      String(row.sends),
      String(row.bounces),
      share(row.bounce_rate, row.bounce_level),
      String(row.complaints),
      share(row.complaint_rate, row.complaint_level),
    ]
  })
  print(io, table(io, ['Last', 'Emails', 'Came back', 'Rate', 'Reported as spam', 'Rate'], rows))
  const { bounce_warning, bounce_pause, complaint_warning, complaint_pause, least_sends } = rates
  print(
    io,
    `Came back: high from ${percent(bounce_warning)}, paused from ${percent(bounce_pause)}. Reported as spam: high from ${percent(complaint_warning)}, paused from ${percent(complaint_pause)}. A rate needs ${least_sends} emails.`,
  )
  if (rates.since !== null) print(io, `Counted from ${whenSaid(io, rates.since)}, when a person last let it send.`)
}

/**
 * Adds `health <name>` to a group of commands.
 *
 * @param what the argument and what it names
 * @param ask finds it and asks for its rates
 */
export function addHealth(
  group: Command,
  io: Io,
  what: { argument: string; names: string; of: string },
  ask: (client: Client, name: string) => Promise<Rates>,
): void {
  addConnectOptions(group.command('health').argument(`<${what.argument}>`, what.names))
    .description(`How much mail of ${what.of} came back or was reported as spam, by hour, day and week`)
    .action((name: string, options: ConnectOptions) =>
      withClient(io, options, 'read', async (client, io) => {
        const rates = await ask(client, name)
        if (options.json) printJson(io, rates)
        else printRates(io, rates)
      }),
    )
}
