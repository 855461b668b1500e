/**
 * Figures of a sequence, read from what is tallied at every change of the ledger and from indexes that hold all that is
 * asked. Mail to people and mail into the sandbox are never in one figure: every query is asked for one of the two.
 */
import type { EnrollmentState } from '../../shared/domain/enrollment.ts'
import type { SendState } from '../../shared/domain/send.ts'
import type { Reader } from './open.ts'
import { emailFigures } from './sequence-figures.ts'

export interface StateCount {
  state: EnrollmentState
  n: number
}

/** What a report is about: 1 is what was engaged in the sandbox, 0 everything else. */
export interface Scope {
  sequenceId: number
  sandbox: 0 | 1
}

/** Emails of all times; rows are never taken out of the ledger. */
export const ledgerIsLongerThan = (reader: Reader, emails: number): boolean =>
  (reader.get<{ last: number | null }>('SELECT max(id) AS last FROM sends')?.last ?? 0) > emails

/** As they are tallied; `engagedCount` counts the rows. */
export const enrollmentStates = (reader: Reader, scope: Scope): StateCount[] =>
  reader.all(
    `SELECT state, sum(n) as n FROM enrollment_tally WHERE sequence_id = @sequenceId AND sandbox = @sandbox AND n > 0
     GROUP BY state`,
    scope,
  )

export const engagedCount = (reader: Reader, scope: Scope): number =>
  reader.get<{ n: number }>(
    `SELECT count(*) as n FROM enrollments INDEXED BY enrollments_report
     WHERE sequence_id = @sequenceId AND sandbox = @sandbox`,
    scope,
  )?.n ?? 0

/** One row per step, sender, variant and state. */
export interface SendFigure {
  step: number
  account: string
  /** Its address. */
  sender: string
  /** Empty: there is one way of writing it only. */
  variant: string
  isTask: 0 | 1
  state: SendState
  n: number
}

export const sendFigures = (reader: Reader, scope: Scope): SendFigure[] =>
  reader.all(
    `SELECT t.step, a.public_id as account, a.address as sender, t.variant, t.kind = 'task' as isTask, t.state, sum(t.n) as n
     FROM batches b JOIN send_tally t ON t.batch_id = b.id JOIN accounts a ON a.id = t.account_id
     WHERE b.sequence_id = @sequenceId AND t.sandbox = @sandbox AND t.n > 0
     GROUP BY t.step, a.id, t.variant, isTask, t.state ORDER BY t.step, a.id, t.variant`,
    scope,
  )

export const contactsPerSender = (reader: Reader, scope: Scope): { sender: string; account: string; n: number }[] =>
  reader.all(
    `SELECT a.address as sender, a.public_id as account, per.n
     FROM (SELECT account_id, count(*) as n FROM enrollments INDEXED BY enrollments_sender
       WHERE sequence_id = @sequenceId AND sandbox = @sandbox GROUP BY account_id) per
     JOIN accounts a ON a.id = per.account_id ORDER BY a.id`,
    scope,
  )

/** The last email that left to an enrollment `e`, as a row `final` of the ledger; what was done by hand is no email. */
export const lastLeft = `LEFT JOIN sends final ON final.enrollment_id = e.id AND final.step = (SELECT max(x.step) FROM sends x
  WHERE x.enrollment_id = e.id AND x.state = 'sent' AND x.kind <> 'task')`

/** Contacts whose sequence ended by what came back, by the last email that had left to them; step 0: none had. */
export interface OutcomeFigure {
  state: 'replied' | 'bounced' | 'unsubscribed'
  step: number
  account: string | null
  variant: string
  n: number
}

export const outcomeFigures = (reader: Reader, scope: Scope): OutcomeFigure[] =>
  reader.all(
    `SELECT o.state, o.step, a.public_id as account, o.variant, o.n FROM
       (SELECT e.state, coalesce(final.step, 0) as step, final.account_id as accountId,
          coalesce(final.variant, '') as variant, count(*) as n
        FROM enrollments e INDEXED BY enrollments_sequence ${lastLeft}
        WHERE e.sequence_id = @sequenceId AND e.state IN ('replied', 'bounced', 'unsubscribed') AND e.sandbox = @sandbox
        GROUP BY 1, 2, 3, 4) o
     LEFT JOIN accounts a ON a.id = o.accountId`,
    scope,
  )

