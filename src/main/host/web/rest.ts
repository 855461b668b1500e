/**
 * The REST door: the contract's routes below /api, and what HTTP adds to them. ETag comes from `version`, If-Match goes
 * into it; Idempotency-Key makes a POST that is sent again do nothing again; errors are problems (RFC 9457).
 */
import { createHmac } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { OpenAPIHandler } from '@orpc/openapi/fetch'
import { Refusal } from '../../../shared/domain/failure.ts'
import type { Context, Room } from '../../api/context.ts'
import { checkMay, openRequest, settleRequest } from '../../api/door.ts'
import { router } from '../../api/router.ts'
import { goneSignal, isStream, problem, problemType, sendJson, sendResponse } from './answer.ts'
import { readBody } from './body.ts'
import type { Principal } from './entry.ts'
import { checkJson } from './gate.ts'
import type { Track } from './long-lives.ts'
import { type Route, routeFor } from './routes.ts'

export interface Rest {
  /** Answers a request below /api; `path` is without that prefix. @throws Refusal */
  handle(req: IncomingMessage, res: ServerResponse, at: { path: string; search: string }, who: Principal): Promise<void>
}

interface Asked {
  route: Route
  body: Buffer
  request: Request
}

const handlerOptions = {
  customErrorResponseBodyEncoder: (error: Parameters<typeof problem>[0]) => problem(error),
}

export function createRest(room: Room, track: Track): Rest {
  const handler = new OpenAPIHandler(router, handlerOptions as never)
  const answer = async (request: Request, who: Principal): Promise<Response> => {
    const context: Context = { room, asker: who.asker() }
    const { matched, response } = await handler.handle(request, { prefix: '/api', context })
    if (!matched) throw new Refusal('not_found', 'There is no such path here.')
    return response
  }
  return {
    async handle(req, res, { path, search }, who) {
      const method = req.method ?? ''
      const { route, methods } = routeFor(method, path)
      if (!route) {
        if (methods.length === 0) throw new Refusal('not_found', `There is no ${path} here.`)
        res.setHeader('Allow', methods.join(', '))
        throw new Refusal('wrong_method', `${path} knows ${methods.join(', ')}, not ${method}.`)
      }
      checkJson(req.headers)
      const sent = await readBody(req, res)
      if (method !== 'GET') parsed(sent)
      const body = withVersion(route, req.headers['if-match'], sent)
      const repeat = repeatKey(route, req.headersDistinct['idempotency-key'])
      // a request that may be sent again is seen through: its answer is kept for the next time
      const gone = repeat === undefined ? goneSignal(res) : null
      const asked = { route, body, request: requestOf(req, `/api${path}${search}`, body, gone) }
      if (repeat === undefined)
        return finish(res, route, await answer(asked.request, who), () => track(who, () => res.destroy()))
      await once(room, res, asked, who, repeat, () => answer(asked.request, who))
    },
  }
}

function requestOf(req: IncomingMessage, target: string, body: Buffer, signal: AbortSignal | null): Request {
  const headers = new Headers()
  if (body.length > 0) headers.set('content-type', 'application/json')
  const last = req.headers['last-event-id']
  if (typeof last === 'string') headers.set('last-event-id', last)
  const method = req.method ?? 'GET'
  const content = method === 'GET' || body.length === 0 ? {} : { body: new Uint8Array(body) }
  return new Request(`http://engine${target}`, { method, headers, signal, ...content })
}

/** If-Match names the version that is being changed; only PATCH takes it. */
function withVersion(route: Route, ifMatch: string | undefined, body: Buffer): Buffer {
  if (ifMatch === undefined || route.method === 'GET') return body
  if (route.method !== 'PATCH') throw new Refusal('bad_request', 'If-Match is understood with PATCH only.')
  if (ifMatch.trim() === '*') return body
  const version = /^"(\d{1,9})"$/.exec(ifMatch.trim())?.[1]
  if (version === undefined) throw new Refusal('stale_version', `${ifMatch} is no ETag that was given out here.`)
  const change = parsed(body)
  if (change.version !== undefined && change.version !== Number(version))
    throw new Refusal('bad_request', 'If-Match and "version" in the body name different versions.')
  return Buffer.from(JSON.stringify({ ...change, version: Number(version) }))
}

