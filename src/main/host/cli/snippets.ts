import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { wrongUse } from './exit.ts'
import { type Io, print } from './io.ts'
import { table } from './table.ts'
import { printJson } from './write.ts'

type Snippet = Awaited<ReturnType<Client['snippets']['list']>>[number]

interface WriteOptions extends ConnectOptions {
  html?: string
  everybody?: boolean
  name?: string
}

export function addSnippets(program: Command, io: Io): void {
  const group = program.command('snippets').description('Snippets: pieces of text to put into emails')
  const named = (name: string) => addConnectOptions(group.command(name).argument('<snippet>', 'name or id'))
  addConnectOptions(group.command('list'))
    .description("List your own snippets and everybody's")
    .action((options: ConnectOptions) => list(options, io))
  addConnectOptions(group.command('create').argument('<name>', 'what it is called'))
    .description('Make a snippet from a file')
    .requiredOption('--html <file>', 'file with its HTML')
    .option('--everybody', 'for everybody; an admin makes those')
    .action((name: string, options: WriteOptions) => create(name, options, io))
  named('change')
    .description('Change a snippet; emails it was put into stay as they are')
    .option('--name <name>', 'its new name')
    .option('--html <file>', 'file with its HTML')
    .action((name: string, options: WriteOptions) => change(name, options, io))
  named('remove')
    .description('Remove a snippet; emails it was put into stay as they are')
    .action((name: string, options: ConnectOptions) => remove(name, options, io))
}

async function list(options: ConnectOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const rows = await client.snippets.list()
    if (options.json) return printJson(io, rows)
    if (rows.length === 0) return print(io, 'No snippet yet. Make one: cadenza snippets create NAME --html FILE.')
    const of = (row: Snippet) => [row.name, row.everybody ? 'everybody' : 'you', row.html.length, row.public_id]
    print(io, table(io, ['Snippet', 'Of', 'Characters', 'Id'], rows.map(of)))
  })
}

const fileText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw wrongUse(`${path} can't be read: ${(error as Error).message}`)
  }
}

async function create(name: string, options: WriteOptions, io: Io): Promise<void> {
  const html = fileText(options.html ?? '')
  await withClient(io, options, 'create', async (client, io) => {
    const made = await client.snippets.create({ name, html, everybody: options.everybody ?? false })
    if (options.json) return printJson(io, made)
    print(io, `Made the snippet "${made.name}" (${made.public_id}).`)
  })
}

async function find(client: Client, name: string): Promise<Snippet> {
  const rows = await client.snippets.list()
  const key = name.trim().toLowerCase()
  const found = rows.filter((row) => row.public_id === name || row.name.toLowerCase() === key)
  const [one, other] = found
  if (!one) throw wrongUse(`There is no snippet "${name}". See: cadenza snippets list`)
  if (other) throw wrongUse(`Two snippets are called "${name}": ${one.public_id} and ${other.public_id}. Give the id.`)
  return one
}

async function change(name: string, options: WriteOptions, io: Io): Promise<void> {
  if (options.name === undefined && options.html === undefined) throw wrongUse('Give --name, --html or both.')
  const wish = {
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.html === undefined ? {} : { html: fileText(options.html) }),
  }
  await withClient(io, options, 'read', async (client, io) => {
    const { public_id, version } = await find(client, name)
    const now = await client.snippets.update({ public_id, version, ...wish })
    if (options.json) return printJson(io, now)
    print(io, `Changed the snippet "${now.name}".`)
  })
}

async function remove(name: string, options: ConnectOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const { public_id } = await find(client, name)
    const gone = await client.snippets.remove({ public_id })
    if (options.json) return printJson(io, gone)
    print(io, `Removed the snippet "${gone.name}".`)
  })
}
