/** What chunks speak of, without unpacking all that anybody ever told whenever a few rows are judged anew. */
import type { SharedKind } from '../../shared/domain/shared-change.ts'
import { chunkOf } from './chunks.ts'
import type { Reader } from './open.ts'

/** A change's kind and id without reading it whole: nothing before them in canonical JSON can hold that text. */
export function namedIn(body: string): { kind: SharedKind; id: string } {
  const from = body.indexOf('"id":"') + 6
  const id = body.slice(from, body.indexOf('"', from))
  const at = body.indexOf('"kind":"', from) + 8
  return { id, kind: body.slice(at, body.indexOf('"', at)) as SharedKind }
}

/** By the chunk's hash, under which it never becomes another; what is erased of it only makes it less. */
const known = new Map<string, ReadonlySet<SharedKind>>()
/** A hundred bytes each. */
const most = 200_000

/** Kinds of rows that a chunk speaks of; it is unpacked for that once while the program runs. */
export function kindsIn(
  reader: Reader,
  { device, number, hash }: { device: string; number: number; hash: string },
): ReadonlySet<SharedKind> {
  const held = known.get(hash)
  if (held) return held
  const kinds = new Set<SharedKind>()
  for (const body of chunkOf(reader, device, number)?.bodies ?? []) if (body !== null) kinds.add(namedIn(body).kind)
  if (known.size >= most) known.clear()
  known.set(hash, kinds)
  return kinds
}
