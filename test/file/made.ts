/** Workspace files of plain chunks, made and read as the program does. */
import { writeFile } from 'node:fs/promises'
import { gunzipSync, gzipSync } from 'node:zlib'
import { Decrypter, Encrypter } from 'age-encryption'
import type { SealFor } from '../../src/main/file/age.ts'
import { type DeviceKeys, newDeviceKeys } from '../../src/main/file/device-keys.ts'
import {
  type Attachment,
  type Opened,
  openWorkspaceFile,
  type Part,
  type ReadOptions,
  workspaceFile,
} from '../../src/main/file/workspace-file.ts'
import { chunkHash, makeChunk } from '../../src/main/store/chunk.ts'
import type { Change, Chunk } from '../../src/shared/domain/shared-change.ts'
import { fileMagic, type Manifest } from '../../src/shared/domain/workspace-file.ts'

export const anna: DeviceKeys = await newDeviceKeys('a'.repeat(26))
export const ben: DeviceKeys = await newDeviceKeys('b'.repeat(26))
export const stranger: DeviceKeys = await newDeviceKeys('c'.repeat(26))

const clock = (n: number, device: string) => `${String(1_790_000_000_000 + n).padStart(15, '0')}-00000000-${device}`

const contact = (n: number, device: string): Change => ({
  kind: 'contact',
  id: `contact${String(n).padStart(19, '0')}`,
  hlc: clock(n, device),
  by: 's'.repeat(26),
  set: { address: `person${n}@example.com`, first_name: `Person ${n}`, 'fields.city': 'Lyon' },
  salt: Buffer.from(String(n).padStart(12, '0')).toString('base64url'),
})

/** A chain of `chunks` chunks with `each` contacts in each. */
export function* chain(keys: DeviceKeys, chunks: number, each: number): Generator<Chunk> {
  let previous = ''
  for (let n = 1; n <= chunks; n++) {
    const changes = Array.from({ length: each }, (_, i) => contact(n * 1000 + i, keys.device))
    const at = clock(n * 1000 + each, keys.device)
    const chunk = makeChunk(
      { workspace: 'w'.repeat(26), device: keys.device, number: n, previous, at, seen: {} },
      changes,
      keys.secret.signing,
    )
    previous = chunkHash(chunk.header)
    yield chunk
  }
}

export const manifest = (keys: DeviceKeys, chunks: number, change: Partial<Manifest> = {}): Manifest => ({
  format: 1,
  workspace: 'w'.repeat(26),
  device: keys.device,
  signingKey: keys.signingKey,
  writtenAt: 1_790_000_000_000,
  whole: true,
  holds: { [keys.device]: chunks },
  chunks,
  changes: chunks,
  ...change,
})

export interface Made {
  keys?: DeviceKeys
  chunks?: Iterable<Chunk>
  count?: number
  attachments?: Attachment[]
  manifest?: Partial<Manifest>
  to?: SealFor
}

/** The bytes of a small workspace file; what isn't said is of Anna's computer, for Ben's. */
export async function bytesOf(made: Made = {}): Promise<Buffer> {
  const keys = made.keys ?? anna
  const count = made.count ?? 2
  const pieces: Uint8Array[] = []
  const sealed = await workspaceFile(
    {
      manifest: manifest(keys, count, made.manifest),
      chunks: made.chunks ?? chain(keys, count, 3),
      attachments: made.attachments ?? [],
      secret: keys.secret.signing,
    },
    made.to ?? { recipients: [ben.sealingKey] },
  )
  for await (const piece of sealed) pieces.push(piece)
  return Buffer.concat(pieces)
}

export const put = async (path: string, bytes: Buffer): Promise<string> => {
  await writeFile(path, bytes)
  return path
}

/** Reads to the end: all parts, or what was said against it. */
export async function readAll(
  path: string,
  options: Partial<ReadOptions> = {},
): Promise<{ parts: Part[]; opened: Opened | null; error: unknown }> {
  const parts: Part[] = []
  let opened: Opened | null = null
  try {
    opened = await openWorkspaceFile(path, { openers: { identity: ben.secret.sealing }, ...options })
    for await (const part of opened.parts) parts.push(part)
    return { parts, opened, error: null }
  } catch (error) {
    return { parts, opened, error }
  }
}

/** The unpacked frames of a file for Ben, as bytes. */
export async function framesOf(bytes: Buffer): Promise<Buffer> {
  const decrypter = new Decrypter()
  decrypter.addIdentity(ben.secret.sealing)
  const plain = Buffer.from(await decrypter.decrypt(bytes))
  return gunzipSync(plain.subarray(fileMagic.length))
}

/** What anybody can do who knows Ben's public key: seal to him whatever they like. */
export async function sealedAnyhow(frames: Buffer, magic = fileMagic, zip = gzipSync(frames)): Promise<Buffer> {
  const encrypter = new Encrypter()
  encrypter.addRecipient(ben.sealingKey)
  return Buffer.from(await encrypter.encrypt(Buffer.concat([Buffer.from(magic), zip])))
}
