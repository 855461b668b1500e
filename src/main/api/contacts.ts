import { Refusal } from '../../shared/domain/failure.ts'
import { countOf, countWhole, ownerCounts, tagCounts } from '../store/contact-count.ts'
import { contactIds, usual } from '../store/contact-pages.ts'
import { contactRows } from '../store/contacts.ts'
import { assignMany, tagMany } from './contacts-bulk.ts'
import { dossier, dossierPdf } from './contacts-dossier.ts'
import { changeContact, createContact, find } from './contacts-edit.ts'
import { erase, erasure } from './contacts-erase.ts'
import { exportContacts } from './contacts-export.ts'
import { filterOf } from './contacts-filter.ts'
import { historyOf } from './contacts-history.ts'
import { importContacts, inspectList } from './contacts-import.ts'
import { importErrors } from './contacts-import-errors.ts'
import { listImports, undoImport } from './contacts-imports.ts'
import { duplicates, merge, merging } from './contacts-merge.ts'
import { shownContact, shownContacts } from './contacts-shown.ts'
import { suppressMany } from './contacts-suppress.ts'
import { os } from './context.ts'
import { patience } from './patience.ts'

function parseCursor(text: string | undefined): number | null {
  if (text === undefined) return null
  if (!/^\d{1,15}$/.test(text))
    throw new Refusal('bad_request', `"${text}" is not a place in this list. Use the "next" of a page.`)
  return Number(text)
}

const list = os.contacts.list.handler(({ input, context: { room } }) => {
  const { after, limit, sort, order, ...asked } = input
  return room.store.read(() => {
    const wish = { sort, desc: order === 'desc', after: parseCursor(after), limit }
    const { clock } = room.ports
    const bounds = { ...usual, enough: patience(clock) }
    const { ids, next } = contactIds(room.store, filterOf(room.store, asked, clock.now()), wish, bounds)
    const rows = shownContacts(room.store, contactRows(room.store, ids))
    return { rows, next: next === null ? null : String(next) }
  })
})

const get = os.contacts.get.handler(({ input, context: { room } }) =>
  shownContact(room.store, find(room.store, input.public_id)),
)

const history = os.contacts.history.handler(({ input, context: { room } }) =>
  historyOf(room.store, find(room.store, input.public_id)),
)

const count = os.contacts.count.handler(async ({ input, context: { room }, signal }) => {
  const { exact = false, ...asked } = input ?? {}
  const filter = filterOf(room.store, asked, room.ports.clock.now())
  const found = room.store.read(() => countOf(room.store, filter, undefined, patience(room.ports.clock)))
  if (!exact || !found.more) return found
  const { heavy } = room
  return heavy?.count
    ? room.ports.clock.working(heavy.count(filter, signal))
    : room.store.read(() => countWhole(room.store, filter))
})

const tags = os.contacts.tags.handler(({ context: { room } }) => tagCounts(room.store))
const owners = os.contacts.owners.handler(({ context: { room } }) => ownerCounts(room.store))
const create = os.contacts.create.handler(({ input, context: { room, asker } }) => createContact(room, asker, input))
const update = os.contacts.update.handler(({ input, context: { room, asker } }) => changeContact(room, asker, input))
const tag = os.contacts.tag.handler(({ input, context: { room, asker } }) => tagMany(room, asker, input))
const assign = os.contacts.assign.handler(({ input, context: { room, asker } }) => assignMany(room, asker, input))
const suppress = os.contacts.suppress.handler(({ input, context: { room, asker } }) => suppressMany(room, asker, input))

export const contacts = {
  list,
  get,
  history,
  count,
  tags,
  owners,
  create,
  update,
  tag,
  assign,
  suppress,
  erasure,
  erase,
  inspect: inspectList,
  import: importContacts,
  import_errors: importErrors,
  duplicates,
  merging,
  merge,
  export: exportContacts,
  dossier,
  dossier_pdf: dossierPdf,
  imports: listImports,
  import_undo: undoImport,
}
