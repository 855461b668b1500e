import { Select } from '@mantine/core'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { ColumnDef } from '@tanstack/react-table'
import { useMemo } from 'react'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { api, client } from '../../api/client.ts'
import { useEndless } from '../../api/endless.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { useSomeIncoming } from '../../api/incoming.ts'
import { useWhose } from '../../api/whose.ts'
import { Elsewhere } from '../../parts/elsewhere.tsx'
import { fromGroups } from '../../parts/from-menu.ts'
import { Failed } from '../../parts/notice.tsx'
import { State } from '../../parts/state.tsx'
import { DataTable } from '../../parts/table/data-table.tsx'
import { Who } from '../../parts/who.tsx'
import { elsewhere } from '../../words/elsewhere.ts'
import { count, moment } from '../../words/format.ts'
import { sequences as words } from '../../words/sequences.ts'
import { Export } from './report-export.tsx'
import { NarrowChip, type Narrowed } from './report-narrow.tsx'
import { ReassignFailed } from './report-reassign.tsx'
import { contactStates, stateOrder, useLanes } from './report-tables.tsx'
import type { Report, ReportContact, WholeSequence } from './types.ts'

const { report: said } = words

function columnsOf(zone: string, now: number | null, lane: (account: string) => number) {
  const { columns } = said
  const column = (
    id: keyof typeof columns,
    width: string,
    cell: (row: ReportContact) => React.ReactNode,
  ): ColumnDef<ReportContact, never> => ({
    id,
    header: columns[id],
    cell: ({ row }) => cell(row.original),
    meta: { width, label: columns[id] },
  })
  return [
    column('contact', 'minmax(180px, 2fr)', ({ contact }) => (
      <>
        <b className="seq-name">{contact.name ?? contact.address}</b>{' '}
        <span className="faint">{contact.name ? (contact.company ?? contact.address) : contact.company}</span>
      </>
    )),
    column('state', '144px', ({ state, unsure }) =>
      unsure ? <State is="unsure" /> : <State is={contactStates[state]}>{said.states[state]}</State>,
    ),
    column('sent', '58px', ({ sent, emails }) => said.of(sent, emails)),
    column('next', 'minmax(172px, 1fr)', ({ next }) => <Next {...{ next, zone, now }} />),
    column('last', '116px', ({ last_at }) => (last_at ? moment(last_at, zone, now) : '')),
    column('sender', '44px', ({ sender, account }) => <Who name={senderText(sender)} lane={lane(account)} />),
    column('reason', 'minmax(60px, 1.2fr)', ({ reason }) => reason),
  ]
}

function nextWords(next: ReportContact['next'], zone: string, now: number | null): string {
  if (!next) return ''
  if (next.held) return said.nextStep(next.step, said.onHold)
  if (!next.planned) return said.nextStep(next.step, said.noSlot)
  const time = moment(next.at, zone, now)
  return said.nextStep(next.step, next.computer === null ? time : elsewhere.leaves(next, time, now))
}

const Next = ({ next, zone, now }: { next: ReportContact['next']; zone: string; now: number | null }) => (
  <>
    {nextWords(next, zone, now)} {next && next.computer !== null && <Elsewhere computer={next.computer} />}
  </>
)

/** What came back and ended it, as a kind of message. */
const cameBack: Partial<Record<ReportContact['state'], 'reply' | 'bounce' | 'opt_out'>> = {
  replied: 'reply',
  bounced: 'bounce',
  unsubscribed: 'opt_out',
}

/** A complaint counts as a wish to be left alone, and ends a sequence under the same name. */
function Complaints({ sequence }: { sequence: string }) {
  const anyone = useSomeIncoming({ sequence, kind: 'complaint' }, 1).data?.rows.length ?? 0
  if (anyone === 0) return null
  return (
    <Link className="small" to="/replies" search={{ sequence, kind: 'complaint' }}>
      {said.complaints}
    </Link>
  )
}

const every = ''

