/** `app://shell/…`: the page's own files under the page's policy, and the way for files that a person drops on it. */
import { protocol } from 'electron'
import { failures, Refusal } from '../../../shared/domain/failure.ts'
import { pagePolicy, problem, secureHeaders } from '../web/answer.ts'
import { isNamedByContents, keepForGood, pageFiles } from '../web/files.ts'
import type { Uploads } from './uploads.ts'

const scheme = 'app'
const host = 'shell'
const home = `${scheme}://${host}/index.html`

/** The page's address at a route such as `/outbox`. */
export const addressOf = (route: string): string => `${home}#${route}`

/** The route in the page's address; `/` where there is none. */
export const routeOf = (address: string): string => {
  const hash = isOwnAddress(address) ? new URL(address).hash.slice(1) : ''
  return hash.startsWith('/') ? hash : '/'
}

/** True for addresses of our page and of nothing else. */
export function isOwnAddress(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol: of, hostname, port, username, password } = new URL(address)
  return of === `${scheme}:` && hostname === host && port === '' && username === '' && password === ''
}

/** Before Electron is ready: the scheme has an origin of its own, and may fetch. */
export function registerScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true }
  protocol.registerSchemesAsPrivileged([{ scheme, privileges }])
}

/** @param page folder with the built page; only what was there at the start is served */
export function serveScheme(page: string, uploads: Uploads): void {
  const files = pageFiles(page, 'desktop')
  const answer = async (request: Request): Promise<Response> => {
    if (!isOwnAddress(request.url)) throw new Refusal('wrong_host', 'There is nothing at this address.')
    const { pathname } = new URL(request.url)
    if (/^\/upload(\/|$)/.test(pathname)) return uploads.answer(request, pathname)
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw new Refusal('wrong_method', `Files can be read, not ${request.method}.`)
    const file = await files.find(pathname)
    if (!file) throw new Refusal('not_found', 'There is no such page.')
    const policy = file.isPage ? { 'Content-Security-Policy': pagePolicy(null) } : {}
    const kept = isNamedByContents(pathname) ? { 'Cache-Control': keepForGood } : {}
    const headers = { ...secureHeaders, 'Content-Type': file.type, ...policy, ...kept }
    return new Response(new Uint8Array(file.body), { headers })
  }
  protocol.handle(scheme, (request) => answer(request).catch(refused))
}

function refused(error: unknown): Response {
  const told =
    error instanceof Refusal ? problem(error) : problem({ code: 'internal', status: 500, message: 'It failed.' })
  const status = error instanceof Refusal ? failures[error.code].status : 500
  return Response.json(told, { status, headers: { ...secureHeaders, 'Content-Type': 'application/problem+json' } })
}
