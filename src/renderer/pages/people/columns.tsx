import { Link } from '@tanstack/react-router'
import type { ColumnDef } from '@tanstack/react-table'
import { type ReactNode, useMemo } from 'react'
import { senderName, senderText } from '../../../shared/domain/sandbox-sender.ts'
import { State, type StateName } from '../../parts/state.tsx'
import { laneOf, Who } from '../../parts/who.tsx'
import { elsewhere } from '../../words/elsewhere.ts'
import { date, moment, said } from '../../words/format.ts'
import { people as words } from '../../words/people.ts'
import type { PersonState } from './search.ts'
import type { Person } from './use-people.ts'

export const stateSigns: Record<PersonState, StateName> = {
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

export const nameOf = ({ contact_id, contact_name, contact }: Person): string =>
  contact_id === null ? words.erased : (contact_name ?? contact)

function nextOf(person: Person, zone: string, now: number | null): ReactNode {
  const { next_at, next_step, by_hand, waits, computer } = person
  if (waits !== null) return <span className="strong">{words.waits(waits)}</span>
  if (next_at === null || next_step === null) return null
  if (by_hand) return words.byHand(next_step)
  const time = moment(next_at, zone, now)
  return words.next(next_step, computer === null ? time : elsewhere.leaves({ ...person, at: next_at }, time, now))
}

/** Why it is over or stands still; what its next email waits for is said beside its time. */
const whyOf = ({ reason }: Person): string => (reason === null ? '' : said(reason))

interface Given {
  zone: string
  now: number | null
  place: (account: string) => number
}

export const offered = ['from', 'step', 'last', 'by', 'why'] as const

export function useColumns({ zone, now, place }: Given): ColumnDef<Person, never>[] {
  const today = now === null ? null : date(now, zone)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `today` stands for `now`
  return useMemo(() => {
    const column = (
      id: keyof typeof words.columns,
      width: string,
      cell: (row: Person) => ReactNode,
      more: { sort?: string; always?: boolean } = {},
    ): ColumnDef<Person, never> => ({
      id,
      meta: { width, label: words.columns[id], ...more },
      cell: ({ row }) => cell(row.original),
    })
    return [
      column(
        'contact',
        'minmax(170px, 5fr)',
        (row) => (
          <>
            <span className="strong">{nameOf(row)}</span>{' '}
            <span className="faint">{row.company ?? (row.contact_name ? row.contact : '')}</span>
          </>
        ),
        { always: true },
      ),
      column('state', '148px', (row) => <State is={stateSigns[row.state]}>{words.states[row.state]}</State>, {
        always: true,
      }),
      column(
        'sequence',
        'minmax(120px, 3fr)',
        (row) => (
          <>
            <Link className="pe-link" to="/sequences/$id" params={{ id: row.sequence_id }} search={{ tab: 'report' }}>
              {row.sequence}
            </Link>
            {row.sandbox && <span className="faint"> · {words.sandbox}</span>}
          </>
        ),
        { always: true },
      ),
      column('from', '42px', (row) => (
        <span title={senderText(row.sender)}>
          <Who name={senderName(row.sender, null)} lane={laneOf(place(row.account_id))} />
          <span className="unseen">{senderText(row.sender)}</span>
        </span>
      )),
      column('step', '64px', (row) => words.step(row.step, row.steps)),
      column('next', 'minmax(176px, 3fr)', (row) => nextOf(row, zone, now), { sort: 'next', always: true }),
      column('last', '116px', (row) => row.last_at && <span className="dim">{moment(row.last_at, zone, now)}</span>),
      column('by', 'minmax(70px, 1.4fr)', (row) => <span className="dim">{row.engaged_by}</span>),
      column('why', 'minmax(80px, 3fr)', (row) => (
        <span className="dim" title={whyOf(row)}>
          {whyOf(row)}
        </span>
      )),
    ]
  }, [zone, today, place])
}