type Chosen = ReportContact['state'] | undefined

function usePeople(saved: WholeSequence, { state, sender, ...narrow }: Narrowed) {
  const input = {
    sequence: saved.public_id,
    limit: 200,
    ...(state ? { state } : {}),
    ...(sender ? { account: sender } : {}),
    ...narrow,
  }
  return useEndless(api.reports.contacts.key({ input }), (after, signal) =>
    client.reports.contacts({ ...input, after }, { signal }),
  )
}

interface FiltersProps {
  figures: Report
  state: Chosen
  sender: string | undefined
  look: (change: { state?: string | undefined; sender?: string | undefined }) => void
}

function Filters({ figures, state, sender, look }: FiltersProps) {
  const whose = useWhose()
  return (
    <>
      <Select
        aria-label={said.stateLabel}
        allowDeselect={false}
        value={state ?? every}
        data={[
          { value: every, label: said.everyState },
          ...stateOrder
            .filter((each) => each === state || (figures.enrollments[each] ?? 0) > 0)
            .map((each) => ({ value: each, label: `${said.states[each]} ${count(figures.enrollments[each] ?? 0)}` })),
        ]}
        onChange={(value) => look({ state: value || undefined })}
      />
      {figures.perSender.length > 1 && (
        <Select
          aria-label={said.senderLabel}
          allowDeselect={false}
          value={sender ?? every}
          data={[
            { value: every, label: said.everySender },
            ...fromGroups(
              figures.perSender.map(({ account, sender }) => ({
                value: account,
                label: senderText(sender),
                whose: whose(account),
              })),
            ),
          ]}
          onChange={(value) => look({ sender: value || undefined })}
        />
      )}
    </>
  )
}

/** Everybody in it, with state, next email and why; filtered by state and sender in the address. */
export function People({ saved, figures }: { saved: WholeSequence; figures: Report }) {
  const { tab: _, ...search } = useSearch({ from: '/frame/sequences/$id' })
  const { state, sender } = search
  const navigate = useNavigate()
  const zone = useZone()
  const now = useNow(60_000)
  const lane = useLanes()
  const minute = now === null ? null : Math.floor(now / 60_000) * 60_000
  const columns = useMemo(() => columnsOf(zone, minute, lane), [zone, minute, lane])
  const list = usePeople(saved, search)
  const look = (change: { state?: string | undefined; sender?: string | undefined }) =>
    void navigate({
      to: '/sequences/$id',
      params: { id: saved.public_id },
      search: { tab: 'report', state, sender, ...(change as { state?: typeof state }) },
      replace: true,
      resetScroll: false,
    })
  return (
    <section className="seq-people" aria-labelledby="seq-people">
      <div className="table-bar">
        <h2 id="seq-people">{said.people}</h2>
        <span className="grow" />
        <NarrowChip search={search} figures={figures} onClear={() => look({ state: undefined, sender: undefined })} />
        <Filters {...{ figures, state, sender, look }} />
        {state && cameBack[state] && (
          <Link className="small" to="/replies" search={{ sequence: saved.public_id, kind: cameBack[state] }}>
            {state === 'unsubscribed' ? said.optOuts : said.cameBack}
          </Link>
        )}
        {state === 'unsubscribed' && <Complaints sequence={saved.public_id} />}
        {state === 'failed' && <ReassignFailed sequence={saved.public_id} />}
        <Export saved={saved} />
      </div>
      {list.error && <Failed what={said.people} error={list.error} onAgain={list.refetch} />}
      <DataTable
        {...list.table}
        label={said.people}
        columns={columns}
        rowId={(row) => row.enrollment}
        rowLabel={(row) => said.row(row.contact.address)}
        onOpen={(row) => void navigate({ to: '/contacts/$id', params: { id: row.contact.public_id } })}
        isOld={(row) => !['pending', 'active', 'paused'].includes(row.state)}
        empty={<p className="small dim seq-nobody">{said.nobody}</p>}
      />
    </section>
  )
}
