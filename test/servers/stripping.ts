import { connect, createServer, type Socket } from 'node:net'

/** A stretch of network that somebody else owns: it passes everything on, but for STARTTLS, offered or asked for. */
export interface Stripping {
  port: number
  /** All that clients have said. */
  said(): string
  stop(): Promise<void>
}

const without = (text: string) => text.replaceAll('STARTTLS', 'XXXXXXXX')

/** In front of a mail server on 127.0.0.1. The word becomes another of the same length, as real ones do it. */
export async function startStripping(port: number): Promise<Stripping> {
  const sockets = new Set<Socket>()
  let said = ''
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.setEncoding('latin1')
      socket.on('error', () => {})
      socket.on('close', () => {
        near.destroy()
        far.destroy()
      })
    }
    near.on('data', (text: string) => {
      said += text
      far.write(without(text), 'latin1')
    })
    far.on('data', (text: string) => near.write(without(text), 'latin1'))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    said: () => said,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}
