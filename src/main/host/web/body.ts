import type { IncomingMessage, ServerResponse } from 'node:http'
import { Refusal } from '../../../shared/domain/failure.ts'
import { hasBody } from './gate.ts'

/** What one JSON body may have. */
export const jsonLimit = 1024 * 1024

const tooLarge = (limit: number) =>
  new Refusal('too_large', `The body is larger than ${Math.floor(limit / 1024)} kB, which is the most that is read.`)

/**
 * The whole body, in memory.
 *
 * @throws Refusal `too_large` as soon as that is certain; the connection then ends with the answer, because the rest is
 *   not going to be read
 */
export async function readBody(req: IncomingMessage, res: ServerResponse, limit = jsonLimit): Promise<Buffer> {
  if (Number(req.headers['content-length'] ?? 0) > limit) {
    res.setHeader('Connection', 'close')
    throw tooLarge(limit)
  }
  if (!hasBody(req.headers)) return Buffer.alloc(0)
  const chunks: Buffer[] = []
  let size = 0
  // leaving the loop must not destroy the request, or the refusal could not be answered
  for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) {
      res.setHeader('Connection', 'close')
      throw tooLarge(limit)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
