/**
 * Where the browser comes back to: a server on this computer alone, on a port of the system's choosing, for one answer.
 * Every program and every website can call such a port, so nothing counts but the state that only this sign-in knows,
 * and that counts once: foreign and repeated ones are told so and change nothing.
 */
import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type LandingPage, landingPage } from './sign-in-page.ts'

export interface Landing {
  /** As the provider is told it. */
  redirectUri: string
  close(): Promise<void>
}

export interface LandingOptions {
  host: '127.0.0.1' | 'localhost'
  path: string
  state: string
  /** Called once, with what the provider sent; what it resolves with is shown in the browser. Never rejects. */
  onArrival: (address: URL) => Promise<LandingPage>
}

/** `localhost` may mean either; a stranger who listens on the other one would get the code. */
const families = { '127.0.0.1': ['127.0.0.1'], localhost: ['127.0.0.1', '::1'] } as const
const tries = 10

/** @throws Error where no port can be had on this computer */
export async function openLanding(options: LandingOptions): Promise<Landing> {
  for (let attempt = 1; ; attempt++) {
    const servers = await listenEverywhere(options)
    if (servers) {
      const port = portOf(servers[0] as Server)
      return {
        redirectUri: `http://${options.host}:${port}${options.path}`,
        close: async () => void (await Promise.all(servers.map(close))),
      }
    }
    if (attempt === tries) throw new Error('no free port was found on this computer')
  }
}

/** The same port on each family. Null: another program has it on one of them. */
async function listenEverywhere(options: LandingOptions): Promise<Server[] | null> {
  const servers: Server[] = []
  let used = false
  const take = () => {
    const first = !used
    used = true
    return first
  }
  for (const address of families[options.host]) {
    const server = createServer((req, res) => void answer(req, res, options, take))
    server.headersTimeout = 5_000
    server.requestTimeout = 10_000
    const failed = await listen(server, servers[0] ? portOf(servers[0]) : 0, address)
    if (failed === null) servers.push(server)
    // a computer without IPv6: then nobody else can listen there either
    else if (servers[0] && /^(EADDRNOTAVAIL|EAFNOSUPPORT)$/.test(failed)) continue
    else {
      await Promise.all(servers.map(close))
      if (servers.length === 0) throw new Error(`this computer lets nobody listen on ${address} (${failed})`)
      return null
    }
  }
  return servers
}

function listen(server: Server, port: number, address: string): Promise<string | null> {
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen({ port, host: address, exclusive: true }, () => resolve(null))
  })
}

const portOf = (server: Server): number => {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })
}

async function answer(req: IncomingMessage, res: ServerResponse, options: LandingOptions, take: () => boolean) {
  const own = `${options.host}:${req.socket.localPort}`
  const { status, page } = await judge(req, own, options, take)
  send(res, status, page)
}

type Verdict = { status: number; page: LandingPage }

async function judge(
  req: IncomingMessage,
  own: string,
  options: LandingOptions,
  take: () => boolean,
): Promise<Verdict> {
  const stranger = (status: number): Verdict => ({ status, page: landingPage.stranger })
  if (req.headers.host !== own) return stranger(421)
  if (req.method !== 'GET') return stranger(405)
  if (!URL.canParse(req.url ?? '', `http://${own}`)) return stranger(400)
  const address = new URL(req.url ?? '', `http://${own}`)
  if (address.pathname !== options.path) return stranger(404)
  if (!isSame(address.searchParams.get('state') ?? '', options.state)) return stranger(400)
  if (!take()) return { status: 410, page: landingPage.over }
  const page = await options.onArrival(address)
  return { status: page.ok ? 200 : 400, page }
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function send(res: ServerResponse, status: number, page: LandingPage): void {
  res.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src '${landingPage.styleHash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  })
  res.end(landingPage.html(page))
}
