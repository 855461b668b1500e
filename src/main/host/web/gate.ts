/**
 * The first look at a request, before any route: is it for us, and did one of our own pages or a program send it? A page
 * of another site can make a browser send requests here; what gives it away is Host (DNS rebinding), Origin and
 * Sec-Fetch-Site (Fetch Metadata, W3C).
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { Refusal } from '../../../shared/domain/failure.ts'

/** Names under which the door may be addressed; anything else is a rebound name. */
export function ownHosts(port: number): string[] {
  const names = ['127.0.0.1', 'localhost', '[::1]']
  return port === 80 ? names.flatMap((name) => [name, `${name}:80`]) : names.map((name) => `${name}:${port}`)
}

/** @throws Refusal `wrong_host` (421). */
export function checkHost(
  headers: IncomingHttpHeaders,
  distinct: NodeJS.Dict<string[]>,
  hosts: readonly string[],
): void {
  const host = headers.host ?? ''
  if ((distinct.host ?? []).length > 1 || !hosts.includes(host.toLowerCase()))
    throw new Refusal('wrong_host', `This is not ${host || 'a host without a name'}.`)
}

/** @throws Refusal `forbidden` when the request comes from a page of another origin. */
export function checkOrigin(headers: IncomingHttpHeaders, options: { required?: boolean } = {}): void {
  const { origin, host = '' } = headers
  if (origin === undefined) {
    if (options.required) throw new Refusal('forbidden', 'The Origin header is missing.')
  } else if (origin !== `http://${host}`) throw new Refusal('forbidden', `Pages of ${origin} may not ask here.`)
  const site = headers['sec-fetch-site']
  // "none" is a person: an address typed, a bookmark. It can only be a plain GET.
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    throw new Refusal('forbidden', `Requests from another site (${String(site)}) may not come in here.`)
}

/** Path and query of a request, nothing decoded. @throws Refusal `bad_request` for anything but an origin-form target. */
export function targetOf(req: IncomingMessage): { path: string; search: string } {
  const target = req.url ?? ''
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (!target.startsWith('/') || target.startsWith('//') || /[\u0000-\u0020\u007f-\uffff\\#]/.test(target))
    throw new Refusal('bad_request', 'The request target is not a path.')
  const mark = target.indexOf('?')
  return mark < 0 ? { path: target, search: '' } : { path: target.slice(0, mark), search: target.slice(mark) }
}

/** True when the request says that a body follows. */
export const hasBody = (headers: IncomingHttpHeaders): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'

/** @throws Refusal `unsupported_media` for a body that is no plain JSON; a form of another page can't send JSON. */
export function checkJson(headers: IncomingHttpHeaders): void {
  const type = headers['content-type']
  if (headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity')
    throw new Refusal('unsupported_media', 'Compressed bodies are not read here.')
  if (!hasBody(headers) && type === undefined) return
  if (!/^application\/json(\s*;\s*charset="?utf-8"?)?\s*$/i.test(type ?? ''))
    throw new Refusal('unsupported_media', `The body is ${type ?? 'of no type'}, not application/json.`)
}
