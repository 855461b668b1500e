/** Looking at what a file would bring, without taking any of it in. */
import type { Change, Chunk, ChunkHeader, SharedKind } from '../../shared/domain/shared-change.ts'
import { clockOf, type Folded, foldChange, latestOf } from '../../shared/domain/shared-fold.ts'
import { foreignWords, isSigned, readHeader } from './chunk.ts'
import type { Court } from './facts.ts'
import type { Reader } from './open.ts'
import { sharedRow } from './shared-rows.ts'
import { type ChunkFate, weigh } from './weighing.ts'

/** What a chunk would bring, row by row. */
export interface Brought {
  /** Rows not known yet. */
  added: number
  /** Rows that it changes. */
  changed: number
  removed: number
  /** Known already, or later words are held. */
  same: number
  /** Changed here too, without either side knowing: the later one stays. */
  conflicts: number
}

export interface Compared {
  /** Public id of the device that wrote it, and its number; '' and 0 where the head can't be read. */
  device: string
  number: number
  /** `applied` reads "would be". */
  state: ChunkFate
  why: string | null
  brings: Partial<Record<SharedKind, Brought>>
}

/** What was compared before in the same file, device by device: a chunk builds on it though it is not here. Begins empty. */
export type Ahead = Map<string, { number: number; hash: string; signingKey: string | null }>

/**
 * Looks at a chunk without taking it in. Chunks of one device are given in their order. Whether each change may be made is
 * known for certain only when it is taken in.
 */
export function compareChunk(reader: Reader, chunk: Chunk, ahead: Ahead): Compared {
  const head = readHeader(chunk.header)
  if ('trouble' in head)
    return { device: '', number: 0, state: head.trouble === 'newer' ? 'newer' : 'refused', why: head.words, brings: {} }
  const { device, number } = head
  const verdict = weigh(reader, chunk, head)
  if ('state' in verdict) return { device, number, ...verdict, brings: {} }
  const { court, checked } = verdict
  const before = ahead.get(device)
  const known = court.authority.signingKey(device)
  const key = known ?? before?.signingKey ?? null
  // what is known here was checked with its key already
  if (known === undefined && key !== null && !isSigned(chunk, key))
    return { device, number, state: 'refused', why: foreignWords, brings: {} }
  if (before && before.number === number - 1 && before.hash !== head.previous)
    return { device, number, state: 'forked', why: 'The same computer tells two different things.', brings: {} }
  ahead.set(device, { number, hash: checked.hash, signingKey: key })
  const changes = checked.changes.filter((change) => change !== null)
  for (const change of changes) rememberKey(ahead, change)
  const ready = key !== null && followsHeld(reader, head, before?.number ?? 0)
  const why = ready ? null : 'What comes before it is missing, or its computer is not known yet.'
  return { device, number, state: ready ? 'applied' : 'waiting', why, brings: broughtBy(reader, court, head, changes) }
}

/** A device that this very file makes known can be checked by its key from there on. */
function rememberKey(ahead: Ahead, { kind, id, set }: Change): void {
  const key = kind === 'device' ? set?.signingKey : undefined
  const held = ahead.get(id)
  if (typeof key === 'string' && !held?.signingKey)
    ahead.set(id, { number: held?.number ?? 0, hash: held?.hash ?? '', signingKey: key })
}

const followsHeld = (reader: Reader, head: ChunkHeader, compared: number): boolean => {
  const held =
    reader.get<{ n: number | null }>('SELECT max(number) AS n FROM chunks WHERE device = ?', head.device)?.n ?? 0
  return head.number <= Math.max(held, compared) + 1
}

function broughtBy(reader: Reader, court: Court, head: ChunkHeader, changes: readonly Change[]): Compared['brings'] {
  const brings: Compared['brings'] = {}
  const seen = new Set<string>()
  const last = court.authority.lastChunk(head.device)
  for (const change of changes) {
    const held = sharedRow(reader, change.kind, change.id)
    const sort = sortOf(held, head, change)
    const name = `${change.kind} ${change.id} ${sort}`
    if (seen.has(name)) continue
    seen.add(name)
    const brought = brings[change.kind] ?? { added: 0, changed: 0, removed: 0, same: 0, conflicts: 0 }
    brings[change.kind] = brought
    brought[sort]++
    if (sort === 'changed' && head.number <= last && held && isConflict(reader, held, head, change)) brought.conflicts++
  }
  return brings
}

function sortOf(held: Folded | undefined, head: ChunkHeader, change: Change): Exclude<keyof Brought, 'conflicts'> {
  if (!held) return change.gone ? 'same' : 'added'
  if (change.gone) return change.hlc > latestOf(held) ? 'removed' : 'same'
  const after = foldChange(held, change, head)
  return JSON.stringify(after.fields) === JSON.stringify(held.fields) ? 'same' : 'changed'
}

/** Another device said something of the same field, and this chunk's writer had not heard of it. */
function isConflict(reader: Reader, held: Folded, head: ChunkHeader, change: Change): boolean {
  return Object.keys(change.set ?? {}).some((field) => {
    const clock = clockOf(held, field)
    const device = clock.slice(25)
    if (device === '' || device === head.device) return false
    const known = reader.get<{ at: string }>(
      'SELECT at FROM chunks WHERE device = ? AND number = ?',
      device,
      head.seen[device] ?? 0,
    )
    return known === undefined || known.at < clock
  })
}
