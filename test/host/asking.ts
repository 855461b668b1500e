/** Requests as they are, header by header: what `fetch` would forbid or correct is what has to be tried. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { type IncomingHttpHeaders, request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { type HttpDoor, type HttpOptions, startHttp } from '../../src/main/host/http.ts'
import type { Scope } from '../../src/shared/domain/access.ts'
import { type TestRoom, testRoom } from './room.ts'

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look at whatever came
  json: any
}

export interface Asking {
  method?: string
  path: string
  headers?: Record<string, string | string[]>
  body?: unknown
  /** IP address to connect to. */
  address?: string
}

export function ask(port: number, { method = 'GET', path, headers = {}, body, address = '127.0.0.1' }: Asking) {
  const content = body === undefined || Buffer.isBuffer(body) || typeof body === 'string' ? body : JSON.stringify(body)
  return new Promise<Answer>((resolve, reject) => {
    const sent = request(
      {
        host: address,
        port,
        method,
        path,
        agent: false,
        headers: {
          ...(content === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(content) }),
          ...headers,
        },
      },
      (res) => {
        const chunks: Buffer[] = []
        res.on('data', (chunk: Buffer) => chunks.push(chunk))
        res.on('error', reject)
        res.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8')
          const isJson = /json/.test(res.headers['content-type'] ?? '')
          resolve({
            status: res.statusCode ?? 0,
            headers: res.headers,
            text,
            json: isJson && text !== '' ? JSON.parse(text) : undefined,
          })
        })
      },
    )
    sent.on('error', reject)
    sent.end(content)
  })
}

export interface TestDoor extends TestRoom {
  door: HttpDoor
  ask: (asking: Asking) => Promise<Answer>
  /** The same with a key that may do everything. */
  keyed: (asking: Asking) => Promise<Answer>
  key: string
  newKey: (...scopes: Scope[]) => Promise<{ id: string; key: string }>
  stop: () => Promise<void>
}

/** A started web door over a room of its own, with a page of two files. */
export async function testDoor(options: Pick<HttpOptions, 'uploadLimit' | 'bounds'> = {}): Promise<TestDoor> {
  const here = testRoom()
  const page = join(here.folder, 'page')
  mkdirSync(join(page, 'assets'), { recursive: true })
  writeFileSync(join(page, 'index.html'), '<!doctype html><html><head><title>page</title></head></html>')
  writeFileSync(join(page, 'assets', 'app.js'), 'export {}\n')
  writeFileSync(join(page, 'assets', 'app-B0QnQpD1.js'), 'export {}\n')
  writeFileSync(join(here.folder, 'outside.txt'), 'OUTSIDE')
  const door = await startHttp({ room: here.room, page, ...options })
  const newKey = (...scopes: Scope[]) => here.client().keys.create({ name: 'test', scopes, days: 1 })
  const { key } = await newKey('read', 'write', 'accounts', 'admin')
  return {
    ...here,
    door,
    key,
    newKey,
    ask: (asking) => ask(door.port, asking),
    keyed: (asking) => ask(door.port, { ...asking, headers: { authorization: `Bearer ${key}`, ...asking.headers } }),
    async stop() {
      await door.close()
      here.close()
    },
  }
}

/** Signs a browser in; what it sends from then on. */
export async function browser(here: TestDoor) {
  const origin = here.door.origin
  const code = here.door.loginUrl().split('#code=')[1]
  const answer = await here.ask({ method: 'POST', path: '/session', headers: { origin }, body: { code } })
  const cookie = String(answer.headers['set-cookie']?.[0]).split(';')[0] ?? ''
  return { origin, cookie, token: answer.json.token as string, answer, code: code ?? '' }
}

/** Sends bytes as they are, for what no HTTP library would send; what came back, or how it was cut off. */
export function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    let got = ''
    socket.setEncoding('latin1').on('data', (chunk) => {
      got += chunk
    })
    socket
      .on('end', () => resolve(got))
      .on('error', (error: NodeJS.ErrnoException) => resolve(got || String(error.code)))
  })
}
