/** What left, what is to leave and what came back, by the quarter of an hour: of all, of some mailboxes, or of a sequence. */
import type { SendState } from '../../shared/domain/send.ts'
import { DAY } from '../../shared/domain/time.ts'
import type { Reader } from './open.ts'
import type { Span } from './report-span.ts'
import type { Scope } from './reports.ts'
import { type CameBack, cameKind, cameKinds, counted } from './sends-narrow.ts'

/** So long a stretch that every zone's days begin at its ends. */
export const quarter = 900_000

/** Which emails are meant; row ids. `accounts` null: from any mailbox. A sequence's have its own sandbox, the rest have none. */
export interface TimeOf {
  accounts: readonly number[] | null
  scope: Scope | null
}

export interface StateQuarter {
  /** Since the epoch, in quarters of an hour. */
  q: number
  state: SendState
  n: number
}

const states = `('planned', 'sending', 'sent', 'refused', 'unsure')`

/** The same values for each query here; what one doesn't name, it isn't given. */
const given = ({ accounts, scope }: TimeOf, { from, to }: Span) => ({
  from,
  to,
  ...(accounts && { accounts: JSON.stringify(accounts) }),
  ...(scope ?? {}),
})
const fromAccounts = ({ accounts }: TimeOf): string =>
  accounts === null ? '' : 'AND s.account_id IN (SELECT value FROM json_each(@accounts))'

/** Withdrawn emails are left out: nothing is to be told of them. */
export function stateQuarters(reader: Reader, of: TimeOf, span: Span): StateQuarter[] {
  const from = of.scope
    ? `batches b CROSS JOIN sends s INDEXED BY sends_batch ON s.batch_id = b.id AND s.state IN ${states} AND s.sandbox = b.sandbox
       WHERE b.sequence_id = @sequenceId AND b.sandbox = @sandbox AND`
    : `sends s INDEXED BY sends_calendar WHERE s.state IN ${states} AND s.sandbox = 0 AND`
  return reader.all(
    `SELECT s.at / ${quarter} as q, s.state, count(*) as n FROM ${from} s.at >= @from AND s.at < @to AND s.kind NOT IN ('task', 'test')
     ${of.scope ? '' : fromAccounts(of)} GROUP BY q, s.state`,
    given(of.scope ? { ...of, accounts: null } : of, span),
  )
}

/** Sent emails that something came back of, each once a kind, by the quarter in which they left. */
export function cameQuarters(reader: Reader, of: TimeOf, span: Span): { q: number; came: CameBack; n: number }[] {
  const ofScope = 'AND s.sandbox = @sandbox AND s.batch_id IN (SELECT id FROM batches WHERE sequence_id = @sequenceId)'
  return reader.all(
    `SELECT s.at / ${quarter} as q, ${cameKind} as came, count(DISTINCT s.id) as n
     FROM incoming i INDEXED BY incoming_kind CROSS JOIN sends s ON s.id = i.send_id
     WHERE i.kind IN ${cameKinds} AND i.at >= @from - ${DAY} AND ${counted} AND s.state = 'sent' AND s.kind NOT IN ('task', 'test')
       AND s.at >= @from AND s.at < @to ${of.scope ? ofScope : `AND s.sandbox = 0 ${fromAccounts(of)}`} GROUP BY q, came`,
    given(of.scope ? { ...of, accounts: null } : of, span),
  )
}

/** When the first and the last email leave, ms, of a sequence or of all; null: there is none. */
export function endsOf(reader: Reader, scope: Scope | null): { first: number; last: number } | null {
  const end = (order: 'ASC' | 'DESC') => `(SELECT s.at FROM sends s INDEXED BY sends_calendar
    WHERE s.state IN ${states} AND s.sandbox = 0 AND s.kind NOT IN ('task', 'test') ORDER BY s.at ${order} LIMIT 1)`
  const found = reader.get<{ first: number | null; last: number | null }>(
    scope
      ? `SELECT min(s.at) as first, max(s.at) as last FROM batches b CROSS JOIN sends s INDEXED BY sends_batch
           ON s.batch_id = b.id AND s.state IN ${states} AND s.sandbox = b.sandbox
         WHERE b.sequence_id = @sequenceId AND b.sandbox = @sandbox AND s.kind NOT IN ('task', 'test')`
      : `SELECT ${end('ASC')} as first, ${end('DESC')} as last`,
    { ...scope },
  )
  return found?.first == null || found.last === null ? null : { first: found.first, last: found.last }
}
