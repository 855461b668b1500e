/** The RPC door: the whole contract below /rpc, and over a WebSocket. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { RPCHandler } from '@orpc/server/fetch'
import { RPCHandler as SocketHandler } from '@orpc/server/ws'
import { type WebSocket, WebSocketServer } from 'ws'
import { Refusal } from '../../../shared/domain/failure.ts'
import type { Context, Room } from '../../api/context.ts'
import { router } from '../../api/router.ts'
import { goneSignal, isStream, sendResponse } from './answer.ts'
import { jsonLimit, readBody } from './body.ts'
import type { Principal } from './entry.ts'
import { checkJson } from './gate.ts'
import type { Buckets } from './limits.ts'
import type { Track } from './long-lives.ts'

export interface Rpc {
  /** @throws Refusal */
  handle(req: IncomingMessage, res: ServerResponse, target: string, who: Principal): Promise<void>
  /** Makes the connection a WebSocket that speaks for `who`. */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer, who: Principal): void
  close(): void
}

/** The subprotocol that is spoken; the ticket travels as a second one, because browsers can't set headers here. */
export const subprotocol = 'cadenza'
/** Sockets at once; a browser needs one. */
const mostSockets = 50

export function createRpc(room: Room, options: { buckets: Buckets; track: Track }): Rpc {
  const handler = new RPCHandler(router)
  const socketHandler = new SocketHandler(router)
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: jsonLimit,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  })
  return {
    async handle(req, res, target, who) {
      if (req.method !== 'GET' && req.method !== 'POST') {
        res.setHeader('Allow', 'GET, POST')
        throw new Refusal('wrong_method', `RPC knows GET and POST, not ${req.method}.`)
      }
      checkJson(req.headers)
      const body = await readBody(req, res)
      const content = req.method === 'GET' ? {} : { body: new Uint8Array(body) }
      const headers = new Headers(body.length > 0 ? { 'content-type': 'application/json' } : {})
      const request = new Request(`http://engine${target}`, {
        method: req.method,
        headers,
        signal: goneSignal(res),
        ...content,
      })
      const context: Context = { room, asker: who.asker() }
      const { matched, response } = await handler.handle(request, { prefix: '/rpc', context })
      if (!matched) throw new Refusal('not_found', 'There is no such procedure.')
      if (isStream(response))
        res.once(
          'close',
          options.track(who, () => res.destroy()),
        )
      await sendResponse(res, response)
    },
    upgrade(req, socket, head, who) {
      if (sockets.clients.size >= mostSockets) throw new Refusal('too_many_requests', 'Too many WebSockets are open.')
      sockets.handleUpgrade(req, socket, head, (opened) => {
        serve(opened, who)
      })
    },
    close() {
      for (const client of sockets.clients) client.terminate()
      sockets.close()
    },
  }

  function serve(opened: WebSocket, who: Principal): void {
    opened.on('error', () => opened.terminate())
    // 1008: policy violation (RFC 6455 §7.4.1)
    const untrack = options.track(who, () => opened.close(1008, 'The key or session is over.'))
    opened.on('close', untrack)
    opened.on('message', () => {
      if (options.buckets.take(who.name) !== null) opened.close(1008, 'Too many requests.')
    })
    const context = {
      room,
      // read for every call: a key that was revoked meanwhile must not go on through an open connection
      get asker() {
        return who.asker()
      },
    }
    socketHandler.upgrade(opened, { context })
  }
}
