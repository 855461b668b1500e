/** What a search and the names in a filter mean, in rows of the database. */
import { addressKey } from '../../shared/domain/address.ts'
import { accountByAddress, accountByPublicId, accountEver } from './accounts.ts'
import { isOutOfTeam } from './homes.ts'
import type { Reader } from './open.ts'
import type { SendSearch, SendWorld } from './sends-list.ts'
import { workspaceRow } from './workspace.ts'

export function sendWorld(
  reader: Reader,
): SendWorld & { paused: boolean; stopped: boolean; locked: ReadonlySet<number> } {
  // handed over from or to this computer, and not taken up yet, or left by a computer out of the team: nobody sends
  const rows = reader.all<{ id: number; state: string; paused: 0 | 1; handed: 0 | 1; left: 0 | 1; locked: 0 | 1 }>(
    `SELECT a.id, a.state, a.paused, a.handing_to IS NOT NULL AND a.handing_epoch = a.epoch
       AND a.handing_to <> a.home_device AND w.device IN (a.home_device, a.handing_to) AS handed,
       EXISTS (SELECT 1 FROM devices d WHERE d.public_id = a.home_device AND d.state = 'revoked' AND d.deleted = 0
           AND d.public_id <> w.device)
         AND NOT EXISTS (SELECT 1 FROM shares p WHERE p.account_id = a.id AND p.state = 'granted' AND p.deleted = 0
           AND p.lease_until > CAST(substr(w.hlc, 1, 15) AS INTEGER)) AS left,
       a.home_device = w.device AND a.has_secret = 0 AND a.signed_in IS NULL AND a.smtp ->> '$.user' IS NOT NULL AS locked
     FROM accounts a, workspace w WHERE a.deleted = 0`,
  )
  const { paused, stopped } = workspaceRow(reader)
  const isOut = isOutOfTeam(reader)
  return {
    stuck: new Set(
      rows
        .filter((row) => isOut || row.state !== 'active' || row.paused + row.handed + row.left + row.locked > 0)
        .map((row) => row.id),
    ),
    locked: new Set(rows.filter((row) => row.locked === 1).map((row) => row.id)),
    error: new Set(rows.filter((row) => row.state === 'error').map((row) => row.id)),
    halted: paused || stopped,
    paused,
    stopped,
  }
}

/** Engagements of the sequences with this public id or name. */
export const batchesOf = (reader: Reader, sequence: string): number[] =>
  reader
    .all<{ id: number }>(
      `SELECT b.id FROM batches b JOIN sequences q ON q.id = b.sequence_id WHERE q.public_id = ? OR q.name = ?`,
      sequence,
      sequence,
    )
    .map((row) => row.id)

/** Row id of the account with this public id or address, removed or not; -1 where there is none, which no email has. */
export const accountOf = (reader: Reader, account: string): number =>
  (accountByPublicId(reader, account) ?? accountByAddress(reader, account) ?? accountEver(reader, account))?.id ?? -1

/** What stands for the mailboxes that belong to nobody in particular, where a seat is asked for. */
const ofNobody = 'team'

/** Row ids of the mailboxes, removed ones too, of the seat with this public id or address; `team`: of nobody's. */
export const accountsOfSeat = (reader: Reader, seat: string): number[] =>
  reader
    .all<{ id: number }>(
      seat === ofNobody
        ? 'SELECT id FROM accounts WHERE seat_id IS NULL'
        : 'SELECT a.id FROM accounts a JOIN seats t ON t.id = a.seat_id WHERE t.public_id = ? OR t.address_key = ?',
      ...(seat === ofNobody ? [] : [seat, addressKey(seat)]),
    )
    .map((row) => row.id)

/** Row ids of the contact with this public id or address: one or none. */
export const contactsOf = (reader: Reader, contact: string): number[] =>
  reader
    .all<{ id: number }>('SELECT id FROM contacts WHERE address_key = ? OR public_id = ?', addressKey(contact), contact)
    .map((row) => row.id)

/** More contacts than this are no help in finding their emails. */
const fewContacts = 500

/** An address is looked for from its beginning, through its index; anything else row by row. */
function contactsNamed(reader: Reader, part: string): number[] | null {
  if (!part.includes('@')) return null
  const rows = reader.all<{ id: number }>(
    'SELECT id FROM contacts WHERE address_key >= ? AND address_key < ? LIMIT ?',
    part,
    `${part}\u{10ffff}`,
    fewContacts + 1,
  )
  return rows.length > 0 && rows.length <= fewContacts ? rows.map((row) => row.id) : null
}

/** Steps whose subject holds `part`, as `${batch}:${step}`. */
function stepsNamed(reader: Reader, part: string): Set<string> {
  const versions = reader.all<{ id: number; step: number; subject: string | null }>(
    `SELECT v.id, j.key + 1 as step, json_extract(j.value, '$.subject') as subject
     FROM sequence_versions v, json_each(v.steps) j`,
  )
  const named = versions.filter(({ subject }) => subject?.toLowerCase().includes(part))
  if (named.length === 0) return new Set()
  const batches = reader.all<{ id: number; version: number }>('SELECT id, version_id as version FROM batches')
  return new Set(
    named.flatMap(({ id, step }) =>
      batches.filter((batch) => batch.version === id).map((batch) => `${batch.id}:${step}`),
    ),
  )
}

export function sendSearch(reader: Reader, text: string): SendSearch {
  const part = text.trim().toLowerCase()
  return { part, contacts: contactsNamed(reader, part), steps: stepsNamed(reader, part) }
}
