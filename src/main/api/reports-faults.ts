/** Whether the figures of a sequence add up; where they don't, by which rule and for whom. */
import type { ReportShown } from '../../shared/contract/reports.ts'
import type { Reader } from '../store/open.ts'
import { misfits, owedBy, stragglers } from '../store/report-checks.ts'
import type { Scope, SendFigure, StateCount } from '../store/reports.ts'

type Fault = ReportShown['faults'][number]

interface Figures {
  engaged: number
  states: readonly StateCount[]
  figures: readonly SendFigure[]
}

/** Contacts named of one fault: enough to look at, and no list of a million. */
const named = 20
const total = (rows: readonly { n: number }[]): number => rows.reduce((sum, { n }) => sum + n, 0)

/**
 * Everybody engaged is in one state; each step's emails are one for everybody who is owed it, whatever became of them; and
 * nothing is planned for whoever is over.
 */
export function faultsOf(reader: Reader, scope: Scope, { engaged, states, figures }: Figures) {
  const owing = owedBy(reader, scope)
  const owed = (step: number): number => total(owing.filter(({ emails }) => emails >= step))
  const found: Fault[] = []
  if (total(states) !== engaged)
    found.push({ rule: 'contacts', step: null, expected: engaged, found: total(states), enrollments: [] })
  const steps = Math.max(0, ...owing.map(({ emails }) => emails), ...figures.map(({ step }) => step))
  const wrong = Array.from({ length: steps }, (_, i) => i + 1)
    .map((step) => ({ step, expected: owed(step), there: total(figures.filter((row) => row.step === step)) }))
    .filter(({ expected, there }) => expected !== there)
  const enrollments = wrong.length > 0 ? misfits(reader, scope, named) : []
  for (const { step, expected, there } of wrong)
    found.push({ rule: 'emails', step, expected, found: there, enrollments })
  const late = stragglers(reader, scope, fewer(states, figures), named)
  if (late.length > 0) found.push({ rule: 'over', step: null, expected: 0, found: late.length, enrollments: late })
  return { owed, found }
}

const underWay: readonly string[] = ['pending', 'active', 'paused']

const fewer = (states: readonly StateCount[], figures: readonly SendFigure[]): 'planned' | 'over' => {
  const over = total(states.filter(({ state }) => !underWay.includes(state)))
  return total(figures.filter(({ state }) => state === 'planned')) < over ? 'planned' : 'over'
}
