import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { Clock } from '../ports.ts'

/** A message that the sandbox took instead of the world. */
export interface SandboxMail {
  raw: Buffer
  envelope: { from: string; to: string[] }
  /** When it arrived, ms since the epoch. */
  at: number
}

export interface Sandbox {
  host: string
  port: number
  /** Ends open connections and closes the port. */
  stop(): Promise<void>
}

/** RFC 1870 SIZE: what the sandbox takes at most, like most providers. */
export const sandboxMaxBytes = 30 * 1024 * 1024

/**
 * The built-in mail server on a free port of this computer (127.0.0.1 only). It refuses nobody and delivers nowhere:
 * each message goes to `keep`, and is answered 250 only when `keep` has resolved; a message that could not be kept is
 * answered 451, so that the sender knows that it isn't there.
 */
export async function startSandbox(options: {
  keep: (mail: SandboxMail) => Promise<void>
  clock: Pick<Clock, 'now'>
}): Promise<Sandbox> {
  const server = new SMTPServer({
    name: 'sandbox.localhost',
    banner: 'Cadenza sandbox, nothing leaves this computer',
    size: sandboxMaxBytes,
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    hidePIPELINING: false,
    disableReverseLookup: true,
    logger: false,
    onData(stream, session, done) {
      receive(stream, session, options).then(
        (refusal) => done(refusal),
        (error: unknown) => done(reply(451, `4.3.0 not kept: ${error}`)),
      )
    },
  })
  // Clients that vanish in the middle are their own trouble; without a listener they would end the process.
  server.on('error', () => {})
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
  return {
    host: '127.0.0.1',
    port,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

async function receive(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  options: Parameters<typeof startSandbox>[0],
): Promise<Error | null> {
  const chunks: Buffer[] = []
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    // The rest is read and dropped, so that the client gets its answer in order.
    if (!stream.sizeExceeded) chunks.push(chunk)
    else chunks.length = 0
  }
  if (stream.sizeExceeded) return reply(552, `5.3.4 larger than ${sandboxMaxBytes} bytes`)
  const { mailFrom, rcptTo } = session.envelope
  const envelope = { from: mailFrom ? mailFrom.address : '', to: rcptTo.map((one) => one.address) }
  await options.keep({ raw: Buffer.concat(chunks), envelope, at: options.clock.now() })
  return null
}

function reply(responseCode: number, words: string): Error {
  return Object.assign(new Error(words), { responseCode })
}
