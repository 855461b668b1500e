/**
 * The listener for people outside: followed links, opt-outs, and the check through the public name. It is another server
 * than the management API, on another port, started only when asked for, and knows nothing but three paths. It sets no
 * cookie, tells nothing about a token but whether it was signed here, and answers nothing at length.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Refusal } from '../../../shared/domain/failure.ts'
import type { PublicDoor, Visit } from '../../api/door-public.ts'
import type { Clock, Log } from '../../ports.ts'
import { createBuckets } from '../web/limits.ts'
import { readForm, wishOf } from './form.ts'
import { askPage, brokenPage, busyPage, donePage, failedPage, publicPolicy } from './page.ts'
import { visitorOf } from './visitor.ts'

export interface PublicOptions {
  door: PublicDoor
  clock: Clock
  log: Log
  /** 0: a free one. */
  port: number
  /** The address it listens on; behind a proxy on this computer 127.0.0.1. */
  bind: string
  /** Requests at once and a second: of one visitor, of all; for tests. */
  rates?: { visitor: Rate; all: Rate }
  /** Ms that a whole request may take; for tests. */
  patience?: number
}

type Rate = { burst: number; perSecond: number }

export interface PublicListener {
  port: number
  close(): Promise<void>
}

/** A mail server that looks at a long email follows all its links at once. */
const usualRates = { visitor: { burst: 60, perSecond: 5 }, all: { burst: 600, perSecond: 200 } }
const mostConnections = 200

const headers: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
  'X-Robots-Tag': 'noindex, nofollow',
  'Content-Security-Policy': publicPolicy,
}

function send(req: IncomingMessage, res: ServerResponse, status: number, body: string, type = 'text/html'): void {
  const isWhole = req.complete || req.method === 'GET' || req.method === 'HEAD'
  // the rest of a body that isn't read must not be taken for the next request
  if (!isWhole) res.setHeader('Connection', 'close')
  res.writeHead(status, { 'Content-Type': `${type}; charset=utf-8`, 'Content-Length': Buffer.byteLength(body) })
  res.end(req.method === 'HEAD' ? undefined : body)
}

const methods: Record<string, string[]> = { c: ['GET', 'HEAD'], u: ['GET', 'HEAD', 'POST'], check: ['GET', 'HEAD'] }

/**
 * Nothing is decoded, so nothing can climb out of it. What follows a `?` is put there by programs on the way; signs
 * behind the token are those of the sentence that it was copied from.
 */
const place = /^\/(c|u|check)\/([\w.-]{1,2900})(?:[!'()*,;:\]]|%[\dA-F]{2})*(?:\?[\x21-\x7e]*)?$/i

/** Seconds after which it is worth asking again when the database could not be written. */
const soon = 30

function visitOf(req: IncomingMessage): Visit {
  const { 'user-agent': agent = '', 'sec-purpose': purpose, purpose: older, 'x-moz': oldest } = req.headers
  const isPrefetch = [purpose, older, oldest].some((value) => /prefetch|preview/i.test(String(value ?? '')))
  return { method: req.method ?? '', agent, isPrefetch }
}

async function answer({ door }: PublicOptions, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const [, kind = '', token = ''] = place.exec(req.url ?? '') ?? []
  const allowed = methods[kind]
  if (allowed === undefined) return send(req, res, 404, brokenPage)
  if (!allowed.includes(req.method ?? '')) {
    res.setHeader('Allow', allowed.join(', '))
    return send(req, res, 405, brokenPage)
  }
  if (kind === 'check')
    return /^[\w-]{16,64}$/.test(token)
      ? send(req, res, 200, door.check(token), 'text/plain')
      : send(req, res, 400, brokenPage)
  if (kind === 'c') {
    const target = door.follow(token, visitOf(req))
    if (target === null) return send(req, res, 400, brokenPage)
    res.writeHead(302, { Location: target, 'Content-Length': 0 }).end()
    return
  }
  if (req.method !== 'POST') {
    const isSigned = door.isOptOut(token)
    return send(req, res, isSigned ? 200 : 400, isSigned ? askPage : brokenPage)
  }
  const form = await readForm(req)
  if ('status' in form) return send(req, res, form.status, brokenPage)
  const wish = wishOf(req.headers['content-type'], form.text)
  const isDone = wish !== null && door.optOut(token, wish, visitOf(req))
  return send(req, res, isDone ? 200 : 400, isDone ? donePage : brokenPage)
}

function makeServer(options: PublicOptions): Server {
  const { clock, log, rates = usualRates, patience = 10_000 } = options
  const visitors = createBuckets(clock, rates.visitor)
  const everybody = createBuckets(clock, rates.all)
  const respond = async (req: IncomingMessage, res: ServerResponse) => {
    for (const [name, value] of Object.entries(headers)) res.setHeader(name, value)
    try {
      // all together first: whoever comes from very many places must not fill the memory with their names
      const wait = everybody.take('all') ?? visitors.take(visitorOf(req))
      if (wait === null) return await answer(options, req, res)
      res.setHeader('Retry-After', String(wait))
      send(req, res, 429, busyPage)
    } catch (error) {
      // a request that was read to its end counts as destroyed: what tells is the connection
      if (res.headersSent || req.socket.destroyed) return void res.destroy()
      log.error('a visit from outside failed', { error: String(error) })
      // a mail program asks again after a 503, and what somebody asked for is not lost
      res.setHeader('Retry-After', String(soon))
      send(req, res, 503, failedPage)
    }
  }
  const server = createServer(
    { connectionsCheckingInterval: Math.min(1000, patience / 2), maxHeaderSize: 16_384, insecureHTTPParser: false },
    (req, res) => void respond(req, res),
  )
  server.maxConnections = mostConnections
  server.headersTimeout = patience / 2
  server.requestTimeout = patience
  server.timeout = patience
  server.keepAliveTimeout = 5000
  server.maxHeadersCount = 60
  server.maxRequestsPerSocket = 100
  // what is no HTTP, or asks for another protocol, gets no second word
  server.on('clientError', (_, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    else socket.destroy()
  })
  server.on('upgrade', (_, socket) => socket.destroy()).on('connect', (_, socket) => socket.destroy())
  return server
}

/** Opens it. @throws Refusal `conflict` where that port or address can't be had */
export async function startPublic(options: PublicOptions): Promise<PublicListener> {
  const server = makeServer(options)
  const { port, bind } = options
  const taken = await new Promise<number | Error>((done) => {
    server.once('error', done).listen({ port, host: bind, exclusive: true }, () => {
      server.off('error', done)
      done((server.address() as AddressInfo).port)
    })
  })
  if (typeof taken !== 'number')
    throw new Refusal(
      'conflict',
      `Nothing can listen at ${bind}, port ${port}: ${taken.message}. Choose another: --public-port, --public-bind.`,
    )
  return {
    port: taken,
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()))
      server.closeAllConnections()
      await closed
    },
  }
}
