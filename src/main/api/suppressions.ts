import { allowed } from '../../shared/domain/access.ts'
import { csvRow } from '../../shared/domain/csv-write.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { exportHeadings, type SuppressionEntry, suppressionEntry } from '../../shared/domain/suppression-list.ts'
import { stamp } from '../store/clockwork.ts'
import { holderOfAddress } from '../store/contacts.ts'
import { addressHash, isErased } from '../store/erased.ts'
import { note } from '../store/journal.ts'
import type { Reader } from '../store/open.ts'
import { seatById, seatByPublicId } from '../store/seats.ts'
import {
  type KeptSuppression,
  reachedOf,
  suppress,
  suppressionByPublicId,
  suppressionOf,
  suppressionPage,
  unsuppress,
} from '../store/suppressions.ts'
import { type Asker, iso, os } from './context.ts'
import { importSuppressions } from './suppressions-import.ts'
import { because, foreseen, type Withdrawn, withdraw } from './withdraw.ts'

/** Whoever put it there may think again, and admins; nobody else knows why it is there. */
function isTheirs(reader: Reader, asker: Asker, row: KeptSuppression): boolean {
  const author = row.author === null ? undefined : seatByPublicId(reader, row.author)
  return allowed('suppression.remove', asker, author ? { owner: author.id } : {})
}

/** The entry that is there for it: of an erased address that is its hash. */
const entryOf = (reader: Reader, { kind, value }: SuppressionEntry): KeptSuppression | undefined =>
  kind === 'address' && isErased(reader, value)
    ? suppressionOf(reader, 'hash', addressHash(reader, value))
    : suppressionOf(reader, kind, value)

/** What was asked for from outside only grows. A list is brought by a person, and may hold a line too many: an admin's to judge. */
const isOfPeople = (asker: Asker, { source }: KeptSuppression): boolean =>
  source === 'hand' || (source === 'import' && asker.role === 'admin')

const shown = (reader: Reader, asker: Asker, row: KeptSuppression & { contact: string | null }) => ({
  public_id: row.publicId,
  kind: row.kind,
  value: row.value,
  reason: row.reason,
  source: row.source,
  removable: isOfPeople(asker, row) && isTheirs(reader, asker, row),
  contact: row.contact,
  created_at: iso(row.createdAt),
})

function withContact(reader: Reader, asker: Asker, row: KeptSuppression) {
  const holder = row.kind === 'address' ? holderOfAddress(reader, row.value) : undefined
  return shown(reader, asker, { ...row, contact: holder?.seen ? holder.publicId : null })
}

/** @throws Refusal `invalid_address` */
function parse(text: string): SuppressionEntry {
  const entry = suppressionEntry(text)
  if ('error' in entry) throw new Refusal('invalid_address', entry.error)
  return entry
}

const list = os.suppressions.list.handler(({ input, context: { room, asker } }) => {
  const search = input.search?.trim().toLowerCase().replace(/^@/, '')
  const rows = suppressionPage(room.store, { search, kind: input.kind }, input.after ?? null, input.limit + 1)
  const page = rows.slice(0, input.limit)
  return {
    rows: page.map((row) => shown(room.store, asker, row)),
    next: rows.length > input.limit ? (page.at(-1)?.publicId ?? null) : null,
  }
})

/** Adding what is there already gives back the entry with its first reason, and withdraws nothing. */
const add = os.suppressions.add.handler(({ input, context: { room, asker } }) => {
  const entry = parse(input.value)
  const now = room.ports.clock.now()
  const made = {
    ...entry,
    publicId: input.dry_run ? '' : publicIdFrom(room.ports.dice.bytes(publicIdBytes)),
    reason: input.reason,
    source: 'hand',
    createdAt: now,
  }
  const own = { ...made, author: seatById(room.store, asker.seatId)?.publicId ?? null }
  const answer = (reader: Reader, row: KeptSuppression | undefined, gone: Withdrawn) => ({
    ...withContact(reader, asker, row ?? own),
    ...gone,
  })
  if (input.dry_run) {
    const known = entryOf(room.store, entry)
    return answer(room.store, known, foreseen(reachedOf(room.store, entry)))
  }
  const result = room.store.write((tx) => {
    suppress(tx, made, stamp(tx, now, asker.seatId))
    const gone = withdraw(tx, reachedOf(tx, entry), because(input.reason), now)
    return answer(tx, entryOf(tx, entry), gone)
  })
  room.changes.tell('contacts', 'sends', 'enrollments')
  return result
})

/** @throws Refusal where it stays, with who could take it off */
function checkRemovable(reader: Reader, asker: Asker, row: KeptSuppression): void {
  // What was asked for from outside only grows: no click may write again to somebody who wants no mail.
  if (row.source === 'import' && asker.role !== 'admin')
    throw new Refusal('forbidden', `${row.value} came with a list (${row.reason}). Ask an admin to take it off.`)
  if (!isOfPeople(asker, row))
    throw new Refusal(
      'state',
      `${row.value} was not put on the list by hand (${row.reason}). Opt-outs, complaints and addresses that a server refused stay.`,
    )
  if (isTheirs(reader, asker, row)) return
  const author = row.author === null ? undefined : seatByPublicId(reader, row.author)
  const who = author ? `${author.name} (${author.address})` : 'somebody else'
  throw new Refusal('forbidden', `${who} put ${row.value} on the list: ${row.reason}. Ask them, or an admin.`)
}

/** The journal has who took it off: somebody put it there for a reason. */
const remove = os.suppressions.remove.handler(({ input, context: { room, asker } }) => {
  const row = suppressionByPublicId(room.store, input.public_id)
  if (!row) throw new Refusal('not_found', `There is no entry "${input.public_id}" on the suppression list.`)
  checkRemovable(room.store, asker, row)
  const now = room.ports.clock.now()
  room.store.write((tx) => {
    unsuppress(tx, row.publicId, stamp(tx, now, asker.seatId))
    const by = seatById(tx, asker.seatId)?.name ?? 'Somebody'
    note(
      tx,
      now,
      'unsuppressed',
      `${by} took ${row.value} off the suppression list. It was there for: ${row.reason}.`,
      {
        suppression: row.publicId,
      },
    )
  })
  room.changes.tell('contacts', 'sends')
  return withContact(room.store, asker, row)
})

const importMany = os.suppressions.import.handler(({ input, context: { room, asker }, signal }) =>
  importSuppressions(room, asker, input, signal),
)

/** Spreadsheets take UTF-8 for something else without it. */
const byteOrderMark = '\ufeff'
/** Rows given out at a time. */
const exportAtOnce = 1000

/** Newest first, as the list shows them; hashes too, so that nothing on it is hidden. */
async function* exported(reader: Reader): AsyncGenerator<{ csv: string }> {
  yield { csv: byteOrderMark + csvRow(exportHeadings) }
  let after: string | null = null
  for (;;) {
    const page: KeptSuppression[] = suppressionPage(reader, {}, after, exportAtOnce)
    const rows = page.map((row) => csvRow([row.kind, row.value, row.reason, row.source, iso(row.createdAt)]))
    if (rows.length > 0) yield { csv: rows.join('') }
    after = page.at(-1)?.publicId ?? null
    if (page.length < exportAtOnce) return
  }
}

const exportAll = os.suppressions.export.handler(({ context: { room } }) => exported(room.store))

export const suppressions = { list, add, remove, import: importMany, export: exportAll }
