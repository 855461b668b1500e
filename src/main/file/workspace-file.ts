/** Writing and reading workspace files; what they look like: domain/workspace-file.ts. Both ways are streams. */
import { createHash } from 'node:crypto'
import { pipeline, Readable } from 'node:stream'
import { createGunzip, createGzip } from 'node:zlib'
import { type Chunk, canonical } from '../../shared/domain/shared-change.ts'
import {
  attachmentLimit,
  fileMagic,
  fileMagicStart,
  frameLimits,
  type Manifest,
  readManifest,
} from '../../shared/domain/workspace-file.ts'
import { signText, verifyText } from '../store/signed-text.ts'
import { type Openers, readAgeHead, type SealFor, seal, unseal } from './age.ts'
import { type Frame, frame, readFrames } from './frames.ts'
import { damaged, newer } from './trouble.ts'

export interface Attachment {
  /** SHA-256, hex. */
  hash: string
  content: Buffer
}

/** What a file is made of. Chunks and attachments are asked for one at a time, as the disk takes them. */
export interface Contents {
  manifest: Manifest
  chunks: Iterable<Chunk> | AsyncIterable<Chunk>
  attachments: Iterable<Attachment> | AsyncIterable<Attachment>
  /** Private part of the signing pair that the manifest names. */
  secret: string
}

const json = (value: unknown): Buffer => Buffer.from(canonical(value), 'utf8')

async function* framesOf({ manifest, chunks, attachments }: Contents): AsyncGenerator<Frame> {
  yield frame('M', json(manifest))
  for await (const { header, signature, bodies } of chunks) yield frame('C', json({ header, signature, bodies }))
  for await (const { hash, content } of attachments) {
    yield frame('A', json({ hash, size: content.length }))
    for (let at = 0; at < content.length; at += frameLimits.B)
      yield frame('B', content.subarray(at, at + frameLimits.B))
  }
}

/** All frames as bytes, the signed end last. */
async function* signedBytes(contents: Contents): AsyncGenerator<Buffer> {
  const sum = createHash('sha256')
  for await (const { head, payload } of framesOf(contents)) {
    sum.update(head).update(payload)
    yield head
    yield payload
  }
  const signature = signText(contents.secret, 'cadenza file 1', sum.digest('base64url'))
  const { head, payload } = frame('E', json({ signature }))
  yield head
  yield payload
}

/** Salts and signatures don't shrink; what does, shrinks fast enough at this. */
const gzipLevel = 4

async function* packed(contents: Contents): AsyncGenerator<Uint8Array> {
  yield Buffer.from(fileMagic, 'latin1')
  const zip = createGzip({ level: gzipLevel, chunkSize: 64 * 1024 })
  // what fails on the way comes out where it is read
  pipeline(Readable.from(signedBytes(contents), { objectMode: true, highWaterMark: 4 }), zip, () => {})
  yield* zip
}

/** The bytes of a workspace file. */
export const workspaceFile = (contents: Contents, to: SealFor): Promise<AsyncIterable<Uint8Array>> =>
  seal(packed(contents), to)

/** What reading a file gives, in its order. `end` comes last, and only after all of it was checked. */
export type Part =
  | { what: 'manifest'; manifest: Manifest }
  | { what: 'chunk'; chunk: Chunk }
  | { what: 'attachment'; attachment: Attachment }
  | { what: 'end' }

export interface ReadOptions {
  openers: Openers
  signal?: AbortSignal | undefined
  /** Bytes of the file read so far. */
  onProgress?: ((done: number, total: number) => void) | undefined
  /** Told the digest of every frame in order, before anything of it is given out. */
  onFrame?: ((digest: Buffer) => void) | undefined
}

export interface Opened {
  sealed: 'devices' | 'passphrase'
  bytes: number
  /** SHA-256 of the file as it is on disk, base64url; known once `parts` has ended. */
  hash(): string
  parts: AsyncGenerator<Part>
}

/**
 * Opens a file. What `parts` gives before its end was decrypted and is in form, but not yet known to be signed as a whole:
 * it may be looked at, not used.
 *
 * @throws Refusal (also from `parts`) `damaged_file`, `newer_file`, `forbidden`, `not_found`
 */
export async function openWorkspaceFile(path: string, options: ReadOptions): Promise<Opened> {
  const { sealed, size } = await readAgeHead(path)
  const sum = createHash('sha256')
  let done = 0
  const plain = unseal(path, options.openers, (piece) => {
    options.signal?.throwIfAborted()
    sum.update(piece)
    done += piece.length
    options.onProgress?.(done, size)
  })
  return {
    sealed,
    bytes: size,
    hash: () => sum.copy().digest('base64url'),
    parts: partsOf(readFrames(unpacked(plain), size), options.onFrame),
  }
}

