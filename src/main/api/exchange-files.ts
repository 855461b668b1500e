/** Workspace files: written for others, looked into, and taken in. With progress; leaving the loop cancels. */
import { basename, isAbsolute, join } from 'node:path'
import { Refusal } from '../../shared/domain/failure.ts'
import { heldByAll } from '../../shared/domain/workspace-file.ts'
import type { SealFor } from '../file/age.ts'
import { writeWhole } from '../file/atomic.ts'
import { type GivenOut, giveOut } from '../file/give-out.ts'
import { type Looked, lookInto, takeIn } from '../file/take-in.ts'
import { tablesOf } from '../file/touched.ts'
import { behind, lastNote, noteCount, notePage, type PeerRow, peerRows, writtenFor } from '../store/exchange.ts'
import { isSafeMode } from '../store/guard.ts'
import { teamStanding } from '../store/joining.ts'
import { sealAll } from '../store/sealing.ts'
import { sharedSince } from '../store/sharing.ts'
import { workspaceRow } from '../store/workspace.ts'
import { iso, os, type Room } from './context.ts'
import { ownKeys } from './device-own.ts'
import { shownConflicts } from './exchange-conflicts.ts'
import { shownFile, shownKinds, shownNote } from './exchange-shown.ts'
import { ticking } from './ticking.ts'

/** @throws Refusal `state` where there is nobody to exchange with */
export function checkShared(room: Room): void {
  if (sharedSince(room.store) === null) throw new Refusal('state', noTeam)
}

const noTeam =
  'This workspace is on one computer alone. To exchange with a team, open its invitation first (Settings › Team, or cadenza join); to have one, invite a computer.'

/** @throws Refusal `state` where the others would not listen to this computer */
function checkAdmitted(room: Room): void {
  const standing = teamStanding(room.store)
  if (standing === 'member') return
  throw new Refusal(
    'state',
    standing === 'waiting'
      ? 'This computer waits to be admitted, and until then nobody would take its file. Send its answer to an admin (Settings › Team, or cadenza join --answer), and import the file that comes back.'
      : 'This computer was taken out of the team: nobody would take its file.',
  )
}

/** Lines that an answer names; `notes` has the others. */
const mostTold = 100

interface ExportWish {
  file?: string | undefined
  to?: string[] | undefined
  passphrase?: string | undefined
  whole?: boolean | undefined
}

function readersOf(room: Room, { to, passphrase }: ExportWish): PeerRow[] {
  if (passphrase !== undefined) {
    if (to !== undefined) throw new Refusal('bad_request', 'Seal the file for devices or with a passphrase, not both.')
    return []
  }
  const active = peerRows(room.store).filter(({ state }) => state === 'active')
  if (to === undefined) return active
  return to.map((id) => {
    const found = active.find(({ publicId }) => publicId === id)
    if (!found) throw new Refusal('not_found', `No active computer of this team has the id ${id}.`)
    return found
  })
}

const fileName = (room: Room): string => {
  const { name } = workspaceRow(room.store)
  const plain = name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '')
  return `${plain || 'workspace'}-${iso(room.ports.clock.now()).slice(0, 10)}.cadenza`
}

/** What stops the work when the asker has had enough. */
function stopping(outer: AbortSignal | undefined) {
  const stop = new AbortController()
  return { signal: outer ? AbortSignal.any([outer, stop.signal]) : stop.signal, stop: () => stop.abort() }
}

async function* runExport(room: Room, wish: ExportWish, outer?: AbortSignal) {
  checkShared(room)
  const { store, ports } = room
  if (wish.file !== undefined && !isAbsolute(wish.file))
    throw new Refusal('bad_request', 'Give the whole path of the file.')
  await room.guard?.looked()
  if (isSafeMode(store))
    throw new Refusal(
      'state',
      'Safe mode: this copy of the data may be older than what this computer has told the others. Import their files and compare first.',
    )
  checkAdmitted(room)
  const readers = readersOf(room, wish)
  const keys = await ownKeys(room)
  const { signal, stop } = stopping(outer)
  const progress = { done: 0, total: 1 }
  try {
    await sealAll(store, ports.clock.now, keys, { signal })
    await room.guard?.telling()
    signal.throwIfAborted()
    const others = readers.filter(({ own }) => !own)
    const since = wish.whole || others.length === 0 ? {} : heldByAll(others.map(({ holds }) => holds))
    const to: SealFor =
      wish.passphrase === undefined
        ? { recipients: readers.map(({ sealingKey }) => sealingKey) }
        : { passphrase: wish.passphrase }
    const out = await giveOut(store, {
      keys,
      workspace: workspaceRow(store).publicId,
      since,
      to,
      now: ports.clock.now(),
      signal,
      onProgress: (done, total) => Object.assign(progress, { done, total }),
    })
    const bytes =
      wish.file === undefined ? yield* asPieces(out, progress) : yield* asFile(out, wish.file, progress, signal)
    store.write((tx) =>
      writtenFor(
        tx,
        others.map(({ publicId }) => publicId),
        ports.clock.now(),
      ),
    )
    room.changes.tell('exchange')
    return exported(room, wish, out, bytes, readers)
  } finally {
    stop()
  }
}

interface Count {
  done: number
  total: number
}

