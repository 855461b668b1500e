/** Files that are there whole or not at all: others may be reading the folder, or a sync program watching it. */
import { randomBytes } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * Writes `pieces` beside `path`, makes sure of the disk, then puts the file in its place, over one that was there. Whatever
 * fails, or an abort between two pieces, leaves what was there before.
 *
 * @returns bytes
 */
export async function writeWhole(
  path: string,
  pieces: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<number> {
  const folder = dirname(path)
  // a name that no reader of a shared folder takes for a workspace file
  const draft = join(folder, `.cadenza-${randomBytes(6).toString('hex')}.part`)
  const handle = await open(draft, 'wx', 0o600)
  let size = 0
  try {
    try {
      for await (const piece of pieces) {
        signal?.throwIfAborted()
        for (let at = 0; at < piece.length; ) at += (await handle.write(piece, at)).bytesWritten
        size += piece.length
      }
      signal?.throwIfAborted()
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
  await syncFolder(folder)
  return size
}

/** So that the name lasts, too. Windows can't, and needn't. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } catch {
    // some network folders refuse; the file itself is on disk
  } finally {
    await handle.close()
  }
}
