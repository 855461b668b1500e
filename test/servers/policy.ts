import { createServer, type Socket } from 'node:net'

/** What Postfix asks a policy service, e.g. `protocol_state`, `sender`, `recipient`, `client_address`. */
export type Asked = Readonly<Record<string, string>>

export interface PolicyService {
  port: number
  /** Everything Postfix asked, in order. */
  asked: Asked[]
  /** The answer, as in access(5): `DUNNO`, `DEFER_IF_PERMIT words`, `450 4.2.1 words`. Replaced by tests. */
  answer: (asked: Asked) => string
  stop(): Promise<void>
}

/** Postfix's policy delegation protocol: lines of name=value up to an empty one, then the action. */
export async function startPolicyService(): Promise<PolicyService> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    let input = ''
    socket.setEncoding('utf8')
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (chunk: string) => {
      input += chunk
      for (let end = input.indexOf('\n\n'); end >= 0; end = input.indexOf('\n\n')) {
        const asked = attributes(input.slice(0, end))
        input = input.slice(end + 2)
        me.asked.push(asked)
        socket.write(`action=${me.answer(asked)}\n\n`)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const me: PolicyService = {
    port: typeof address === 'object' && address ? address.port : 0,
    asked: [],
    answer: () => 'DUNNO',
    stop() {
      const closed = new Promise<void>((done) => server.close(() => done()))
      for (const socket of sockets) socket.destroy()
      return closed
    },
  }
  return me
}

function attributes(lines: string): Asked {
  return Object.fromEntries(
    lines.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
}

/** As a greylisting server does it: the first try of client, sender and recipient is put off, later ones pass. */
export function greylisting(words: string): (asked: Asked) => string {
  const known = new Set<string>()
  return (asked) => {
    if (asked.protocol_state !== 'RCPT') return 'DUNNO'
    const triplet = `${asked.client_address} ${asked.sender} ${asked.recipient}`
    if (known.has(triplet)) return 'DUNNO'
    known.add(triplet)
    return `DEFER_IF_PERMIT ${words}`
  }
}
