/** Chunks as they are made and checked. Knows nothing of the database: who may say what is judged elsewhere. */
import { hash } from 'node:crypto'
import {
  type Change,
  type Chunk,
  type ChunkHeader,
  canonical,
  changesPerChunk,
  sharedKinds,
} from '../../shared/domain/shared-change.ts'
import { signText, verifyText } from './signed-text.ts'

/** First 16 bytes of the SHA-256 of a change's canonical JSON, base64url. */
export const changeHash = (body: string): string => hash('sha256', body, 'buffer').toString('base64url', 0, 16)

/** SHA-256 of a header, base64url: what the next one names as `previous`. */
export const chunkHash = (header: string): string => hash('sha256', header, 'base64url')

/** The longest canonical JSON of one change, in characters: a sequence's version holds whole letters. */
export const changeLength = 16_000_000
/** What this version writes. It reads 1, too; a version that reads 1 alone says that it is to be updated. */
const writtenFormat = 2
/** Of a header: the hashes of 500 changes and what a thousand devices are known for. */
const headerLength = 200_000

/**
 * Writes down and signs what a device did.
 *
 * @param changes at most `changesPerChunk`, none after `head.at`
 * @param secret private part of the device's signing pair
 */
export function makeChunk(
  head: Omit<ChunkHeader, 'format' | 'hashes'>,
  changes: readonly Change[],
  secret: string,
): Chunk {
  if (changes.length === 0 || changes.length > changesPerChunk) throw new Error(`a chunk of ${changes.length} changes`)
  const bodies = changes.map((change) => canonical(change))
  const header = canonical({ ...head, format: writtenFormat, hashes: bodies.map(changeHash) })
  return { header, signature: signText(secret, 'cadenza chunk 1', header), bodies }
}

/** A chunk that is what it says it is. */
export interface CheckedChunk {
  header: ChunkHeader
  /** SHA-256 of the header. */
  hash: string
  /** Null where one was erased. */
  changes: (Change | null)[]
}

/** Why a chunk can't be taken: `newer` was written by a version that knows more, `altered` isn't what was signed. */
export interface ChunkTrouble {
  trouble: 'newer' | 'altered'
  words: string
}

const altered = (words: string): ChunkTrouble => ({ trouble: 'altered', words })
const newer: ChunkTrouble = { trouble: 'newer', words: 'It was written by a newer version of Cadenza. Update Cadenza.' }

export const foreignWords = 'Its signature is not that of the computer it names.'

export const isSigned = ({ header, signature }: Chunk, signingKey: string): boolean =>
  verifyText(signingKey, 'cadenza chunk 1', header, signature)

/**
 * Checks form, hashes and signature of what came from outside.
 *
 * @param signingKey public key of the device that the header names; null: not known yet, the signature stays unchecked
 */
export function checkChunk(chunk: Chunk, signingKey: string | null): CheckedChunk | ChunkTrouble {
  const header = readHeader(chunk.header)
  if ('trouble' in header) return header
  if (signingKey !== null && !isSigned(chunk, signingKey)) return altered(foreignWords)
  if (chunk.bodies.length !== header.hashes.length) return altered('It does not hold as many changes as were signed.')
  const changes: (Change | null)[] = []
  for (const [i, body] of chunk.bodies.entries()) {
    const change = body === null ? null : readChange(body, header.hashes[i] as string, header.at)
    if (change && 'trouble' in change) return change
    changes.push(change)
  }
  return { header, hash: chunkHash(chunk.header), changes }
}

const name = /^[0-9a-z]{1,40}$/
const clock = /^\d{15}-\d{8}-[0-9a-z]{1,40}$/
const digest = /^[\w-]{22}$/

type Loose = Record<string, unknown>

/** Lists in lists: deeper than anything that is told, and far from where a database or a stack gives up. */
const deepest = 32

const isShallow = (value: unknown, levels: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (levels > 0 && Object.values(value).every((one) => isShallow(one, levels - 1)))

/** Keys in the order of canonical JSON all the way down: then the language's own JSON is the canonical one, much sooner made. */
function isSorted(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(isSorted)
  let last: string | null = null
  for (const [key, held] of Object.entries(value)) {
    if ((last !== null && key <= last) || !isSorted(held)) return false
    last = key
  }
  return true
}

/** The object that a canonical text stands for; null: it is none, or written in another way. */
function readCanonical(text: unknown, longest: number): Loose | null {
  if (typeof text !== 'string' || text.length > longest) return null
  try {
    const value = JSON.parse(text) as unknown
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
    if (!isShallow(value, deepest)) return null
    return (isSorted(value) ? JSON.stringify(value) : canonical(value)) === text ? (value as Loose) : null
  } catch {
    return null
  }
}

const matches = (value: unknown, form: RegExp): value is string => typeof value === 'string' && form.test(value)
const counts = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 1
const headerKeys = ['at', 'device', 'format', 'hashes', 'number', 'previous', 'seen', 'workspace']

/** The head of a chunk, checked for its form alone. */
export function readHeader(text: string): ChunkHeader | ChunkTrouble {
  const head = readCanonical(text, headerLength)
  if (!head) return altered('Its head is damaged.')
  if (typeof head.format === 'number' && head.format > writtenFormat) return newer
  const seen = head.seen as Loose | null
  const whole =
    (head.format === 1 || head.format === writtenFormat) &&
    Object.keys(head).sort().join() === headerKeys.join() &&
    matches(head.workspace, name) &&
    matches(head.device, name) &&
    matches(head.at, clock) &&
    counts(head.number) &&
    matches(head.previous, head.number === 1 ? /^$/ : /^[\w-]{43}$/) &&
    typeof seen === 'object' &&
    seen !== null &&
    !Array.isArray(seen) &&
    Object.entries(seen).every(([device, number]) => name.test(device) && counts(number)) &&
    Array.isArray(head.hashes) &&
    head.hashes.length >= 1 &&
    head.hashes.length <= changesPerChunk &&
    head.hashes.every((one) => matches(one, digest))
  return whole ? (head as unknown as ChunkHeader) : altered('Its head is damaged.')
}

const changeKeys = new Set(['by', 'gone', 'hlc', 'id', 'kind', 'salt', 'set'])
const kinds: readonly string[] = sharedKinds

function readChange(body: unknown, expected: string, at: string): Change | ChunkTrouble {
  if (typeof body !== 'string' || changeHash(body) !== expected)
    return altered('A change in it is not what was signed.')
  const change = readCanonical(body, changeLength)
  if (!change) return altered('A change in it can not be read.')
  if (typeof change.kind === 'string' && !kinds.includes(change.kind)) return newer
  if (Object.keys(change).some((key) => !changeKeys.has(key))) return newer
  const set = change.set
  const whole =
    typeof change.kind === 'string' &&
    matches(change.id, name) &&
    matches(change.hlc, clock) &&
    change.hlc <= at &&
    (change.by === null || matches(change.by, name)) &&
    matches(change.salt, /^[\w-]{8,64}$/) &&
    (set === undefined || (typeof set === 'object' && set !== null && !Array.isArray(set))) &&
    (change.gone === undefined || change.gone === true) &&
    (set !== undefined || change.gone === true)
  return whole ? (change as unknown as Change) : altered('A change in it can not be read.')
}