/** What stands behind the line that names the format, unzipped. */
async function* unpacked(plain: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const rest = await afterMagic(plain)
  let given = rest.length
  const source = (async function* () {
    if (rest.length > 0) yield rest
    for await (const piece of plain) {
      given += piece.length
      yield piece
    }
  })()
  const unzip = createGunzip({ chunkSize: 64 * 1024 })
  pipeline(Readable.from(source, { objectMode: true, highWaterMark: 2 }), unzip, () => {})
  try {
    yield* unzip
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code?.startsWith('Z_') ? damaged('It can not be unpacked') : error
  } finally {
    unzip.destroy()
    await plain.return(undefined)
  }
  if (unzip.bytesWritten !== given) throw damaged('Something stands behind its end')
}

async function afterMagic(plain: AsyncGenerator<Uint8Array>): Promise<Buffer> {
  let held = Buffer.alloc(0)
  while (held.length < fileMagic.length) {
    const next = await plain.next()
    if (next.done) break
    held = Buffer.concat([held, next.value])
  }
  const line = held.toString('latin1', 0, fileMagic.length)
  if (line === fileMagic) return held.subarray(fileMagic.length)
  if (line.startsWith(fileMagicStart)) throw newer()
  throw damaged('What is sealed in it is no workspace file')
}

function parse(payload: Buffer): Record<string, unknown> {
  try {
    const value = JSON.parse(payload.toString('utf8')) as unknown
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // told below
  }
  throw damaged('A part of it can not be read')
}

const only = (value: Record<string, unknown>, ...keys: string[]): boolean =>
  Object.keys(value).sort().join() === keys.sort().join()

function chunkIn(payload: Buffer): Chunk {
  const found = parse(payload)
  const { header, signature, bodies } = found
  const whole =
    only(found, 'header', 'signature', 'bodies') &&
    typeof header === 'string' &&
    typeof signature === 'string' &&
    Array.isArray(bodies) &&
    bodies.every((body) => body === null || typeof body === 'string')
  if (!whole) throw damaged('A part of it can not be read')
  return { header, signature, bodies: bodies as (string | null)[] }
}

/** Gathers the pieces of one attachment. Null: it is not complete yet. */
function gathering(payload: Buffer) {
  const found = parse(payload)
  const { hash, size } = found
  if (!only(found, 'hash', 'size') || typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash))
    throw damaged('A part of it can not be read')
  if (!Number.isSafeInteger(size) || (size as number) < 0 || (size as number) > attachmentLimit)
    throw damaged('An attachment in it is larger than any may be')
  const pieces: Buffer[] = []
  let missing = size as number
  return (piece: Buffer | null): Attachment | null => {
    if (piece) {
      if (piece.length === 0 || piece.length > missing) throw damaged('An attachment in it is not as long as it says')
      pieces.push(piece)
      missing -= piece.length
    }
    if (missing > 0) return null
    const content = Buffer.concat(pieces)
    if (createHash('sha256').update(content).digest('hex') !== hash)
      throw damaged('An attachment in it is not what was sent')
    return { hash, content }
  }
}

function checkEnd(payload: Buffer, { signingKey }: Manifest, signed: string): void {
  const end = parse(payload)
  const signature = String(end.signature)
  // base64 has several ways to write the same bytes: one of them counts, so that a file has one form
  const plain = Buffer.from(signature, 'base64url').toString('base64url') === signature
  if (!only(end, 'signature') || !plain || !verifyText(signingKey, 'cadenza file 1', signed, signature))
    throw damaged('It is not signed by the computer that it says wrote it')
}

/** Frames in the order in which they may come, counted, and signed by whom the manifest names. */
async function* partsOf(frames: AsyncGenerator<Frame>, onFrame?: (digest: Buffer) => void): AsyncGenerator<Part> {
  const sum = createHash('sha256')
  const next = async (): Promise<Frame | null> => {
    const { value, done } = await frames.next()
    if (done) return null
    onFrame?.(createHash('sha256').update(value.head).update(value.payload).digest().subarray(0, 16))
    if (value.kind !== 'E') sum.update(value.head).update(value.payload)
    return value
  }
  const expect = async (...kinds: Frame['kind'][]): Promise<Frame> => {
    const found = await next()
    if (found === null || !kinds.includes(found.kind)) throw damaged('It does not hold what its beginning says')
    return found
  }
  try {
    const manifest = readManifest(parse((await expect('M')).payload))
    if (manifest === 'newer') throw newer()
    if (manifest === null) throw damaged('Its beginning can not be read')
    yield { what: 'manifest', manifest }
    for (let n = 0; n < manifest.chunks; n++) yield { what: 'chunk', chunk: chunkIn((await expect('C')).payload) }
    let part = await expect('A', 'E')
    for (; part.kind === 'A'; part = await expect('A', 'E')) {
      const take = gathering(part.payload)
      let whole = take(null)
      while (!whole) whole = take((await expect('B')).payload)
      yield { what: 'attachment', attachment: whole }
    }
    checkEnd(part.payload, manifest, sum.digest('base64url'))
    if (!(await frames.next()).done) throw damaged('Something stands behind its end')
    yield { what: 'end' }
  } finally {
    await frames.return(undefined)
  }
}
