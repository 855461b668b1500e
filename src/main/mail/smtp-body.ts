import { Readable } from 'node:stream'

/** What is known of a body that is being handed over. */
export interface BodyProgress {
  /** A byte may have left. */
  started: boolean
  /** All of it, with the final dot, has been handed over. */
  ended: boolean
  /** The recording of `data_started`, once asked for; never rejects. */
  committed: Promise<void> | null
  /** Why `data_started` could not be recorded. */
  commitError: unknown
}

export interface BodyEvents {
  /** False when the server has not asked for the body with 354 (RFC 5321 §4.1.1.4): then nothing is handed over. */
  isAskedFor(): boolean
  /** Its result is awaited before the first block. */
  commit(): Promise<void>
  /** The last block is about to be handed over; the final dot follows within this turn of the event loop. */
  onLast(): void
  /** A block was taken over by the connection. */
  onBlock(): void
  onEnd(): void
}

const blockSize = 64 * 1024

/**
 * The body as a stream. nodemailer reads from it only after the reply to DATA, and the first read waits until
 * `data_started` is on disk: whatever happens afterwards, the ledger knows that this email may be there.
 */
export function bodyStream(raw: Uint8Array, events: BodyEvents): { stream: Readable; progress: BodyProgress } {
  const progress: BodyProgress = { started: false, ended: false, committed: null, commitError: null }
  let offset = 0
  const pushNext = () => {
    if (stream.destroyed) return
    progress.started = true
    const block = raw.subarray(offset, offset + blockSize)
    offset += block.length
    const end = offset >= raw.length
    if (end) events.onLast()
    events.onBlock()
    if (end) {
      progress.ended = true
      events.onEnd()
    }
    stream.push(block)
    if (end) stream.push(null)
  }
  const begin = () => {
    progress.committed = events.commit().then(pushNext, (error: unknown) => {
      progress.commitError = error ?? new Error('data_started could not be recorded')
      stream.destroy(new Error('data_started could not be recorded'))
    })
  }
  const stream = new Readable({
    highWaterMark: blockSize,
    read() {
      if (progress.committed) pushNext()
      else if (events.isAskedFor()) begin()
      else stream.destroy(new Error('the server did not ask for the text with 354'))
    },
  })
  return { stream, progress }
}
