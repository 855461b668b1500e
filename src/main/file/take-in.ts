/**
 * Taking in a workspace file, in two readings. The first decrypts and checks all of it and says what it would change; nothing
 * is written. The second takes in the same parts, each compared with what the first one saw, so that a file that changes
 * in between (or a reader that is given another one) brings nothing that was not checked.
 */
import type { ConflictNamed } from '../../shared/domain/conflict-named.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import type { Chunk, SharedKind } from '../../shared/domain/shared-change.ts'
import type { Manifest } from '../../shared/domain/workspace-file.ts'
import { namedConflicts } from '../store/conflicts-ahead.ts'
import { deviceByPublicId, ownDevice } from '../store/devices.ts'
import { findErased } from '../store/erased-again.ts'
import { finishErasures } from '../store/erasures.ts'
import { heardFrom } from '../store/exchange.ts'
import { enterSafeMode, isSafeMode } from '../store/guard.ts'
import { breathe } from '../store/import-finish.ts'
import { writeWaiting } from '../store/materialise.ts'
import { type Ahead, type Brought, compareChunk, mergeChunk, nothingAhead } from '../store/merging.ts'
import type { Reader, Store, Tx } from '../store/open.ts'
import { type Sealer, sealAll, sealNext } from '../store/sealing.ts'
import { attachmentSize, keepAttachment } from '../store/sequences.ts'
import { beginTakingIn } from '../store/taking-in.ts'
import type { Openers } from './age.ts'
import { damaged, newer } from './trouble.ts'
import { openWorkspaceFile, type Part } from './workspace-file.ts'

export interface Reading {
  openers: Openers
  /** Public id of the workspace that it must be of. */
  workspace: string
  signal?: AbortSignal | undefined
  /** Bytes read so far, of how many. */
  onProgress?: ((done: number, total: number) => void) | undefined
}

/** A chunk of which nothing counts. */
export interface ChunkRefused {
  what: 'refused' | 'forked'
  device: string
  number: number
  words: string
}

/** What is in a file, and what it would change here. */
export interface Looked {
  /** SHA-256 of the file, base64url. */
  hash: string
  bytes: number
  sealed: 'devices' | 'passphrase'
  manifest: Manifest
  bundles: { new: number; known: number; waiting: number; refused: number }
  kinds: Partial<Record<SharedKind, Brought>>
  /** Some of what is in conflict, by kind. */
  conflicts: ConflictNamed[]
  attachments: { new: number; known: number }
  /** It holds what this computer told, and this copy of its data does not know. */
  forgotten: boolean
  /** The first of them. */
  refused: ChunkRefused[]
  /** Digest of every frame, in order: 16 bytes each. */
  digests: Buffer
}

/** Refused chunks that are named; all are counted. */
const mostRefused = 100

/**
 * Reads and checks a whole file and compares it with what is here.
 *
 * @throws Refusal `damaged_file`, `newer_file`, `forbidden`, `conflict` (another workspace), `not_found`
 */
export async function lookInto(reader: Reader, path: string, reading: Reading): Promise<Looked> {
  const digests = growing()
  const opened = await openWorkspaceFile(path, { ...reading, onFrame: digests.add })
  const looked: Looked = {
    hash: '',
    bytes: opened.bytes,
    sealed: opened.sealed,
    manifest: { holds: {} } as Manifest,
    bundles: { new: 0, known: 0, waiting: 0, refused: 0 },
    kinds: {},
    conflicts: [],
    attachments: { new: 0, known: 0 },
    forgotten: false,
    refused: [],
    digests: Buffer.alloc(0),
  }
  const ahead = nothingAhead()
  for await (const part of opened.parts) {
    if (part.what === 'manifest') looked.manifest = checkWriter(reader, part.manifest, reading.workspace)
    else if (part.what === 'chunk') compare(reader, part.chunk, ahead, looked)
    else if (part.what === 'attachment')
      looked.attachments[attachmentSize(reader, part.attachment.hash) === undefined ? 'new' : 'known']++
    await breathe()
  }
  return { ...looked, conflicts: namedConflicts(ahead.named), hash: opened.hash(), digests: digests.all() }
}

/** 16 bytes a frame, without an object for each. */
function growing() {
  let held = Buffer.alloc(1024)
  let length = 0
  return {
    add(digest: Buffer) {
      if (length + digest.length > held.length) held = Buffer.concat([held, Buffer.alloc(held.length)])
      length += digest.copy(held, length)
    },
    all: () => held.subarray(0, length),
  }
}

function checkWriter(reader: Reader, manifest: Manifest, workspace: string): Manifest {
  if (manifest.workspace !== workspace)
    throw new Refusal(
      'conflict',
      'The file is of another workspace. Nothing of it was taken. What is in one can only be taken in by computers of its own team.',
      {
        workspace: manifest.workspace,
      },
    )
  const known = deviceByPublicId(reader, manifest.device)
  if (known && known.signingKey !== manifest.signingKey)
    throw damaged('It bears the name of a computer of the team, but not its signature')
  return manifest
}

