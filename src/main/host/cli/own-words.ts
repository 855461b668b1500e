/** A text of its own for one email, from files, standard input and options. */
import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import { wrongUse } from './exit.ts'
import type { Io } from './io.ts'
import { bytesOf } from './sequence-file.ts'

interface Words {
  subject: string
  html: string | null
  text: string | null
}

export interface WordsOptions {
  subject?: string
  html?: string
}

export const addWords = (command: Command): Command =>
  command
    .argument('[file]', 'file with its plain text; - for standard input')
    .option('--subject <subject>', 'its subject; left out, it stays')
    .option('--html <file>', 'file with its HTML; - for standard input')

/** Word for word, but for the mark that some editors put before a file's first letter. */
async function read(io: Io, file: string, what: string): Promise<string> {
  const written = file === '-' ? await text(io.stdin) : (await bytesOf(file, what)).toString('utf8')
  return written.replace(/^\uFEFF/, '')
}

/**
 * What was given, to be laid over what the email says now: a subject alone leaves the rest, a text alone the subject.
 *
 * @throws CommanderError where nothing was given, Refusal `not_found` for a file that can't be read
 */
export async function wordsGiven(io: Io, file: string | undefined, { subject, html }: WordsOptions) {
  if (file === undefined && html === undefined && subject === undefined)
    throw wrongUse('Give a file with the text, --html FILE, --subject, or several of them.')
  if (file === '-' && html === '-') throw wrongUse('Standard input can be the text or the HTML, not both.')
  const plain = file === undefined ? null : await read(io, file, 'The text')
  const rich = html === undefined ? null : await read(io, html, 'The HTML')
  return (before: Words) => {
    const words = plain === null && rich === null ? before : { html: rich, text: plain }
    return {
      subject: subject ?? before.subject,
      ...(words.html === null ? {} : { html: words.html }),
      ...(words.text === null ? {} : { text: words.text }),
    }
  }
}
