/**
 * What was written on this computer becomes chunks of its own chain. Triggers mark rows; sealing reads each, compares it with
 * the fold of all that was told, and tells the difference alone. A row that was only written from the fold says nothing new.
 */
import { randomBytes } from 'node:crypto'
import { type Change, type Chunk, changesPerChunk, sharedKinds } from '../../shared/domain/shared-change.ts'
import { foldChange, hasGone } from '../../shared/domain/shared-fold.ts'
import type { Place } from '../../shared/domain/shared-order.ts'
import { layClaims } from './address-claims.ts'
import { chunkHash, makeChunk } from './chunk.ts'
import { insertChunk, lastChunk, seenHeads } from './chunks.ts'
import { tick } from './clockwork.ts'
import { same } from './difference.ts'
import { isFact, keepFacts, rootOf } from './facts.ts'
import { admitOwn } from './folding.ts'
import { collect, type Sealing, saltBytes, sayHeard } from './gathering.ts'
import { owesHearing } from './heard-of.ts'
import { breathe } from './import-finish.ts'
import { materialise, materialiseWaiting } from './materialise.ts'
import type { Reader, Store, Tx } from './open.ts'
import { closeGap } from './own-gap.ts'
import { weighAgain } from './shared-codecs/engaging.ts'
import { putSharedRow, sharedRow, waitingRows } from './shared-rows.ts'
import { anythingUntold, dirtyCount } from './untold.ts'

/** As much of a device's keys as signing needs (file/device-keys.ts has them whole). */
export interface Sealer {
  /** Public id of this device. */
  device: string
  secret: { signing: string }
}

/**
 * Changes put into one chunk, of the many that one may hold: whoever takes it in does so in one transaction, all or nothing, and
 * everybody else who writes waits for that long: of 250 it took up to 0.8 s among 1,000,000 contacts, as a dozen indexes in no order
 * outgrow what SQLite keeps of them.
 */
export const changesTogether = 30

/**
 * Seals the next changes of this computer into one chunk, keeps it, and folds it; null: nothing is left to be told. Short:
 * 500 changes at most. A computer that waits to be admitted tells nothing yet. Call it until it returns null before anything
 * of others is taken in, in the same transaction as that.
 *
 * @param now ms since the epoch
 * @param together how many changes make a chunk, 1 to half of `changesPerChunk`: a row that goes is told under all its names. Where
 *   everything ends must not depend on it
 */
export function sealNext(tx: Tx, now: number, keys: Sealer, together = changesTogether): Chunk | null {
  const here = tx.get<{ id: string; device: string; hlc: string; since: number | null }>(
    'SELECT public_id AS id, device, hlc, shared_since AS since FROM workspace',
  )
  if (!here || here.since === null) return null
  if (here.device !== keys.device) throw new Error('sealing: these are the keys of another computer')
  if (!mayTell(tx, here.device) || !(anythingUntold(tx) || owesHearing(tx, here.device))) return null
  const { device, hlc } = here
  if (!closeGap(tx, device, now)) return null
  const last = lastChunk(tx, device)
  const number = (last?.number ?? 0) + 1
  const seen = seenHeads(tx, device)
  const salts = randomBytes(saltBytes * changesPerChunk)
  const place: Place = { device, number, seen }
  const sealing: Sealing = {
    tx,
    now,
    device,
    hlc,
    latest: hlc,
    changes: [],
    length: 0,
    salts,
    place,
    looked: new Set(),
    together,
  }
  const admitted = nextChanges(sealing)
  if (admitted.length === 0) return null
  keepFacts(
    tx,
    place,
    admitted.map((change, index) => ({ index, change })).filter(({ change }) => isFact(change)),
  )
  for (const change of admitted) fold(sealing, change)
  wakeIfAllIsTold(tx, now)
  const at = tick(sealing.hlc, now, device)
  const chunk = makeChunk(
    { workspace: here.id, device, number, previous: last?.hash ?? '', at, seen },
    admitted,
    keys.secret.signing,
  )
  insertChunk(tx, { ...chunk, device, number, hash: chunkHash(chunk.header), at, state: 'applied' })
  tx.run('UPDATE workspace SET hlc = ?', at)
  if (!anythingUntold(tx)) judgeClaims(tx, now)
  return chunk
}

/** By telling something a computer shows what it has heard of: that may decide whose a mailbox or an alias is. */
function judgeClaims(tx: Tx, now: number): void {
  layClaims(tx, now)
  for (const alias of waitingRows(tx, 'alias')) materialise(tx, 'alias', alias, now)
}

/** What the next chunk says, judged as everybody will; nothing: all is told. */
function nextChanges(sealing: Sealing): readonly Change[] {
  const { tx, now, place } = sealing
  for (;;) {
    for (const kind of sharedKinds) collect(sealing, kind)
    if (sealing.changes.length === 0) {
      // the chunk before may have been full, and nothing of what was left had anything to say
      if (!wakeIfAllIsTold(tx, now)) return owesHearing(tx, place.device) ? sayHeard(sealing) : []
      sealing.looked = new Set()
      continue
    }
    const admitted = admitOwn(tx, place, sealing.changes, now)
    if (admitted.length > 0) return admitted
    Object.assign(sealing, { changes: [], length: 0 })
  }
}

/**
 * What others told of the same thing may have waited until this computer's own word of it was told. Not asked by whether a chunk
 * is full: the last one may be so, too. True: something of what waited adds a word of this computer.
 */
function wakeIfAllIsTold(tx: Tx, now: number): boolean {
  if (anythingUntold(tx)) return false
  materialiseWaiting(tx, now)
  return anythingUntold(tx)
}

/** Nobody believes a computer that isn't admitted yet, or is shut out: it keeps what it has to say for itself. */
function mayTell(reader: Reader, device: string): boolean {
  if (rootOf(reader)?.device === device) return true
  return sharedRow(reader, 'device', device)?.fields.state === 'active'
}

/**
 * Seals everything, a chunk a transaction, and lets others have their turn in between.
 *
 * @param tell how many rows may be left
 * @returns how many chunks it became
 */
export async function sealAll(
  store: Store,
  now: () => number,
  keys: Sealer,
  { tell, signal }: { tell?: (left: number) => void; signal?: AbortSignal } = {},
): Promise<number> {
  let made = 0
  while (!signal?.aborted && store.write((tx) => sealNext(tx, now(), keys))) {
    made++
    if (made % 10 === 0) tell?.(dirtyCount(store))
    await breathe()
  }
  return made
}

/** Folds a change of our own as everybody will. Where the fold has it otherwise, the table follows. */
function fold({ tx, now, place }: Sealing, change: Change): void {
  const { kind, id } = change
  const row = foldChange(sharedRow(tx, kind, id), change, place)
  putSharedRow(tx, { ...row, kind, id, waits: false })
  const other =
    Object.entries(change.set ?? {}).some(([field, value]) => !same(value, row.fields[field])) ||
    (change.gone === true && !hasGone(kind, row))
  if (other) materialise(tx, kind, id, now)
  // what everybody is told of now can change who stays of two that were engaged beside each other
  else if (kind === 'enrollment') weighAgain(tx, id, now)
  else if (kind === 'send' && typeof row.fields.enrollment === 'string') weighAgain(tx, row.fields.enrollment, now)
}
