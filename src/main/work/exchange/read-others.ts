/** What others put into the folder is taken in, each file once, and again when it has changed. */
import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Refusal } from '../../../shared/domain/failure.ts'
import { canonical } from '../../../shared/domain/shared-change.ts'
import { ownFileNumber } from '../../../shared/domain/workspace-file.ts'
import type { DeviceKeys } from '../../file/device-keys.ts'
import { lookInto, takeIn } from '../../file/take-in.ts'
import { tablesOf } from '../../file/touched.ts'
import { type FolderRow, updateFolder } from '../../store/exchange.ts'
import { workspaceRow } from '../../store/workspace.ts'
import type { ExchangeOptions } from './tools.ts'

/**
 * Reads what is new.
 *
 * @returns the numbers of this computer's own files in the folder
 * @throws what the disk says about the folder itself
 */
export async function readOthers(
  options: ExchangeOptions,
  row: FolderRow,
  keys: DeviceKeys,
  stopping: AbortSignal,
): Promise<number[]> {
  const { store, changes } = options
  const own: number[] = []
  const seen: FolderRow['seen'] = {}
  const told = () => store.write((tx) => updateFolder(tx, { seen: { ...seen } }))
  let news = false
  let read = 0
  for (const entry of await readdir(row.path, { withFileTypes: true })) {
    stopping.throwIfAborted()
    if (!isWorkspaceFile(entry)) continue
    const number = ownFileNumber(keys.device, entry.name)
    if (number !== null) own.push(number)
    // one of its own that it does not remember: a copy of this computer wrote it, or this one before it was restored
    if (number !== null && number <= row.number) continue
    const found = await stat(join(row.path, entry.name)).catch(() => null)
    if (!found) continue
    const before = row.seen[entry.name]
    const at = Math.trunc(found.mtimeMs)
    if (before?.size === found.size && before.at === at) {
      seen[entry.name] = before
      continue
    }
    if (++read > mostFiles) continue
    const { words, again } = await readOne(options, join(row.path, entry.name), keys, stopping)
    seen[entry.name] = { size: again ? unread : found.size, at, ...(words === null ? {} : { words }) }
    news ||= canonical(before ?? null) !== canonical(seen[entry.name])
    told()
  }
  if (news || Object.keys(row.seen).length !== Object.keys(seen).length) {
    told()
    changes.tell('exchange')
  }
  return own
}

/** Read in one round; whoever fills the folder with more gets them read later. */
const mostFiles = 200
/** No file has that size: it is read again in the next round. */
const unread = -1

/** No link that leads elsewhere, nothing half written. */
const isWorkspaceFile = (entry: Dirent): boolean =>
  entry.isFile() && entry.name.endsWith('.cadenza') && !entry.name.startsWith('.')

/** Words null: it was taken in; else why not. One file that can't be read keeps nobody from reading the others. */
async function readOne(
  { store, ports, changes }: ExchangeOptions,
  path: string,
  keys: DeviceKeys,
  signal: AbortSignal,
): Promise<{ words: string | null; again: boolean }> {
  const reading = { openers: { identity: keys.secret.sealing }, workspace: workspaceRow(store).publicId, signal }
  try {
    const looked = await lookInto(store, path, reading)
    const { touched } = await takeIn(store, path, looked, { ...reading, now: ports.clock.now, sealer: keys })
    changes.tell(...tablesOf(touched))
    return { words: null, again: false }
  } catch (error) {
    if (signal.aborted) throw error
    if (error instanceof Refusal) {
      ports.log.warn('a file in the shared folder was not taken', { code: error.code, words: error.message })
      return { words: error.message, again: false }
    }
    ports.log.error('a file in the shared folder could not be read', {
      error: (error as Error).stack ?? String(error),
    })
    const { message } = error as Error
    return { words: `It could not be taken in just now, and is tried again: ${message}.`, again: true }
  }
}
