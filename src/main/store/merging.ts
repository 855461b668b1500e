/**
 * Taking in what other devices told. A chunk is taken in once all that its writer had known is here; what its device may
 * not say is left out and noted; the rest is folded, and the tables follow. The order in which chunks come, and how often,
 * makes no difference to where it ends.
 */
import type { Change, Chunk, ChunkHeader, SharedKind } from '../../shared/domain/shared-change.ts'
import { coversPast } from '../../shared/domain/shared-order.ts'
import { layClaims } from './address-claims.ts'
import { checkChunk, chunkHash, readHeader } from './chunk.ts'
import { chunkDevices, chunkOf, insertChunk, setChunkState } from './chunks.ts'
import { millisOf } from './clockwork.ts'
import { ownDevice } from './devices.ts'
import { type Court, courtOf } from './facts.ts'
import { foldChunk } from './folding.ts'
import { enterSafeMode, isSafeMode } from './guard.ts'
import { placeIn } from './header-places.ts'
import { materialiseWaiting } from './materialise.ts'
import { noteMerge } from './merge-notes.ts'
import type { Reader, Tx } from './open.ts'
import { type ChunkFate, crowdedWords, type Fate, isForked, weigh } from './weighing.ts'

export { type Ahead, type Brought, compareChunk, nothingAhead } from './comparing.ts'
export type { ChunkFate } from './weighing.ts'

export interface Merged {
  device: string
  number: number
  state: ChunkFate
  why: string | null
  /** Kinds whose rows may have changed, also through chunks that had waited for this one. */
  touched: SharedKind[]
  /** How many notes were written about it. */
  notes: number
}

/** How far ahead of ours a clock may be before what it stamps has to wait, ms. */
export const clockPatience = 24 * 3_600_000

/**
 * Takes a chunk in, and those that waited for it. Short: a chunk has 500 changes at most.
 *
 * @param more whether others follow at once: then rows that wait for what they refer to are tried again by whoever gives
 *   them (`writeWaiting`), once, and not all of them for every chunk
 */
export function mergeChunk(tx: Tx, chunk: Chunk, now: number, more = false): Merged {
  const head = readHeader(chunk.header)
  if ('trouble' in head) return { ...nothing, state: head.trouble === 'newer' ? 'newer' : 'refused', why: head.words }
  const { device, number } = head
  const verdict = weigh(tx, chunk, head)
  if ('state' in verdict) {
    const told = { hash: chunkHash(chunk.header), previous: head.previous }
    return { ...nothing, device, number, ...verdict, notes: noteFate(tx, head, verdict, now, told) }
  }
  // its own word, which this copy of its data does not know: others have sent what it told, and mail may have left as well
  if (device === ownDevice(tx) && !isSafeMode(tx)) enterSafeMode(tx, 'forked', now)
  const { court, checked } = verdict
  const why = unready(tx, court, head, now)
  const kept = { ...chunk, device, number, hash: checked.hash, at: head.at }
  tx.run('DELETE FROM chunks WHERE device = ? AND number = ?', device, number)
  insertChunk(tx, { ...kept, state: 'waiting' })
  const result = why === null ? take(tx, head, checked.changes, now) : null
  if (result?.state === 'refused') return { ...nothing, device, number, ...result }
  const touched = new Set(result?.touched)
  let notes = result?.notes ?? 0
  // also where this one waits: its computer may have been admitted here since those before it came
  for (const taken of takeWaiting(tx, now)) {
    for (const kind of taken.touched) touched.add(kind)
    notes += taken.notes
  }
  if (!more) {
    for (const kind of materialiseWaiting(tx, now)) touched.add(kind)
    layClaims(tx, now)
  }
  const state = result || appliedUpTo(tx, device) >= number ? 'applied' : 'waiting'
  return { device, number, state, why: state === 'applied' ? null : why, touched: [...touched], notes }
}

const nothing: Merged = { device: '', number: 0, state: 'refused', why: null, touched: [], notes: 0 }

/** Public id of the seat whose computer it is; null: not known. */
const authorOf = (reader: Reader, device: string): string | null =>
  (courtOf(reader).authority.said('device', device, 'seat')[0]?.value as string | undefined) ?? null

/** @param told of a chunk that contradicts what is held here: by this it is known later whether it still does */
function noteFate(
  tx: Tx,
  head: ChunkHeader,
  { state, why }: Fate,
  now: number,
  told?: { hash: string; previous: string },
): number {
  if (state !== 'forked' && state !== 'refused') return 0
  const author = authorOf(tx, head.device)
  // one note for all of them: whoever makes up computers doesn't fill pages
  const about = why === crowdedWords ? 'crowded' : `${state} ${head.device} ${head.number}`
  const what = state === 'forked' ? 'forked' : 'altered'
  const data = state === 'forked' && told ? told : {}
  const isNew = noteMerge(tx, { what, device: head.device, author, words: why ?? '', data, about }, now)
  // the team knows something of this computer that this copy of its data doesn't: it is the older one, or one of two
  if (isNew && state === 'forked' && head.device === ownDevice(tx)) enterSafeMode(tx, 'forked', now)
  return Number(isNew)
}

