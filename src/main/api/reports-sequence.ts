/** A sequence's report. Every figure is counted from the ledger; `faults` says which of them don't add up. */
import type { ReportShown } from '../../shared/contract/reports.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import type { sendStates } from '../../shared/domain/send.ts'
import { dayNumber, dayStart, hourAt, slotStart } from '../../shared/domain/time.ts'
import { formatDay } from '../../shared/domain/time-text.ts'
import type { Reader } from '../store/open.ts'
import {
  contactsPerSender,
  engagedCount,
  enrollmentStates,
  type OutcomeFigure,
  outcomeFigures,
  type Quarter,
  quarters,
  reachOf,
  type Scope,
  type SendFigure,
  sendFigures,
  spanOf,
} from '../store/reports.ts'
import { findSequence, type SequenceRow } from '../store/sequences.ts'
import { workspaceRow } from '../store/workspace.ts'
import { iso, isoOrNull } from './context.ts'
import { faultsOf } from './reports-faults.ts'
import { share } from './reports-rate.ts'
import { engagementsShown, waitsOf } from './reports-schedule.ts'

type Counts = Record<(typeof sendStates)[number], number>
type Outcomes = Record<OutcomeFigure['state'], number>
const none = (): Counts => ({ planned: 0, sending: 0, sent: 0, refused: 0, unsure: 0, withdrawn: 0 })

export function countsOf(rows: readonly SendFigure[]): Counts {
  const counts = none()
  for (const { state, n } of rows) counts[state] += n
  return counts
}

function outcomesOf(rows: readonly OutcomeFigure[]): Outcomes {
  const counts = { replied: 0, bounced: 0, unsubscribed: 0 }
  for (const { state, n } of rows) counts[state] += n
  return counts
}

/** What left, what became of it, and how many of those who got it replied. */
function line(emails: readonly SendFigure[], outcomes: readonly OutcomeFigure[]) {
  const [counts, ends] = [countsOf(emails), outcomesOf(outcomes)]
  return { ...counts, ...ends, reply_rate: share(ends.replied, counts.sent) }
}

/**
 * What was tried in the sandbox is no mail: it is reported only as long as there is nothing else.
 * @throws Refusal `not_found`
 */
export function scopeOf(reader: Reader, name: string) {
  const found = findSequence(reader, name)
  if (!found) throw new Refusal('not_found', `There is no sequence "${name}".`)
  const rehearsed = engagedCount(reader, { sequenceId: found.id, sandbox: 1 })
  const real = engagedCount(reader, { sequenceId: found.id, sandbox: 0 })
  const scope: Scope = { sequenceId: found.id, sandbox: rehearsed > 0 && real === 0 ? 1 : 0 }
  return { found, rehearsed, engaged: scope.sandbox ? rehearsed : real, scope }
}

/** @param name name or public id. @throws Refusal `not_found` */
export function reportOf(reader: Reader, name: string): ReportShown {
  const { found, rehearsed, engaged, scope } = scopeOf(reader, name)
  const figures = sendFigures(reader, scope)
  const outcomes = outcomeFigures(reader, scope)
  const states = enrollmentStates(reader, scope)
  const emails = figures.filter(({ isTask }) => isTask === 0)
  const faults = faultsOf(reader, scope, { engaged, states, figures })
  const { zone } = workspaceRow(reader)
  const leaving = quarters(reader, scope)
  return {
    sequence: found.name,
    public_id: found.publicId,
    sandbox: scope.sandbox === 1,
    sandboxContacts: rehearsed,
    engaged,
    paused: found.paused === 1,
    ...reachOf(reader, scope),
    enrollments: Object.fromEntries(states.map(({ state, n }) => [state, n])),
    emails: countsOf(emails),
    before: outcomesOf(outcomes.filter(({ step }) => step === 0)),
    ...tablesOf(reader, scope, found, { figures, emails, outcomes, owed: faults.owed }),
    ...shownSpan(reader, scope),
    zone,
    days: daysOf(leaving, zone),
    engagements: engagementsShown(reader, scope),
    waits: waitsOf(reader, scope, emails),
    conserved: faults.found.length === 0,
    faults: faults.found,
    slots: slotsOf(leaving, zone),
  }
}

interface Told {
  figures: SendFigure[]
  emails: SendFigure[]
  outcomes: OutcomeFigure[]
  owed: (step: number) => number
}

function tablesOf(reader: Reader, scope: Scope, found: SequenceRow, { figures, emails, outcomes, owed }: Told) {
  const subject = (step: number) => found.steps[step - 1]?.subject ?? ''
  const steps = [...new Set(figures.map(({ step }) => step))]
  const many = emails.filter(({ variant }) => variant !== '')
  const variants = [...new Set(many.map(({ step, variant }) => `${step} ${variant}`))]
  return {
    perStep: steps.map((step) => {
      const own = figures.filter((row) => row.step === step)
      return {
        step,
        task: own.every(({ isTask }) => isTask === 1),
        subject: subject(step),
        owed: owed(step),
        ...line(
          own,
          outcomes.filter((row) => row.step === step),
        ),
      }
    }),
    perSender: sendersOf(reader, scope, emails).map(({ sender, account, n }) => ({
      sender,
      account,
      contacts: n,
      ...line(
        emails.filter((row) => row.account === account),
        outcomes.filter((row) => row.account === account),
      ),
    })),
    perVariant: variants.sort().map((key) => {
      const [step, variant] = [Number(key.split(' ')[0]), key.split(' ')[1] ?? '']
      const written = found.steps[step - 1]
      const isOf = (row: { step: number; variant: string }) => row.step === step && row.variant === variant
      return {
        step,
        variant,
        subject: written?.variants?.find(({ key }) => key === variant)?.subject ?? subject(step),
        winner: written?.winner === variant,
        ...line(many.filter(isOf), outcomes.filter(isOf)),
      }
    }),
  }
}

/** Those whose contacts it has, and those that emails left from before their contacts went to another. */
function sendersOf(reader: Reader, scope: Scope, emails: readonly SendFigure[]) {
  const found = contactsPerSender(reader, scope)
  for (const { account, sender } of emails)
    if (!found.some((row) => row.account === account)) found.push({ account, sender, n: 0 })
  return found
}

function shownSpan(reader: Reader, scope: Scope) {
  const { first, last, next, finish } = spanOf(reader, scope)
  return { first: isoOrNull(first), last: isoOrNull(last), next: isoOrNull(next), finish: isoOrNull(finish) }
}

/** Each quarter's figures added to those of the stretch that `of` names, in order of time. */
function added<T extends { planned: number; sent: number }>(rows: readonly Quarter[], of: (at: number) => [number, T]) {
  const found = new Map<number, T>()
  for (const { at, planned, sent } of rows) {
    const [key, fresh] = of(at)
    const sum = found.get(key) ?? fresh
    sum.planned += planned
    sum.sent += sent
    found.set(key, sum)
  }
  return [...found.values()]
}

const daysOf = (rows: readonly Quarter[], zone: string) =>
  added(rows, (at) => {
    const day = dayNumber(at, zone)
    const [from, to] = [dayStart(zone, day), dayStart(zone, day + 1)]
    return [day, { date: formatDay(day), from: iso(from), to: iso(to), planned: 0, sent: 0 }]
  })

const slotsOf = (rows: readonly Quarter[], zone: string) =>
  added(rows, (at) => {
    const start = slotStart(zone, dayNumber(at, zone), hourAt(at, zone)) ?? at
    return [start, { start: iso(start), planned: 0, sent: 0 }]
  })
