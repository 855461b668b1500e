/** What came back and says something about our mail: one row a message, with what was made of it. */
import { ofPersons } from '../../shared/domain/consequence.ts'
import type { Evidence, IncomingKind, IncomingRecipient } from '../../shared/domain/incoming-shape.ts'
import type { Reader, Tx } from './open.ts'

export interface IncomingRow {
  id: number
  publicId: string
  at: number
  kind: IncomingKind
  hard: 0 | 1
  fromAddress: string
  fromName: string | null
  subject: string
  text: string | null
  body: string | null
  recipients: IncomingRecipient[]
  returnDate: string | null
  /** Of a feedback report: its type. */
  feedback: string | null
  evidence: Evidence[]
  accountId: number | null
  accountPublicId: string | null
  account: string | null
  contact: string | null
  contactId: number | null
  contactPublicId: string | null
  firstName: string | null
  lastName: string | null
  sequence: string | null
  sequencePublicId: string | null
  enrollmentId: number | null
  enrollmentPublicId: string | null
  batchId: number | null
  sendPublicId: string | null
  step: number | null
  state: 'done' | 'undone' | 'none'
  effects: Record<string, unknown>
  undoneBy: string | null
  undoneAt: number | null
  seenAt: number | null
}

type Raw = Omit<IncomingRow, 'recipients' | 'evidence' | 'effects'> &
  Record<'recipients' | 'evidence' | 'effects', string>

const selected = `SELECT i.id, i.public_id AS publicId, i.at, i.kind, i.hard, i.from_address AS fromAddress,
    i.from_name AS fromName, i.subject, i.text, i.body, i.recipients, i.return_date AS returnDate, i.feedback, i.evidence,
    i.account_id AS accountId, a.public_id AS accountPublicId, a.address AS account, c.address AS contact, i.contact_id AS contactId,
    c.public_id AS contactPublicId, c.first_name AS firstName, c.last_name AS lastName, q.name AS sequence,
    q.public_id AS sequencePublicId, i.enrollment_id AS enrollmentId, e.public_id AS enrollmentPublicId,
    e.batch_id AS batchId, s.public_id AS sendPublicId, s.step, i.state, i.effects, i.undone_by AS undoneBy,
    i.undone_at AS undoneAt, i.seen_at AS seenAt
  FROM incoming i LEFT JOIN accounts a ON a.id = i.account_id LEFT JOIN contacts c ON c.id = i.contact_id
    LEFT JOIN enrollments e ON e.id = i.enrollment_id LEFT JOIN sequences q ON q.id = e.sequence_id
    LEFT JOIN sends s ON s.id = i.send_id`

const rowOf = (raw: Raw): IncomingRow => ({
  ...raw,
  recipients: JSON.parse(raw.recipients),
  evidence: JSON.parse(raw.evidence),
  effects: JSON.parse(raw.effects),
})

export interface IncomingFilter {
  kind?: IncomingKind | undefined
  accountId?: number | undefined
  contactId?: number | undefined
  sequenceId?: number | undefined
  /** Public id. */
  send?: string | undefined
  unseen?: boolean | undefined
}

/** Contacts whose messages are gathered and sorted; those of more are met by going through all messages. */
const few = 10_000

const engagesMany = (reader: Reader, sequenceId: number): boolean =>
  (reader.get<{ n: number }>('SELECT sum(n) AS n FROM enrollment_tally WHERE sequence_id = ?', sequenceId)?.n ?? 0) >
  few

/** Newest first; `after` is the public id of the last row of the page before, null for the first page. */
export function incomingPage(
  reader: Reader,
  filter: IncomingFilter,
  after: string | null,
  limit: number,
): IncomingRow[] {
  const where = [
    // an expression, so that the index that counts is not taken for a list in order of time
    '+i.deleted = 0',
    '(@after IS NULL OR (i.at, i.id) < (SELECT at, id FROM incoming WHERE public_id = @after))',
  ]
  if (filter.kind) where.push('i.kind = @kind')
  if (filter.accountId !== undefined) where.push('i.account_id = @accountId')
  if (filter.contactId !== undefined) where.push('i.contact_id = @contactId')
  if (filter.sequenceId !== undefined)
    // with a plus it is walked in order of time: soon enough there where many were engaged, and never where few were
    where.push(`${engagesMany(reader, filter.sequenceId) ? '+' : ''}e.sequence_id = @sequenceId`)
  if (filter.send !== undefined) where.push('s.public_id = @send')
  if (filter.unseen) where.push('i.seen_at IS NULL')
  const { unseen: _, ...values } = filter
  return reader
    .all<Raw>(`${selected} WHERE ${where.join(' AND ')} ORDER BY i.at DESC, i.id DESC LIMIT @limit`, {
      ...values,
      after,
      limit,
    })
    .map(rowOf)
}

export function incomingByPublicId(reader: Reader, publicId: string): IncomingRow | undefined {
  const raw = reader.get<Raw>(`${selected} WHERE i.deleted = 0 AND i.public_id = ?`, publicId)
  return raw && rowOf(raw)
}

/** How many of each kind came since an instant (ms); what was taken back, or complained of by nobody, doesn't count. */
export const cameSince = (reader: Reader, since: number): { kind: IncomingKind; n: number }[] =>
  reader.all(
    `SELECT kind, count(*) AS n FROM incoming INDEXED BY incoming_at
     WHERE at >= ? AND deleted = 0 AND state <> 'undone'
       AND (feedback IS NULL OR feedback IN (SELECT value FROM json_each(?))) GROUP BY kind`,
    since,
    JSON.stringify(ofPersons),
  )

/** Of each kind, how many there are, and how many of these nobody has looked at. */
export const incomingCounts = (reader: Reader): { kind: IncomingKind; n: number; unseen: number }[] =>
  reader.all('SELECT kind, count(*) AS n, sum(seen_at IS NULL) AS unseen FROM incoming WHERE deleted = 0 GROUP BY kind')

export const incomingUnseen = (reader: Reader): number =>
  reader.get<{ n: number }>(
    'SELECT count(*) AS n FROM incoming INDEXED BY incoming_unseen WHERE seen_at IS NULL AND deleted = 0',
  )?.n ?? 0

/** Marks them as looked at; null: all. How many were not. */
export const markSeen = (tx: Tx, publicIds: readonly string[] | null, now: number): number =>
  tx.run(
    `UPDATE incoming SET seen_at = @now WHERE seen_at IS NULL
       AND (@ids IS NULL OR public_id IN (SELECT value FROM json_each(@ids)))`,
    { now, ids: publicIds === null ? null : JSON.stringify(publicIds) },
  ).changes
