import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { engageWatched } from './engaging.ts'
import { wrongUse } from './exit.ts'
import { type Io, print } from './io.ts'
import { showPreview } from './preview-view.ts'
import { addScheduleOptions, type ScheduleOptions, wishOf } from './schedule-options.ts'
import { counted, table } from './table.ts'
import { account, date } from './values.ts'
import { whenSaid } from './when.ts'
import { addWhomOptions, joinOf, type WhomOptions, whomOf } from './whom-options.ts'
import { printJson } from './write.ts'

interface EngageOptions extends ConnectOptions, ScheduleOptions, WhomOptions {
  sequence?: string
  endsOnColleague?: boolean
  endsOnClick?: boolean
  endsOn?: string
  token?: string
  dryRun?: boolean
  sends?: boolean
  yes?: boolean
}

type Preview = Awaited<ReturnType<Client['schedule']['preview']>>

export function addEngage(program: Command, io: Io): void {
  const command = program
    .command('engage')
    .argument('[sequence]', 'name or id of the sequence')
    .description('Put contacts into a sequence: shows the plan, asks, and writes exactly what was shown')
    .option('--sequence <name>', 'the same as the argument')
  addWhomOptions(command)
  addScheduleOptions(command, { account, sender: 'your mailbox', zone: "the workspace's" })
    .option('--ends-on-colleague', 'stop for a contact when a colleague of the same company replies')
    .option('--ends-on-click', 'stop for a contact who follows a link')
    .option('--ends-on <date>', 'nothing leaves after this date: 2026-12-18', date)
    .option('--dry-run', 'show the plan and its token, write nothing')
    .option('--sends', 'with --dry-run: every email as well')
    .option('--token <token>', 'engage exactly the plan that --dry-run showed')
    .option('--yes', "don't ask; needed where there is no terminal to ask on, unless --json is given")
  addConnectOptions(command).action((name: string | undefined, options: EngageOptions) => engage(name, options, io))
}

async function engage(name: string | undefined, options: EngageOptions, io: Io): Promise<void> {
  const sequence = name ?? options.sequence
  if (sequence === undefined) throw wrongUse('Name the sequence: cadenza engage NAME.')
  const wish = { ...wishOf(options), ...whomOf(options), sequence, ...endsOf(options) }
  await withClient(io, options, 'read', async (client, io) => {
    if (wish.join !== undefined) wish.join = await joinOf(client, sequence, wish.join)
    let token = options.token
    if (token === undefined) {
      const preview = await client.schedule.preview({
        ...wish,
        sends: options.dryRun === true && options.sends === true,
      })
      if (options.dryRun) return showPlan(preview, options, io)
      if (!options.json && !options.yes) await confirm(preview, io)
      token = preview.token
    }
    const engaged = await engageWatched(client, { ...wish, ...(token === undefined ? {} : { token }) }, io)
    if (options.json) return printJson(io, engaged)
    print(
      io,
      `Engaged ${counted(engaged.engaged, 'contact')} in "${engaged.sequence}": ${counted(engaged.sends, 'email')}.`,
    )
    print(io, `First ${whenSaid(io, engaged.start) ?? 'none'}, finish ${whenSaid(io, engaged.finish) ?? 'none'}.`)
    const rows = engaged.perSender.map((one) => [senderText(one.sender), one.contacts, one.emails])
    print(io, table(io, ['Sender', 'Contacts', 'Emails'], rows))
    if (engaged.excluded.length > 0)
      print(io, `Left out: ${counted(engaged.excluded.length, 'contact')}; --dry-run names them.`)
    if (engaged.waits) print(io, engaged.waits)
    if (engaged.sandbox) print(io, 'All of it goes to the sandbox: nothing leaves this computer.')
  })
}

function endsOf({ endsOnColleague, endsOnClick, endsOn }: EngageOptions) {
  const ends = {
    ...(endsOnColleague ? { company: true } : {}),
    ...(endsOnClick ? { clicked: true } : {}),
    ...(endsOn === undefined ? {} : { until: endsOn }),
  }
  return Object.keys(ends).length === 0 ? {} : { ends }
}

/** What the date on which it ends cuts off. */
function cutLine({ cut }: Preview): string | null {
  if (!cut || cut.emails === 0) return null
  const none = cut.none > 0 ? ` ${counted(cut.none, 'contact')} would get none.` : ''
  return `It ends on ${cut.until}: ${counted(cut.emails, 'email')} of ${counted(cut.contacts, 'contact')} would never leave.${none}`
}

async function showPlan(preview: Preview, options: EngageOptions, io: Io): Promise<void> {
  if (options.json) return printJson(io, preview)
  await showPreview(io, figuresOf(preview), preview.sends ?? null)
  const cut = cutLine(preview)
  if (cut) print(io, cut)
  if (preview.waits) print(io, preview.waits)
  if (preview.token) print(io, `\nTo engage exactly this: --token ${preview.token}`)
}

function figuresOf({ zone, seed, summary, slots, excluded }: Preview) {
  const steps = new Set(slots.flatMap(({ perStep }) => Object.keys(perStep))).size
  return { zone, seed, steps, summary, slots, excluded }
}

/** Shows what is about to happen and asks. Mail can't be called back, so silence means no. */
async function confirm(preview: Preview, io: Io): Promise<void> {
  await showPreview(io, figuresOf(preview), null)
  const cut = cutLine(preview)
  if (cut) print(io, cut)
  if (preview.waits) print(io, preview.waits)
  if (!io.stdin.isTTY) throw wrongUse('There is no terminal to ask on. Give --yes to engage, or --dry-run to look.')
  const asking = createInterface({ input: io.stdin, output: io.stderr })
  const answer = await asking.question(`\nEngage ${counted(preview.summary.contacts, 'contact')}? [y/N] `)
  asking.close()
  if (!/^y(es)?$/i.test(answer.trim())) throw new Refusal('cancelled', 'Nothing was engaged.')
}
