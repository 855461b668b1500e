/** Chunks as they are kept: unaltered, but for what was erased. */
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Change, Chunk } from '../../shared/domain/shared-change.ts'
import type { Reader, Tx } from './open.ts'
import { erasedFields, wasErased } from './shared-rows.ts'

export interface KeptChunk extends Chunk {
  /** Public id of its device. */
  device: string
  number: number
  /** SHA-256 of the header, base64url. */
  hash: string
  changes: number
  /** Hybrid logical clock of its sealing. */
  at: string
  state: 'applied' | 'waiting'
}

interface Raw extends Omit<KeptChunk, 'bodies'> {
  bodies: Buffer
}

const columns = 'device, number, hash, header, signature, bodies, changes, at, state'
/** What one chunk may unpack to, in bytes. */
const mostBytes = 64 * 2 ** 20

export const packBodies = (bodies: readonly (string | null)[]): Buffer => gzipSync(JSON.stringify(bodies), { level: 6 })

export const unpackBodies = (packed: Buffer): (string | null)[] =>
  JSON.parse(gunzipSync(packed, { maxOutputLength: mostBytes }).toString('utf8')) as (string | null)[]

const keptIn = (raw: Raw): KeptChunk => ({ ...raw, bodies: unpackBodies(raw.bodies) })

/** Bodies of a chunk that comes in, without what is told about people who were erased here meanwhile. */
export function withoutErased(reader: Reader, bodies: readonly (string | null)[]): readonly (string | null)[] {
  if (!reader.get('SELECT 1 FROM contacts WHERE deleted = 1 LIMIT 1')) return bodies
  return bodies.map((body) => {
    if (body === null) return null
    const { kind, id, set } = JSON.parse(body) as Change
    if (set === undefined || !(kind === 'contact' || erasedFields[kind])) return body
    const contact = kind === 'contact' ? id : set.contact
    return typeof contact === 'string' && wasErased(reader, contact) ? null : body
  })
}

/** Fails where that number of that device is there: the caller looks first. */
export const insertChunk = (
  tx: Tx,
  chunk: Pick<KeptChunk, 'device' | 'number' | 'hash' | 'header' | 'signature' | 'bodies' | 'at' | 'state'>,
): void =>
  void tx.run(
    `INSERT INTO chunks (${columns}) VALUES (@device, @number, @hash, @header, @signature, @packed, @changes, @at, @state)`,
    {
      device: chunk.device,
      number: chunk.number,
      hash: chunk.hash,
      header: chunk.header,
      signature: chunk.signature,
      packed: packBodies(withoutErased(tx, chunk.bodies)),
      changes: chunk.bodies.length,
      at: chunk.at,
      state: chunk.state,
    },
  )

export function chunkOf(reader: Reader, device: string, number: number): KeptChunk | undefined {
  const raw = reader.get<Raw>(`SELECT ${columns} FROM chunks WHERE device = ? AND number = ?`, device, number)
  return raw && keptIn(raw)
}

/** Of one device, after a number, ascending. Bounded memory: as many as asked for. */
export const chunksAfter = (reader: Reader, device: string, after: number, limit: number): KeptChunk[] =>
  reader
    .all<Raw>(
      `SELECT ${columns} FROM chunks WHERE device = ? AND number > ? ORDER BY number LIMIT ?`,
      device,
      after,
      limit,
    )
    .map(keptIn)

/** Number and hash of the last chunk of a device; null: it has told nothing. */
export const lastChunk = (reader: Reader, device: string): { number: number; hash: string } | null =>
  reader.get<{ number: number; hash: string }>(
    'SELECT number, hash FROM chunks WHERE device = ? ORDER BY number DESC LIMIT 1',
    device,
  ) ?? null

/**
 * Up to which chunk of each device this computer holds them without a gap. What waits counts too: it is here, and is handed
 * on as it came.
 */
export function chunkHeads(reader: Reader): Record<string, number> {
  const rows = reader.all<{ device: string; held: number; last: number }>(
    'SELECT device, count(*) AS held, max(number) AS last FROM chunks GROUP BY device',
  )
  return Object.fromEntries(
    rows
      .map(({ device, held, last }) => [device, held === last ? last : firstGap(reader, device)] as const)
      .filter(([, n]) => n > 0),
  )
}

/** Number of the last chunk of a device before the first that is missing; 0: the first is. */
export const firstGap = (reader: Reader, device: string): number =>
  reader.get<{ n: number }>(
    `SELECT coalesce(min(number), 1) - 1 AS n FROM (SELECT number + 1 AS number FROM chunks WHERE device = @device
       UNION SELECT 1) WHERE number NOT IN (SELECT number FROM chunks WHERE device = @device)`,
    { device },
  )?.n ?? 0

/**
 * Up to which chunk of each other device everything is folded here: what this computer may say that it has seen. Looks at one
 * chunk a device: rows are long, and reading all of them for every chunk would take longer the more was told.
 */
export function seenHeads(reader: Reader, own: string): Record<string, number> {
  const seen: Record<string, number> = {}
  for (const device of chunkDevices(reader)) {
    if (device === own) continue
    const last = reader.get<{ number: number }>(
      `SELECT number FROM chunks WHERE device = ? AND state = 'applied' ORDER BY number DESC LIMIT 1`,
      device,
    )
    if (last) seen[device] = last.number
  }
  return seen
}

/** Devices that told anything, from one to the next through the index: rows are long, and all of them are not to be read. */
export function* chunkDevices(reader: Reader): Generator<string> {
  let last = ''
  for (;;) {
    const next = reader.get<{ device: string | null }>(
      'SELECT min(device) AS device FROM chunks WHERE device > ?',
      last,
    )
    if (!next?.device) return
    last = next.device
    yield last
  }
}

/** Waiting or applied. */
export const setChunkState = (tx: Tx, device: string, number: number, state: KeptChunk['state']): void =>
  void tx.run('UPDATE chunks SET state = ? WHERE device = ? AND number = ?', state, device, number)

/** Writes bodies of which some were erased; the signed head stays. */
export const rewriteBodies = (tx: Tx, device: string, number: number, bodies: readonly (string | null)[]): void =>
  void tx.run('UPDATE chunks SET bodies = ? WHERE device = ? AND number = ?', packBodies(bodies), device, number)
