/** Pieces of text for emails: everybody makes their own; everybody's are made, changed and removed by admins. */
import { allowed } from '../../shared/domain/access.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { plainWords } from '../../shared/domain/sequence-writing.ts'
import { compileTemplate } from '../mail/template.ts'
import { stamp } from '../store/clockwork.ts'
import { newName } from '../store/maker-name.ts'
import type { Reader } from '../store/open.ts'
import {
  changeSnippet,
  insertSnippet,
  removeSnippet,
  type SnippetRow,
  snippetByName,
  snippetByPublicId,
  snippetRows,
} from '../store/snippets.ts'
import { type Asker, iso, os } from './context.ts'

/** A menu longer than this helps nobody, and a program that saves in a loop must come to an end. */
const mostSnippets = 300

const mayChange = (asker: Asker, { seatId }: Pick<SnippetRow, 'seatId'>): boolean =>
  seatId === null ? allowed('snippet.change_everybodys', asker) : seatId === asker.seatId

const shown = (row: SnippetRow, asker: Asker) => ({
  public_id: row.publicId,
  name: row.name,
  html: row.html,
  everybody: row.seatId === null,
  may_change: mayChange(asker, row),
  version: row.version,
  created_at: iso(row.createdAt),
})

function checkMayChange(asker: Asker, row: Pick<SnippetRow, 'seatId'>): void {
  if (!mayChange(asker, row))
    throw new Refusal(
      'forbidden',
      "Only an admin makes, changes or removes everybody's snippets. Make one of your own.",
    )
}

/** Somebody else's own is none for the asker. */
function found(reader: Reader, publicId: string, asker: Asker): SnippetRow {
  const row = snippetByPublicId(reader, publicId)
  if (!row || (row.seatId !== null && row.seatId !== asker.seatId))
    throw new Refusal('not_found', `There is no snippet "${publicId}".`)
  return row
}

type Wish = Pick<SnippetRow, 'name' | 'html' | 'seatId'>

function check(reader: Reader, asker: Asker, wish: Wish, own: number | null): void {
  checkMayChange(asker, wish)
  const twin = snippetByName(reader, wish.name, wish.seatId)
  if (twin && twin.id !== own)
    throw new Refusal('conflict', `There is a snippet "${twin.name}" already. Choose another name.`, {
      public_id: twin.publicId,
    })
  const read = compileTemplate({ subject: '', html: wish.html, text: null })
  if (read.ok) return
  const [first] = read.problems
  throw new Refusal('bad_request', `Line ${first?.line}, column ${first?.column}: ${plainWords(first?.message ?? '')}`)
}

const list = os.snippets.list.handler(({ context: { room, asker } }) =>
  snippetRows(room.store, asker.seatId).map((row) => shown(row, asker)),
)

const create = os.snippets.create.handler(({ input, context: { room, asker } }) => {
  const { name, html } = input
  const now = room.ports.clock.now()
  const row = room.store.write((tx) => {
    const wish = { name, html, seatId: input.everybody ? null : asker.seatId }
    check(tx, asker, wish, null)
    if (snippetRows(tx, asker.seatId).length >= mostSnippets)
      throw new Refusal('state', `There are ${mostSnippets} snippets. Remove one first.`)
    const publicId = newName(tx, room.ports.dice)
    insertSnippet(tx, { ...wish, publicId, createdAt: now }, stamp(tx, now, asker.seatId))
    return found(tx, publicId, asker)
  })
  room.changes.tell('snippets')
  return shown(row, asker)
})

const update = os.snippets.update.handler(({ input, context: { room, asker } }) => {
  const row = room.store.write((tx) => {
    const before = found(tx, input.public_id, asker)
    checkMayChange(asker, before)
    if (before.version !== input.version)
      throw new Refusal('stale_version', `"${before.name}" was changed meanwhile. Look at it again.`, {
        version: before.version,
      })
    const isAll = input.everybody ?? before.seatId === null
    const wish = {
      name: input.name ?? before.name,
      html: input.html ?? before.html,
      seatId: isAll ? null : asker.seatId,
    }
    check(tx, asker, wish, before.id)
    changeSnippet(tx, before.id, wish, stamp(tx, room.ports.clock.now(), asker.seatId))
    return found(tx, input.public_id, asker)
  })
  room.changes.tell('snippets')
  return shown(row, asker)
})

/** Gives back what was removed: making it again undoes this. */
const remove = os.snippets.remove.handler(({ input, context: { room, asker } }) => {
  const row = room.store.write((tx) => {
    const before = found(tx, input.public_id, asker)
    checkMayChange(asker, before)
    removeSnippet(tx, before.id, stamp(tx, room.ports.clock.now(), asker.seatId))
    return before
  })
  room.changes.tell('snippets')
  return shown(row, asker)
})

export const snippets = { list, create, update, remove }
