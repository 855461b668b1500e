/** What a team exchanges: workspace files, the folder it shares, and what merging told. */
import { statSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { Refusal } from '../../shared/domain/failure.ts'
import { sharedFileName } from '../../shared/domain/workspace-file.ts'
import {
  behind,
  folderRow,
  type NoteRow,
  noteCount,
  notePage,
  type PeerRow,
  peerRows,
  setFolder,
  sharedSince,
} from '../store/exchange.ts'
import { workspaceRow } from '../store/workspace.ts'
import { iso, isoOrNull, os, type Room } from './context.ts'
import { exchangeFiles } from './exchange-files.ts'

function peer(room: Room, row: PeerRow) {
  const { publicId, name, seat, address, own, state, sentAt, heardAt, holds } = row
  const missing = own || state !== 'active' ? 0 : behind(room.store, holds).chunks
  return {
    public_id: publicId,
    name,
    seat,
    address,
    own,
    state,
    sent_at: isoOrNull(sentAt),
    heard_at: isoOrNull(heardAt),
    missing,
  }
}

const status = os.exchange.status.handler(({ context: { room } }) => {
  const { store } = room
  const peers = peerRows(store).map((row) => peer(room, row))
  return {
    shared: sharedSince(store) !== null,
    waiting: store.get<{ n: number }>('SELECT count(*) AS n FROM shared_dirty')?.n ?? 0,
    bundles: behind(store, {}).chunks,
    behind: peers.filter(({ missing }) => missing > 0).length,
    notes: noteCount(store),
    peers,
  }
})

function shownFolder(room: Room) {
  const row = folderRow(room.store)
  const refused = Object.entries(row?.seen ?? {}).flatMap(([name, { words }]) => (words ? [{ name, words }] : []))
  return {
    folder: row?.path ?? null,
    trouble: row?.trouble ?? null,
    looked_at: isoOrNull(row?.lookedAt ?? null),
    wrote_at: isoOrNull(row?.wroteAt ?? null),
    file: row && row.number > 0 ? sharedFileName(workspaceRow(room.store).device, row.number) : null,
    refused,
  }
}

const folder = os.exchange.folder.handler(({ context: { room } }) => shownFolder(room))

const set_folder = os.exchange.set_folder.handler(({ input, context: { room } }) => {
  if (input.folder !== null) checkFolder(room, input.folder)
  room.store.write((tx) => setFolder(tx, input.folder))
  room.changes.tell('exchange')
  return shownFolder(room)
})

function checkFolder(room: Room, path: string): void {
  if (sharedSince(room.store) === null)
    throw new Refusal('state', 'This workspace is on one computer alone. Invite a second one first.')
  if (!isAbsolute(path)) throw new Refusal('bad_request', 'Give the whole path of the folder.')
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) throw new Refusal('not_found', `There is no folder ${path}.`)
  if (!found.isDirectory()) throw new Refusal('bad_request', `${path} is no folder.`)
}

const shownNote = ({ id, at, what, device, deviceName, author, kind, subject, words }: NoteRow) => ({
  public_id: String(id),
  at: iso(at),
  what,
  device,
  device_name: deviceName,
  author,
  kind,
  subject,
  words,
})

const notes = os.exchange.notes.handler(({ input: { after, limit }, context: { room } }) => {
  const before = after === undefined ? null : Number(after)
  if (before !== null && !Number.isSafeInteger(before))
    throw new Refusal('bad_request', '"after" is no place in this list.')
  const rows = notePage(room.store, before, limit + 1)
  const shown = rows.slice(0, limit)
  return { rows: shown.map(shownNote), next: rows.length > limit ? String(shown.at(-1)?.id) : null }
})

export const exchange = { status, folder, set_folder, notes, ...exchangeFiles }
