/** What left and what is to leave in a stretch of time: by mailbox, by the recipients' domain, by hour. Never the sandbox. */
import type { SendState } from '../../shared/domain/send.ts'
import { DAY } from '../../shared/domain/time.ts'
import type { Reader } from './open.ts'
import { type CameBack, cameKind, cameKinds, counted } from './sends-narrow.ts'

/** From the first instant up to the other, ms since the epoch. */
export interface Span {
  from: number
  to: number
}

export interface AccountFigure {
  accountId: number
  state: SendState
  n: number
}

/** Emails by mailbox and state; `sends_calendar` holds all that is asked but what is done by hand, which is taken off. */
export function accountFigures(reader: Reader, span: Span): AccountFigure[] {
  const all = reader.all<AccountFigure>(
    `SELECT account_id as accountId, state, count(*) as n FROM sends INDEXED BY sends_calendar
     WHERE at >= @from AND at < @to AND sandbox = 0 AND kind <> 'test' GROUP BY account_id, state`,
    { ...span },
  )
  const tasks = new Map(
    reader
      .all<AccountFigure>(
        `SELECT s.account_id as accountId, s.state, count(*) as n FROM sends s INDEXED BY sends_tasks
         WHERE s.kind = 'task' AND s.at >= @from AND s.at < @to AND s.sandbox = 0 GROUP BY s.account_id, s.state`,
        { ...span },
      )
      .map(({ accountId, state, n }) => [`${accountId} ${state}`, n]),
  )
  return all.map((row) => ({ ...row, n: row.n - (tasks.get(`${row.accountId} ${row.state}`) ?? 0) }))
}

export interface DomainFigure {
  domain: string
  state: SendState
  n: number
}

export const domainFigures = (reader: Reader, span: Span): DomainFigure[] =>
  reader.all(
    `SELECT domain, state, count(*) as n FROM sends INDEXED BY sends_domain
     WHERE state IN ('sent', 'refused', 'unsure') AND at >= @from AND at < @to AND sandbox = 0 AND kind NOT IN ('task', 'test')
     GROUP BY domain, state`,
    { ...span },
  )

/** Sent emails of the span that something came back of, each once, by mailbox and domain. */
export const cameFigures = (
  reader: Reader,
  span: Span,
): { accountId: number; domain: string; came: CameBack; n: number }[] =>
  reader.all(
    `SELECT s.account_id as accountId, s.domain, ${cameKind} as came, count(DISTINCT s.id) as n
     FROM incoming i INDEXED BY incoming_kind CROSS JOIN sends s ON s.id = i.send_id
     WHERE i.kind IN ${cameKinds} AND i.at >= @from - ${DAY} AND ${counted}
       AND s.state = 'sent' AND s.sandbox = 0 AND s.kind NOT IN ('task', 'test') AND s.at >= @from AND s.at < @to
     GROUP BY s.account_id, s.domain, came`,
    { ...span },
  )

/** So long a stretch that every zone's hours begin at its ends. */
const quarter = 900_000

export function spanQuarters(reader: Reader, span: Span): { at: number; planned: number; sent: number }[] {
  const counts = (from: string) =>
    reader.all<{ q: number; planned: number; sent: number }>(
      `SELECT at / ${quarter} as q, sum(state = 'planned') as planned, sum(state = 'sent') as sent
       FROM sends INDEXED BY ${from} at >= @from AND at < @to AND sandbox = 0 AND kind <> 'test' GROUP BY q`,
      { ...span },
    )
  const tasks = new Map(counts(`sends_tasks WHERE kind = 'task' AND`).map((row) => [row.q, row]))
  return counts('sends_calendar WHERE')
    .map(({ q, planned, sent }) => ({
      at: q * quarter,
      planned: planned - (tasks.get(q)?.planned ?? 0),
      sent: sent - (tasks.get(q)?.sent ?? 0),
    }))
    .filter(({ planned, sent }) => planned + sent > 0)
}

export interface MailboxRow {
  id: number
  publicId: string
  address: string
  /** Public id and name of who it belongs to; null: the team. */
  seat: string | null
  seatName: string | null
  deleted: 0 | 1
}

export const mailboxRows = (reader: Reader): MailboxRow[] =>
  reader.all(
    `SELECT a.id, a.public_id as publicId, a.address, t.public_id as seat, t.name as seatName, a.deleted
     FROM accounts a LEFT JOIN seats t ON t.id = a.seat_id ORDER BY t.id, a.id`,
  )