const appliedUpTo = (reader: Reader, device: string): number =>
  reader.get<{ n: number | null }>("SELECT max(number) AS n FROM chunks WHERE device = ? AND state = 'applied'", device)
    ?.n ?? 0

/** Why it can't be taken in yet; null = it can. */
function unready(reader: Reader, { authority }: Court, head: ChunkHeader, now: number): string | null {
  if (authority.signingKey(head.device) === undefined) return 'Its computer is not known here yet.'
  if (appliedUpTo(reader, head.device) < head.number - 1) return 'What that computer told before is missing.'
  if (millisOf(head.at) > now + clockPatience) return 'The clock of that computer is more than a day ahead.'
  for (const [device, number] of Object.entries(head.seen)) {
    if (device === head.device) continue
    if (appliedUpTo(reader, device) < Math.min(number, authority.lastChunk(device)))
      return 'What another computer told before is missing.'
  }
  return null
}

/** A writer that leaves out what it must have known would be judged as if it hadn't. */
function forgets(reader: Reader, head: ChunkHeader): boolean {
  const before: [string, number][] = [[head.device, head.number - 1], ...Object.entries(head.seen)]
  const { authority } = courtOf(reader)
  const counted = (device: string) => authority.lastChunk(device)
  return before.some(([device, number]) => {
    if (number === 0 || (device === head.device && number !== head.number - 1)) return false
    const header = reader.get<{ header: string }>(
      "SELECT header FROM chunks WHERE device = ? AND number = ? AND state = 'applied'",
      device,
      number,
    )?.header
    return header !== undefined && !coversPast(head, placeIn(header), counted)
  })
}

type Taken = Pick<Merged, 'state' | 'why' | 'touched' | 'notes'>

/** Folds a chunk whose past is here. */
function take(tx: Tx, head: ChunkHeader, changes: readonly (Change | null)[], now: number): Taken {
  if (forgets(tx, head)) {
    const fate: Fate = { state: 'refused', why: 'It hides what its computer must have known.' }
    tx.run('DELETE FROM chunks WHERE device = ? AND number = ?', head.device, head.number)
    return { ...fate, touched: [], notes: noteFate(tx, head, fate, now) }
  }
  setChunkState(tx, head.device, head.number, 'applied')
  tx.run('UPDATE workspace SET hlc = ? WHERE hlc < ?', head.at, head.at)
  return { state: 'applied', why: null, ...foldChunk(tx, head, changes, now) }
}

/**
 * Everything whose turn has come; what turns out not to be its device's word is thrown away. Of each chain only the link that
 * comes next is looked at, however many wait behind it.
 */
export function* takeWaiting(tx: Tx, now: number): Generator<Taken> {
  for (let found = true; found; ) {
    found = false
    for (const device of [...chunkDevices(tx)])
      for (const taken of takeChain(tx, device, now)) {
        found = true
        yield taken
      }
  }
}

function* takeChain(tx: Tx, device: string, now: number): Generator<Taken> {
  for (;;) {
    const court = courtOf(tx)
    const key = court.authority.signingKey(device)
    if (key === undefined) return
    const last = court.authority.lastChunk(device)
    if (Number.isFinite(last))
      tx.run("DELETE FROM chunks WHERE device = ? AND number > ? AND state = 'waiting'", device, last)
    const kept = chunkOf(tx, device, appliedUpTo(tx, device) + 1)
    if (kept?.state !== 'waiting') return
    const head = readHeader(kept.header)
    const checked = checkChunk(kept, key)
    if ('trouble' in head || 'trouble' in checked) {
      tx.run('DELETE FROM chunks WHERE device = ? AND number = ?', device, kept.number)
      return
    }
    if (isForked(tx, head)) {
      yield letGo(tx, head, now)
      return
    }
    if (unready(tx, court, head, now) !== null) return
    yield take(tx, head, checked.changes, now)
  }
}

/**
 * It waited for what came before it, and something else came: its computer was put back, and what lay between reached nobody.
 * Kept, it would stand in the place of what that computer tells now, and be taken for it by whoever asks what is held here.
 */
function letGo(tx: Tx, { device, number }: ChunkHeader, now: number): Taken {
  tx.run("DELETE FROM chunks WHERE device = ? AND number = ? AND state = 'waiting'", device, number)
  const why =
    'What it told does not follow what it tells now: an older copy of its data was put back, or there are two.'
  const about = `let go ${device} ${number}`
  const note = { what: 'forked', device, author: authorOf(tx, device), words: why, about } as const
  return { state: 'forked', why, touched: [], notes: Number(noteMerge(tx, note, now)) }
}
