/** Which path leads where. Everything but the page's own files is behind the turnstile. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { Refusal } from '../../../shared/domain/failure.ts'
import type { Room } from '../../api/context.ts'
import { pagePolicy, sendJson } from './answer.ts'
import type { Principal } from './entry.ts'
import { isNamedByContents, keepForGood, type PageFiles } from './files.ts'
import { createLogin } from './login.ts'
import { createLongLives } from './long-lives.ts'
import { openApiDocument } from './openapi.ts'
import { createRest } from './rest.ts'
import { createRpc, subprotocol } from './rpc.ts'
import { createSessions, createTickets, type Sessions } from './sessions.ts'
import { createTurnstile } from './turnstile.ts'
import { createUploads } from './upload.ts'

export interface Target {
  path: string
  search: string
}

export interface Routing {
  /** True for paths that need a key; all others are files of the page. */
  owns(path: string): boolean
  /** @throws Refusal */
  handle(req: IncomingMessage, res: ServerResponse, target: Target): Promise<void>
  /** @throws Refusal */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void
  newCode(): string
  close(): void
}

/** A WebSocket is opened right after its ticket was fetched. */
const ticketLife = 30_000

const guarded = /^\/(api|rpc|ws|session|ticket|upload)(\/|$)/

interface Visit {
  req: IncomingMessage
  res: ServerResponse
  target: Target
  who: Principal
  /** What the pattern of the path caught. */
  name: string
}

interface Given {
  uploadLimit?: number | undefined
  /** Who is let in already: an engine that starts anew behind the same door asks nobody again. */
  sessions?: Sessions | undefined
}

/** The fixed paths, what they may be asked, and who answers; RPC and REST know their own methods. */
function tableOf(room: Room, port: number, { uploadLimit, sessions = createSessions(room.ports) }: Given) {
  const tickets = createTickets<Principal>(room.ports, ticketLife)
  const turnstile = createTurnstile(room, sessions, port)
  const lives = createLongLives(room)
  const rest = createRest(room, lives.track)
  const rpc = createRpc(room, { buckets: turnstile.callers, track: lives.track })
  const uploads = createUploads(room.ports, uploadLimit)
  const login = createLogin({ sessions, port, fail: turnstile.fail, onEnd: lives.check })
  const document = openApiDocument()
  const table: [pattern: RegExp, methods: string[] | null, answer: (visit: Visit) => void | Promise<void>][] = [
    [/^\/api\/openapi\.json$/, ['GET'], async ({ res }) => sendJson(res, 200, await document)],
    [/^\/api(\/.*)$/, null, ({ req, res, target, who, name }) => rest.handle(req, res, { ...target, path: name }, who)],
    [/^\/rpc\/.*$/, null, ({ req, res, target, who }) => rpc.handle(req, res, target.path + target.search, who)],
    [/^\/session$/, ['GET', 'DELETE'], ({ req, res }) => login.session(req, res)],
    [/^\/ticket$/, ['POST'], ({ res, who }) => sendJson(res, 201, { ticket: tickets.issue(who) })],
    [/^\/upload$/, ['POST'], ({ res, who }) => uploads.issue(res, who)],
    [/^\/upload\/([\w-]{1,100})$/, ['PUT'], ({ req, res, who, name }) => uploads.take(req, res, name, who)],
  ]
  return { sessions, tickets, turnstile, lives, rpc, login, table }
}

export function createRouting(room: Room, port: number, given: Given = {}): Routing {
  const { sessions, tickets, turnstile, lives, rpc, login, table } = tableOf(room, port, given)
  return {
    owns: (path) => guarded.test(path),
    newCode: () => sessions.newCode(),
    async handle(req, res, target) {
      if (target.path === '/session' && req.method === 'POST') return login.enter(req, res)
      const who = turnstile.pass(req, res)
      for (const [pattern, methods, answer] of table) {
        const match = pattern.exec(target.path)
        if (!match) continue
        if (methods) checkMethod(req, res, methods)
        return await answer({ req, res, target, who, name: match[1] ?? '' })
      }
      throw new Refusal('not_found', `There is no ${target.path} here.`)
    },
    upgrade(req, socket, head) {
      if (req.url !== '/ws') throw new Refusal('not_found', 'There is no WebSocket here.')
      const offered = (req.headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim())
      const ticket = offered.find((each) => each.startsWith('ticket.'))?.slice('ticket.'.length)
      const who = ticket === undefined ? null : tickets.redeem(ticket)
      if (!who || !offered.includes(subprotocol))
        throw new Refusal('unauthorised', 'A WebSocket needs a fresh ticket: POST /ticket.')
      rpc.upgrade(req, socket, head, who)
    },
    close() {
      lives.close()
      rpc.close()
    },
  }
}

/** @throws Refusal `wrong_method` (405), with the Allow header that goes with it. */
export function checkMethod(req: IncomingMessage, res: ServerResponse, methods: string[]): void {
  if (methods.includes(req.method ?? '')) return
  res.setHeader('Allow', methods.join(', '))
  throw new Refusal('wrong_method', `This path knows ${methods.join(', ')}, not ${req.method}.`)
}

/**
 * Answers with a file of the page. Its scripts and fonts may be kept, and with them what the browser compiled of them:
 * the next start is faster by that. @throws Refusal
 */
export async function sendPage(req: IncomingMessage, res: ServerResponse, path: string, files: PageFiles) {
  checkMethod(req, res, ['GET', 'HEAD'])
  const file = await files.find(path)
  if (!file) throw new Refusal('not_found', 'There is no such page.')
  if (file.isPage) res.setHeader('Content-Security-Policy', pagePolicy(req.headers.host ?? ''))
  if (isNamedByContents(path)) res.setHeader('Cache-Control', keepForGood)
  res.writeHead(200, { 'Content-Type': file.type, 'Content-Length': file.body.length }).end(file.body)
}
