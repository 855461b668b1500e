/**
 * Which enrollments a page of a report's contacts shows, in the order they were engaged. Those whose email of a step is in a
 * state, or to whom a step was the last, are found along the ledger's index by step; others by walking through those of a
 * state, of a sender, or of all. A walk that meets too few looks at a bounded number of rows and says where to go on.
 */
import type { EnrollmentState } from '../../shared/domain/enrollment.ts'
import type { SendState } from '../../shared/domain/send.ts'
import type { Reader } from './open.ts'
import type { Scope } from './reports.ts'

export interface ReportFilter extends Scope {
  state: EnrollmentState | null
  /** Row id of a sending account. */
  accountId: number | null
  /** With the email of this step in one of these states; null: any. */
  email: { step: number; states: readonly SendState[] } | null
  /** Of the email of that step, or of the last that left: the variant; null: any. */
  variant: string | null
  /** The last email that left to them: its step (0: none left) and the row id of its account; null: any. */
  last: { step: number | null; accountId: number | null } | null
}

/** Rows that a page looks at in one way at most: some ten ms. */
export const window = 3_000

/** Emails of one step, state and variant in one engagement: a stretch of the index, by enrollment. */
interface Stretch {
  batchId: number
  step: number
  state: string
  /** Null: its step is written in one way only. */
  variant: string | null
  n: number
}

/** Emails that left to an enrollment `e`; what was done by hand is no email. */
const left = `FROM sends f INDEXED BY sends_step WHERE f.enrollment_id = e.id AND f.state = 'sent' AND f.kind <> 'task'`
const ofLast = (column: 'variant' | 'account_id'): string => `(SELECT f.${column} ${left} ORDER BY f.step DESC LIMIT 1)`

/** Conditions that a row has to meet, whichever way it was come to; what is found out soonest stands first. */
function conditions({ state, accountId, email, variant, last }: ReportFilter, isLed: boolean): string {
  const tests = ['1']
  if (state !== null) tests.push('e.state = @state')
  if (accountId !== null) tests.push('e.account_id = @accountId')
  if (email !== null && !isLed)
    tests.push(`EXISTS (SELECT 1 FROM sends h WHERE h.enrollment_id = e.id AND h.step = @emailStep
      AND h.state IN (SELECT value FROM json_each(@emailStates)) ${variant === null ? '' : 'AND h.variant = @variant'})`)
  if (last !== null && last.step !== null)
    tests.push(
      `(@lastStep = 0 OR EXISTS (SELECT 1 ${left} AND f.step = @lastStep))`,
      `NOT EXISTS (SELECT 1 ${left} AND f.step > @lastStep)`,
    )
  if (last !== null && last.accountId !== null) tests.push(`${ofLast('account_id')} = @lastAccount`)
  if (email === null && variant !== null) tests.push(`${ofLast('variant')} = @variant`)
  return tests.join(' AND ')
}

const valuesOf = (filter: ReportFilter) => ({
  sequenceId: filter.sequenceId,
  sandbox: filter.sandbox,
  state: filter.state,
  accountId: filter.accountId,
  variant: filter.variant,
  emailStep: filter.email?.step ?? null,
  emailStates: JSON.stringify(filter.email?.states ?? []),
  lastStep: filter.last?.step ?? null,
  lastAccount: filter.last?.accountId ?? null,
})

/** Where the emails are that the filter asks about, as they are tallied; null: it asks about none in particular. */
function stretchesOf(reader: Reader, filter: ReportFilter): Stretch[] | null {
  const { email, last, variant } = filter
  const [step, states] = email ? [email.step, email.states] : [last?.step ?? null, ['sent']]
  // to whom nothing left: no email says so
  if (!email && (step === 0 || (step === null && variant === null))) return null
  return reader.all<Stretch>(
    `SELECT t.batch_id AS batchId, t.step, t.state, nullif(t.variant, '') AS variant, sum(t.n) AS n
     FROM batches b CROSS JOIN json_each(@states) w CROSS JOIN send_tally t ON t.batch_id = b.id AND t.state = w.value AND t.sandbox = b.sandbox
     WHERE b.sequence_id = +@sequenceId AND b.sandbox = +@sandbox AND t.n > 0
       AND (@step IS NULL OR t.step = @step) AND (@variant IS NULL OR t.variant = @variant)
     GROUP BY t.batch_id, t.step, t.state, t.variant ORDER BY t.batch_id`,
    { sequenceId: filter.sequenceId, sandbox: filter.sandbox, states: JSON.stringify(states), step, variant },
  )
}

const inState = (reader: Reader, scope: Scope, state: string): number =>
  reader.get<{ n: number | null }>(
    'SELECT sum(n) AS n FROM enrollment_tally WHERE sequence_id = +@sequenceId AND sandbox = +@sandbox AND state = +@state',
    { sequenceId: scope.sequenceId, sandbox: scope.sandbox, state },
  )?.n ?? 0

