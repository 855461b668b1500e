/** `review approve|edit|reset`: what was looked at is kept, and engaging takes it along word for word. */
import type { Command } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { wrongUse } from './exit.ts'
import { type Io, print } from './io.ts'
import { addWords, type WordsOptions, wordsGiven } from './own-words.ts'
import { createProgress } from './progress.ts'
import { type Letter, letterPages, lettersTo, letterWish, type ReviewOptions, wordsOf } from './review-rows.ts'
import { counted, grouped, tame } from './table.ts'
import { whole } from './values.ts'
import { printJson } from './write.ts'

interface Ways {
  group: Command
  /** A command about a step of a sequence. */
  named: (verb: string) => Command
  /** The same, about those who would be written to. */
  chosen: (command: Command) => Command
}

interface ApproveOptions extends ReviewOptions {
  all?: boolean
  base?: string
}
interface EditOptions extends ReviewOptions, WordsOptions {
  base?: string
}
interface ResetOptions extends ConnectOptions {
  all?: boolean
  step?: number
}

const baseWords = [
  '--base <hash>',
  'what was seen, see "review list --json"; refused where it is another text by now',
] as const

export function addReviewKeeping({ named, chosen, group }: Ways, io: Io): void {
  chosen(named('approve').argument('[contact...]', 'addresses or ids'))
    .description('Approve emails as they are: engaging takes them along word for word')
    .option('--all', 'every email of the step that nobody has looked at yet')
    .option(...baseWords)
    .action((sequence: string, contacts: string[], options: ApproveOptions) => approve(sequence, contacts, options, io))
  chosen(addWords(named('edit').argument('<contact>', 'address or id')))
    .description('Give an email a text of its own, before its contact is engaged')
    .option(...baseWords)
    .action((sequence: string, contact: string, file: string | undefined, options: EditOptions) =>
      edit(sequence, { contact, file }, options, io),
    )
  addConnectOptions(group.command('reset').argument('<sequence>', 'name or id'))
    .argument('[contact...]', 'addresses or ids')
    .option('--all', "every contact's")
    .option('--step <n>', 'only of this step (default: of all)', whole(1, 1000))
    .description("Forget what was approved or edited: the step's text counts again")
    .action((sequence: string, contacts: string[], options: ResetOptions) => reset(sequence, contacts, options, io))
}

/** Approves what was seen. @throws Refusal `conflict` where it is another text by now, `bad_request` where there is none */
const keep = (client: Client, { sequence, step }: { sequence: string; step: number }, row: Letter, base = row.base) =>
  client.schedule.keep_reviewed({ sequence, step, contact: row.contact_id, account: row.account, base })

async function approve(sequence: string, contacts: string[], options: ApproveOptions, io: Io): Promise<void> {
  const { all = false, base, step } = options
  if (all === contacts.length > 0) throw wrongUse('Name contacts by address or id, or all of them with --all.')
  if (base !== undefined && contacts.length !== 1)
    throw wrongUse("option '--base <hash>' is of one email: name one contact.")
  if (all) return approveAll(sequence, options, io)
  await withClient(io, options, 'read', async (client, io) => {
    const rows = await lettersTo(client, await letterWish(client, sequence, options, io), contacts)
    const kept: { contact: string; step: number; how: string; hash: string }[] = []
    for (const row of rows)
      kept.push({ contact: row.contact, step, ...(await keep(client, { sequence, step }, row, base)) })
    if (options.json) return printJson(io, kept)
    for (const { contact, how } of kept)
      print(
        io,
        `Step ${step} to ${tame(contact)} will leave ${how === 'edited' ? 'as it was edited' : 'as it is now'}.`,
      )
  })
}

/** How many are named of those that can't be approved. */
const named = 10

async function approveAll(sequence: string, options: ApproveOptions, io: Io): Promise<void> {
  const { step } = options
  await withClient(io, options, 'read', async (client, io) => {
    const wish = await letterWish(client, sequence, options, io)
    const bar = createProgress(io, 'Approving')
    const broken: Letter[] = []
    let [approved, contacts] = [0, 0]
    for await (const page of letterPages(client, { ...wish, only: 'open' })) {
      contacts = page.contacts
      for (const row of page.rows) {
        if (row.trouble !== null) broken.push(row)
        else {
          await keep(client, { sequence, step }, row)
          bar.show(++approved, contacts)
        }
      }
    }
    bar.end()
    const { reviewed } = await client.schedule.review({ ...wish, limit: 1 })
    const changed = contacts - reviewed - broken.length
    const troubles = broken.map(({ contact, trouble }) => ({ contact, trouble }))
    if (options.json) printJson(io, { step, approved, reviewed, contacts, changed, broken: troubles })
    else {
      print(
        io,
        `Approved ${counted(approved, 'email')}. Step ${step}: ${grouped(reviewed)} of ${grouped(contacts)} reviewed.`,
      )
      for (const { contact, trouble } of troubles.slice(0, named)) print(io, tame(`  ${contact}: ${trouble}`))
      if (broken.length > named) print(io, `  … and ${grouped(broken.length - named)} more`)
      if (changed > 0)
        print(
          io,
          `${counted(changed, 'email')} of another text by now than was reviewed: "review list --only changed" shows them.`,
        )
    }
    if (broken.length > 0)
      throw new Refusal(
        'state',
        `${counted(broken.length, 'email')} can't be approved: the step gives their contacts nothing.`,
      )
  })
}

async function edit(
  sequence: string,
  { contact, file }: { contact: string; file: string | undefined },
  options: EditOptions,
  io: Io,
): Promise<void> {
  const { step } = options
  const given = await wordsGiven(io, file, options)
  await withClient(io, options, 'read', async (client, io) => {
    const wish = await letterWish(client, sequence, options, io)
    const [row] = (await lettersTo(client, wish, [contact])) as [Letter]
    const { contact_id, account } = row
    const written = given(wordsOf(row) ?? { subject: '', html: null, text: null })
    const base = options.base ?? row.base
    const kept = await client.schedule.keep_reviewed({ sequence, step, contact: contact_id, account, base, ...written })
    const [now] = (await lettersTo(client, wish, [contact])) as [Letter]
    if (options.json) return printJson(io, { contact: row.contact, step, title: now.title, ...kept })
    print(io, `Step ${step} to ${tame(row.contact)} will leave with this text, as "${tame(now.title)}".`)
  })
}

async function reset(
  sequence: string,
  contacts: string[],
  { all = false, step, ...options }: ResetOptions,
  io: Io,
): Promise<void> {
  if (all === contacts.length > 0) throw wrongUse('Name contacts by address or id, or all of them with --all.')
  await withClient(io, options, 'read', async (client, io) => {
    const where = { sequence, ...(step === undefined ? {} : { step }) }
    let dropped = 0
    for (const whose of all ? [{}] : contacts.map((contact) => ({ contact })))
      dropped += (await client.schedule.drop_reviewed({ ...where, ...whose })).dropped
    if (options.json) return printJson(io, { dropped })
    if (dropped === 0) print(io, 'Nothing was approved or edited there.')
    else print(io, `Forgot ${counted(dropped, 'email')}: the text of the step counts again.`)
  })
}
