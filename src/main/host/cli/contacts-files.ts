import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { contactNamed } from './contact-named.ts'
import { type Io, print } from './io.ts'
import { table } from './table.ts'
import { whenSaid } from './when.ts'
import { printJson } from './write.ts'

/** `cadenza contacts export|dossier|notes|note|fields|field|companies`. */
export function addContactFiles(group: Command, io: Io): void {
  addConnectOptions(group.command('export').option('--search <text>', 'only these').option('--tag <tag>', 'only these'))
    .option('--xlsx <file>', 'write an Excel workbook there instead of CSV to standard output')
    .description('Write contacts as a file')
    .action((options: ExportOptions) => withClient(io, options, 'read', (client, io) => exported(client, options, io)))
  addConnectOptions(group.command('dossier').argument('<contact>', 'address or id'))
    .option('--pdf <file>', 'write a PDF there instead of JSON to standard output')
    .description('Everything that is held about a person')
    .action((name: string, options: ConnectOptions & { pdf?: string }) =>
      withClient(io, options, 'read', async (client, io) => {
        const public_id = await contactNamed(client, name)
        if (options.pdf === undefined) return printJson(io, await client.contacts.dossier({ public_id }))
        const { base64 } = await client.contacts.dossier_pdf({ public_id })
        await writeFile(options.pdf, Buffer.from(base64, 'base64'), { mode: 0o600 })
        print(io, `Written to ${options.pdf}.`)
      }),
    )
  addNotes(group, io)
  addFields(group, io)
}

interface ExportOptions extends ConnectOptions {
  search?: string
  tag?: string
  xlsx?: string
}

async function exported(client: Client, { search, tag, xlsx }: ExportOptions, io: Io): Promise<void> {
  const filter = { ...(search === undefined ? {} : { search }), ...(tag === undefined ? {} : { tag }) }
  const parts: Buffer[] = []
  const format = xlsx === undefined ? 'csv' : 'xlsx'
  for await (const { csv, base64 } of await client.contacts.export({ format, filter })) {
    if (csv !== undefined) io.stdout.write(csv)
    if (base64 !== undefined) parts.push(Buffer.from(base64, 'base64'))
  }
  if (xlsx === undefined) return
  await writeFile(xlsx, Buffer.concat(parts), { mode: 0o600 })
  print(io, `Written to ${xlsx}.`)
}

function addNotes(group: Command, io: Io): void {
  addConnectOptions(group.command('notes').argument('<contact>', 'address or id'))
    .description('What people wrote down about a contact')
    .action((name: string, options: ConnectOptions) =>
      withClient(io, options, 'read', async (client, io) => {
        const rows = await client.contact_notes.list({ contact: await contactNamed(client, name) })
        if (options.json) return printJson(io, { rows })
        for (const { by, text, created_at, public_id } of rows)
          print(io, `${whenSaid(io, created_at)}  ${by.name || by.address}  (${public_id})\n${text}\n`)
      }),
    )
  addConnectOptions(group.command('note').argument('<contact>', 'address or id').argument('<text>'))
    .description('Write a note about a contact')
    .action((name: string, text: string, options: ConnectOptions) =>
      withClient(io, options, 'read', async (client, io) => {
        const note = await client.contact_notes.add({ contact: await contactNamed(client, name), text })
        if (options.json) return printJson(io, note)
        print(io, 'Noted.')
      }),
    )
  addConnectOptions(group.command('change-note').argument('<note>', 'its id').argument('<text>'))
    .description('Change a note of yours')
    .action((public_id: string, text: string, options: ConnectOptions) =>
      withClient(io, options, 'read', async (client, io) => {
        const note = await client.contact_notes.change({ public_id, text })
        if (options.json) return printJson(io, note)
        print(io, 'Changed.')
      }),
    )
  addConnectOptions(group.command('remove-note').argument('<note>', 'its id'))
    .description('Remove a note of yours')
    .action((public_id: string, options: ConnectOptions) =>
      withClient(io, options, 'read', async (client, io) => {
        await client.contact_notes.remove({ public_id })
        if (options.json) return printJson(io, { public_id })
        print(io, 'Removed.')
      }),
    )
}

type Field = Awaited<ReturnType<Client['contact_fields']['list']>>[number]
interface FieldOptions extends ConnectOptions {
  label?: string
  type?: Field['type']
  choices?: string
  remove?: boolean
}

function addFields(group: Command, io: Io): void {
  addConnectOptions(group.command('fields'))
    .description('Fields of contacts that have a label and a type')
    .action((options: ConnectOptions) =>
      withClient(io, options, 'read', async (client, io) => {
        const rows = await client.contact_fields.list()
        if (options.json) return printJson(io, { rows })
        const lines = rows.map(({ name, label, type, options: choices }) => [name, label, type, choices.join(', ')])
        print(io, table(io, ['Name', 'Label', 'Type', 'Choices'], lines))
      }),
    )
  addConnectOptions(group.command('field').argument('<name>', 'as templates name it'))
    .option('--label <text>')
    .option('--type <type>', 'text, number, date, url or choice')
    .option('--choices <list>', 'divided by commas')
    .option('--remove', 'take label and type off; values stay as text')
    .description('Give a field a label and a type, or change them')
    .action((name: string, options: FieldOptions) =>
      withClient(io, options, 'read', async (client, io) => {
        const told = await setField(client, name, options)
        if (options.json) return printJson(io, told)
        print(io, options.remove ? `${name} is plain text again.` : `${name} is set.`)
      }),
    )
}

async function setField(client: Client, name: string, { label, type, choices, remove }: FieldOptions) {
  const known = (await client.contact_fields.list()).find((field) => field.name === name)
  const options = choices?.split(',').map((each) => each.trim())
  if (remove) return client.contact_fields.remove({ public_id: known?.public_id ?? name })
  if (!known)
    return client.contact_fields.create({ name, label: label ?? name, type: type ?? 'text', options: options ?? [] })
  return client.contact_fields.update({ public_id: known.public_id, label, type, options })
}
