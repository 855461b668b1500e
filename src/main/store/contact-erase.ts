/**
 * Takes a person out of the database for good. What is counted stays: enrollments and emails keep their rows, their states
 * and their times, without saying any more who it was.
 */
import type { Mark } from './clockwork.ts'
import { addressHash, erasedReason } from './erased.ts'
import { eraseTold, ownSends as own, ownIncoming } from './erasures.ts'
import type { Reader, Tx } from './open.ts'
import { applyToEnrollment, withdrawPlanned } from './sending.ts'
import { reachedOfContacts } from './suppressions.ts'
import { forgetTestsOf } from './test-emails.ts'

/** What stands where an address stood. */
export const erasedAddress = 'erased'
const erasedDomain = 'erased.invalid'

/** What there is about a contact, for whoever is about to erase it. */
export interface AboutContact {
  enrollments: number
  /** In the ledger; `open` are being handed over or unsure just now. */
  emails: number
  open: number
  incoming: number
  clicks: number
  /** Whole emails that are kept: to be sent again, to be filed, or in the sandbox. */
  letters: number
}

const ownSandbox = `send_id IN (SELECT public_id FROM sends WHERE contact_id = @id
  UNION ALL SELECT s.public_id FROM test_emails t JOIN sends s ON s.id = t.send_id WHERE t.contact_id = @id)`

export function aboutContact(reader: Reader, id: number, key: string): AboutContact {
  const n = (text: string) => reader.get<{ n: number }>(`SELECT count(*) AS n FROM ${text}`, { id, key })?.n ?? 0
  return {
    enrollments: n('enrollments WHERE contact_id = @id'),
    emails: n('sends WHERE contact_id = @id'),
    open: n(`sends WHERE contact_id = @id AND +state IN ('sending', 'unsure')`),
    incoming: n(`incoming WHERE ${ownIncoming}`),
    clicks: n(`clicks WHERE ${own}`),
    letters: n(`outgoing WHERE ${own}`) + n(`sent_copies WHERE ${own}`) + n(`sandbox_messages WHERE ${ownSandbox}`),
  }
}

export interface Erasing {
  id: number
  publicId: string
  key: string
  /** Of the entry that is left on the suppression list. */
  entryId: string
  now: number
  mark: Mark
}

/** Everything in one transaction; what is planned has been withdrawn before, and nothing is under way. */
export function eraseContact(tx: Tx, erasing: Erasing): void {
  leaveHash(tx, erasing)
  forget(tx, erasing)
}

/**
 * The same where another computer of the team erased the contact, and told the hash that stays of it: its mail is withdrawn.
 *
 * @returns false while an email is being handed over or unsure: what became of it could never be told any more
 */
export function forgetContact(tx: Tx, erasing: Omit<Erasing, 'entryId'>): boolean {
  const open = tx.get("SELECT 1 FROM sends WHERE contact_id = ? AND state IN ('sending', 'unsure')", erasing.id)
  if (open) return false
  const reason = 'the contact was erased'
  for (const { enrollmentId } of reachedOfContacts(tx, [erasing.id])) {
    applyToEnrollment(tx, enrollmentId, { type: 'stopped', reason })
    withdrawPlanned(tx, enrollmentId, reason, erasing.now)
  }
  forget(tx, erasing)
  return true
}

/** In the place of a contact that was erased before this computer ever heard of it: others may refer to it. */
export const erasedPlaceholder = (tx: Tx, publicId: string, now: number, mark: Mark): void =>
  void tx.run(
    `INSERT INTO contacts (public_id, address, address_key, domain, fields, tags, created_at, author, device, hlc, deleted)
     VALUES (@publicId, @address, @key, @domain, '{}', '[]', @now, @author, @device, @hlc, 1)`,
    { ...mark, publicId, now, address: erasedAddress, key: `${erasedAddress}:${publicId}`, domain: erasedDomain },
  )

