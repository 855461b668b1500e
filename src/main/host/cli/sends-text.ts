/** What one planned email says, and a text of its own for it, from a file or standard input. */
import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { wrongUse } from './exit.ts'
import { type Io, painter, print, remark } from './io.ts'
import { bytesOf } from './sequence-file.ts'
import { printJson } from './write.ts'

type Text = Awaited<ReturnType<Client['sends']['text']>>

interface TextOptions extends ConnectOptions {
  step?: boolean
  html?: boolean
}

interface RewriteOptions extends ConnectOptions {
  subject?: string
  html?: string
}

export function addSendTexts(group: Command, io: Io): void {
  const email = (name: string) => addConnectOptions(group.command(name).argument('<email>', 'id, see "sends list"'))
  email('text')
    .description('Show what an email says before it is finished: without the opt-out line')
    .option('--step', 'what its step gives, where it has a text of its own')
    .option('--html', 'only its HTML')
    .action((id: string, options: TextOptions) => show(id, options, io))
  email('rewrite')
    .argument('[file]', 'file with its plain text; - for standard input')
    .description('Give a planned email a text of its own: sent word for word, whatever becomes of its step')
    .option('--subject <subject>', 'its subject; left out, it stays')
    .option('--html <file>', 'file with its HTML; - for standard input')
    .action((id: string, file: string | undefined, options: RewriteOptions) => rewrite(id, file, options, io))
  email('unwrite')
    .description('Give an email the text of its step again')
    .action((id: string, options: ConnectOptions) => unwrite(id, options, io))
}

const origin = ({ own }: Text): string => {
  if (own === null) return 'as its step gives it'
  return `${own.how === 'edited' ? 'written' : 'approved'} for this contact${own.by === null ? '' : ` by ${own.by}`}`
}

async function show(id: string, { step, html, ...options }: TextOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const found = await client.sends.text({ public_id: id })
    if (options.json) return printJson(io, found)
    const words = step ? found.template : found
    const { trouble } = found
    if (words === null || (found.own === null && trouble !== null))
      return print(io, `Its step gives nothing: ${trouble}`)
    if (html) return words.html === null ? remark(io, 'It has no HTML.') : void io.stdout.write(`${words.html}\n`)
    const paint = painter(io)
    print(io, paint('bold', step ? words.subject : found.title))
    print(io, paint('dim', step ? 'as its step gives it' : origin(found)))
    print(io, `\n${words.text ?? words.html ?? ''}`)
  })
}

/** Word for word, but for the mark that some editors put before a file's first letter. */
async function read(io: Io, file: string, what: string): Promise<string> {
  const written = file === '-' ? await text(io.stdin) : (await bytesOf(file, what)).toString('utf8')
  return written.replace(/^\uFEFF/, '')
}

async function rewrite(id: string, file: string | undefined, given: RewriteOptions, io: Io): Promise<void> {
  const { subject, html, ...options } = given
  if (file === undefined && html === undefined && subject === undefined)
    throw wrongUse('Give a file with the text, --html FILE, --subject, or several of them.')
  if (file === '-' && html === '-') throw wrongUse('Standard input can be the text or the HTML, not both.')
  const plain = file === undefined ? null : await read(io, file, 'The text')
  const rich = html === undefined ? null : await read(io, html, 'The HTML')
  await withClient(io, options, 'read', async (client, io) => {
    const before = await client.sends.text({ public_id: id })
    // a subject alone leaves the rest as it reads now
    const words = plain === null && rich === null ? before : { html: rich, text: plain }
    const changed = await client.sends.rewrite({
      public_id: id,
      subject: subject ?? before.subject,
      ...(words.html === null ? {} : { html: words.html }),
      ...(words.text === null ? {} : { text: words.text }),
    })
    if (options.json) return printJson(io, changed)
    print(io, `Step ${changed.step} to ${changed.contact} leaves with this text, as "${changed.title}".`)
  })
}

async function unwrite(id: string, options: ConnectOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const changed = await client.sends.unwrite({ public_id: id })
    if (options.json) return printJson(io, changed)
    print(io, `Step ${changed.step} to ${changed.contact} gets the text of its step again.`)
  })
}
