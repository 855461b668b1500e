/** What others lack, in one file of this computer. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { canonical } from '../../../shared/domain/shared-change.ts'
import { heldByAll, sharedFileName } from '../../../shared/domain/workspace-file.ts'
import { writeWhole } from '../../file/atomic.ts'
import type { DeviceKeys } from '../../file/device-keys.ts'
import { giveOut } from '../../file/give-out.ts'
import { chunkHeads } from '../../store/chunks.ts'
import { contradicting, type FolderRow, peerRows, updateFolder, writtenFor } from '../../store/exchange.ts'
import { isSafeMode } from '../../store/guard.ts'
import { sealAll } from '../../store/sealing.ts'
import { workspaceRow } from '../../store/workspace.ts'
import type { ExchangeOptions } from './tools.ts'

/** What anybody else put there under this computer's name can't count it past the names that it knows as its own. */
const farthest = 100_000_000_000

/** From where the file that is in the folder begins; null: it was written before the program started. */
export interface Begun {
  since: Record<string, number> | null
  /** Of which computers it proves that they told two things. */
  proofs?: string
}

/**
 * Writes a new file where there is news, or where somebody who was put back lacks what came before the present one; then takes
 * away its own earlier ones.
 *
 * @param own numbers of this computer's files that are in the folder
 * @param begun is kept from one call to the next
 * @returns bytes; null: there was nothing to tell
 */
export async function publish(
  { store, ports, changes, copy }: ExchangeOptions,
  row: FolderRow,
  keys: DeviceKeys,
  own: readonly number[],
  signal: AbortSignal,
  begun: Begun = { since: null },
): Promise<number | null> {
  const readers = peerRows(store).filter(({ state }) => state === 'active')
  const others = readers.filter((peer) => !peer.own)
  // a copy that may be older than what it has told listens, and tells nothing
  if (others.length === 0 || isSafeMode(store)) return null
  await sealAll(store, ports.clock.now, keys, { signal })
  signal.throwIfAborted()
  const recipients = readers.map(({ publicId }) => publicId).join()
  const same = canonical(chunkHeads(store)) === canonical(row.wrote) && recipients === row.recipients
  const since = heldByAll(others.map(({ holds }) => holds))
  const begins = Object.entries(begun.since ?? {}).every(([device, number]) => (since[device] ?? 0) >= number)
  const proofs = canonical(contradicting(store))
  if (same && begins && proofs === (begun.proofs ?? '[]') && own.includes(row.number)) return null
  await copy?.telling()
  const out = await giveOut(store, {
    keys,
    workspace: workspaceRow(store).publicId,
    since,
    to: { recipients: readers.map(({ sealingKey }) => sealingKey) },
    now: ports.clock.now(),
    signal,
  })
  const { holds } = out.manifest
  const number = Math.max(row.number, ...own.filter((each) => each < farthest)) + 1
  const bytes = await writeWhole(join(row.path, sharedFileName(keys.device, number)), out.pieces, signal)
  begun.since = since
  begun.proofs = proofs
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