function parsed(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = body.length === 0 ? {} : JSON.parse(body.toString('utf8'))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // said below
  }
  throw new Refusal('bad_request', 'The body is no JSON object.')
}

/** @throws Refusal for a key that can't be kept, or where it would promise what can't be held */
function repeatKey(route: Route, given: string[] | undefined): string | undefined {
  if (given === undefined || route.method !== 'POST') return undefined
  const [key = ''] = given
  if (given.length > 1 || !/^[!-~]{1,200}$/.test(key))
    throw new Refusal('bad_request', 'An Idempotency-Key is one word of at most 200 visible characters.')
  if (route.streams)
    throw new Refusal('bad_request', 'The answer is a stream, which is not kept: leave the Idempotency-Key out.')
  return key
}

const shownOnce =
  (words: string): ((body: string) => { status: number; body: string }) =>
  (body) => {
    const said = JSON.parse(body) as { id?: string; public_id?: string; invitation?: { public_id: string } }
    const made = said.invitation?.public_id ?? said.public_id ?? said.id
    const data = made === undefined ? {} : { id: made }
    const message = words.replace('%', made ?? '')
    return { status: 409, body: JSON.stringify(problem({ code: 'conflict', message, data })) }
  }

/** Answers that hold a secret are shown once and kept nowhere, so they can't be given again. */
const keptInstead: Record<string, ReturnType<typeof shownOnce>> = {
  'keys.create': shownOnce('The key % was made, and it is shown once only. Revoke it and make another.'),
  'webhooks.create': shownOnce(
    'The webhook % was made, and its secret is shown once only. Remove it and make another.',
  ),
  'calendar_feeds.create': shownOnce(
    'The feed % was made, and its address is shown once only. Revoke it and make another.',
  ),
  'invitations.create': shownOnce(
    'The invitation % was made, and its link is shown once only. Withdraw it and make another.',
  ),
  'sender_hosts.grant': shownOnce(
    'Leave was given, and its file is shown once only. Ask again without this Idempotency-Key.',
  ),
}

async function once(
  room: Room,
  res: ServerResponse,
  asked: Asked,
  who: Principal,
  key: string,
  ask: () => Promise<Response>,
) {
  const { route, body, request } = asked
  // keyed with the caller's own secret, so that nobody who reads the database can guess a password by trying
  const print = createHmac('sha256', who.secret).update(`${request.method} ${request.url}\n`).update(body).digest('hex')
  // who may not ask leaves no trace either
  checkMay(who.asker(), route.name.split('.'), {})
  const opened = openRequest(room, who.holder, key, print)
  if (opened.kind === 'different')
    throw new Refusal('idempotency_reused', 'This Idempotency-Key came with another request before.')
  if (opened.kind === 'unfinished')
    throw new Refusal(
      'conflict',
      'The first request with this Idempotency-Key is at work, or was cut off. Look what it did.',
    )
  if (opened.kind === 'answered') {
    res.setHeader('Idempotency-Replayed', 'true')
    return sendAnswer(res, route, opened.status, opened.body)
  }
  try {
    const response = await ask()
    const text = await response.text()
    const { status } = response
    // refused: nothing was changed, so the key is free. 500: nobody knows, so it is not tried again.
    const keep = status < 400 || status === 500
    settleRequest(
      room,
      opened.id,
      keep ? (status < 400 && keptInstead[route.name]?.(text)) || { status, body: text } : null,
    )
    sendAnswer(res, route, status, text)
  } catch (error) {
    if (error instanceof Refusal) settleRequest(room, opened.id, null)
    throw error
  }
}

function tag(res: ServerResponse, route: Route, status: number, body: string): void {
  if (!route.versioned || status >= 300) return
  const { version } = JSON.parse(body) as { version?: unknown }
  if (typeof version === 'number') res.setHeader('ETag', `"${version}"`)
}

function sendAnswer(res: ServerResponse, route: Route, status: number, body: string): void {
  tag(res, route, status, body)
  sendJson(res, status, body, status >= 400 ? problemType : 'application/json')
}

async function finish(res: ServerResponse, route: Route, response: Response, track: () => () => void): Promise<void> {
  if (isStream(response)) {
    res.once('close', track())
    await sendResponse(res, response)
  } else sendAnswer(res, route, response.status, await response.text())
}
