/** The text of a sequence file: JSON, or YAML, which people write more easily. */
import { LineCounter, parseDocument, stringify } from 'yaml'
import { checkSequence, parseSequence, type SequenceCheck } from '../shared/domain/sequence.ts'

export const sequenceFormats = ['yaml', 'json'] as const
export type SequenceFormat = (typeof sequenceFormats)[number]

/** An alias may be repeated so often; more of them make a small file a huge one. */
const mostAliases = 50

/** Reads a sequence from the text of a file; what begins as JSON is read as JSON. Never throws. */
export function readSequenceText(text: string): SequenceCheck {
  if (/^\ufeff?\s*\{/.test(text)) return parseSequence(text)
  const lines = new LineCounter()
  const document = parseDocument(text.replace(/^\ufeff/, ''), { lineCounter: lines, prettyErrors: false })
  const [error] = document.errors
  if (error) {
    const { line, col } = lines.linePos(error.pos[0])
    return bad(`This is not valid YAML at line ${line}, column ${col}: ${plain(error.message)}`)
  }
  try {
    return checkSequence(document.toJS({ maxAliasCount: mostAliases }))
  } catch {
    return bad('The file repeats itself by too many aliases (*name). Write the text out instead.')
  }
}

const bad = (message: string): SequenceCheck => ({ ok: false, problems: [{ path: '', message }] })

const plain = (message: string): string => {
  if (/nested mappings/i.test(message))
    return 'a text with a colon in it needs quotes, as in \'Hello {{ first_name | default: "there" }}\'.'
  const line = message.split('\n')[0]?.trim() ?? ''
  return `${line.charAt(0).toLowerCase()}${line.slice(1)}${/[.!?]$/.test(line) ? '' : '.'}`
}

/** Texts as they are, in blocks of their own lines: a person can read and change them. */
export function writeSequenceText(value: object, format: SequenceFormat): string {
  if (format === 'json') return `${JSON.stringify(value, null, 2)}\n`
  return stringify(value, { lineWidth: 0, blockQuote: 'literal' })
}
