import { hash } from 'node:crypto'
import { publicIdFrom } from '../../shared/domain/ids.ts'
import type { Mark } from './clockwork.ts'
import { keptOfAddress, mergedUp } from './contact-merge.ts'
import { addressHash, isErased } from './erased.ts'
import type { Reader, Tx } from './open.ts'

export interface SuppressionRow {
  publicId: string
  kind: 'address' | 'domain' | 'hash'
  /** Address in comparable form, domain in lower case, or the hash of an erased contact's address. */
  value: string
  reason: string
  /** 'hand', or what asked for it. */
  source: string
  createdAt: number
}

/** As it is kept. */
export interface KeptSuppression extends SuppressionRow {
  /** Public id of the seat that put it there; null = not known. */
  author: string | null
}

const columns = 'x.public_id AS publicId, x.kind, x.value, x.reason, x.source, x.created_at AS createdAt, x.author'

export interface SuppressionFilter {
  /** The value begins with it. */
  search?: string | undefined
  kind?: SuppressionRow['kind'] | undefined
}

/** Newest first; `after` is the public id of the last row of the page before, null for the first page. */
export function suppressionPage(
  reader: Reader,
  { search, kind }: SuppressionFilter,
  after: string | null,
  limit: number,
): (KeptSuppression & { contact: string | null })[] {
  const below = `CASE WHEN @after IS NULL THEN ${Number.MAX_SAFE_INTEGER} ELSE (SELECT id FROM suppressions WHERE public_id = @after) END`
  const where = ['x.deleted = 0', `x.id < ${below}`]
  if (kind) where.push('x.kind = @kind')
  if (search)
    where.push(
      `x.id IN (SELECT id FROM suppressions WHERE kind IN ('address', 'domain') AND value >= @search AND value < @end
         UNION ALL SELECT id FROM suppressions WHERE kind = 'hash' AND value = @hash)`,
    )
  return reader.all(
    `SELECT ${columns}, (SELECT c.public_id FROM contacts c WHERE x.kind = 'address' AND c.address_key = x.value
       AND c.deleted = 0) AS contact
     FROM suppressions x WHERE ${where.join(' AND ')} ORDER BY x.id DESC LIMIT @limit`,
    {
      after,
      limit,
      kind,
      search,
      end: `${search}\u{10ffff}`,
      // whoever asks for the whole address is told that it was erased
      hash: search?.includes('@') ? addressHash(reader, search) : null,
    },
  )
}

export const suppressionOf = (
  reader: Reader,
  kind: SuppressionRow['kind'],
  value: string,
): KeptSuppression | undefined =>
  reader.get(`SELECT ${columns} FROM suppressions x WHERE x.deleted = 0 AND x.kind = ? AND x.value = ?`, kind, value)

export const suppressionByPublicId = (reader: Reader, publicId: string): KeptSuppression | undefined =>
  reader.get(`SELECT ${columns} FROM suppressions x WHERE x.deleted = 0 AND x.public_id = ?`, publicId)

/**
 * What is on the list keeps its first reason, unless a stronger one comes: what was added by hand and is then asked for
 * from outside can't be removed by hand any more. One that was removed comes back. False when it was there already, and
 * for an address that was erased: its hash is there. Where its name is another line's already, it gets one of its own: names
 * that follow from others can be guessed, and no name that somebody took may keep an address off the list.
 */
export function suppress(tx: Tx, row: SuppressionRow, mark: Mark): boolean {
  const made = put(tx, row, mark)
  // another address of somebody who was merged: what is asked for there counts for them
  const kept = row.kind === 'address' ? keptOfAddress(tx, row.value) : undefined
  if (kept) put(tx, { ...row, value: kept.addressKey }, mark)
  return made
}

const put = (tx: Tx, row: SuppressionRow, mark: Mark): boolean =>
  !(row.kind === 'address' && isErased(tx, row.value)) &&
  tx.run(
    `INSERT INTO suppressions (public_id, kind, value, reason, source, created_at, author, device, hlc)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (kind, value) DO UPDATE SET reason = excluded.reason,
       source = excluded.source, created_at = excluded.created_at, author = excluded.author, device = excluded.device,
       hlc = excluded.hlc, deleted = 0
     WHERE deleted = 1 OR (source = 'hand' AND excluded.source <> 'hand')`,
    freeName(tx, row.publicId),
    row.kind,
    row.value,
    row.reason,
    row.source,
    row.createdAt,
    mark.author,
    mark.device,
    mark.hlc,
  ).changes === 1

/** The first of the names that follow from this one that no line bears, here or in what the team was told. */
function freeName(reader: Reader, name: string): string {
  const taken = `SELECT 1 FROM suppressions WHERE public_id = @name
    UNION ALL SELECT 1 FROM shared_rows WHERE kind = 'suppression' AND public_id = @name`
  let free = name
  while (reader.get(taken, { name: free })) free = publicIdFrom(hash('sha256', `${free} of its own`, 'buffer'))
  return free
}

/** Takes one off the list; the row stays, marked, for other devices. */
export const unsuppress = (tx: Tx, publicId: string, mark: Mark): void =>
  void tx.run(
    'UPDATE suppressions SET deleted = 1, author = ?, device = ?, hlc = ? WHERE public_id = ?',
    mark.author,
    mark.device,
    mark.hlc,
    publicId,
  )

/** A contact that is in a sequence now, and what is still planned for it there. */
export interface Reached {
  enrollmentId: number
  sequence: string
  planned: number
  sending: number
}

const reached = `SELECT e.id AS enrollmentId, q.name AS sequence,
    (SELECT count(*) FROM sends s WHERE s.enrollment_id = e.id AND s.state = 'planned') AS planned,
    (SELECT count(*) FROM sends s WHERE s.enrollment_id = e.id AND s.state = 'sending') AS sending
  FROM enrollments e JOIN sequences q ON q.id = e.sequence_id`
const now = `+e.state IN ('pending', 'active', 'paused')`

export const reachedOfContacts = (reader: Reader, contactIds: readonly number[]): Reached[] =>
  reader.all(`${reached} WHERE e.contact_id IN (SELECT value FROM json_each(?)) AND ${now}`, JSON.stringify(contactIds))

export const reachedOf = (reader: Reader, entry: Pick<SuppressionRow, 'kind' | 'value'>): Reached[] =>
  reader.all(
    `${reached} WHERE e.contact_id IN (${
      entry.kind === 'address'
        ? `SELECT c.id FROM contacts c WHERE c.address_key = @value
           UNION SELECT id FROM contacts WHERE public_id IN (${mergedUp('address_key = @value')})`
        : 'SELECT c.id FROM contacts c WHERE c.domain = @value'
    }) AND ${now}`,
    { value: entry.value },
  )
