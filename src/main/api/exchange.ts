/** What a team exchanges: workspace files, the folder it shares, and what merging told. */
import { statSync } from 'node:fs'
import { dirname, isAbsolute } from 'node:path'
import { Refusal } from '../../shared/domain/failure.ts'
import { sharedFileName } from '../../shared/domain/workspace-file.ts'
import { behind, folderRow, noteCount, notePage, type PeerRow, peerRows, setFolder } from '../store/exchange.ts'
import { sharedSince } from '../store/sharing.ts'
import { dirtyCount } from '../store/untold.ts'
import { workspaceRow } from '../store/workspace.ts'
import { isoOrNull, os, type Room } from './context.ts'
import { checkShared, exchangeFiles, missingOf } from './exchange-files.ts'
import { shownNote } from './exchange-shown.ts'

function peer(room: Room, row: PeerRow) {
  const { publicId, name, seat, address, own, state, sentAt, heardAt } = row
  return {
    public_id: publicId,
    name,
    seat,
    address,
    own,
    state,
    sent_at: isoOrNull(sentAt),
    heard_at: isoOrNull(heardAt),
    missing: missingOf(room, row),
  }
}

const status = os.exchange.status.handler(({ context: { room } }) => {
  const { store } = room
  const peers = peerRows(store).map((row) => peer(room, row))
  return {
    shared: sharedSince(store) !== null,
    waiting: dirtyCount(store),
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
    data: room.databaseFile === ':memory:' ? null : dirname(room.databaseFile),
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
  checkShared(room)
  if (!isAbsolute(path)) throw new Refusal('bad_request', 'Give the whole path of the folder.')
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) throw new Refusal('not_found', `There is no folder ${path}.`)
  if (!found.isDirectory()) throw new Refusal('bad_request', `${path} is no folder.`)
}

const notes = os.exchange.notes.handler(({ input: { after, limit }, context: { room } }) => {
  const before = after === undefined ? null : Number(after)
  if (before !== null && !Number.isSafeInteger(before))
    throw new Refusal('bad_request', '"after" is no place in this list.')
  const rows = notePage(room.store, before, limit + 1)
  const shown = rows.slice(0, limit)
  return { rows: shown.map(shownNote), next: rows.length > limit ? String(shown.at(-1)?.id) : null }
})

export const exchange = { status, folder, set_folder, notes, ...exchangeFiles }