/** Whether fewer are engaged from an account than `most`, counted no further than that. */
const hasFewer = (reader: Reader, filter: ReportFilter, most: number): boolean =>
  (reader.get<{ n: number }>(
    `SELECT count(*) AS n FROM (SELECT 1 FROM enrollments e INDEXED BY enrollments_sender
     WHERE e.sequence_id = +@sequenceId AND e.sandbox = +@sandbox AND e.account_id = +@accountId LIMIT @most)`,
    { sequenceId: filter.sequenceId, sandbox: filter.sandbox, accountId: filter.accountId, most },
  )?.n ?? 0) < most

/** One way through rows by their id: all that fit are met in some way. */
interface Way {
  text: string
  values: object
}

/** What is being sent this moment is in an index of those few alone, so that no email is moved in the other one for it. */
const sending = `FROM sends k INDEXED BY sends_open CROSS JOIN enrollments e ON e.id = k.enrollment_id`
const settled = `FROM sends k INDEXED BY sends_progress CROSS JOIN enrollments e ON e.id = k.enrollment_id`

function along(stretch: Stretch, filter: ReportFilter): Way {
  const [from, only] =
    stretch.state === 'sending' ? [sending, `k.state IN ('sending', 'unsure')`] : [settled, `k.state <> 'sending'`]
  const { batchId, step, state, variant } = stretch
  return {
    text: `SELECT k.enrollment_id AS id, (${conditions(filter, true)}) AS hit ${from}
      WHERE e.sequence_id = @sequenceId AND e.sandbox = @sandbox AND k.batch_id = +@ofBatch AND k.step = +@ofStep AND k.state = +@ofState AND ${only} AND k.variant IS +@ofVariant
        AND k.enrollment_id > +@after AND k.enrollment_id <= +@until ORDER BY k.enrollment_id`,
    values: { ...valuesOf(filter), ofBatch: batchId, ofStep: step, ofState: state, ofVariant: variant },
  }
}

type Narrow = 'enrollments_report' | 'enrollments_sequence' | 'enrollments_sender'

const ledBy: Record<Narrow, string> = {
  enrollments_report: '',
  enrollments_sequence: 'AND e.state = +@state',
  enrollments_sender: 'AND e.account_id = +@accountId',
}

function through(index: Narrow, filter: ReportFilter): Way {
  return {
    text: `SELECT e.id, (${conditions(filter, false)}) AS hit FROM enrollments e INDEXED BY ${index}
      WHERE e.sequence_id = +@sequenceId AND e.sandbox = +@sandbox ${ledBy[index]}
        AND e.id > +@after AND e.id <= +@until ORDER BY e.id`,
    values: valuesOf(filter),
  }
}

/** The ways on which the fewest rows are met. */
function waysOf(reader: Reader, filter: ReportFilter): Way[] {
  const stretches = stretchesOf(reader, filter)
  const emails = stretches?.reduce((sum, { n }) => sum + n, 0) ?? Number.POSITIVE_INFINITY
  const ofState = filter.state === null ? Number.POSITIVE_INFINITY : inState(reader, filter, filter.state)
  if (emails === 0 || ofState === 0) return []
  if (stretches && emails <= ofState) return stretches.map((stretch) => along(stretch, filter))
  if (filter.accountId !== null && hasFewer(reader, filter, Math.min(ofState, window)))
    return [through('enrollments_sender', filter)]
  if (filter.state !== null) return [through('enrollments_sequence', filter)]
  return [through(filter.accountId === null ? 'enrollments_report' : 'enrollments_sender', filter)]
}

/** `until`: all up to there were looked at; null: all there are. */
interface Walked {
  ids: number[]
  until: number | null
}

function walk(reader: Reader, way: Way, bounds: { after: number; until: number; limit: number; most: number }): Walked {
  const ids: number[] = []
  let [seen, at] = [0, bounds.after]
  const values = { ...way.values, after: bounds.after, until: bounds.until }
  // an open iterator would keep the database from being written to: `for of` closes it
  for (const row of reader.iterate<{ id: number; hit: 0 | 1 | null }>(way.text, values)) {
    if (seen === bounds.most || ids.length > bounds.limit) return { ids, until: at }
    seen++
    at = row.id
    if (row.hit) ids.push(row.id)
  }
  return { ids, until: null }
}

/**
 * Ids of the page after `after`, and where to go on; it may be short, even empty, and the list go on.
 *
 * @param most rows looked at in each way
 */
export function reportIds(
  reader: Reader,
  filter: ReportFilter,
  { after, limit, most = window }: { after: number; limit: number; most?: number },
): { ids: number[]; next: number | null } {
  const met = new Set<number>()
  let until: number | null = null
  for (const way of waysOf(reader, filter)) {
    const far: number = until ?? Number.MAX_SAFE_INTEGER
    const walked = walk(reader, way, { after, until: far, limit, most })
    for (const id of walked.ids) met.add(id)
    // the others need not be followed beyond
    until = walked.until ?? until
  }
  const ids = [...met].filter((id) => until === null || id <= until).sort((a, b) => a - b)
  if (ids.length <= limit) return { ids, next: until }
  return { ids: ids.slice(0, limit), next: ids[limit - 1] ?? null }
}
