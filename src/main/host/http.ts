/**
 * The web door: RPC, WebSocket, REST, uploads and the page, on this computer's loopback addresses only. Every request
 * passes the same checks in the same order: is it addressed to us, does it come from our own pages or a program, who
 * asks, how often. Only then a route is looked at; what the asker may do is decided by the guard of the procedures.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { failures, Refusal } from '../../shared/domain/failure.ts'
import type { Room } from '../api/context.ts'
import { secure, sendJson, sendRefusal } from './web/answer.ts'
import { type CalendarDoor, createCalendarDoor } from './web/calendar.ts'
import { type PageFiles, pageFiles } from './web/files.ts'
import { checkHost, checkOrigin, ownHosts, targetOf } from './web/gate.ts'
import { checkMethod, createRouting, type Routing, sendPage } from './web/routing.ts'
import type { Sessions } from './web/sessions.ts'

export interface HttpOptions {
  room: Room
  /** Folder with the built page (`out/renderer`). */
  page: string
  /** 0 or left out: a free one. */
  port?: number
  /** Bytes that one upload may have; for tests. */
  uploadLimit?: number
  /** ms that a request's head and the whole of it may take, and how many connections there may be; for tests. */
  bounds?: Bounds
  /** Who is let in already; without it nobody. */
  sessions?: Sessions
}

export interface HttpDoor {
  port: number
  /** `http://127.0.0.1:PORT` */
  origin: string
  /** An address that lets one browser in, once, within ten minutes. The code is behind #, which browsers never send. */
  loginUrl(): string
  /** Ends streams and sockets, and takes no more requests. */
  close(): Promise<void>
}

interface Bounds {
  head: number
  whole: number
  connections: number
}

/**
 * An upload of the largest size takes seconds on loopback: who needs longer holds a connection on purpose. One person and some
 * programs need few connections.
 */
const usual: Bounds = { head: 10_000, whole: 120_000, connections: 256 }

function makeServer(bounds: Bounds, listener: (req: IncomingMessage, res: ServerResponse) => void): Server {
  const { head, whole, connections } = bounds
  const server = createServer({ connectionsCheckingInterval: Math.min(2000, head / 2) }, listener)
  server.maxConnections = connections
  server.headersTimeout = head
  server.requestTimeout = whole
  server.keepAliveTimeout = 5000
  server.timeout = whole
  server.maxHeadersCount = 100
  return server
}

const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((ready, failed) => {
    server.once('error', failed).listen({ port, host, exclusive: true }, () => {
      server.off('error', failed)
      ready((server.address() as AddressInfo).port)
    })
  })

/** The same port on both loopback addresses: else another program could answer for `localhost`. */
async function bind(make: () => Server, wanted: number): Promise<{ port: number; servers: Server[] }> {
  for (let tries = 1; ; tries++) {
    const v4 = make()
    const port = await listen(v4, wanted, '127.0.0.1').catch((error: unknown) => {
      throw taken(error, wanted)
    })
    const v6 = make()
    try {
      await listen(v6, port, '::1')
      return { port, servers: [v4, v6] }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // this computer has no IPv6: nobody can answer there
      if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT' || code === 'EINVAL') return { port, servers: [v4] }
      v4.close()
      if (code !== 'EADDRINUSE' || wanted !== 0 || tries >= 10) throw taken(error, port)
    }
  }
}

function taken(error: unknown, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE')
    return new Refusal('conflict', `Port ${port} is taken by another program. Choose another: --port.`, { port })
  if (code === 'EACCES')
    return new Refusal('conflict', `This user may not use port ${port}. Choose one above 1023.`, { port })
  return error
}

/** Opens the door. @throws Refusal `conflict` when the port is taken */
export async function startHttp(options: HttpOptions): Promise<HttpDoor> {
  const { room } = options
  let routing: Routing
  let hosts: string[] = []
  const calendar = createCalendarDoor(room)
  const files = pageFiles(options.page)
  const listener = (req: IncomingMessage, res: ServerResponse) => {
    void respond(req, res, { room, routing, hosts, files, calendar })
  }
  const onUpgrade = (req: IncomingMessage, socket: Duplex, head: Buffer) =>
    upgrade(req, socket, head, { routing, hosts })
  const { port, servers } = await bind(
    () => makeServer(options.bounds ?? usual, listener).on('upgrade', onUpgrade),
    options.port ?? 0,
  )
  hosts = ownHosts(port)
  routing = createRouting(room, port, options)
  const origin = `http://127.0.0.1:${port}`
  room.origin = origin
  return {
    port,
    origin,
    loginUrl: () => `${origin}/#code=${routing.newCode()}`,
    async close() {
      delete room.origin
      const closed = servers.map((server) => new Promise<void>((done) => server.close(() => done())))
      routing.close()
      for (const server of servers) server.closeAllConnections()
      await Promise.all(closed)
    },
  }
}

interface Serving {
  room: Room
  routing: Routing
  hosts: readonly string[]
  files: PageFiles
  calendar: CalendarDoor
}

async function respond(req: IncomingMessage, res: ServerResponse, { room, routing, hosts, files, calendar }: Serving) {
  secure(res)
  let path = ''
  try {
    checkHost(req.headers, req.headersDistinct, hosts)
    checkOrigin(req.headers)
    const target = targetOf(req)
    // the secret of a feed is part of its path, and must not get into the log
    path = calendar.owns(target.path) ? '/calendar/…' : target.path
    if (calendar.owns(target.path)) await calendar.answer(req, res, target.path)
    else if (path === '/health') {
      // says that somebody is there, and nothing else: it is the one answer that needs no key
      checkMethod(req, res, ['GET', 'HEAD'])
      sendJson(res, 200, { ok: true })
    } else if (routing.owns(path)) await routing.handle(req, res, target)
    else await sendPage(req, res, path, files)
  } catch (error) {
    if (res.headersSent || res.destroyed) return void res.destroy()
    if (error instanceof Refusal) return void sendRefusal(res, error, path)
    if (req.destroyed && !req.complete) return void res.destroy()
    room.ports.log.error('a request failed', { method: req.method, path, error })
    sendJson(
      res,
      500,
      { type: 'about:blank', title: 'internal error', status: 500, code: 'internal' },
      'application/problem+json',
    )
  }
}

function upgrade(
  req: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  { routing, hosts }: Pick<Serving, 'routing' | 'hosts'>,
) {
  socket.on('error', () => socket.destroy())
  try {
    checkHost(req.headers, req.headersDistinct, hosts)
    checkOrigin(req.headers, { required: true })
    routing.upgrade(req, socket, head)
  } catch (error) {
    const status = error instanceof Refusal ? failures[error.code].status : 500
    socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  }
}
