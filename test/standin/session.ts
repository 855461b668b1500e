/** `protocol`, `session` and `net`: what a page may load, and what it is allowed. */
import { type ClientRequest, request as httpRequest } from 'node:http'
import type * as Electron from 'electron'
import { emitter, type Names, post, record, strict } from './base.ts'

type Answer = (request: Request) => Response | Promise<Response>
export const protocols = new Map<string, Answer>()

/** What main gave to the session; the tests ask these directly, because Chromium's own prompts are not modelled. */
export const given: {
  request?: (contents: unknown, permission: string, decide: (may: boolean) => void) => void
  check?: (contents: unknown, permission: string) => boolean
  device?: () => boolean
  outside?: { urls: string[]; decide: (details: { url: string }, answer: (what: { cancel?: boolean }) => void) => void }
} = {}

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged: record('protocol.registerSchemesAsPrivileged'),
  handle(scheme: string, answer: Answer) {
    protocols.set(scheme, answer)
    post({ t: 'scheme', scheme })
  },
} satisfies Names<Electron.Protocol>)

/** Requests of the main process itself, as its updater makes them; over plain HTTP, which a test serves. */
export const net = strict('net', {
  request({ session: _, redirect: __, ...options }: Record<string, unknown>): ClientRequest {
    return httpRequest(options)
  },
} satisfies Names<Electron.Net>)

export const session = strict('session', {
  fromPartition: (name: string) => ({ name }),
  defaultSession: emitter('session.defaultSession', {
    protocol,
    setPermissionRequestHandler: (handler: typeof given.request) => Object.assign(given, { request: handler }),
    setPermissionCheckHandler: (handler: typeof given.check) => Object.assign(given, { check: handler }),
    setDevicePermissionHandler: (handler: typeof given.device) => Object.assign(given, { device: handler }),
    webRequest: {
      onBeforeRequest: (filter: { urls: string[] }, decide: NonNullable<typeof given.outside>['decide']) =>
        Object.assign(given, { outside: { urls: filter.urls, decide } }),
    },
  } satisfies Names<Electron.Session>),
})
