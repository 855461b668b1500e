/**
 * The order of people who each have a mailbox of one address, by who heard of which first (domain/heard-first.ts). Worked out from
 * what was told whenever something was, and kept in a table of its own, as it is asked for wherever accounts are listed.
 */
import { addressKey } from '../../shared/domain/address.ts'
import type { Authority } from '../../shared/domain/authority-shape.ts'
import { type Claim, heardFirst } from '../../shared/domain/heard-first.ts'
import { keptWords } from '../../shared/domain/sender.ts'
import { latestOf } from '../../shared/domain/shared-fold.ts'
import { knows, type Place } from '../../shared/domain/shared-order.ts'
import { courtOf, rootOf } from './facts.ts'
import { keptBy } from './kept-by.ts'
import { noteMerge } from './merge-notes.ts'
import type { Reader, Tx } from './open.ts'
import { sharedRow } from './shared-rows.ts'
import { namesOf } from './twins.ts'
import { witnessesOf } from './witnesses.ts'

interface Claimed {
  id: number
  publicId: string
  key: string
  seat: string | null
}

/** Accounts whose address is another seat's, too; the earliest first, as they say. */
const claimed = `SELECT a.id, a.public_id AS publicId, a.address_key AS key, s.public_id AS seat
  FROM accounts a LEFT JOIN seats s ON s.id = a.seat_id
  WHERE a.deleted = 0 AND a.kind <> 'managed' AND a.address_key IN (
    SELECT address_key FROM accounts WHERE deleted = 0 AND kind <> 'managed' GROUP BY address_key
    HAVING count(DISTINCT coalesce(seat_id, 0)) > 1)
  ORDER BY a.address_key, a.created_at, a.public_id`

/**
 * Puts those who have a mailbox of one address in order, and tells whoever can't keep theirs. To be called when something was taken
 * in or told: whoever tells something says by that what they had heard of.
 */
export function layClaims(tx: Tx, now: number): void {
  if (rootOf(tx) === null) return
  const rows = tx.all<Claimed>(claimed)
  const { authority } = courtOf(tx)
  const witnesses = rows.length === 0 ? [] : witnessesOf(tx, authority)
  const places = new Map<number, { key: string; place: number }>()
  const byKey = new Map<string, Claimed[]>()
  for (const row of rows) byKey.set(row.key, [...(byKey.get(row.key) ?? []), row])
  for (const [key, some] of byKey) {
    const order = heardFirst(claimsOf(tx, authority, some), witnesses).map(({ id }) => id)
    for (const row of some) places.set(row.id, { key, place: order.indexOf(personOf(authority, row.seat)) })
  }
  for (const key of put(tx, places)) tellKept(tx, key, now)
}

const personOf = (authority: Authority, seat: string | null): string => String(authority.person(seat) ?? '')

/** One a seat, in the order of the accounts. */
function claimsOf(reader: Reader, authority: Authority, rows: readonly Claimed[]): Claim[] {
  const bySeat = new Map<string, Claim['words']>()
  for (const { publicId, key, seat } of rows) {
    const person = personOf(authority, seat)
    const words = namesOf(reader, 'account', publicId).flatMap((name) => wordsOn(authority, name, key))
    bySeat.set(person, [...(bySeat.get(person) ?? []), ...words])
  }
  return [...bySeat].map(([seat, words]) => ({ id: seat, seat, words }))
}

/** The words that gave an account that address. One that had another meanwhile has it since it was given it again. */
function wordsOn(authority: Authority, account: string, key: string): Place[] {
  const said = authority.said('account', account, 'address')
  const others = said.filter(({ value }) => addressKey(String(value)) !== key)
  return said.filter((word) => !others.includes(word) && !others.some((other) => knows(other, word)))
}

/** @returns the addresses of which the order is another than before */
function put(tx: Tx, places: ReadonlyMap<number, { key: string; place: number }>): Set<string> {
  const before = new Map(
    tx
      .all<{ id: number; key: string; place: number }>(
        'SELECT account_id AS id, address_key AS key, place FROM address_claims',
      )
      .map((row) => [row.id, row]),
  )
  const changed = new Set<string>()
  for (const [id, { key, place }] of places) {
    const held = before.get(id)
    before.delete(id)
    if (held?.key === key && held.place === place) continue
    changed.add(key)
    tx.run(
      `INSERT INTO address_claims (account_id, address_key, place) VALUES (?, ?, ?)
       ON CONFLICT (account_id) DO UPDATE SET address_key = excluded.address_key, place = excluded.place`,
      id,
      key,
      place,
    )
  }
  for (const id of before.keys()) tx.run('DELETE FROM address_claims WHERE account_id = ?', id)
  return changed
}

/** Two people connected one address: one of them keeps it, and the other is told. */
function tellKept(tx: Tx, key: string, now: number): void {
  const rows = tx.all<{ id: string; address: string; by: string | null }>(
    `SELECT a.public_id AS id, a.address, ${keptBy} AS by FROM accounts a WHERE a.address_key = ? AND a.deleted = 0`,
    key,
  )
  for (const { id, address, by } of rows) {
    const row = by === null ? undefined : sharedRow(tx, 'account', id)
    if (by === null || !row) continue
    const words = `${address} was set up by two people. ${keptWords(address, by)}`
    const told = { what: 'conflict', kind: 'account', subject: id, words, about: `apart account ${id}` } as const
    noteMerge(tx, { ...told, device: latestOf(row).slice(25), author: row.by }, now)
  }
}
