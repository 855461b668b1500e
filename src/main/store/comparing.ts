/** Looking at what a file would bring, without taking any of it in. */
import { contested } from '../../shared/domain/contested.ts'
import type { Change, Chunk, ChunkHeader, SharedKind } from '../../shared/domain/shared-change.ts'
import { type Folded, foldChange } from '../../shared/domain/shared-fold.ts'
import { lastWord } from '../../shared/domain/shared-life.ts'
import { foreignWords, isSigned, readHeader } from './chunk.ts'
import { type ConflictsAhead, nameConflict, nameTexts } from './conflicts-ahead.ts'
import { heardBy, withUntold } from './contesting.ts'
import { type Court, isFact } from './facts.ts'
import type { Reader } from './open.ts'
import { createRowSet, type RowSet } from './row-set.ts'
import { sharedRow } from './shared-rows.ts'
import { textsApart } from './texts-apart.ts'
import { anythingUntold } from './untold.ts'
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
  /** Said otherwise here too, without either side knowing: field by field the later word stays, whosever it is. */
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

/** What was compared before in the same file: a chunk builds on it though it is not here. */
export interface Ahead {
  chains: Map<string, { number: number; hash: string; signingKey: string | null }>
  /** Rows that were counted: told in several chunks, each is one thing to whoever reads the figures. */
  counted: RowSet
  /** Those in conflict, as far as they are named. */
  named: ConflictsAhead
}

export const nothingAhead = (): Ahead => ({ chains: new Map(), counted: createRowSet(), named: new Map() })

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
  const before = ahead.chains.get(device)
  const known = court.authority.signingKey(device)
  const key = known ?? before?.signingKey ?? null
  // what is known here was checked with its key already
  if (known === undefined && key !== null && !isSigned(chunk, key))
    return { device, number, state: 'refused', why: foreignWords, brings: {} }
  if (before && before.number === number - 1 && before.hash !== head.previous)
    return { device, number, state: 'forked', why: 'The same computer tells two different things.', brings: {} }
  ahead.chains.set(device, { number, hash: checked.hash, signingKey: key })
  const changes = checked.changes.filter((change) => change !== null)
  for (const change of changes) rememberKey(ahead.chains, change)
  const ready = key !== null && followsHeld(reader, head, before?.number ?? 0)
  const why = ready ? null : 'What comes before it is missing, or its computer is not known yet.'
  return {
    device,
    number,
    state: ready ? 'applied' : 'waiting',
    why,
    brings: broughtBy(reader, court, head, changes, ahead),
  }
}

/** A device that this very file makes known can be checked by its key from there on. */
function rememberKey(ahead: Ahead['chains'], { kind, id, set }: Change): void {
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

function broughtBy(
  reader: Reader,
  court: Court,
  head: ChunkHeader,
  changes: readonly Change[],
  { counted, named }: Ahead,
): Compared['brings'] {
  const brings: Compared['brings'] = {}
  const isCounted = head.number <= court.authority.lastChunk(head.device)
  const heldOf = heldHere(reader)
  const heard = heardBy(reader, head)
  for (const change of changes) {
    const held = heldOf(change)
    const sort = sortOf(held, head, change)
    const apart = isCounted && held && !isFact(change) ? contested(held, change, head.device, heard) : []
    const isContested = apart.length > 0
    if (held && isContested) nameConflict(named, held, change, head, apart)
    const texts = isCounted && !held ? textsApart(reader, change, head, heard) : null
    if (texts) nameTexts(named, texts, change, head)
    if (texts && counted.add(`sequence ${texts.sequence} conflict`)) broughtOf(brings, 'sequence').conflicts++
    const name = `${change.kind} ${change.id}`
    const isNew = sort === 'same' ? counted.add(`${name} same`) : counted.add(name)
    const isFirst = isContested && counted.add(`${name} conflict`)
    if (!isNew && !isFirst) continue
    const brought = broughtOf(brings, change.kind)
    if (isNew) brought[sort]++
    if (isFirst) brought.conflicts++
  }
  return brings
}

function broughtOf(brings: Compared['brings'], kind: SharedKind): Brought {
  const brought = brings[kind] ?? { added: 0, changed: 0, removed: 0, same: 0, conflicts: 0 }
  brings[kind] = brought
  return brought
}

/** Rows as they are here, with what was changed here and is not told yet: that is told before anything is taken in. */
function heldHere(reader: Reader): (change: Change) => Folded | undefined {
  const own = anythingUntold(reader)
    ? reader.get<{ device: string; hlc: string }>('SELECT device, hlc FROM workspace')
    : undefined
  return ({ kind, id }) => (own ? withUntold(reader, kind, id, own.device, own.hlc) : sharedRow(reader, kind, id))
}

function sortOf(held: Folded | undefined, head: ChunkHeader, change: Change): Exclude<keyof Brought, 'conflicts'> {
  if (!held) return change.gone ? 'same' : 'added'
  if (change.gone) return change.hlc > lastWord(held) ? 'removed' : 'same'
  const after = foldChange(held, change, head)
  return JSON.stringify(after.fields) === JSON.stringify(held.fields) ? 'same' : 'changed'
}
