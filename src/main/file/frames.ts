/** Frames: a letter, four bytes of length (big-endian), and so many bytes. Lengths are checked before anything is read. */
import {
  type FrameKind,
  frameLimits,
  inflationFloor,
  mostFrames,
  mostInflation,
} from '../../shared/domain/workspace-file.ts'
import { damaged } from './trouble.ts'

export interface Frame {
  kind: FrameKind
  /** What is hashed: head and payload. */
  head: Buffer
  payload: Buffer
}

/** @throws Error for a payload that is too long: whoever makes it keeps to the limits */
export function frame(kind: FrameKind, payload: Buffer): Frame {
  if (payload.length > frameLimits[kind]) throw new Error(`a frame ${kind} of ${payload.length} bytes`)
  const head = Buffer.alloc(5)
  head.write(kind, 0, 'latin1')
  head.writeUInt32BE(payload.length, 1)
  return { kind, head, payload }
}

const isKind = (letter: string): letter is FrameKind => Object.hasOwn(frameLimits, letter)

/** Bytes of a stream, so many at a time. Holds no more than one piece of the stream and what was asked for. */
function taker(source: AsyncIterator<Uint8Array>, most: number) {
  let held: Uint8Array = new Uint8Array()
  let seen = 0
  const more = async (): Promise<boolean> => {
    const next = await source.next()
    if (next.done) return false
    held = next.value
    seen += held.length
    if (seen > most) throw damaged('It unpacks to far more than it could hold')
    return true
  }
  return {
    /** Null at the end. Fails where it ends in the middle. */
    async take(length: number): Promise<Buffer | null> {
      const parts: Uint8Array[] = []
      let missing = length
      while (missing > 0) {
        if (held.length === 0 && !(await more())) {
          if (missing === length) return null
          throw damaged('It ends too early')
        }
        const part = held.subarray(0, missing)
        held = held.subarray(part.length)
        missing -= part.length
        parts.push(part)
      }
      return Buffer.concat(parts, length)
    },
  }
}

/**
 * Frames of an unpacked stream, one at a time.
 *
 * @param fileSize bytes of the whole file: what it unpacks to is measured by that
 * @throws Refusal `damaged_file`
 */
export async function* readFrames(source: AsyncIterable<Uint8Array>, fileSize: number): AsyncGenerator<Frame> {
  const from = taker(source[Symbol.asyncIterator](), fileSize * mostInflation + inflationFloor)
  for (let n = 0; ; n++) {
    const head = await from.take(5)
    if (head === null) return
    if (n >= mostFrames) throw damaged('It has more parts than a workspace file may have')
    const kind = head.toString('latin1', 0, 1)
    const length = head.readUInt32BE(1)
    if (!isKind(kind) || length > frameLimits[kind])
      throw damaged('It holds something that belongs in no workspace file')
    const payload = length === 0 ? Buffer.alloc(0) : await from.take(length)
    if (payload === null) throw damaged('It ends too early')
    yield { kind, head, payload }
  }
}
