/** Whether a chunk is what it says it is, before anything is made of it. */
import type { Chunk, ChunkHeader } from '../../shared/domain/shared-change.ts'
import { type CheckedChunk, checkChunk, chunkHash } from './chunk.ts'
import { chunkOf } from './chunks.ts'
import { type Court, courtOf } from './facts.ts'
import type { Reader } from './open.ts'
import { codecs } from './shared-codecs/index.ts'

/**
 * What becomes of a chunk. applied: taken in. held: it is here already. waiting: kept until its device is known and what
 * comes before it is here. forked: this device has told something else under this number: a copy of it is about.
 * refused: nothing of it counts, `why` says it; newer: the whole file is of a newer version.
 */
export type ChunkFate = 'applied' | 'held' | 'waiting' | 'forked' | 'refused' | 'newer'

export interface Fate {
  state: ChunkFate
  why: string | null
}

/** Whether it is what it says it is, of this workspace, and of a device that may still speak. */
export function weigh(reader: Reader, chunk: Chunk, head: ChunkHeader): Fate | { court: Court; checked: CheckedChunk } {
  const court = courtOf(reader)
  const refused = (why: string): Fate => ({ state: 'refused', why })
  if (head.workspace !== court.workspace) return refused('It belongs to another workspace.')
  const { authority } = court
  const key = authority.signingKey(head.device) ?? null
  const held = reader.get<{ hash: string; state: string }>(
    'SELECT hash, state FROM chunks WHERE device = ? AND number = ?',
    head.device,
    head.number,
  )
  if (held?.hash === chunkHash(chunk.header)) return { state: 'held', why: null }
  const checked = checkChunk(chunk, key)
  if ('trouble' in checked) return { state: checked.trouble === 'newer' ? 'newer' : 'refused', why: checked.words }
  if (key === null && isCrowded(reader)) return refused(crowdedWords)
  if (head.number > authority.lastChunk(head.device)) return refused('That computer was shut out before it wrote this.')
  const unproven = held && held.state === 'waiting' && key !== null && !isProven(reader, head, key)
  if ((held && !unproven) || isForked(reader, head)) return { state: 'forked', why: forkWords }
  const unknown = checked.changes.find(
    (change) => change && codecs[change.kind]?.fault(change.set ?? {})?.trouble === 'newer',
  )
  if (unknown) return { state: 'newer', why: 'It was written by a newer version of Cadenza. Update Cadenza.' }
  if (checked.changes.some((change) => change && change.hlc.slice(25) !== head.device))
    return refused('It bears the clock of another computer.')
  return { court, checked }
}

/** What waits was kept before its computer was known. */
function isProven(reader: Reader, { device, number }: ChunkHeader, key: string): boolean {
  const kept = chunkOf(reader, device, number)
  return kept !== undefined && !('trouble' in checkChunk(kept, key))
}

/** So much may wait of computers that nobody has admitted yet: nothing says that they exist. */
export const mostUnknown = { chunks: 10_000, bytes: 100_000_000 }
export const crowdedWords =
  'More waits of computers that nobody has admitted yet than is kept. Admit them, then import once more.'

const isCrowded = (reader: Reader): boolean => {
  const { n, bytes } = reader.get<{ n: number; bytes: number }>(
    `SELECT count(*) AS n, coalesce(sum(length(bodies)), 0) AS bytes FROM chunks
     WHERE state = 'waiting' AND device NOT IN (SELECT public_id FROM devices)`,
  ) ?? { n: 0, bytes: 0 }
  return n >= mostUnknown.chunks || bytes >= mostUnknown.bytes
}

const forkWords = 'The same computer has told something else before: there is a copy of its data.'

/**
 * It doesn't follow the chunk before it. What follows the last of this computer's own is its own word, which a copy of its
 * data that was put back has forgotten.
 */
export function isForked(reader: Reader, head: ChunkHeader): boolean {
  const before = reader.get<{ hash: string }>(
    'SELECT hash FROM chunks WHERE device = ? AND number = ?',
    head.device,
    head.number - 1,
  )
  return before !== undefined && before.hash !== head.previous
}
