/** Everything that is planned through a mailbox, as files that mail programs open: made by what sends, and not sent. */

import { Refusal } from '../../shared/domain/failure.ts'
import { writerOf } from '../../shared/domain/letter.ts'
import { letterFrom } from '../mail/letter.ts'
import type { AccountRow } from '../store/accounts.ts'
import { storedLetter } from '../store/letter-source.ts'
import type { Reader } from '../store/open.ts'
import { plannedIds } from '../store/removal.ts'
import { outgoingOf } from '../store/sending.ts'
import { type SendRow, sendsById } from '../store/sends.ts'
import { removable, seenOf } from './accounts-removal.ts'
import { os } from './context.ts'

/** What an email is called on every system: no two have the same contact and step. */
const nameOf = (row: SendRow): string =>
  `${row.contact.replace(/[%/\\:*?"<>|\p{Cc}]/gu, (sign) => encodeURIComponent(sign).replace('*', '%2A'))} step ${row.step}.eml`

/** Mail programs open a file with this mark as one to be finished and sent. */
const unsent = Buffer.from('X-Unsent: 1\r\n')

function emlOf(reader: Reader, from: AccountRow, row: SendRow): { eml: string | null; trouble: string | null } {
  const again = outgoingOf(reader, row.id)
  const source = again ? undefined : storedLetter(reader, row.id)
  const made =
    again ??
    (source
      ? letterFrom({ ...source, from: writerOf(from, source.alias) }, row.at)
      : { trouble: 'it belongs to no sequence' })
  if ('trouble' in made) return { eml: null, trouble: made.trouble }
  return { eml: Buffer.concat([unsent, made.raw]).toString('utf8'), trouble: null }
}

export const drafts = os.accounts.drafts.handler(({ input, context: { room, asker } }) =>
  room.store.read(() => {
    const { store } = room
    const after = Number(input.after ?? 0)
    if (!Number.isSafeInteger(after) || after < 0)
      throw new Refusal('bad_request', `"${input.after}" is not a place in this list. Use the "next" of a page.`)
    const account = removable(store, asker, input.public_id)
    const ids = plannedIds(store, account.id, after, input.limit + 1)
    const page = ids.slice(0, input.limit)
    const rows = sendsById(store, page).map((row) => ({
      name: nameOf(row),
      contact: row.contact,
      step: row.step,
      ...emlOf(store, account, row),
    }))
    return { rows, next: ids.length > input.limit ? String(page.at(-1)) : null, seen: seenOf(store, account.id) }
  }),
)
