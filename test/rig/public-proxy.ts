/** An https proxy in front of the public listener, as Caddy or nginx would stand there, and the web that finds it. */
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createPublicWeb } from '../../src/main/host/public-web.ts'
import type { PublicWeb } from '../../src/main/ports.ts'
import { makeTls } from '../servers/tls.ts'

export interface PublicProxy {
  web: PublicWeb
  stop(): Promise<void>
}

/** @param port where it passes requests on to, asked at each; its certificate is for `mail.acme.test` */
export async function publicProxy(folder: string, port: () => number): Promise<PublicProxy> {
  const { certificate, key } = makeTls(folder)
  const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (req, res) => {
    const { method, url: path, headers } = req
    const onward = request({ host: '127.0.0.1', port: port(), method, path, headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(res)
    })
    onward.on('error', () => res.writeHead(502).end())
    req.pipe(onward)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const web = createPublicWeb({
    port: (server.address() as AddressInfo).port,
    ca: readFileSync(join(folder, 'ca.crt'), 'utf8'),
    lookup: (_, options, found) =>
      options.all ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4),
    mayReach: () => true,
  })
  return {
    web,
    async stop() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
