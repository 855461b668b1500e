/** Imports of the past, and taking one back. */
import { Refusal } from '../../shared/domain/failure.ts'
import { stamp } from '../store/clockwork.ts'
import { breathe } from '../store/import-finish.ts'
import { type ImportRow, importByPublicId, importRows } from '../store/import-list.ts'
import { decideUndo, lookForUndo, type Undoable, type Undone, undoSteps } from '../store/import-undo.ts'
import { chunkOf, holdImports } from './contacts-import-turn.ts'
import { type Asker, iso, isoOrNull, os, type Room } from './context.ts'

/** Why it can't be taken back at all; null: it can, unless something was sent. */
function against(row: ImportRow): string | null {
  if (row.state === 'undone' || row.state === 'undoing') return 'It was taken back already.'
  if (row.state !== 'done') return 'It is being written still.'
  if (row.updated > 0 && !row.keepsBefore)
    return 'What stood in the place of the values it changed is kept for the latest imports only.'
  return null
}

const shown = (row: ImportRow) => ({
  public_id: row.publicId,
  file: row.file,
  created_at: iso(row.createdAt),
  by: row.seat,
  rows: row.rows,
  imported: row.imported,
  updated: row.updated,
  refused: row.refused,
  keeps_refused: row.keepsRefused === 1,
  undone_at: isoOrNull(row.undoneAt),
  undo: against(row),
})

export const listImports = os.contacts.imports.handler(({ input: { after, limit }, context: { room } }) => {
  if (after !== undefined && !/^\d{1,15}$/.test(after))
    throw new Refusal('bad_request', `"${after}" is not a place in this list. Use the "next" of a page.`)
  const rows = importRows(room.store, after === undefined ? null : Number(after), limit + 1)
  const page = rows.slice(0, limit)
  return { rows: page.map(shown), next: rows.length > limit ? String(page.at(-1)?.id) : null }
})

/** Contacts looked at between two turns of others. */
const lookedAtOnce = 5000

async function* undo(room: Room, asker: Asker, input: { public_id: string; dry_run?: boolean | undefined }) {
  const { store, ports, changes } = room
  const row = importByPublicId(store, input.public_id)
  if (!row) throw new Refusal('not_found', `There is no import "${input.public_id}".`)
  const reason = against(row)
  if (reason !== null) throw new Refusal('state', `The list ${row.file} can't be taken back. ${reason}`)
  const leave = holdImports(store)
  let steps: Generator<Undone> | null = null
  try {
    const found: Undoable = { contacts: 0, held: 0, written: 0, changed: 0 }
    for (const share of lookForUndo(store, row, found, lookedAtOnce)) {
      yield { done: Math.round(share * 50), total: 100 }
      await breathe()
    }
    if (found.written > 0)
      throw new Refusal(
        'state',
        `Emails have left to ${found.written} of the contacts of ${row.file}: it can't be taken back any more.`,
      )
    if (input.dry_run)
      return { removed: found.contacts - found.held, held: found.held, restored: found.changed, kept: 0, done: false }
    const now = ports.clock.now()
    const mark = store.write((tx) => {
      decideUndo(tx, row.id, now)
      return stamp(tx, now, asker.seatId)
    })
    const undone: Undone = { removed: 0, restored: 0, kept: 0 }
    const all = Math.max(1, found.contacts - found.held + found.changed)
    steps = undoSteps(store, row.id, mark, Math.min(chunkOf(room), lookedAtOnce), undone)
    while (!steps.next().done) {
      yield { done: 50 + Math.round((Math.min(all, undone.removed + undone.restored) / all) * 50), total: 100 }
      await breathe()
    }
    return { ...undone, held: found.contacts - undone.removed, done: true }
  } finally {
    // decided: whoever leaves the loop doesn't stop it
    while (steps && !steps.next().done) await breathe()
    leave()
    changes.tell('contacts')
  }
}

export const undoImport = os.contacts.import_undo.handler(({ input, context: { room, asker } }) =>
  undo(room, asker, input),
)
