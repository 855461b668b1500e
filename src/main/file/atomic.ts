/** Files that are there whole or not at all: others may be reading the folder, or a sync program watching it. */
import { randomBytes } from 'node:crypto'
import { type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { HOUR } from '../../shared/domain/time.ts'

/**
 * Writes `pieces` beside `path`, makes sure of the disk, then puts the file in its place, over one that was there. Whatever
 * fails, or an abort between two pieces, leaves what was there before. Who is killed leaves a draft, which the next file of
 * that name takes away.
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
  const draft = join(folder, `${draftOf(path)}${randomBytes(6).toString('hex')}.part`)
  const handle = await open(draft, 'wx', 0o600)
  let size = 0
  try {
    try {
      await removeDead(folder, path, handle)
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

/** The same for all numbers of a computer's file in a shared folder. */
const draftOf = (path: string): string => `.${basename(path, '.cadenza').replace(/-\d+$/, '')}-cadenza-`

/** Drafts of the same name that nobody has written to for an hour, by the clock of the disk they are on. */
async function removeDead(folder: string, path: string, own: FileHandle): Promise<void> {
  const { mtimeMs: present } = await own.stat()
  const begin = draftOf(path)
  for (const name of await readdir(folder)) {
    if (!name.startsWith(begin) || !/^[0-9a-f]{12}\.part$/.test(name.slice(begin.length))) continue
    const found = await stat(join(folder, name)).catch(() => null)
    if (found?.isFile() && found.mtimeMs < present - HOUR) await rm(join(folder, name), { force: true })
  }
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
