/** `review list|approve|edit|reset`: the emails of a step, contact by contact, before anybody is engaged. */
import { type Command, Option } from 'commander'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { addConnectOptions, withClient } from './connect.ts'
import { type Io, painter, print, remark } from './io.ts'
import { addReviewKeeping } from './review-keep.ts'
import {
  type Letter,
  letterPages,
  letterWish,
  type Review,
  type ReviewOptions,
  type Standing,
  standingOf,
  wordsOf,
} from './review-rows.ts'
import { addSeedOption, addSenderOptions } from './schedule-options.ts'
import { grouped, tame } from './table.ts'
import { account, whole } from './values.ts'
import { addWhomOptions } from './whom-options.ts'
import { printJson } from './write.ts'

interface ListOptions extends ReviewOptions {
  only?: 'open' | 'changed'
  limit?: number
}

/** As many full emails as somebody reads at a time. */
const mostShown = 20

export function addReview(program: Command, io: Io): void {
  const group = program
    .command('review')
    .description('Look through what each contact would get, before anybody is engaged')
  const named = (verb: string) => {
    const command = group.command(verb).argument('<sequence>', 'name or id')
    return addConnectOptions(command.option('--step <n>', 'which step (default: 1)', whole(1, 1000), 1))
  }
  const chosen = (command: Command) => {
    addSenderOptions(addWhomOptions(command), { account, sender: 'your mailbox' })
    return addSeedOption(command, 'deals the contacts out as it did before (default: drawn, and told)')
  }
  chosen(named('list'))
    .description('Show each email of a step as it would leave, and whether it was approved or edited')
    .addOption(
      new Option('--only <which>', 'open: not looked at yet; changed: their step says something else by now').choices([
        'open',
        'changed',
      ]),
    )
    .option('--limit <n>', `so many at most (default: ${mostShown} for people, all with --json)`, whole(1))
    .action((sequence: string, options: ListOptions) => list(sequence, options, io))
  addReviewKeeping({ group, named, chosen }, io)
}

async function list(sequence: string, options: ListOptions, io: Io): Promise<void> {
  const { only, limit, json } = options
  await withClient(io, options, 'read', async (client, io) => {
    const wish = { ...(await letterWish(client, sequence, options, io)), ...(only ? { only } : {}) }
    const most = limit ?? (json ? Number.POSITIVE_INFINITY : mostShown)
    let last: Review | undefined
    const rows: Letter[] = []
    for await (const page of letterPages(client, wish, most)) {
      rows.push(...page.rows)
      last = page
    }
    if (!last) return
    const { contacts, reviewed, steps, next } = last
    if (json) {
      const shown = rows.map((row) => ({ ...row, state: standingOf(row) }))
      return printJson(io, { contacts, reviewed, seed: wish.seed ?? null, steps, rows: shown, next })
    }
    if (steps[options.step - 1]?.kind === 'task')
      return print(io, `Step ${options.step} is a task: there is no email to look at.`)
    for (const row of rows) print(io, letterText(io, row, contacts))
    if (rows.length === 0)
      print(io, contacts === 0 ? 'Nobody would be written to.' : 'No email of this step is like that.')
    print(io, `Step ${options.step}: ${grouped(reviewed)} of ${grouped(contacts)} reviewed.`)
    if (steps[options.step - 1]?.drawn)
      remark(
        io,
        'It has variants: which one a contact gets is drawn when they are engaged, so nothing of it can be kept.',
      )
    if (next !== null) print(io, `… and more: --limit ${most * 4} shows them.`)
  })
}

const shades = { open: 'plain', approved: 'green', edited: 'green', changed: 'yellow', broken: 'red' } as const
const words: Record<Standing, (row: Letter) => string> = {
  open: () => 'not reviewed yet',
  approved: () => 'approved',
  edited: () => 'edited by hand',
  changed: ({ draft }) => `was ${draft?.how === 'edited' ? 'edited' : 'approved'}, but its step gives this by now`,
  broken: ({ trouble }) => `its step gives nothing: ${trouble}`,
}

function letterText(io: Io, row: Letter, contacts: number): string {
  const paint = painter(io)
  const standing = standingOf(row)
  const to = row.name === null ? row.contact : `${row.name} <${row.contact}>`
  const head = `${grouped(row.place + 1)} of ${grouped(contacts)}  ${tame(to)}  from ${tame(senderText(row.from.address))}`
  const email = wordsOf(row)
  return [
    paint('dim', head),
    paint(shades[standing], tame(words[standing](row))),
    ...(email === null
      ? []
      : ['', paint('bold', tame(row.title) || '(no subject)'), email.text ?? email.html ?? '(no text)']),
    '',
  ].join('\n')
}