function compare(reader: Reader, chunk: Chunk, ahead: Ahead, looked: Looked): void {
  const { device, number, state, why, brings } = compareChunk(reader, chunk, ahead)
  if (state === 'newer') throw newer()
  const { bundles, kinds, refused } = looked
  if (device === ownDevice(reader) && (state === 'applied' || state === 'waiting')) looked.forgotten = true
  if (state === 'forked' || state === 'refused') {
    bundles.refused++
    if (refused.length < mostRefused) refused.push({ what: state, device, number, words: why ?? '' })
    return
  }
  bundles[state === 'applied' ? 'new' : state === 'held' ? 'known' : 'waiting']++
  for (const [kind, more] of Object.entries(brings) as [SharedKind, Brought][]) {
    const sum = kinds[kind]
    kinds[kind] = sum
      ? {
          added: sum.added + more.added,
          changed: sum.changed + more.changed,
          removed: sum.removed + more.removed,
          same: sum.same + more.same,
          conflicts: sum.conflicts + more.conflicts,
        }
      : more
  }
}

export interface TakingIn extends Reading {
  now: () => number
  /** Of this device: what it has to say itself is sealed before anything of others is folded. */
  sealer: Sealer
}

export interface TakenIn {
  bundles: Looked['bundles']
  touched: Set<SharedKind>
}

/**
 * Takes in a file that `lookInto` has checked. Each chunk is a transaction of its own: stopped at any moment, what is in is
 * whole, and taking the file in once more does the rest. Until it ends no email leaves: a later chunk may stop it.
 *
 * @throws Refusal as `lookInto`; `conflict` when it is not the file that was looked into
 */
export async function takeIn(store: Store, path: string, looked: Looked, options: TakingIn): Promise<TakenIn> {
  const { now, sealer } = options
  const taken: TakenIn = { bundles: { ...looked.bundles, new: 0, waiting: 0, refused: 0 }, touched: new Set() }
  const { bundles, attachments } = looked
  if (bundles.new + bundles.waiting + bundles.refused + attachments.new === 0) {
    store.write((tx) => heard(tx, looked.manifest, sealer.device, now()))
    // it may have been stopped before its end the last time
    for (const kind of await writeWaiting(store, now)) taken.touched.add(kind)
    return taken
  }
  const end = beginTakingIn(store)
  try {
    await takeParts(store, path, looked, options, taken)
  } finally {
    end()
  }
  return taken
}

async function takeParts(store: Store, path: string, looked: Looked, options: TakingIn, taken: TakenIn): Promise<void> {
  const { now, sealer, signal } = options
  if (looked.forgotten) store.write((tx) => isSafeMode(tx) || enterSafeMode(tx, 'forked', now()))
  taken.bundles.known = 0
  // an import that was just decided is sealed in pieces here, and not in the transaction of the first chunk
  if (!isSafeMode(store)) await sealAll(store, now, sealer, signal ? { signal } : {})
  // before the chunks: an email must not fall due here without what it brings along
  if (looked.attachments.new > 0)
    await again(path, looked, options, (part) => {
      if (part.what === 'attachment')
        store.write((tx) => keepAttachment(tx, part.attachment.hash, part.attachment.content))
    })
  await again(path, looked, options, (part) => {
    signal?.throwIfAborted()
    if (part.what === 'chunk') merge(store, part.chunk, now(), sealer, taken)
    else if (part.what === 'end') store.write((tx) => heard(tx, looked.manifest, sealer.device, now()))
  })
  for (const kind of await writeWaiting(store, now)) taken.touched.add(kind)
  // somebody erased a person: what is kept here of what was told about them goes too
  await findErased(store, now)
  await finishErasures(store)
}

function merge(store: Store, chunk: Chunk, now: number, sealer: Sealer, { bundles, touched }: TakenIn): void {
  const merged = store.write((tx) => {
    // a copy that may be older must not tell anew under numbers that this computer has used: it hears first what it told
    if (!isSafeMode(tx)) while (sealNext(tx, now, sealer));
    return mergeChunk(tx, chunk, now, true)
  })
  const fates = { applied: 'new', held: 'known', waiting: 'waiting', forked: 'refused', refused: 'refused' } as const
  if (merged.state === 'newer') throw newer()
  bundles[fates[merged.state]]++
  for (const kind of merged.touched) touched.add(kind)
}

/**
 * What a device of the team says it holds is believed: it harms nobody but itself. It was heard of when it wrote the file:
 * an old one that turns up again renews no lease.
 */
function heard(tx: Tx, { device, holds, writtenAt }: Manifest, own: string, now: number): void {
  if (device !== own && deviceByPublicId(tx, device)?.state === 'active')
    heardFrom(tx, device, holds, Math.min(now, writtenAt))
}

async function again(path: string, looked: Looked, options: Reading, take: (part: Part) => void): Promise<void> {
  let at = 0
  const opened = await openWorkspaceFile(path, {
    ...options,
    onFrame(digest) {
      if (!digest.equals(looked.digests.subarray(at, at + digest.length))) throw changed()
      at += digest.length
    },
  })
  for await (const part of opened.parts) {
    take(part)
    await breathe()
  }
}

const changed = () => new Refusal('conflict', 'The file has changed since it was looked into. Compare it once more.')
