/** What others lack, in one file of this computer. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { canonical } from '../../../shared/domain/shared-change.ts'
import { heldByAll, sharedFileName } from '../../../shared/domain/workspace-file.ts'
import { writeWhole } from '../../file/atomic.ts'
import type { DeviceKeys } from '../../file/device-keys.ts'
import { giveOut } from '../../file/give-out.ts'
import { type FolderRow, peerRows, updateFolder, writtenFor } from '../../store/exchange.ts'
import { isSafeMode } from '../../store/guard.ts'
import { sealAll } from '../../store/sealing.ts'
import { workspaceRow } from '../../store/workspace.ts'
import type { ExchangeOptions } from './tools.ts'

/** What anybody else put there under this computer's name can't count it past the names that it knows as its own. */
const farthest = 100_000_000_000

/**
 * Writes a new file where there is news, then takes away its own earlier ones.
 *
 * @param own numbers of this computer's files that are in the folder
 * @returns bytes; null: there was nothing to tell
 */
export async function publish(
  { store, ports, changes }: ExchangeOptions,
  row: FolderRow,
  keys: DeviceKeys,
  own: readonly number[],
  signal: AbortSignal,
): Promise<number | null> {
  const readers = peerRows(store).filter(({ state }) => state === 'active')
  const others = readers.filter((peer) => !peer.own)
  // a copy that may be older than what it has told listens, and tells nothing
  if (others.length === 0 || isSafeMode(store)) return null
  await sealAll(store, ports.clock.now, keys, { signal })
  signal.throwIfAborted()
  const recipients = readers.map(({ publicId }) => publicId).join()
  const out = await giveOut(store, {
    keys,
    workspace: workspaceRow(store).publicId,
    since: heldByAll(others.map(({ holds }) => holds)),
    to: { recipients: readers.map(({ sealingKey }) => sealingKey) },
    now: ports.clock.now(),
    signal,
  })
  const { holds } = out.manifest
  const same = canonical(holds) === canonical(row.wrote) && recipients === row.recipients
  if (same && own.includes(row.number)) return null
  const number = Math.max(row.number, ...own.filter((each) => each < farthest)) + 1
  const bytes = await writeWhole(join(row.path, sharedFileName(keys.device, number)), out.pieces, signal)
  const wroteAt = ports.clock.now()
  store.write((tx) => {
    updateFolder(tx, { number, wrote: holds, recipients, wroteAt })
    writtenFor(
      tx,
      others.map(({ publicId }) => publicId),
      wroteAt,
    )
  })
  // only now: whoever looks in between finds one of them
  for (const old of own) if (old < number) await rm(join(row.path, sharedFileName(keys.device, old)), { force: true })
  changes.tell('exchange')
  return bytes
}
