/** The other end of the owner-only door (socket.ts), without anything of the engine: for whoever only asks it. */
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { Client } from '../../shared/contract/index.ts'

/** True when somebody answers at the socket. */
export function socketAnswers(path: string): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      answer(true)
    })
    socket.once('error', () => answer(false))
  })
}

/** `fetch` over a socket; bodies of answers stream, and cancelling one hangs up. */
async function fetchOver(path: string, request: Request): Promise<Response> {
  const url = new URL(request.url)
  const body = request.body ? Buffer.from(await request.arrayBuffer()) : undefined
  return new Promise((resolveWith, reject) => {
    const sent = httpRequest(
      {
        socketPath: path,
        path: url.pathname + url.search,
        method: request.method,
        headers: { ...Object.fromEntries(request.headers), ...(body ? { 'content-length': body.length } : {}) },
        signal: request.signal,
      },
      (res) => {
        const headers = new Headers()
        for (const [name, value] of Object.entries(res.headersDistinct))
          for (const each of value ?? []) headers.append(name, each)
        const status = res.statusCode ?? 500
        const empty = status === 204 || status === 304
        if (empty) res.resume()
        resolveWith(new Response(empty ? null : (Readable.toWeb(res) as ReadableStream), { status, headers }))
      },
    )
    sent.once('error', reject)
    sent.end(body)
  })
}

/** A client of the engine that listens at `path`. Streams work; a vanished engine fails the calls that are open. */
export function connectSocket(path: string): Client {
  return createORPCClient(new RPCLink({ url: 'http://engine/rpc', fetch: (request) => fetchOver(path, request) }))
}
