/** Answers: the headers that all of them carry, problems (RFC 9457), and bodies that stream no faster than they are read. */
import type { ServerResponse } from 'node:http'
import { type FailureCode, failures, nextOf, type Refusal } from '../../../shared/domain/failure.ts'

/** Nothing here is for other sites, frames or caches. The desktop's own protocol answers with the same. */
export const secureHeaders: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
}

export function secure(res: ServerResponse): void {
  for (const [name, value] of Object.entries(secureHeaders)) res.setHeader(name, value)
}

/**
 * What a page of ours may do: load from here and talk to here, nothing inline, in no frame.
 *
 * @param host where its WebSocket is; null where it talks over a port
 */
export const pagePolicy = (host: string | null): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    // blob: is what the page's own script made of bytes it has (docs/decisions/0017-pictures-from-memory.md)
    "img-src 'self' blob:",
    "font-src 'self'",
    host === null ? "connect-src 'self'" : `connect-src 'self' ws://${host}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  code: string
  next: string | null
  data?: Record<string, unknown>
}

/** An error as RFC 9457 wants it, with our code and what to do next. Unknown codes keep their status. */
export function problem(error: { code: string; status?: number; message: string; data?: unknown }): Problem {
  const known = Object.hasOwn(failures, error.code) ? failures[error.code as FailureCode] : undefined
  const code = known ? error.code : error.code.toLowerCase()
  const data = error.data as Record<string, unknown> | undefined
  return {
    type: `urn:cadenza:problem:${code}`,
    title: code.replaceAll('_', ' '),
    status: known?.status ?? error.status ?? 500,
    detail: error.message,
    code,
    next: known ? nextOf(error.code as FailureCode, data) : null,
    ...(data && Object.keys(data).length > 0 ? { data } : {}),
  }
}

export function sendJson(res: ServerResponse, status: number, body: unknown, type = 'application/json'): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  res.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) }).end(text)
}

export const problemType = 'application/problem+json'

export const sendProblem = (res: ServerResponse, error: Parameters<typeof problem>[0]): void => {
  const body = problem(error)
  sendJson(res, body.status, body, problemType)
}

/**
 * A refusal before any procedure was found, in the language of the route: RPC clients expect their own form of an error.
 */
export function sendRefusal(res: ServerResponse, refusal: Refusal, path: string): void {
  const { status } = failures[refusal.code]
  if (status === 401) res.setHeader('WWW-Authenticate', 'Bearer realm="cadenza"')
  const { code, message, data } = refusal
  if (path.startsWith('/rpc')) sendJson(res, status, { json: { defined: true, code, status, message, data } })
  else sendProblem(res, refusal)
}

/** True for an answer that goes on until somebody ends it. */
export const isStream = (response: Response): boolean =>
  response.headers.get('content-type')?.startsWith('text/event-stream') ?? false

/** Aborts when the asker hangs up before the answer is complete. */
export function goneSignal(res: ServerResponse): AbortSignal {
  const gone = new AbortController()
  res.once('close', () => {
    if (!res.writableFinished) gone.abort()
  })
  return gone.signal
}

/** Resolves when the other side has taken what was written, or is gone. */
function drained(res: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      res.off('drain', done).off('close', done)
      resolve()
    }
    res.on('drain', done).on('close', done)
  })
}

/** Passes an answer on. A stream is read only as fast as the other side takes it, and cancelled when it is gone. */
export async function sendResponse(res: ServerResponse, response: Response, type?: string): Promise<void> {
  res.statusCode = response.status
  for (const [name, value] of response.headers) res.setHeader(name, value)
  if (type) res.setHeader('Content-Type', type)
  // what all answers carry wins over what the library thinks of caching
  res.setHeader('Cache-Control', 'no-store')
  if (!response.body) return void res.end()
  const reader = response.body.getReader()
  const gone = () => void reader.cancel().catch(() => {})
  res.once('close', gone)
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done || res.destroyed) break
      if (!res.write(value)) await drained(res)
    }
  } catch {
    // the stream broke after its head was sent: the only honest end is one the other side notices
    res.destroy()
  } finally {
    res.off('close', gone)
    res.end()
  }
}
