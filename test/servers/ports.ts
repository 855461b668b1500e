import { randomInt } from 'node:crypto'
import { createServer, type Server } from 'node:net'

/**
 * Below the range that the system gives out by itself (32768 on Linux, 49152 elsewhere): a server that is started with
 * one of these a moment later never finds it taken by somebody's outgoing connection.
 */
const [lowest, highest] = [20_000, 32_000]

/** `count` different free ports of 127.0.0.1. All are held until all are found, so none comes twice. */
export async function freePorts(count: number): Promise<number[]> {
  const held: { port: number; server: Server }[] = []
  while (held.length < count) {
    const port = randomInt(lowest, highest)
    const server = await listen(port)
    if (server) held.push({ port, server })
  }
  await Promise.all(held.map(({ server }) => new Promise((resolve) => server.close(resolve))))
  return held.map(({ port }) => port)
}

/** Null when somebody has it. */
function listen(port: number): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    )
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}
