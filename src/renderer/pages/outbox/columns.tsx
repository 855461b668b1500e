import type { ColumnDef } from '@tanstack/react-table'
import { useMemo } from 'react'
import { senderName, senderText } from '../../../shared/domain/sandbox-sender.ts'
import { SendState } from '../../parts/send-state.tsx'
import { laneOf, Who } from '../../parts/who.tsx'
import { elsewhere } from '../../words/elsewhere.ts'
import { date, day, hour, said, second } from '../../words/format.ts'
import { outbox as words } from '../../words/outbox.ts'
import type { Email } from './use-emails.ts'

export const nameOf = ({ contact_name, contact }: Email): string => contact_name ?? contact

/** A time of this list: to the second today, with its day on others. */
export function leavesAt(instant: string, zone: string, now: number | null, isAbout = false): string {
  if (now !== null && date(instant, zone) === date(now, zone)) return (isAbout ? hour : second)(instant, zone)
  return `${day(instant, zone, now ?? undefined)} ${hour(instant, zone)}`
}

/** It would leave by itself at its time. */
export const isPlanned = ({ shown_state: state }: Email): boolean => state === 'planned' || state === 'moved'

/** While nothing may leave from here, what is due by now goes when it can, and the rest about when it is planned. */
export const isDue = (at: string, now: number | null): boolean => now !== null && Date.parse(at) <= now

function Leaves({ email, zone, now, isHeld }: { email: Email; zone: string; now: number | null; isHeld: boolean }) {
  const { shown_state: state, at, sent_at } = email
  if (email.review !== null) return <span className="strong">{words.whenLooked}</span>
  if (state === 'held') return <span className="strong">{words.whenReleased}</span>
  if (state === 'waiting') return <span className="strong">{words.whenAble}</span>
  if (state === 'withdrawn') return <span className="was">{leavesAt(at, zone, now)}</span>
  // another computer decides when: what is planned here is what it will most likely do
  if (isHeld && isPlanned(email) && isDue(at, now)) return <span className="strong">{words.whenAble}</span>
  if (email.computer !== null)
    return <span className="dim">{elsewhere.leaves(email, leavesAt(at, zone, now, true), now)}</span>
  if (isHeld && isPlanned(email)) return <span className="dim">{elsewhere.about(leavesAt(at, zone, now, true))}</span>
  return <span className={state === 'sent' ? '' : 'strong'}>{leavesAt(sent_at ?? at, zone, now)}</span>
}

interface Given {
  zone: string
  now: number | null
  /** This copy of the data may not send. */
  isHeld: boolean
  place: (account: string) => number
}

export function useColumns({ zone, now, isHeld, place }: Given): ColumnDef<Email, never>[] {
  // of the present moment only its day shows: rows are not drawn again each quarter of a minute for the rest of it
  const today = now === null ? null : date(now, zone)
  // while nothing may leave, each minute makes more of it due
  const minute = now !== null && isHeld ? Math.floor(now / 60_000) : null
  // and so does each hour of what another computer had to send
  const anHour = now === null ? null : Math.floor(now / 3_600_000)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `today`, `minute` and `anHour` stand for `now`
  return useMemo(
    () => [
      {
        id: 'state',
        meta: { width: '116px', label: words.columns.state, always: true },
        cell: ({ row }) => <SendState email={row.original} now={now} />,
      },
      {
        id: 'leaves',
        meta: { width: '152px', label: words.columns.leaves, sort: 'leaves', always: true },
        cell: ({ row }) => <Leaves email={row.original} zone={zone} now={now} isHeld={isHeld} />,
      },
      {
        id: 'to',
        meta: { width: 'minmax(160px, 5fr)', label: words.columns.to, always: true },
        cell: ({ row: { original } }) => (
          <>
            <span className="strong">{nameOf(original)}</span> <span className="faint">{original.company}</span>
          </>
        ),
      },
      {
        id: 'email',
        meta: { width: 'minmax(120px, 6fr)', label: words.columns.email },
        cell: ({ row: { original } }) => (
          <span className={original.engaged_by === null ? undefined : 'ob-email'}>
            <span>{original.title || words.noSubject}</span>{' '}
            <span className="faint">
              {original.engaged_by !== null && `· ${words.engagedBy(original.engaged_by)} `}
              {original.kind === 'test' ? `· ${words.test}` : `· ${words.step(original.step)}`}
              {original.sandbox && ` · ${words.sandbox}`}
            </span>
          </span>
        ),
      },
      {
        id: 'from',
        meta: { width: '42px', label: words.columns.from },
        cell: ({ row: { original } }) => (
          <span title={senderText(original.sender)}>
            <Who name={senderName(original.sender, original.sender_name)} lane={laneOf(place(original.account_id))} />
            <span className="unseen">{senderText(original.sender)}</span>
          </span>
        ),
      },
      {
        id: 'why',
        meta: { width: 'minmax(140px, 6fr)', label: words.columns.why },
        cell: ({ row: { original } }) => {
          const why = elsewhere.told(original, zone, now) ?? said(original.why_short)
          return (
            <span className="dim" title={why}>
              {why}
            </span>
          )
        },
      },
    ],
    [zone, today, isHeld, minute, anHour, place],
  )
}