/** Emails of it in one state, as rows `s` of the index that holds their instants. */
const inState = (state: SendState): string => `FROM batches b CROSS JOIN sends s INDEXED BY sends_batch
  ON s.batch_id = b.id AND s.state = '${state}' AND s.sandbox = b.sandbox
  WHERE b.sequence_id = @sequenceId AND b.sandbox = @sandbox`

/** Contacts who got an email, and planned emails that are held back. */
export const reachOf = (reader: Reader, scope: Scope): { written: number; held: number } =>
  reader.get<{ written: number; held: number }>(
    `SELECT (SELECT count(DISTINCT s.enrollment_id) FROM batches b CROSS JOIN sends s INDEXED BY sends_left
         ON s.batch_id = b.id AND s.sandbox = b.sandbox AND s.state = 'sent'
         WHERE b.sequence_id = @sequenceId AND b.sandbox = @sandbox)
       - (SELECT count(DISTINCT t.enrollment_id) FROM batches b CROSS JOIN sends t INDEXED BY sends_tasks
         ON t.batch_id = b.id AND t.state = 'sent' AND t.kind = 'task' WHERE b.sequence_id = @sequenceId AND b.sandbox = @sandbox
           AND NOT EXISTS (SELECT 1 FROM sends m WHERE m.enrollment_id = t.enrollment_id AND m.state = 'sent' AND m.kind <> 'task'))
         AS written,
       (SELECT count(*) FROM sends s INDEXED BY sends_aside JOIN batches b ON b.id = s.batch_id
         WHERE s.state = 'planned' AND (s.held = 1 OR s.paused = 1 OR s.replan = 2) AND s.held = 1 AND s.kind <> 'task'
           AND b.sequence_id = @sequenceId AND s.sandbox = @sandbox) AS held`,
    scope,
  ) ?? { written: 0, held: 0 }

export interface Span {
  first: number | null
  last: number | null
  next: number | null
  finish: number | null
}

/** When its first and last email left, and when the next and the last are to leave. */
export function spanOf(reader: Reader, { sequenceId, sandbox }: Scope): Span {
  const rows = emailFigures(reader, sequenceId).filter((row) => row.sandbox === sandbox)
  const sent = rows.find(({ state }) => state === 'sent')
  const planned = rows.find(({ state }) => state === 'planned')
  return {
    first: sent?.firstSent ?? null,
    last: sent?.lastSent ?? null,
    next: planned?.firstAt ?? null,
    finish: planned?.lastAt ?? null,
  }
}

/** So long a stretch that every zone's hours begin at its ends. */
const quarter = 900_000

export interface Quarter {
  /** ms since the epoch */
  at: number
  planned: number
  sent: number
}

/** Planned and sent emails by the quarter of an hour in which they leave, or had to. */
export function quarters(reader: Reader, scope: Scope): Quarter[] {
  const found = new Map<number, Quarter>()
  const add = (state: 'planned' | 'sent', from: string, sign: 1 | -1) => {
    for (const { q, n } of reader.all<{ q: number; n: number }>(
      `SELECT s.at / ${quarter} as q, count(*) as n ${from} GROUP BY q`,
      scope,
    )) {
      const row = found.get(q) ?? { at: q * quarter, planned: 0, sent: 0 }
      row[state] += sign * n
      found.set(q, row)
    }
  }
  for (const state of ['planned', 'sent'] as const) {
    add(state, inState(state), 1)
    add(
      state,
      `FROM batches b CROSS JOIN sends s INDEXED BY sends_tasks ON s.batch_id = b.id AND s.state = '${state}' AND s.kind = 'task'
       WHERE b.sequence_id = @sequenceId AND b.sandbox = @sandbox`,
      -1,
    )
  }
  return [...found.values()].filter(({ planned, sent }) => planned + sent > 0).sort((a, b) => a.at - b.at)
}
