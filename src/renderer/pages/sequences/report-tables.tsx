import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { emailsOf } from '../../../shared/domain/report-links.ts'
import { api } from '../../api/client.ts'
import { State, type StateName } from '../../parts/state.tsx'
import { laneOf, placeIn } from '../../parts/who.tsx'
import { count } from '../../words/format.ts'
import { sequences as words } from '../../words/sequences.ts'
import type { Report, ReportContact, WholeSequence } from './types.ts'

const { report: said } = words

/** How a contact's state in a sequence looks. */
export const contactStates: Record<ReportContact['state'], StateName> = {
  pending: 'planned',
  active: 'active',
  paused: 'paused',
  replied: 'reply',
  bounced: 'bounce',
  unsubscribed: 'opt_out',
  stopped: 'stopped',
  finished: 'finished',
  failed: 'error',
}
export const stateOrder = Object.keys(contactStates) as ReportContact['state'][]

/** Each figure leads to the contacts it counts. */
function StateLink({
  saved,
  state,
  children,
}: {
  saved: WholeSequence
  state: ReportContact['state']
  children: ReactNode
}) {
  const { public_id: id } = saved
  return (
    <Link to="/sequences/$id" params={{ id }} search={{ tab: 'report', state }} replace resetScroll={false}>
      {children}
    </Link>
  )
}

/**
 * Everybody who was engaged, by what became of them: the figures add up, and each leads to its contacts.
 */
export function States({ saved, figures }: { saved: WholeSequence; figures: Report }) {
  const present = stateOrder.filter((state) => (figures.enrollments[state] ?? 0) > 0)
  const { unsure } = figures.emails
  return (
    <ul className="seq-states" aria-label={said.adds(figures.engaged)}>
      <li>
        <b>{count(figures.engaged)}</b>
        <span>{said.engagedWord}</span>
      </li>
      {present.map((state, i) => (
        <li key={state}>
          <i aria-hidden>{i === 0 ? '=' : '+'}</i>
          <StateLink saved={saved} state={state}>
            <b>{count(figures.enrollments[state] ?? 0)}</b>
            <State is={contactStates[state]}>{said.states[state]}</State>
          </StateLink>
        </li>
      ))}
      {unsure > 0 && (
        <li className="apart">
          <Link to="/outbox" search={emailsOf(figures, ['unsure'])}>
            <b>{count(unsure)}</b>
            <State is="unsure" />
          </Link>
        </li>
      )}
      {figures.held > 0 && (
        <li className="apart">
          <Link to="/outbox" search={{ ...emailsOf(figures, ['planned']), states: ['held'] }}>
            <b>{count(figures.held)}</b>
            <State is="held">{said.heldWord}</State>
          </Link>
        </li>
      )}
    </ul>
  )
}

/** The workspace's fixed order of accounts, which gives each sender its lane. */
export function useLanes(): (account: string) => number {
  const accounts = useQuery(api.accounts.list.queryOptions()).data ?? []
  return (account) => laneOf(placeIn(accounts, account))
}
