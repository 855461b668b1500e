import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { emailsOf } from '../../../shared/domain/report-links.ts'
import { api } from '../../api/client.ts'
import { useNow } from '../../api/hooks.ts'
import { Notice } from '../../parts/notice.tsx'
import { moment, timeOf } from '../../words/format.ts'
import { report as words } from '../../words/report.ts'
import { weekWords } from '../../words/week.ts'
import { EndsOf, type Engagement } from './report-ends.tsx'
import type { Report } from './types.ts'

const { schedule: said, adds } = words

/** Whether everybody engaged is accounted for, in every step; who isn't, where somebody isn't. */
export function Conserved({ figures }: { figures: Report }) {
  const { faults, engaged, perStep } = figures
  if (figures.conserved)
    return (
      <p className="small dim">
        <b>{adds.title}</b> {adds.yes(engaged, perStep.length)}
      </p>
    )
  const ids = [...new Set(faults.flatMap(({ enrollments }) => enrollments))]
  return (
    <Notice tone="bad">
      <b>{adds.title}</b>
      <ul>
        {faults.map(({ rule, step, expected, found }) => (
          <li key={`${rule} ${step}`}>
            {rule === 'contacts'
              ? adds.contacts(expected, found)
              : rule === 'emails'
                ? adds.emails(step ?? 0, expected, found)
                : adds.over(found)}
          </li>
        ))}
      </ul>
      {ids.length > 0 && (
        <p>
          {adds.who} <span className="mono">{ids.join(' ')}</span>
        </p>
      )}
    </Notice>
  )
}

function Waits({ figures }: { figures: Report }) {
  if (figures.waits.length === 0) return <p className="small">{said.nothingWaits}</p>
  return (
    <ul className="seq-waits">
      {figures.waits.map(({ why, account, n }) => (
        <li key={`${why} ${account}`}>
          <Link
            to="/outbox"
            search={{ ...emailsOf(figures, ['planned']), states: [why === 'held' ? 'held' : 'waiting'] }}
          >
            {why === 'account' ? said.waits.account(n, account ?? '') : said.waits[why](n)}
          </Link>
        </li>
      ))}
    </ul>
  )
}

function One({
  engagement,
  now,
  more,
  sequence,
}: {
  engagement: Report['engagements'][number]
  now: number | null
  more?: Engagement | undefined
  /** Public id. */
  sequence: string
}) {
  const { zone, windows, holidays, per_day, per_hour, planned, next, finish } = engagement
  const facts = [
    said.from(moment(engagement.start, zone, now)),
    weekWords(windows),
    engagement.contact_zone ? said.contactZone : said.hours(timeOf(zone)),
    holidays !== null && said.holidays(holidays),
    said.limit(per_day, per_hour),
    engagement.paused && said.paused,
  ].filter(Boolean)
  return (
    <li>
      <b>{said.engaged(engagement.contacts, engagement.by, moment(engagement.at, zone, now))}</b>
      <span>{facts.join(' · ')}</span>
      <span>
        {planned > 0 && next && finish
          ? said.next(planned, moment(next, zone, now), moment(finish, zone, now))
          : said.none}
      </span>
      {more && <EndsOf engagement={more} />}
      {more?.joins && <span>{said.joined}</span>}
      <span>
        <Link to="/schedule/$id" params={{ id: sequence }} search={{ join: engagement.public_id }}>
          {said.add}
        </Link>
      </span>
    </li>
  )
}

/** When it may leave, how many, what comes next and last, and what waits for what. */
export function ScheduleFacts({ figures, sequence }: { figures: Report; sequence: string }) {
  const now = useNow(60_000)
  const chosen = useQuery(api.sequences.engagements.queryOptions({ input: { public_id: sequence } }))
  return (
    <section className="seq-schedule" aria-labelledby="seq-scheduled">
      <h2 id="seq-scheduled">{said.title}</h2>
      <Waits figures={figures} />
      <ul className="seq-engagements">
        {figures.engagements.map((engagement) => (
          <One
            key={engagement.public_id}
            engagement={engagement}
            now={now}
            sequence={sequence}
            more={chosen.data?.find((each) => each.public_id === engagement.public_id)}
          />
        ))}
      </ul>
    </section>
  )
}