async function* asFile(out: GivenOut, file: string, progress: Count, signal: AbortSignal) {
  const work = writeWhole(file, out.pieces, signal).catch((error: NodeJS.ErrnoException) => {
    throw error.code === undefined
      ? error
      : new Refusal('disk', `${basename(file)} could not be written: ${error.message}.`)
  })
  for await (const _ of ticking(work)) yield { ...progress }
  return await work
}

/** So much of a file at a time, before base64. */
const pieceSize = 256 * 1024

async function* asPieces(out: GivenOut, progress: Count) {
  let bytes = 0
  let held: Uint8Array[] = []
  let length = 0
  const flush = () => {
    const data = Buffer.concat(held).toString('base64')
    held = []
    length = 0
    return { ...progress, data }
  }
  for await (const piece of out.pieces) {
    bytes += piece.length
    length += piece.length
    held.push(piece)
    if (length >= pieceSize) yield flush()
  }
  if (length > 0) yield flush()
  return bytes
}

const exported = (room: Room, wish: ExportWish, out: GivenOut, bytes: number, readers: readonly PeerRow[]) => ({
  file: wish.file ?? null,
  name: wish.file === undefined ? fileName(room) : basename(wish.file),
  bytes,
  bundles: out.manifest.chunks,
  changes: out.manifest.changes,
  attachments: out.attachments(),
  whole: out.manifest.whole,
  devices: readers.map(({ publicId, name, seat, address }) => ({ public_id: publicId, name, seat, address })),
})

interface ImportWish {
  file?: string | undefined
  upload?: string | undefined
  name?: string | undefined
  passphrase?: string | undefined
  token?: string | undefined
}

function fileOf(room: Room, { file, upload }: ImportWish): string {
  if (file !== undefined) return file
  if (upload === undefined) throw new Refusal('bad_request', 'Name the workspace file.')
  if (!/^[A-Za-z0-9_-]{1,200}$/.test(upload)) throw new Refusal('bad_request', 'That is not the name of an upload.')
  return join(room.ports.folders.data, 'uploads', upload)
}

/** Progress of so many readings of the same file, as one. */
function countedOver(progress: Count, readings: number) {
  let before = 0
  let last = 0
  return (done: number, total: number) => {
    if (done < last) before += total
    last = done
    progress.total = total * readings
    progress.done = Math.min(before + done, progress.total)
  }
}

async function begin(room: Room, wish: ImportWish, outer: AbortSignal | undefined, readings: number) {
  checkShared(room)
  const path = fileOf(room, wish)
  const keys = await ownKeys(room)
  const progress = { done: 0, total: 1 }
  const { signal, stop } = stopping(outer)
  const reading = {
    openers: { identity: keys.secret.sealing, passphrase: wish.passphrase },
    workspace: workspaceRow(room.store).publicId,
    signal,
    onProgress: countedOver(progress, readings),
  }
  const file = (looked: Looked) => shownFile(room.store, looked, wish.name ?? basename(path))
  return { path, keys, progress, reading, stop, file }
}

async function* runCompare(room: Room, wish: ImportWish, outer?: AbortSignal) {
  const { path, progress, reading, stop, file } = await begin(room, wish, outer, 1)
  try {
    const work = lookInto(room.store, path, reading)
    for await (const _ of ticking(work)) yield { ...progress }
    const looked = await work
    const { bundles, attachments, refused } = looked
    const names = new Map(peerRows(room.store).map((row) => [row.publicId, row]))
    return {
      file: file(looked),
      bundles,
      kinds: shownKinds(looked.kinds),
      ...shownConflicts(room.store, looked),
      attachments,
      told: refused.slice(0, mostTold).map(({ what, device, words }) => ({
        what,
        device,
        device_name: names.get(device)?.name ?? null,
        about: null,
        author: names.get(device)?.seat ?? null,
        kind: null,
        subject: null,
        words,
      })),
      told_count: bundles.refused,
    }
  } finally {
    stop()
  }
}

async function* runImport(room: Room, wish: ImportWish, outer?: AbortSignal) {
  const { path, keys, progress, reading, stop, file } = await begin(room, wish, outer, 2)
  const { store, ports, changes } = room
  const before = lastNote(store)
  try {
    const looking = lookInto(store, path, reading)
    for await (const _ of ticking(looking)) yield { ...progress }
    const looked = await looking
    if (wish.token !== undefined && wish.token !== looked.hash)
      throw new Refusal('conflict', 'The file is not the one that was compared. Compare it once more.')
    await room.guard?.looked()
    const taking = takeIn(store, path, looked, { ...reading, now: ports.clock.now, sealer: keys })
    for await (const _ of ticking(taking)) yield { ...progress }
    const { bundles, touched } = await taking
    changes.tell('exchange', ...tablesOf(touched))
    const { kinds, attachments } = looked
    return {
      file: file(looked),
      bundles,
      kinds: shownKinds(kinds),
      attachments,
      told: notePage(store, null, mostTold, before).map(shownNote),
      told_count: noteCount(store, before),
    }
  } finally {
    stop()
  }
}

export const exchangeFiles = {
  export: os.exchange.export.handler(({ input, context: { room }, signal }) => runExport(room, input, signal)),
  compare: os.exchange.compare.handler(({ input, context: { room }, signal }) => runCompare(room, input, signal)),
  import: os.exchange.import.handler(({ input, context: { room }, signal }) => runImport(room, input, signal)),
}

/** How many bundles kept here a computer has not said it holds. */
export const missingOf = (room: Room, { own, state, holds }: PeerRow): number =>
  own || state !== 'active' ? 0 : behind(room.store, holds).chunks
