import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { type Io, print } from './io.ts'

const block = 1 << 16

/**
 * Writes pieces of text in blocks, waiting whenever the reader is slower, so that a plan of a million sends never
 * stands in memory as one text.
 */
export async function writePieces(out: Writable, pieces: Iterable<string>): Promise<void> {
  let waiting = ''
  for (const piece of pieces) {
    waiting += piece
    if (waiting.length < block) continue
    const room = out.write(waiting)
    waiting = ''
    if (!room) await once(out, 'drain')
  }
  if (waiting !== '' && !out.write(waiting)) await once(out, 'drain')
}

/** One value for a program, readable by people too. */
export function printJson(io: Io, value: unknown): void {
  // JSON leaves some characters as they are that a terminal obeys; as escapes they mean the same
  const text = JSON.stringify(value, null, 2).replaceAll(
    /[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  print(io, text)
}

/** The JSON of an array, one element a line. */
export function* arrayPieces<T>(items: Iterable<T>): Generator<string> {
  let first = true
  yield '['
  for (const item of items) {
    yield `${first ? '\n' : ',\n'}${JSON.stringify(item)}`
    first = false
  }
  yield first ? ']' : '\n]'
}
