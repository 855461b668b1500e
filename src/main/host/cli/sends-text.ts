/** What one planned email says, and a text of its own for it, from a file or standard input. */
import type { Command } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { type Io, painter, print, remark } from './io.ts'
import { addWords, type WordsOptions, wordsGiven } from './own-words.ts'
import { printJson } from './write.ts'

type Text = Awaited<ReturnType<Client['sends']['text']>>

interface TextOptions extends ConnectOptions {
  step?: boolean
  html?: boolean
}

export function addSendTexts(group: Command, io: Io): void {
  const email = (name: string) => addConnectOptions(group.command(name).argument('<email>', 'id, see "sends list"'))
  email('text')
    .description('Show what an email says before it is finished: without the opt-out line')
    .option('--step', 'what its step gives, where it has a text of its own')
    .option('--html', 'only its HTML')
    .action((id: string, options: TextOptions) => show(id, options, io))
  addWords(email('rewrite'))
    .description('Give a planned email a text of its own: sent word for word, whatever becomes of its step')
    .action((id: string, file: string | undefined, options: ConnectOptions & WordsOptions) =>
      rewrite(id, file, options, io),
    )
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

async function rewrite(
  id: string,
  file: string | undefined,
  options: ConnectOptions & WordsOptions,
  io: Io,
): Promise<void> {
  const given = await wordsGiven(io, file, options)
  await withClient(io, options, 'read', async (client, io) => {
    const before = await client.sends.text({ public_id: id })
    const changed = await client.sends.rewrite({ public_id: id, ...given(before) })
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
