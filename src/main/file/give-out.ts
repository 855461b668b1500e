/** What this computer holds, as a workspace file for others. */
import type { Chunk } from '../../shared/domain/shared-change.ts'
import type { Manifest } from '../../shared/domain/workspace-file.ts'
import { chunkHeads, chunkOf } from '../store/chunks.ts'
import { chunksBehind } from '../store/exchange.ts'
import { breathe } from '../store/import-finish.ts'
import type { Reader } from '../store/open.ts'
import { attachment } from '../store/sequences.ts'
import type { SealFor } from './age.ts'
import type { DeviceKeys } from './device-keys.ts'
import { type Attachment, workspaceFile } from './workspace-file.ts'

export interface GiveOut {
  keys: DeviceKeys
  /** Public id of the workspace. */
  workspace: string
  /** Up to which chunk of each device its readers have it all; {} for a whole file. */
  since: Record<string, number>
  to: SealFor
  /** ms since the epoch. */
  now: number
  signal?: AbortSignal | undefined
  /** Chunks written so far, of how many. */
  onProgress?: (done: number, total: number) => void
}

export interface GivenOut {
  manifest: Manifest
  pieces: AsyncIterable<Uint8Array>
  /** How many attachments were written, once the pieces have ended. */
  attachments: () => number
}

/** A file of what is sealed by now; whoever wants all of it seals first (store/sealing.ts). Reads as it is written. */
export async function giveOut(reader: Reader, options: GiveOut): Promise<GivenOut> {
  const { keys, workspace, since, now } = options
  const listed = chunksBehind(reader, since)
  const manifest: Manifest = {
    format: 1,
    workspace,
    device: keys.device,
    signingKey: keys.signingKey,
    writtenAt: now,
    whole: Object.keys(since).length === 0,
    holds: chunkHeads(reader),
    chunks: listed.length,
    changes: listed.reduce((sum, { changes }) => sum + changes, 0),
  }
  const named = new Set<string>()
  const written = { attachments: 0 }
  const contents = {
    manifest,
    chunks: chunksOf(reader, listed, named, options),
    attachments: attachmentsOf(reader, named, written, options.signal),
    secret: keys.secret.signing,
  }
  return { manifest, pieces: await workspaceFile(contents, options.to), attachments: () => written.attachments }
}

async function* chunksOf(
  reader: Reader,
  listed: readonly { device: string; number: number }[],
  named: Set<string>,
  { signal, onProgress }: GiveOut,
): AsyncGenerator<Chunk> {
  for (const [i, { device, number }] of listed.entries()) {
    signal?.throwIfAborted()
    const chunk = chunkOf(reader, device, number)
    if (!chunk) throw new Error(`chunk ${number} of ${device} is gone`)
    for (const body of chunk.bodies) if (body?.includes('"kind":"sequence_version"')) nameAttachments(body, named)
    yield { header: chunk.header, signature: chunk.signature, bodies: chunk.bodies }
    onProgress?.(i + 1, listed.length)
    // whoever else is at work here has a turn
    await breathe()
  }
}

/** Hashes in an email's text can only be those of attachments: 64 digits between quotes, under that name. */
function nameAttachments(body: string, named: Set<string>): void {
  for (const [, hash] of body.matchAll(/\\*"hash\\*":\\*"([0-9a-f]{64})\\*"/g)) named.add(hash as string)
}

async function* attachmentsOf(
  reader: Reader,
  named: ReadonlySet<string>,
  written: { attachments: number },
  signal: AbortSignal | undefined,
): AsyncGenerator<Attachment> {
  for (const hash of named) {
    signal?.throwIfAborted()
    const content = attachment(reader, hash)
    // one that has not arrived here either
    if (!content) continue
    written.attachments++
    yield { hash, content }
  }
}
