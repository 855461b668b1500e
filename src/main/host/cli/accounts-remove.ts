/** `accounts remove`: shows what goes with a mailbox, and removes it only when told how. */
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { wrongUse } from './exit.ts'
import { findAccount } from './find-account.ts'
import { type Io, print, remark } from './io.ts'
import { eachPage } from './pages.ts'
import { table, tame } from './table.ts'
import { when } from './when.ts'
import { printJson } from './write.ts'

interface RemoveOptions extends ConnectOptions {
  saveDrafts?: string
  tag?: string | true
  moveTo?: string
  sendFirst?: boolean
  yes?: boolean
}

type Impact = Awaited<ReturnType<Client['accounts']['removal']>>

export function addRemove(group: Command, io: Io): void {
  addConnectOptions(
    group
      .command('remove')
      .argument('<account>', 'address or id')
      .option('--save-drafts <dir>', 'first save every email that has not left as a file (.eml) in this folder')
      .addOption(new Option('--tag [tag]', 'tag its contacts, to let them go on from another mailbox later'))
      .option('--move-to <account>', 'let another mailbox go on with its contacts')
      .option(
        '--send-first',
        'send the next email to each of its contacts first; the mailbox stays until you remove it',
      )
      .option('--yes', 'do it; without it only what would happen is shown'),
  )
    .description('Remove a mailbox; shows first what goes with it. It can not be taken back')
    .action((name: string, options: RemoveOptions) => remove(name, options, io))
}

function wayOf({ tag, moveTo, saveDrafts }: RemoveOptions): 'save' | 'tag' | 'move' | 'go_ahead' {
  if (tag !== undefined && moveTo !== undefined) throw wrongUse('--tag and --move-to exclude each other.')
  if (moveTo !== undefined) return 'move'
  if (tag !== undefined) return 'tag'
  return saveDrafts === undefined ? 'go_ahead' : 'save'
}

/** Never over a file that is there: it may be all that is left of another mailbox. */
async function saveDrafts(client: Client, io: Io, publicId: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  let saved = 0
  const lost: string[] = []
  let seen = ''
  const ask = (at: { after?: string }) => client.accounts.drafts({ public_id: publicId, limit: 200, ...at })
  for await (const page of eachPage(ask)) {
    if (seen !== '' && page.seen !== seen)
      throw new Refusal('conflict', 'Emails left or were planned while they were being saved. Do it again.')
    seen = page.seen
    for (const { name, eml, trouble, contact, step } of page.rows) {
      const path = join(folder, name)
      if (eml === null) lost.push(`step ${step} to ${contact}: ${trouble}`)
      else if (existsSync(path)) throw new Refusal('conflict', `${path} is there already. Save to another folder.`)
      else {
        await writeFile(path, eml, { flag: 'wx', mode: 0o600 })
        saved++
      }
    }
  }
  remark(io, `Saved ${saved} ${saved === 1 ? 'email' : 'emails'} in ${folder}.`)
  for (const line of lost) remark(io, `Not saved: ${tame(line)}`)
  return seen
}

function show(io: Io, impact: Impact): void {
  if (impact.sequences.length === 0) return
  const rows = impact.sequences.map((row) => [
    row.name,
    row.contacts,
    row.reached,
    row.scheduled,
    row.last && when(io, row.last),
  ])
  print(io, table(io, ['Sequence', 'Contacts', 'Written to', 'Emails to come', 'Last'], rows))
}

/** Puts what is written first in line. The mailbox stays: its emails leave within its hours and limits. */
async function sendFirst(name: string, options: RemoveOptions, io: Io): Promise<void> {
  if (options.tag !== undefined || options.moveTo !== undefined || options.saveDrafts !== undefined)
    throw wrongUse('--send-first comes before a removal: give it alone, and remove the mailbox when they have left.')
  await withClient(io, options, 'read', async (client, io) => {
    const { public_id } = await findAccount(client, name)
    const trial = await client.sends.send_drafts({ public_id, dry_run: true })
    let done = 0
    if (options.yes)
      for await (const page of eachPage((at: { after?: string }) => client.sends.send_drafts({ public_id, ...at })))
        done += page.done
    if (options.json)
      return printJson(io, { ...trial, done: options.yes ? done : trial.done, sent: options.yes === true })
    for (const line of trial.words) print(io, tame(line))
    print(io, options.yes ? `${done} are first in line.` : 'Nothing was changed. With --yes it is done.')
  })
}

async function remove(name: string, options: RemoveOptions, io: Io): Promise<void> {
  if (options.sendFirst) return sendFirst(name, options, io)
  const way = wayOf(options)
  await withClient(io, options, 'read', async (client, io) => {
    const { public_id, version } = await findAccount(client, name)
    const to = options.moveTo === undefined ? {} : { to: (await findAccount(client, options.moveTo)).public_id }
    const tag = typeof options.tag === 'string' ? { tag: options.tag } : {}
    const impact = await client.accounts.removal({ public_id })
    const saved =
      options.yes && options.saveDrafts !== undefined
        ? await saveDrafts(client, io, public_id, resolve(options.saveDrafts))
        : impact.seen
    const done = await client.accounts.remove({
      public_id,
      version,
      way,
      seen: saved,
      ...to,
      ...tag,
      dry_run: options.yes !== true,
    })
    if (options.json) return printJson(io, options.yes ? done : { ...done, impact })
    if (!options.yes) show(io, impact)
    for (const line of done.words) print(io, tame(line))
    if (done.secrets) remark(io, tame(done.secrets))
    print(io, options.yes ? `Removed ${done.from_email}.` : 'Nothing was changed. With --yes it is done.')
  })
}