function forget(tx: Tx, erasing: Omit<Erasing, 'entryId'>): void {
  const { id, key } = erasing
  eraseTold(tx, { id, publicId: erasing.publicId, key, quoting: quotingOf(tx, key).map((row) => row.publicId) })
  forgetStory(tx, erasing)
  const run = (text: string) => void tx.run(text, { id, key, publicId: erasing.publicId })
  run("DELETE FROM suppressions WHERE kind = 'address' AND value = @key")
  for (const table of ['outgoing', 'sent_copies', 'unsure_looks', 'clicks']) run(`DELETE FROM ${table} WHERE ${own}`)
  run(`DELETE FROM sandbox_messages WHERE ${ownSandbox}`)
  run(`UPDATE attempts SET reply = NULL WHERE ${own}`)
  forgetTestsOf(tx, id, erasing.now)
  // its message stays known, so that a copy that is read again is not taken for a new one
  run(`UPDATE incoming SET from_address = '${erasedAddress}', from_name = NULL, subject = '', recipients = '[]',
    return_date = NULL, text = NULL, body = NULL, evidence = '[]', effects = '{}', state = 'none',
    version = version + 1 WHERE ${ownIncoming}`)
  // without its ids an answer finds no email to belong to, and is not kept
  run(`UPDATE sends SET address = '${erasedAddress}', domain = '${erasedDomain}', subject = NULL, reply = NULL, why = NULL,
    message_id = NULL, server_message_id = NULL WHERE contact_id = @id`)
  run(`UPDATE contact_notes SET text = '', deleted = 1, version = version + 1 WHERE contact_id = @id`)
  run('UPDATE enrollments SET texts = NULL WHERE contact_id = @id')
  run('DELETE FROM letter_drafts WHERE contact_id = @id')
  run('DELETE FROM contact_updates WHERE contact_id = @id')
  // told or still to be told: nobody hears of them any more
  run(`DELETE FROM webhook_deliveries WHERE instr(lower(body), json_quote(@key)) > 0`)
  run('DELETE FROM import_refusals WHERE instr(lower(cells), @key) > 0')
  // the answer goes, that it was given stays: the same request must not be done twice
  run("UPDATE idempotency SET body = '{}' WHERE instr(lower(body), @key) > 0 OR instr(body, @publicId) > 0")
  forgetQuotes(tx, key)
  emptyRow(tx, erasing)
}

const told = ['subject', 'text', 'body', 'recipients', 'evidence'] as const
type Told = Record<(typeof told)[number], string | null>

const quotingOf = (reader: Reader, key: string): (Told & { id: number; publicId: string })[] =>
  reader.all(
    `SELECT id, public_id AS publicId, ${told.join(', ')} FROM incoming
     WHERE instr(lower(${told.map((column) => `coalesce(${column}, '')`).join(" || ' ' || ")}), ?) > 0`,
    key,
  )

/** What others wrote stays, without the address that they quote or that a notice names beside theirs. */
function forgetQuotes(tx: Tx, key: string): void {
  const plain = key.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
  const anywhere = new RegExp(`(?<![\\w.+-])${plain}(?![\\w-])`, 'giu')
  for (const row of quotingOf(tx, key)) {
    const without = told.map((column) => row[column]?.replace(anywhere, erasedAddress) ?? null)
    if (without.every((value, i) => value === row[told[i] as keyof Told])) continue
    const values = told.map((column) => `${column} = ?`).join(', ')
    tx.run(`UPDATE incoming SET ${values}, version = version + 1 WHERE id = ?`, without, row.id)
  }
}

/** The journal tells in sentences, with names: of what is about them only stays that something was. */
const forgetStory = (tx: Tx, { id, publicId, key }: Omit<Erasing, 'entryId'>): void =>
  void tx.run(
    `UPDATE journal SET text = 'It was about a contact that was erased.', data = '{}'
     WHERE instr(lower(text), @key) > 0 OR instr(lower(data), @key) > 0 OR data ->> '$.contact' = @publicId
       OR data ->> '$.incoming' IN (SELECT public_id FROM incoming WHERE ${ownIncoming})
       OR data ->> '$.send' IN (SELECT public_id FROM sends WHERE contact_id = @id)`,
    { id, publicId, key },
  )

/** The row stays for those that refer to it, and says nothing. The search index follows by itself. */
const emptyRow = (tx: Tx, { id, publicId, mark }: Omit<Erasing, 'entryId'>): void =>
  void tx.run(
    `UPDATE contacts SET address = @address, address_key = @key, domain = @domain, first_name = NULL, last_name = NULL,
       company = NULL, owner = NULL, zone = NULL, zone_guess = '', zone_from = NULL, merged_into = NULL, fields = '{}', tags = '[]', deleted = 1, version = version + 1,
       author = @author, device = @device, hlc = @hlc WHERE id = @id`,
    { ...mark, id, address: erasedAddress, domain: erasedDomain, key: `${erasedAddress}:${publicId}` },
  )

/** In the place of whatever the list has: an address there would be all that erasing was about. */
function leaveHash(tx: Tx, { key, entryId, now, mark }: Erasing): void {
  tx.run(
    `INSERT INTO suppressions (public_id, kind, value, reason, source, created_at, author, device, hlc)
     VALUES (@entryId, 'hash', @value, @reason, 'erased', @now, @author, @device, @hlc)
     ON CONFLICT (kind, value) DO UPDATE SET deleted = 0`,
    { ...mark, entryId, now, value: addressHash(tx, key), reason: erasedReason },
  )
}
