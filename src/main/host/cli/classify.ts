import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { type Command, InvalidArgumentError } from 'commander'
import { Refusal } from '../../../shared/domain/failure.ts'
import { classify } from '../../../shared/domain/incoming.ts'
import type { IncomingVerdict } from '../../../shared/domain/incoming-shape.ts'
import { longestMessage, parseIncoming } from '../../mail/incoming-parse.ts'
import { type Io, painter, print, remark } from './io.ts'
import { counted, table, tame } from './table.ts'
import { writePieces } from './write.ts'

interface ClassifyOptions {
  json?: boolean
}

/** What a program is told of each file. */
type Told = { file: string } & Omit<IncomingVerdict, 'ids' | 'sendIds'>

export function addClassify(program: Command, io: Io): void {
  program
    .command('classify')
    .description(
      'Say what messages that came back are (reply, absence, bounce, …) and from what; needs no account, data folder or network',
    )
    .argument('<file...>', 'messages as they were received (.eml), or - for standard input', named)
    .option('--json', 'print JSON instead of a table')
    .action((files: string[], options: ClassifyOptions) => classifyFiles(files, options, io))
}

function named(value: string, before: string[] = []): string[] {
  if (value === '-' && before.includes('-')) throw new InvalidArgumentError('Standard input can be read only once.')
  return [...before, value]
}

/** One message at a time, so that thousands take no more room than one. */
async function classifyFiles(files: readonly string[], options: ClassifyOptions, io: Io): Promise<void> {
  const rows: Told[] = []
  let failed = 0
  let first = true
  for (const file of files) {
    const raw = await read(file, io).catch((error: NodeJS.ErrnoException) => error)
    if (raw instanceof Error) {
      failed++
      unread(io, file, raw, options.json === true)
      continue
    }
    const told = toldOf(file, classify(await parseIncoming(raw)))
    if (!options.json) rows.push(shortened(told))
    else {
      await writePieces(io.stdout, [`${first ? '[\n' : ',\n'}${JSON.stringify(told)}`])
      first = false
    }
  }
  if (options.json) print(io, first ? '[]' : '\n]')
  else if (rows.length === 1 && files.length === 1) showOne(io, rows[0] as Told)
  else if (rows.length > 0) showTable(io, rows)
  if (failed > 0) throw new Refusal('not_found', `${counted(failed, 'file')} of ${files.length} could not be read.`)
}

const toldOf = (file: string, { ids: _, sendIds: __, ...verdict }: IncomingVerdict): Told => ({
  file,
  kind: verdict.kind,
  hard: verdict.hard,
  recipients: verdict.recipients,
  returnDate: verdict.returnDate,
  feedback: verdict.feedback,
  text: verdict.text,
  evidence: verdict.evidence,
})

/** A table needs all its rows; what it doesn't show isn't kept. */
const shortened = (told: Told): Told => ({ ...told, text: told.text === null ? null : told.text.slice(0, 2_000) })

async function read(file: string, io: Io): Promise<Uint8Array> {
  return begin(file === '-' ? io.stdin : createReadStream(file, { end: longestMessage - 1 }))
}

/** The beginning of a stream, which is all that is looked at; the rest is read and let go. */
async function begin(stream: Readable): Promise<Uint8Array> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of stream) {
    if (size < longestMessage) pieces.push(Buffer.from(piece))
    size += piece.length
  }
  return Buffer.concat(pieces).subarray(0, longestMessage)
}

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'that is a folder; name the files in it',
  EACCES: 'it may not be read',
}

function unread(io: Io, file: string, error: NodeJS.ErrnoException, json: boolean): void {
  const message = `${file}: ${reasons[error.code ?? ''] ?? error.message}`
  if (json) remark(io, JSON.stringify({ code: 'not_found', message, next: 'Check the name and try again.' }))
  else remark(io, `${painter(io, 'stderr')('red', 'error:')} ${tame(message)}`)
}

const kindWords: Record<IncomingVerdict['kind'], string> = {
  reply: 'reply',
  absence: 'absence note',
  bounce: 'bounce, soft',
  delay: 'delay',
  complaint: 'complaint',
  opt_out: 'opt-out',
  delivered: 'delivered',
  other: 'other',
}

const kindOf = ({ kind, hard }: Told): string => (hard ? 'bounce, hard' : kindWords[kind])

function showTable(io: Io, rows: readonly Told[]): void {
  const lines = rows.map((told) => {
    const reason = told.evidence.at(-1)
    return [told.file, kindOf(told), told.recipients.map(({ address }) => address).join(' '), reason?.rule ?? '']
  })
  print(io, table(io, ['File', 'What it is', 'Recipient', 'Why'], lines))
}

function showOne(io: Io, told: Told): void {
  const paint = painter(io)
  print(io, paint('bold', kindOf(told)))
  for (const { address, status, code, hard } of told.recipients)
    print(io, `  ${tame([address, code, status, hard ? 'hard' : null].filter((each) => each !== null).join('  '))}`)
  if (told.returnDate) print(io, `  back on ${told.returnDate}`)
  for (const { rule, found } of told.evidence) print(io, `  ${tame(rule)}  ${paint('dim', tame(found))}`)
  if (told.text) print(io, `\n${told.text.split('\n').map(tame).join('\n')}`)
}
