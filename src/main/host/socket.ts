/**
 * The owner-only door: the same RPC over a Unix socket (named pipe on Windows) next to the database. Whoever may open it
 * is the owner of the data folder, so it asks for no token.
 */
import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { BodyLimitPlugin, RPCHandler } from '@orpc/server/node'
import { Refusal } from '../../shared/domain/failure.ts'
import type { Room } from '../api/context.ts'
import { ownerAsker } from '../api/door.ts'
import { router } from '../api/router.ts'

export { connectSocket, socketAnswers } from './socket-client.ts'

/** sockaddr_un holds 104 bytes on macOS and 108 on Linux, the closing zero included. */
const longestPath = 103
/** A sequence with its attachments comes through here as one request. */
const largestBody = 64 * 1024 * 1024

/**
 * Where the socket of a data folder is: in the folder, or, where that path is too long for a socket, in a folder of the
 * user's own in the run-time folder, under a name made from the data folder's path.
 */
export function socketPath(folder: string, env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  const name = createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 24)
  if (platform === 'win32') return `\\\\.\\pipe\\cadenza-${name}`
  const near = join(resolve(folder), 'engine.sock')
  if (Buffer.byteLength(near) <= longestPath) return near
  const runtime = env.XDG_RUNTIME_DIR || tmpdir()
  return join(runtime, `cadenza-${process.getuid?.() ?? 0}`, `${name}.sock`)
}

/** A folder in a place that others can write to is trusted only if it is ours, no link, and closed to them. */
function openSocketFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const found = lstatSync(folder)
  if (!found.isDirectory() || found.uid !== process.getuid?.())
    throw new Refusal('insecure', `${folder} belongs to somebody else; the engine won't open its socket there.`)
  if ((found.mode & 0o077) !== 0) chmodSync(folder, 0o700)
}

export interface SocketDoor {
  path: string
  close(): Promise<void>
}

/** Opens the door. Call it only under the folder's lock: a socket file found there is left over, and is replaced. */
export async function startSocket(room: Room): Promise<SocketDoor> {
  const path = socketPath(room.ports.folders.data)
  const onDisk = process.platform !== 'win32'
  if (onDisk) {
    openSocketFolder(dirname(path))
    rmSync(path, { force: true })
  }
  const handler = new RPCHandler(router, { plugins: [new BodyLimitPlugin({ maxBodySize: largestBody })] })
  const server = createServer(async (req, res) => {
    const { matched } = await handler.handle(req, res, {
      prefix: '/rpc',
      context: { room, asker: ownerAsker(room) },
    })
    if (!matched) res.writeHead(404).end()
  })
  // long imports and event streams: only a client that is gone ends a request
  server.requestTimeout = 0
  await new Promise<void>((ready, failed) => {
    // the file must never exist with wider rights than 0600, not even for the moment before chmod
    const before = onDisk ? process.umask(0o177) : 0
    server.once('error', failed).listen(path, ready)
    if (onDisk) process.umask(before)
  })
  if (onDisk) chmodSync(path, 0o600)
  return {
    path,
    close() {
      const closed = new Promise<void>((done) => server.close(() => done()))
      server.closeAllConnections()
      return closed
    },
  }
}
