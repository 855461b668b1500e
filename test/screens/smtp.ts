/** A mail server for a test: takes mail for one user with one password, on this computer. */
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export interface TestSmtp {
  port: number
  /** Taken since it started. */
  taken: number
  stop(): Promise<void>
}

export async function startSmtp(user: string, password: string): Promise<TestSmtp> {
  const me = { port: 0, taken: 0, stop: () => new Promise<void>((done) => server.close(() => done())) }
  const server = new SMTPServer({
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    onAuth: (auth, _, done) =>
      auth.username === user && auth.password === password
        ? done(null, { user })
        : done(Object.assign(new Error('5.7.8 Username and Password not accepted'), { responseCode: 535 })),
    onData(stream, _, done) {
      stream.resume().on('end', () => {
        me.taken++
        done(null)
      })
    },
  })
  await new Promise<void>((open) => server.listen(0, '127.0.0.1', () => open()))
  me.port = (server.server.address() as AddressInfo).port
  return me
}
