import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api } from '../../api/client.ts'
import { useZone } from '../../api/hooks.ts'
import { Empty, RowsOnTheWay } from '../../parts/blank.tsx'
import { Failed, Notice } from '../../parts/notice.tsx'
import { hour, longDay } from '../../words/format.ts'
import { report as reportWords } from '../../words/report.ts'
import { sequences as words } from '../../words/sequences.ts'
import { SequenceOverTime } from './report-charts.tsx'
import { Days } from './report-days.tsx'
import { SenderTable, StepTable, VariantTable } from './report-figures.tsx'
import { People } from './report-people.tsx'
import { Conserved, ScheduleFacts } from './report-schedule.tsx'
import { States } from './report-tables.tsx'
import type { Report as Figures, WholeSequence } from './types.ts'
import './report.css'

/** What became of everybody who was engaged, counted from the ledger. */
export function Report({ saved }: { saved: WholeSequence }) {
  const report = useQuery(api.reports.sequence.queryOptions({ input: { sequence: saved.public_id } }))
  const { report: said } = words
  if (report.error && !report.data) return <Failed what={said.what} error={report.error} onAgain={report.refetch} />
  if (!report.data) return <RowsOnTheWay rows={6} height={56} />
  if (report.data.engaged === 0)
    return (
      <div className="seq-report">
        <Empty title={said.none} action={<Schedule saved={saved} />}>
          {said.noneMore}
        </Empty>
      </div>
    )
  const figures = report.data
  return (
    <div className="seq-report">
      <Verdict figures={figures} />
      {figures.sandbox && <Notice tone="info">{said.rehearsal}</Notice>}
      {!figures.sandbox && figures.sandboxContacts > 0 && (
        <p className="small dim">{said.rehearsedToo(figures.sandboxContacts)}</p>
      )}
      <States saved={saved} figures={figures} />
      <Conserved figures={figures} />
      <SequenceOverTime figures={figures} />
      <div className="seq-report-columns">
        <div>
          <StepTable figures={figures} />
          <SenderTable figures={figures} />
          <VariantTable figures={figures} />
          <p className="fine dim measure">{reportWords.shareRule}</p>
        </div>
        <div>
          <ScheduleFacts figures={figures} sequence={saved.public_id} />
          <Days figures={figures} />
        </div>
      </div>
      <People saved={saved} figures={figures} />
    </div>
  )
}

const Schedule = ({ saved }: { saved: WholeSequence }) =>
  saved.archived ? null : (
    <Button renderRoot={(props) => <Link to="/schedule/$id" params={{ id: saved.public_id }} {...props} />}>
      {words.acts.schedule}
    </Button>
  )

/** The one sentence that answers "how is it going?". */
function Verdict({ figures }: { figures: Figures }) {
  const zone = useZone()
  const { report: said } = words
  const { written, engaged, finish, last, paused, enrollments } = figures
  const open = (['pending', 'active', 'paused'] as const).reduce((sum, state) => sum + (enrollments[state] ?? 0), 0)
  return (
    <p className="seq-verdict">
      {said.verdict(written, engaged)}{' '}
      {finish ? (
        paused ? (
          said.stillPaused
        ) : (
          <>
            {said.ends} <em>{longDay(finish, zone)}</em> {said.inSlot(`${hour(finish, zone).slice(0, 2)}:00`)}
          </>
        )
      ) : last ? (
        <>
          {said.ended} <em>{longDay(last, zone)}</em>.
        </>
      ) : open > 0 ? (
        said.waits
      ) : (
        said.nothingLeft
      )}
    </p>
  )
}
