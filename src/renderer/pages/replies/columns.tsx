import type { ColumnDef } from '@tanstack/react-table'
import { useMemo } from 'react'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { type Incoming, nameOf } from '../../api/incoming.ts'
import { Kind } from '../../parts/incoming/kind.tsx'
import { laneOf, Who } from '../../parts/who.tsx'
import { date, moment } from '../../words/format.ts'
import { replies as words } from '../../words/replies.ts'

/** Of these the subject says less than what followed, even if that is nothing: "Undelivered Mail Returned to Sender". */
const mute = new Set(['absence', 'bounce', 'delay', 'complaint', 'opt_out'])

/** What it says in one line: its words, else its subject or what followed. */
function Says({ message: { kind, text, consequence, subject, state } }: { message: Incoming }) {
  const said = text?.trim()
  if (said) return said
  const [followed] = consequence
  if (followed && state !== 'undone' && mute.has(kind)) return <span className="dim">{followed}</span>
  return <span className="dim">{subject || words.noSubject}</span>
}

interface Given {
  zone: string
  now: number | null
  place: (account: string | null) => number
}

type Column = ColumnDef<Incoming, never>
type Cell = (message: Incoming) => React.ReactNode
type Name = keyof typeof words.columns

const column = (id: Name, width: string, cell: Cell, more: Partial<NonNullable<Column['meta']>> = {}): Column => ({
  id,
  meta: { width, label: words.columns[id], ...more },
  cell: ({ row }) => cell(row.original),
})

export function useColumns({ zone, now, place }: Given): Column[] {
  // of the present moment only its day shows
  const today = now === null ? null : date(now, zone)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `today` stands for `now`
  return useMemo(
    () => [
      {
        id: 'unseen',
        header: () => <span className="unseen">{words.columns.unseen}</span>,
        meta: { width: '7px', label: words.columns.unseen },
        cell: ({ row }) => !row.original.seen && <i className="rp-new" />,
      },
      column('kind', '146px', (message) => <Kind of={message} now={now} />),
      column('who', 'minmax(130px, 4fr)', (message) => (
        <span className={message.seen ? '' : 'strong'}>{nameOf(message)}</span>
      )),
      column('text', 'minmax(140px, 8fr)', (message) => <Says message={message} />),
      column('sequence', 'minmax(120px, 4fr)', ({ sequence, step }) => (
        <span className="dim">{sequence && words.about(sequence, step)}</span>
      )),
      column(
        'mailbox',
        '42px',
        ({ account, account_id }) =>
          account && (
            <span title={senderText(account)}>
              <Who name={senderText(account)} lane={laneOf(place(account_id))} />
              <span className="unseen">{senderText(account)}</span>
            </span>
          ),
      ),
      column('when', '116px', ({ at }) => <span className="dim">{moment(at, zone, now)}</span>, { align: 'end' }),
    ],
    [zone, today, place],
  )
}
