/** The beginning of a contact list: what kind of text it is, and where its rows begin. */
import { detectDelimiter } from '../../shared/domain/csv-detect.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { type Decoder, decoder } from './csv-decode.ts'

/** Bytes looked at to tell what kind of file it is. */
export const sampleSize = 64 * 1024

export interface Head {
  decode: Decoder
  /** What `head` says, without the line that only names the delimiter. */
  text: string
  delimiter: string
  /** Line of the file on which `text` begins. */
  firstLine: number
}

/** @param last `head` is the whole file. @throws Refusal `bad_request` when it is no text */
export function readHead(head: Buffer, last: boolean): Head {
  const decode = decoder(head)
  const text = decode.write(head) + (last ? decode.end() : '')
  refuseNoText(head, text)
  // Excel's own way to name the delimiter is a line of the file, but no row.
  const named = /^sep=([,;\t|])\n/i.exec(text)
  return {
    decode,
    text: named ? text.slice(named[0].length) : text,
    delimiter: named?.[1] ?? detectDelimiter(text.slice(0, sampleSize), last),
    firstLine: named ? 2 : 1,
  }
}

/** First bytes of the two kinds of Excel workbook. */
const workbooks = [Buffer.from('PK\x03\x04'), Buffer.from([0xd0, 0xcf, 0x11, 0xe0])]

function refuseNoText(head: Buffer, text: string): void {
  if (text.trim() === '') throw new Refusal('bad_request', 'The file is empty.')
  const what = workbooks.some((start) => head.subarray(0, 4).equals(start))
    ? 'a workbook, not a CSV file'
    : 'not a text file'
  if (what === 'not a text file' && !text.slice(0, 4096).includes('\u0000')) return
  throw new Refusal('bad_request', `This is ${what}. Save the sheet as "CSV UTF-8" and use that file.`)
}
