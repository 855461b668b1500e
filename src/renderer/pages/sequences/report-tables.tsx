import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { api } from '../../api/client.ts'
import { State, type StateName } from '../../parts/state.tsx'
import { laneOf, placeIn, Who } from '../../parts/who.tsx'
import { count } from '../../words/format.ts'
import { sequences as words } from '../../words/sequences.ts'
import { Ink } from './ink.tsx'
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

/** Replies lead to what was written; any other figure to its contacts, since a server may have said no without a message. */
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
  if (state === 'replied')
    return (
      <Link to="/replies" search={{ sequence: id, kind: 'reply' }}>
        {children}
      </Link>
    )
  return (
    <Link to="/sequences/$id" params={{ id }} search={{ tab: 'report', state }} replace resetScroll={false}>
      {children}
    </Link>
  )
}

/**
 * Everybody who was engaged, by what became of them: the figures add up, and each leads to its contacts, or to what
 * they wrote.
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
          <Link to="/outbox">
            <b>{count(unsure)}</b>
            <State is="unsure" />
          </Link>
        </li>
      )}
      {figures.held > 0 && (
        <li className="apart">
          <b>{count(figures.held)}</b>
          <State is="held">{said.heldWord}</State>
        </li>
      )}
    </ul>
  )
}

type Counts = Omit<Report['emails'], never>
const inAll = ({ planned, sending, sent, refused, unsure, withdrawn }: Counts): number =>
  planned + sending + sent + refused + unsure + withdrawn

/** Only columns in which something stands: a campaign without trouble shows none. */
const columnsOf = (rows: readonly Counts[]) =>
  (['planned', 'refused', 'unsure', 'withdrawn'] as const).filter(
    (name) => name === 'planned' || rows.some((row) => row[name] > 0),
  )

function Figures({ counts, columns, lane }: { counts: Counts; columns: ReturnType<typeof columnsOf>; lane?: number }) {
  const all = inAll(counts)
  return (
    <>
      <td className="seq-ink">
        <Ink
          part={counts.sent}
          whole={all}
          words={words.sent(counts.sent, all)}
          {...(lane === undefined ? {} : { lane })}
        />
      </td>
      {columns.map((name) => (
        <td key={name} className={`num ${counts[name] > 0 && name !== 'planned' && name !== 'withdrawn' ? name : ''}`}>
          {counts[name] === 0 ? (
            <span className="faint">–</span>
          ) : (
            count(counts[name] + (name === 'planned' ? counts.sending : 0))
          )}
        </td>
      ))}
    </>
  )
}

function Heads({ first, columns, more }: { first: string; columns: ReturnType<typeof columnsOf>; more?: string }) {
  return (
    <thead>
      <tr>
        <th scope="col">{first}</th>
        {more && (
          <th scope="col" className="num">
            {more}
          </th>
        )}
        <th scope="col" className="seq-mark-head">
          {said.heads.sent}
        </th>
        {columns.map((name) => (
          <th key={name} scope="col" className="num">
            {said.heads[name]}
          </th>
        ))}
      </tr>
    </thead>
  )
}

/** How far each email of the sequence is. */
export function StepTable({ figures }: { figures: Report }) {
  const columns = columnsOf(figures.perStep)
  return (
    <section aria-labelledby="seq-per-step">
      <h2 id="seq-per-step">{said.perStep}</h2>
      <table className="seq-table">
        <Heads first={said.heads.step} columns={columns} />
        <tbody>
          {figures.perStep.map((row) => (
            <tr key={row.step}>
              <th scope="row">
                <span className="clip">
                  {words.editor.step(row.step)} <span className="faint">{row.subject || words.editor.same}</span>
                </span>
              </th>
              <Figures counts={row} columns={columns} />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** The workspace's fixed order of accounts, which gives each sender its lane. */
export function useLanes(): (account: string) => number {
  const accounts = useQuery(api.accounts.list.queryOptions()).data ?? []
  return (account) => laneOf(placeIn(accounts, account))
}

/** What leaves from where. */
export function SenderTable({ figures }: { figures: Report }) {
  const columns = columnsOf(figures.perSender)
  const lane = useLanes()
  return (
    <section aria-labelledby="seq-per-sender">
      <h2 id="seq-per-sender">{said.perSender}</h2>
      <table className="seq-table">
        <Heads first={said.heads.sender} columns={columns} more={said.heads.contacts} />
        <tbody>
          {figures.perSender.map((row) => (
            <tr key={row.account}>
              <th scope="row">
                <span className="row">
                  <Who name={senderText(row.sender)} lane={lane(row.account)} />
                  <span className="clip">{senderText(row.sender)}</span>
                </span>
              </th>
              <td className="num">{count(row.contacts)}</td>
              <Figures counts={row} columns={columns} lane={lane(row.account)} />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
